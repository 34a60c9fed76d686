"""The life of the bot over real sockets: what the gateway and REST do to it, and what it makes of that."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord_bot import adapter as life
from adapters.discord_bot import build, client, doctor, starters, sync
from adapters.discord_bot.adapter import DiscordAdapter, pause_before_start
from bot.errors import PlatformError, TokenRefused
from bot.privacy.store import RoomChoice
from bot.settings import Secret
from tests.discord_bot.fake import ADA, CHANNEL, FORUM, GUILD, TOKEN, FakeDiscord, Step, limited, serve, until
from tests.discord_bot.people import META, labels, text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.life import House
    from bot import Engine
    from bot.model import Question, Reply
    from tests.counting import Counting

MESSAGES = f"/channels/{CHANNEL}/messages"
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    made = FakeDiscord()
    runner = await serve(made)
    monkeypatch.setattr(Route, "BASE", made.url + life.API_PATH)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(made.url.replace("http", "ws")) / "gw")
    monkeypatch.setattr(starters, "PAUSES", (0.05, 0.05))
    yield made
    await runner.cleanup()
    assert not made.faults


@pytest.fixture
def online(house: House) -> House:
    return replace(house, settings=replace(house.settings, discord_token=Secret(TOKEN)))


class Running:
    """The adapter as the supervisor runs it."""

    def __init__(self, house: House) -> None:
        made = build(house)
        assert isinstance(made, DiscordAdapter)
        self.adapter = made
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(made.run(self.stop))

    async def end(self) -> None:
        self.stop.set()
        await asyncio.wait_for(self.task, 15)


@pytest.fixture
async def running(fake: FakeDiscord, online: House) -> AsyncIterator[Running]:
    made = Running(online)
    await until(lambda: made.task.done() or (made.adapter._client and made.adapter._client.guilds))
    if made.task.done():
        await made.task
    yield made
    if not made.task.done():
        await made.end()


def answers(fake: FakeDiscord) -> int:
    return len(fake.made("POST", MESSAGES))


async def test_it_asks_for_no_privileged_intent_and_writes_its_commands_once(
    fake: FakeDiscord, running: Running, online: House
) -> None:
    assert not fake.identifies[0]["intents"] & PRIVILEGED
    assert fake.identifies[0]["intents"] == 1 << 0 | 1 << 9 | 1 << 12
    assert len(fake.made("PUT", "/commands")) == 1
    await running.end()
    again = Running(online)
    await until(lambda: len(fake.identifies) == 2)
    await again.end()
    assert len(fake.made("PUT", "/commands")) == 1


async def test_heartbeats_keep_the_pulse(fake: FakeDiscord, running: Running) -> None:
    await until(lambda: fake.heartbeats >= 3)
    assert running.adapter.pulse.connected
    assert running.adapter.pulse.silence < 1


async def test_a_mention_is_answered_and_other_talk_is_not(fake: FakeDiscord, running: Running) -> None:
    await fake.talk("canary-secret", to_bot=False)
    said = await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 1)
    await asyncio.sleep(0.1)
    sent = fake.made("POST", MESSAGES)[0].body
    assert answers(fake) == 1
    assert str(sent["message_reference"]["message_id"]) == said["id"]
    assert sent["allowed_mentions"] == {"parse": []}  # nobody, not even the asker


async def test_what_was_missed_is_answered_after_a_resume_once(fake: FakeDiscord, running: Running) -> None:
    await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 1)
    await fake.talk(f"<@900> {META}", deliver=False)
    await fake.drop()
    await until(lambda: fake.resumes and answers(fake) == 2)
    await asyncio.sleep(0.2)
    assert answers(fake) == 2
    assert len(fake.identifies) == 1


async def test_it_reconnects_when_it_is_told_to(fake: FakeDiscord, running: Running) -> None:
    await fake.say(7)
    await until(lambda: len(fake.resumes) == 1)
    await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 1)


async def test_an_ended_session_begins_anew(fake: FakeDiscord, running: Running) -> None:
    fake.refuses_resume = True
    await fake.drop()
    await until(lambda: len(fake.identifies) == 2)
    await until(lambda: running.adapter.pulse.connected)
    await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 1)


async def test_a_silent_connection_is_replaced(
    monkeypatch: pytest.MonkeyPatch, fake: FakeDiscord, online: House
) -> None:
    monkeypatch.setattr(client, "HEARTBEAT_TIMEOUT", 1.0)
    running = Running(online)
    await until(lambda: fake.heartbeats >= 2)
    fake.acknowledges = False
    await until(lambda: fake.resumes or len(fake.identifies) > 1, 15)
    await running.end()


@pytest.mark.parametrize(
    ("code", "error", "word"),
    [(4004, TokenRefused, "FAQBOT_DISCORD_TOKEN"), (4014, PlatformError, "portal"), (4011, PlatformError, "shards"),
     (4013, PlatformError, "4013")],
)  # fmt: skip
async def test_a_refusal_for_good_ends_with_advice(
    fake: FakeDiscord, online: House, code: int, error: type[Exception], word: str
) -> None:
    fake.closes_with = code
    with pytest.raises(error, match=word) as refused:
        await asyncio.wait_for(build(online).run(asyncio.Event()), 10)
    assert TOKEN not in str(refused.value)


async def test_a_wrong_token_ends_with_advice(fake: FakeDiscord, online: House) -> None:
    wrong = replace(online, settings=replace(online.settings, discord_token=Secret("wrong-canary")))
    with pytest.raises(TokenRefused) as refused:
        await asyncio.wait_for(build(wrong).run(asyncio.Event()), 10)
    assert "wrong-canary" not in str(refused.value)


async def test_a_rate_limit_is_waited_for(fake: FakeDiscord, running: Running) -> None:
    fake.script.append(limited(MESSAGES, 0.4))
    await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 2)
    first, second = fake.made("POST", MESSAGES)
    assert second.at - first.at >= 0.39


async def test_a_global_rate_limit_holds_everything(fake: FakeDiscord, running: Running) -> None:
    fake.script.append(limited(MESSAGES, 0.4, everywhere=True))
    await fake.talk(f"<@900> {META}")
    await fake.talk("<@900> hello")
    await until(lambda: answers(fake) >= 3)
    times = [one.at for one in fake.made("POST", MESSAGES)]
    assert sorted(times)[-1] - times[0] >= 0.39


async def test_an_hour_of_waiting_is_given_up(
    fake: FakeDiscord, running: Running, observer: Counting
) -> None:
    fake.script.append(limited(MESSAGES, 3600))
    await fake.talk(f"<@900> {META}")
    await until(lambda: observer.failures == ["RateLimited"])


@pytest.mark.parametrize("step", [Step(MESSAGES, 503), Step(MESSAGES, 200, reset=True)], ids=["503", "reset"])
async def test_what_passes_is_tried_again(fake: FakeDiscord, running: Running, step: Step) -> None:
    fake.script += [step, replace_step(step)]
    await fake.talk(f"<@900> {META}")
    await until(lambda: answers(fake) == 3)
    bodies = {one.body["nonce"] for one in fake.made("POST", MESSAGES)}
    assert len(bodies) == 1  # so that Discord itself drops a double
    await asyncio.sleep(0.1)
    assert answers(fake) == 3


def replace_step(step: Step) -> Step:
    return Step(step.path, step.status, reset=step.reset)


@pytest.mark.parametrize(
    "step", [Step("/callback", 503), Step("/callback", 200, reset=True)], ids=["503", "reset"]
)
async def test_an_interaction_survives_a_bad_moment(fake: FakeDiscord, running: Running, step: Step) -> None:
    fake.script.append(step)
    await fake.ask(META, "t1")
    await until(lambda: fake.answered["t1"] == 1, 3)


async def test_forbidden_is_dropped_without_a_second_try(
    fake: FakeDiscord, running: Running, observer: Counting
) -> None:
    fake.script.append(Step(MESSAGES, 403, {"message": "Missing Permissions", "code": 50013}))
    await fake.talk(f"<@900> {META}")
    await until(lambda: observer.failures == ["Forbidden"])
    assert answers(fake) == 1


async def test_two_hundred_at_once_are_each_answered_once_in_time(
    fake: FakeDiscord, running: Running
) -> None:
    asked = time.monotonic()
    for number in range(200):
        await fake.ask(f"{META} {number}", f"t{number}")
    await until(lambda: len(fake.answered) == 200, 3)
    assert max(one.at for one in fake.callbacks()) - asked < 3
    await until(lambda: answered_whole(fake) == 200)
    await asyncio.sleep(0.2)
    assert set(fake.answered.values()) == {1}
    assert answered_whole(fake) == 200


def answered_whole(fake: FakeDiscord) -> int:
    """Those answered at once, and those that were told to wait and then answered."""
    at_once = [one for one in fake.callbacks() if one.body["type"] == 4]
    return len(at_once) + len(fake.made("PATCH", "/messages/@original"))


async def test_a_slow_answer_is_announced_in_time_and_then_given(
    fake: FakeDiscord, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running.adapter._client
    engine = running.adapter._client.desk.engine
    ask = engine.ask

    def slow(question: Question) -> Reply:
        time.sleep(2)
        return ask(question)

    monkeypatch.setattr(engine, "ask", slow)
    asked = time.monotonic()
    await fake.ask(META, "t1")
    await until(lambda: fake.made("PATCH", "/messages/@original"))
    assert fake.callbacks()[0].at - asked < 3
    assert fake.callbacks()[0].body["type"] == 5
    assert "Meta" in text(fake.made("PATCH", "/messages/@original")[0].body["components"])


async def test_typing_gets_suggestions_at_once(fake: FakeDiscord, running: Running) -> None:
    asked = time.monotonic()
    await fake.ask("how do i opt", "t1", kind=4)
    await until(lambda: fake.answered["t1"])
    body = fake.callbacks()[0].body
    assert body["type"] == 8
    assert 1 <= len(body["data"]["choices"]) <= 25
    assert fake.callbacks()[0].at - asked < 0.5


async def test_a_command_of_an_older_version_is_answered_kindly(fake: FakeDiscord, running: Running) -> None:
    await fake.ask(META, "t1", name="gone")
    await until(lambda: fake.answered["t1"])
    data = fake.callbacks()[0].body["data"]
    assert "has changed" in text(data["components"])
    assert data["flags"] & 1 << 6


async def test_a_person_brings_it_to_somebodys_direct_messages(fake: FakeDiscord, running: Running) -> None:
    await fake.ask(META, "t1", guest=True)
    await until(lambda: fake.answered["t1"])
    data = fake.callbacks()[0].body["data"]
    assert data["flags"] == 1 << 15 | 1 << 6
    assert "Show to everyone" in labels(data["components"])


async def test_a_new_post_gets_one_suggestion(fake: FakeDiscord, running: Running, online: House) -> None:
    online.store.keep_room(online.keys.of("discord", "room", int(GUILD)), RoomChoice(forums=(FORUM,)))
    fake.script.append(
        Step("/channels/301/messages", 403, {"message": "not yet", "code": starters.NO_STARTER_YET})
    )
    await fake.post(META)
    await until(lambda: len(fake.made("POST", "/channels/301/messages")) == 2)
    assert fake.made("POST", "/channels/301/messages")[1].body["flags"] == 1 << 15 | 1 << 12


async def test_a_stop_waits_for_what_is_under_way(
    fake: FakeDiscord, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert running.adapter._client
    engine = running.adapter._client.desk.engine
    ask = engine.ask

    def slow(question: Question) -> Reply:
        time.sleep(0.3)
        return ask(question)

    monkeypatch.setattr(engine, "ask", slow)
    await fake.ask(META, "t1")
    await fake.talk(f"<@900> {META}")
    await asyncio.sleep(0.1)
    await running.end()
    assert fake.answered["t1"] == 1
    assert answers(fake) == 1


async def test_notices_go_to_the_moderators(fake: FakeDiscord, running: Running, online: House) -> None:
    online.store.keep_room(online.keys.of("discord", "room", int(GUILD)), RoomChoice(moderators_room=CHANNEL))
    assert running.adapter._client
    await until(running.adapter._client.is_ready)
    await running.adapter.announce(lambda words: words.say("Sources"))
    assert answers(fake) == 1


async def test_no_log_holds_a_person_a_text_or_the_token(
    fake: FakeDiscord, running: Running, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)  # as an operator might
    assert running.adapter._client

    def broken(question: Question) -> Reply:
        raise ValueError(question.text)

    await fake.talk("<@900> canary-words")
    await fake.ask("canary-words", "canary-interaction")
    await until(lambda: answers(fake) == 1 and fake.answered["canary-interaction"])
    monkeypatch.setattr(running.adapter._client.desk.engine, "ask", broken)
    await fake.talk("<@900> canary-words")
    await fake.ask("canary-words", "canary-failure")
    await until(lambda: fake.answered["canary-failure"] and answers(fake) == 2)
    await fake.drop()
    await until(lambda: fake.resumes)
    written = caplog.text
    assert "ValueError" in written
    assert "canary" not in written
    assert ADA["id"] not in [word.strip("'\",.()") for word in written.split()]


@pytest.mark.parametrize(("left", "pause"), [(999, 0), (200, 0), (59, 60), (0, 3600)])
def test_starts_are_spread_over_the_day_when_few_are_left(left: int, pause: float) -> None:
    assert pause_before_start(left, 3600) == pause


async def test_the_doctor_reads_the_portal_and_changes_nothing(
    fake: FakeDiscord, online: House, engine: Engine
) -> None:
    settings = replace(online.settings, cache_dir=engine._cached)
    found = await doctor(settings)
    assert [point.text for point in found if not point.ok] == [
        "Portal, page Installation: turn on User Install, so that people can use the bot in their own messages.",
        "Discord has other commands than this version: run `faqbot discord sync`.",
    ]
    assert {one.method for one in fake.requests} == {"GET"}
    wrong = await doctor(replace(settings, discord_token=Secret("wrong")))
    assert [point.ok for point in wrong] == [False]
    assert "FAQBOT_DISCORD_TOKEN" in wrong[0].text


async def test_commands_are_written_on_demand(fake: FakeDiscord, online: House) -> None:
    for _ in range(2):
        assert "11 commands" in await sync(online.settings, online.engine)
    assert len(fake.made("PUT", "/commands")) == 2
    names = {one["name"]: one["name_localizations"] for one in fake.made("PUT", "/commands")[0].body}
    assert names["ask"] == {"en-US": "ask", "en-GB": "ask", "fr": "demander"}
    assert names["Answer from the FAQ"]["fr"] == "Répondre avec la FAQ"


async def test_a_crash_loop_waits_before_it_starts(
    fake: FakeDiscord, online: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.starts_left = 0
    running = Running(online)
    await until(lambda: fake.made("GET", "/gateway/bot"))
    await asyncio.sleep(0.2)
    assert not fake.identifies
    await running.end()


async def test_the_fake_refuses_what_discord_refuses(fake: FakeDiscord, running: Running) -> None:
    assert running.adapter._client
    channel = running.adapter._client.get_partial_messageable(int(CHANNEL))
    import discord

    for bad in ({"content": "x" * 2001}, {"embed": discord.Embed(title="x" * 257)}):
        with pytest.raises(discord.HTTPException):
            await channel.send(**bad)
    assert len(fake.faults) >= 2
    fake.faults.clear()
