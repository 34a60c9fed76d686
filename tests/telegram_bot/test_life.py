"""The bot's life over real sockets: start, polling, every fault of the network, an end in time.

After each test, whatever was logged at any level must hold no text, no name, no number, no token.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from adapters.life import House
from adapters.log import FACTS
from adapters.telegram_bot import build, request
from adapters.telegram_bot.bot import TelegramBot
from adapters.telegram_bot.commands import LANGUAGES, menus
from adapters.telegram_bot.crew import Crew
from adapters.telegram_bot.parse import KINDS
from adapters.telegram_bot.send import Patience
from bot import Engine
from bot.errors import AlreadyRunning, TokenRefused, UsageError
from bot.privacy.store import Choice
from bot.settings import Secret, Settings
from tests.counting import Counting
from tests.telegram_bot.conftest import make_house
from tests.telegram_bot.fake import TOKEN, FakeTelegram, serve
from tests.telegram_bot.updates import ANNA, BRUNO, GROUP, edited, membership, said, update

PATIENCE = Patience(deadline=3.0, first=0.02, longest=0.1)
QUESTION = "Comment porter plainte à la CNIL ? CANARYTEXT"
OTHER_CHAT: dict[str, Any] = {"id": 7004005006, "type": "private", "first_name": "CANARYNAME"}
CANARIES = ("CANARY", TOKEN, str(ANNA["id"]), str(BRUNO["id"]), str(GROUP["id"]))


@pytest.fixture(autouse=True)
def nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No canary in any record of any logger at any level, nor in a traceback."""
    caplog.set_level(logging.DEBUG)
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    told = "\n".join(
        f"{r.name} {r.getMessage()} {r.exc_info} {r.exc_text} {vars(r).get(FACTS)}" for r in records
    )
    assert not [canary for canary in CANARIES if canary in told]


class Running:
    """A bot that runs against a fake, with what a test needs of both."""

    def __init__(self, fake: FakeTelegram, house: House, base: str) -> None:
        self.fake = fake
        self.house = replace(house, settings=replace(house.settings, telegram_api=base))
        self.bot = TelegramBot(self.house, PATIENCE, wait=1)
        self.stop = asyncio.Event()
        self.task = asyncio.create_task(self.bot.run(self.stop))

    def tell(self, *updates: dict[str, Any]) -> None:
        self.fake.updates += updates

    @property
    def sent(self) -> list[dict[str, str]]:
        return self.fake.made("sendMessage")

    async def until(self, condition: Callable[[], bool], seconds: float = 5.0) -> None:
        ends = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends, f"never happened; calls: {[c.method for c in self.fake.calls]}"
            if self.task.done():
                self.task.result()
            await asyncio.sleep(0.005)

    async def end(self) -> float:
        """Stop, and how long that took."""
        began = time.monotonic()
        self.stop.set()
        await self.task
        return time.monotonic() - began


@asynccontextmanager
async def running(fake: FakeTelegram, house: House) -> AsyncIterator[Running]:
    async with serve(fake) as base:
        one = Running(fake, house, base)
        try:
            yield one
        finally:
            one.stop.set()
            with suppress(Exception):
                await asyncio.wait_for(one.task, 12)
            await house.http.close()


@pytest.fixture
def house(engine: Engine) -> House:
    return make_house(engine)


def failures(house: House) -> list[str]:
    assert isinstance(house.observer, Counting)
    return house.observer.failures


async def test_a_question_is_fetched_and_answered(fake: FakeTelegram, house: House) -> None:
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(bot.sent) == 1)
        assert bot.bot.pulse.connected
        assert bot.bot.pulse.silence < 5
        [first, *_] = fake.made("getUpdates")
        assert sorted(KINDS) == sorted(eval(first["allowed_updates"]))
        await bot.end()
    assert int(fake.made("getUpdates")[-1]["offset"]) > 1


async def test_menus_and_profile_are_set_once(fake: FakeTelegram, house: House) -> None:
    for expected in (len(menus()), 0):
        fake.calls.clear()
        async with running(fake, house) as bot:
            await bot.until(lambda: len(fake.made("getMyDescription")) == len(LANGUAGES))
            await asyncio.sleep(0.05)
            assert len(fake.made("setMyCommands")) == expected
            assert len(fake.made("setMyName", "setMyDescription", "setMyShortDescription")) == (
                6 if expected else 0
            )


TROUBLES = [("refuse", 500), ("refuse", 502), ("refuse", 503), ("refuse", 504), ("reset", 0), ("html", 502), ("html", 200), ("half", 200)]  # fmt: skip


@pytest.mark.parametrize(("kind", "code"), TROUBLES)
async def test_an_answer_outlives_passing_troubles(
    fake: FakeTelegram, house: House, kind: str, code: int
) -> None:
    for _ in range(2):
        fake.trouble("sendMessage", kind, code, "Internal Server Error")
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)
        assert len(bot.sent) == 3
        assert not failures(house)


@pytest.mark.parametrize(("kind", "code"), TROUBLES)
async def test_polling_outlives_passing_troubles(
    fake: FakeTelegram, house: House, kind: str, code: int
) -> None:
    for method in ("getMe", "deleteWebhook", "getUpdates", "getUpdates"):
        fake.trouble(method, kind, code, "Internal Server Error")
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)


async def test_trouble_shows_in_the_pulse_until_it_is_over(fake: FakeTelegram, house: House) -> None:
    async with running(fake, house) as bot:
        await bot.until(lambda: bot.bot.pulse.connected)
        for _ in range(20):
            fake.trouble("getUpdates", "reset")
        await bot.until(lambda: not bot.bot.pulse.connected)
        assert bot.bot.pulse.trouble == "NetworkError"
        await bot.until(lambda: bot.bot.pulse.connected)


async def test_a_pause_is_obeyed_and_holds_nobody_else_up(fake: FakeTelegram, house: House) -> None:
    fake.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(bot.sent) == 1)
        bot.tell(said(QUESTION, chat=OTHER_CHAT, sender=BRUNO))
        await bot.until(lambda: len(fake.messages) == 1)
        assert next(iter(fake.messages))[0] == BRUNO["id"]
        await bot.until(lambda: len(fake.messages) == 2)
        times = [
            call.at
            for call in fake.calls
            if call.method == "sendMessage" and call.form["chat_id"] == "7001002003"
        ]
        assert times[1] - times[0] >= 1.0


async def test_a_pause_of_an_hour_is_not_waited_for(fake: FakeTelegram, house: House) -> None:
    fake.refuse("sendMessage", 429, "Too Many Requests: retry after 3600", retry_after=3600)
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: failures(house) == ["SlowDown"])
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)


async def test_connections_that_never_answer_do_not_hold_others_up(
    fake: FakeTelegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ", 0.2)
    monkeypatch.setattr(request, "CONNECT", 0.2)
    for _ in range(10):
        fake.trouble("sendMessage", "hang")
    async with running(fake, house) as bot:
        crowd = [{"id": 8000 + number, "type": "private", "first_name": "x"} for number in range(5)]
        bot.tell(*(said(QUESTION, chat=chat, sender={**ANNA, "id": chat["id"]}) for chat in crowd))
        await bot.until(lambda: failures(house) == ["TimedOut"] * 5)
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)


async def test_a_poll_that_never_answers_is_repeated(
    fake: FakeTelegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ", 0.1)
    monkeypatch.setattr(request, "CONNECT", 0.1)
    fake.trouble("getUpdates", "hang")
    async with running(fake, house) as bot:
        await bot.until(lambda: bot.bot.pulse.trouble == "TimedOut")
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)


async def test_whoever_blocked_the_bot_is_forgotten(fake: FakeTelegram, house: House) -> None:
    key = house.keys.of("telegram", "person", ANNA["id"])
    house.store.keep_person(key, Choice())
    fake.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: failures(house) == ["Forbidden"])
        assert not house.store.forget(key)


async def test_a_group_that_moved_is_followed(fake: FakeTelegram, house: House) -> None:
    fake.refuse(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-100555,
    )
    async with running(fake, house) as bot:
        bot.tell(said(f"/ask {QUESTION}", chat=GROUP))
        await bot.until(lambda: [form["chat_id"] for form in bot.sent] == [str(GROUP["id"]), "-100555"])


async def test_duplicates_and_edits_are_not_answered_twice(fake: FakeTelegram, house: House) -> None:
    question = said("hello CANARYTEXT")
    async with running(fake, house) as bot:
        bot.tell(question, question, edited(question, QUESTION))
        await bot.until(lambda: len(fake.made("editMessageText")) == 1)
        assert len(bot.sent) == 1


async def test_a_restart_answers_nothing_twice_and_loses_nothing(fake: FakeTelegram, house: House) -> None:
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)
    bot.tell(said(QUESTION))
    async with running(fake, house) as bot:
        await bot.until(lambda: len(fake.messages) == 2)
        await bot.end()
    assert len(fake.made("sendMessage")) == 2
    assert not [one for one in fake.updates if one["update_id"] >= int(fake.made("getUpdates")[-1]["offset"])]


async def test_a_stop_waits_for_answers_under_way(fake: FakeTelegram, house: House) -> None:
    for _ in range(20):
        fake.refuse("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    async with running(fake, house) as bot:
        crowd = [{"id": 8000 + number, "type": "private", "first_name": "x"} for number in range(20)]
        bot.tell(*(said(QUESTION, chat=chat, sender={**ANNA, "id": chat["id"]}) for chat in crowd))
        await bot.until(lambda: len(bot.sent) == 20)
        assert await bot.end() < 10
    assert len({chat for chat, _ in fake.messages}) == 20
    assert len(fake.messages) == 20


async def test_a_stop_ends_in_time_whatever_happens(
    fake: FakeTelegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.telegram_bot.bot.GRACE", 1.2)
    fake.trouble("sendMessage", "hang")
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(bot.sent) == 1)
        assert await bot.end() < 3


async def test_a_stop_while_telegram_is_not_reached_is_quick(fake: FakeTelegram, house: House) -> None:
    for _ in range(1000):
        fake.trouble("getMe", "reset")
    async with running(fake, house) as bot:
        await asyncio.sleep(0.1)
        assert await bot.end() < 1


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
async def test_a_refused_token_ends_with_one_clear_line(
    fake: FakeTelegram, house: House, method: str
) -> None:
    fake.refuse(method, 401, "Unauthorized")
    async with running(fake, house) as bot:
        with pytest.raises(TokenRefused, match="@BotFather") as caught:
            await asyncio.wait_for(bot.task, 5)
        assert TOKEN not in str(caught.value)
        assert caught.value.__suppress_context__


async def test_a_wrong_token_is_refused_by_the_server_itself(fake: FakeTelegram, house: House) -> None:
    fake.token = "999:another"
    async with running(fake, house) as bot:
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(bot.task, 5)


async def test_a_second_poller_ends_it_but_a_short_overlap_does_not(fake: FakeTelegram, house: House) -> None:
    other = (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    for _ in range(2):
        fake.refuse("getUpdates", 409, other)
    async with running(fake, house) as bot:
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)
        for _ in range(50):
            fake.refuse("getUpdates", 409, other)
        with pytest.raises(AlreadyRunning, match="same Telegram token"):
            await asyncio.wait_for(bot.task, 5)


async def test_an_update_that_cannot_be_read_keeps_no_other_away(fake: FakeTelegram, house: House) -> None:
    broken = membership("member", "kicked")
    del broken["my_chat_member"]["new_chat_member"]["user"]
    async with running(fake, house) as bot:
        bot.tell(broken, update("from_the_future", {"a": 1}), said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 1)


async def test_an_update_that_breaks_is_apologised_for_and_keeps_no_other_away(
    fake: FakeTelegram, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Engine, question: object) -> None:
        raise RuntimeError(f"CANARY {question}")

    async with running(fake, house) as bot:
        with monkeypatch.context() as patch:
            patch.setattr(Engine, "ask", broken)
            bot.tell(said(QUESTION))
            await bot.until(lambda: len(fake.messages) == 1)
        assert "went wrong" in next(iter(fake.messages.values()))["text"]
        assert failures(house) == ["RuntimeError"]
        bot.tell(said(QUESTION))
        await bot.until(lambda: len(fake.messages) == 2)


async def test_a_webhook_is_announced_and_fed(fake: FakeTelegram, house: House) -> None:
    secret = Secret("s" * 20)
    chosen = replace(
        house.settings, telegram_webhook_url="https://bot.example/telegram", telegram_webhook_secret=secret
    )
    async with running(fake, replace(house, settings=chosen)) as bot:
        await bot.until(lambda: len(fake.made("setWebhook")) == 1)
        [form] = fake.made("setWebhook")
        assert (form["url"], form["secret_token"]) == ("https://bot.example/telegram", "s" * 20)
        await bot.bot.feed(said(QUESTION))
        assert len(fake.messages) == 1
        for junk in (
            {},
            {"update_id": "x"},
            {"update_id": 1, "message": 7},
            {"update_id": 2, "message": {"chat": []}},
        ):
            await bot.bot.feed(junk)
        assert not fake.made("getUpdates")
        assert await bot.end() < 1


async def test_work_for_one_chat_is_done_in_order_and_for_many_at_once() -> None:
    crew, done, gate = Crew(most=10), [], asyncio.Event()

    async def slow() -> None:
        await gate.wait()
        done.append("slow")

    async def fast(name: str) -> None:
        done.append(name)

    await crew.add(1, slow)
    await crew.add(1, lambda: fast("after"))
    await (await crew.add(2, lambda: fast("other")))
    gate.set()
    assert await crew.finish(1) == 0
    assert done == ["other", "slow", "after"]
    assert not crew._locks


async def test_a_crew_takes_no_more_than_it_can_hold() -> None:
    crew, gate = Crew(most=2), asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    await crew.add(1, wait)
    await crew.add(2, wait)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(crew.add(3, wait), 0.05)
    gate.set()
    await crew.add(3, wait)
    assert await crew.finish(1) == 0


def test_without_a_token_there_is_no_bot(engine: Engine) -> None:
    with pytest.raises(UsageError, match="FAQBOT_TELEGRAM_TOKEN"):
        build(replace(make_house(engine), settings=Settings()))
