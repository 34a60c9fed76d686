"""A thousand marked conversations, crashes among them, then a search for the marks in all that the bot left.

The marks are in texts, names, titles, tokens and numbers of people and chats. None may be found in the log
(at `debug`), in what was printed, in any file, in the metrics or in the health report.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import simcord

from adapters.discord_bot.client import FaqClient
from adapters.life import House, Pulse
from adapters.log import Journal
from adapters.reload import Reloader
from adapters.run import Observers
from adapters.telegram_bot import build
from adapters.web.health import Health
from adapters.web.metrics import Metrics
from bot import Engine, Language, Question, Region
from bot.privacy.pace import Pace
from bot.privacy.store import Choice, Keys, SqliteStore
from bot.settings import read_settings
from tests.conftest import TODAY
from tests.run.capture import logging_of
from tests.telegram_bot.fake import TOKEN, FakeTelegram, serve

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

    from adapters.life import Adapter
    from bot import Reply
    from bot.settings import Settings

ON_TELEGRAM, ON_DISCORD = 800, 200
"""Conversations; the stand-in for Discord takes ten times as long for one."""

PERSON, CHAT = 7_700_000_000, 7_710_000_000
MARKS = re.compile(r"canary|77[01]0000\d\d\d", re.IGNORECASE)
QUESTIONS = (
    "Canary{n} how do I stop meta from training ai on my posts",
    "canary{n}@example.org wrote to me, is that phishing",
    "/lang fr canary{n}",
    "/region eu",
    "/why canary{n}",
    "je m'appelle Canary{n}, est-ce que chatgpt garde mes conversations",
    "crash canary{n}",
    "/forget",
    "canary{n} \u202e <b>\x1b[31m\n{{0.__class__}} %s",
    "/privacy",
)


class Crashing(Engine):
    """The real engine, which sometimes breaks with the person's words in the error."""

    def ask(self, question: Question) -> Reply:
        if "crash" in question.text:
            raise ValueError(question.text)
        return super().ask(question)


class Ground:
    """A house whose every trace lies in one folder, and what was said meanwhile."""

    def __init__(self, engine: Engine, folder: Path, settings: Settings, said: io.StringIO) -> None:
        self.folder, self.said, self.metrics = folder, said, Metrics()
        crashing = Crashing(engine._knowledge, today=lambda: TODAY)
        store = SqliteStore(folder / "data")
        keys = Keys("pepper" * 8)
        self.house = House(crashing, settings, store, keys, Pace(), Observers((Journal(), self.metrics)))
        # somebody's choice is there all the time, under a key that leads back to nobody
        store.keep_person(keys.of("telegram", "person", PERSON), Choice(Language.FR, Region.EU))

    def traces(self, adapter: Adapter, printed: str) -> bytes:
        """Everything that a curious operator could read."""
        health = Health(self.house.engine, [adapter], Reloader(self.house.engine), self.house.store)
        self.metrics.watch(self.house.engine, [adapter], lambda: 0.0)
        files = b"".join(file.read_bytes() for file in self.folder.rglob("*") if file.is_file())
        told = self.said.getvalue() + json.dumps(health.report()) + printed
        return files + told.encode() + self.metrics.page()


@pytest.fixture
def ground(engine: Engine, tmp_path: Path) -> Iterator[Ground]:
    given = {
        "FAQBOT_LOG": "debug",
        "FAQBOT_TELEGRAM_TOKEN": TOKEN,
        "FAQBOT_DISCORD_TOKEN": "canary-token-of-discord",
        "FAQBOT_CACHE_DIR": str(tmp_path / "cache"),
    }
    settings = read_settings(given)
    with logging_of(settings) as said:
        made = Ground(engine, tmp_path, settings, said)
        yield made
        made.house.store.close()


def marks(traces: bytes) -> list[str]:
    """Every mark with what stands around it."""
    text = traces.decode("utf-8", "replace")
    return [text[max(0, found.start() - 80) : found.end() + 40] for found in MARKS.finditer(text)]


def update(number: int) -> dict[str, Any]:
    """A marked conversation's update."""
    sender = {
        "id": PERSON + number % 900,
        "is_bot": False,
        "first_name": f"Canaryname{number}",
        "username": f"canaryuser{number}",
    }
    private = number % 3
    chat = (
        {"id": sender["id"], "type": "private", "first_name": sender["first_name"]}
        if private
        else {"id": -CHAT - number % 900, "type": "supergroup", "title": f"Canarytitle{number}"}
    )
    text = QUESTIONS[number % len(QUESTIONS)].format(n=number)
    if number % 25 == 24:
        return {
            "update_id": number,
            "callback_query": {
                "id": str(number),
                "from": sender,
                "chat_instance": "1",
                "data": f"canary{number}",
            },
        }
    if number % 25 == 23:
        return {
            "update_id": number,
            "inline_query": {"id": str(number), "from": sender, "query": text[:200], "offset": ""},
        }
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
    )
    return {"update_id": number, "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": sender,
                                             "text": text, "entities": entities}}  # fmt: skip


@pytest.mark.slow
async def test_s1_r1_r4_telegram_leaves_no_mark_anywhere(
    ground: Ground, capfd: pytest.CaptureFixture[str]
) -> None:
    fake = FakeTelegram()
    fake.updates = [update(number) for number in range(1, ON_TELEGRAM + 1)]
    fake.refuse("sendMessage", 403, "Forbidden: canary blocked the bot")
    fake.refuse("sendMessage", 400, "Bad Request: canary")
    fake.trouble("sendMessage", "reset")
    fake.trouble("getUpdates", "half")
    stop = asyncio.Event()
    async with serve(fake) as address:
        settings = read_settings({**_given(ground.house.settings), "FAQBOT_TELEGRAM_API": address})
        house = House(ground.house.engine, settings, ground.house.store, ground.house.keys, ground.house.pace,
                      ground.house.observer)  # fmt: skip
        adapter = build(house)
        running = asyncio.create_task(adapter.run(stop))
        async with asyncio.timeout(60):
            while fake.updates or not adapter.pulse.connected:  # noqa: ASYNC110  # the fake tells nobody
                await asyncio.sleep(0.05)
        stop.set()
        await running
        await house.http.close()
    assert len(fake.made("sendMessage")) > ON_TELEGRAM / 2
    assert ground.said.getvalue().count("ValueError") > ON_TELEGRAM / 30
    assert marks(ground.traces(adapter, "".join(capfd.readouterr()))) == []


@pytest.mark.slow
async def test_s1_r1_r4_discord_leaves_no_mark_anywhere(
    ground: Ground, capfd: pytest.CaptureFixture[str]
) -> None:
    pulse = Pulse()
    adapter = Named("discord", pulse)
    client = FaqClient(ground.house, pulse)
    discord = simcord.Env(client, shard_count=1)
    await discord.start()
    try:
        guild = discord.create_guild(name="Canary guild")
        channel = guild.create_text_channel("canary-room")
        people = [
            guild.add_member(discord.create_user(f"canary{number}")) for number in range(ON_DISCORD // 5)
        ]
        for number in range(ON_DISCORD):
            await converse(people[number % len(people)], channel, number)
    finally:
        await discord.shutdown()
    assert len(discord.http_requests) > ON_DISCORD / 2
    assert ground.said.getvalue().count("ValueError") > ON_DISCORD / 30
    traces = ground.traces(adapter, "".join(capfd.readouterr()))
    assert marks(traces) == []
    numbers = {str(person.user.id).encode() for person in people} | {
        str(guild.id).encode(),
        str(channel.id).encode(),
    }
    assert not [number for number in numbers if number in traces]


class Named:
    """An adapter as health sees it."""

    def __init__(self, name: str, pulse: Pulse) -> None:
        self.name, self.pulse = name, pulse

    async def run(self, stop: asyncio.Event) -> None:
        raise NotImplementedError


async def converse(person: Any, channel: Any, number: int) -> None:
    """One marked conversation, by command or by direct message."""
    text = QUESTIONS[number % len(QUESTIONS)].format(n=number)
    if number % 5 == 4:
        await person.user.send_dm(text)
    elif number % 5 == 3:
        await person.slash(channel, "forget" if number % 2 else "privacy")
    else:
        await person.slash(channel, "ask", question=text, private=bool(number % 2))


def _given(settings: Settings) -> dict[str, str]:
    return {
        "FAQBOT_LOG": "debug",
        "FAQBOT_TELEGRAM_TOKEN": TOKEN,
        "FAQBOT_CACHE_DIR": str(settings.cache_dir),
    }
