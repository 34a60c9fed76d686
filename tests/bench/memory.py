"""Memory, answers and CPU of a real `faqbot run` under a stream of updates from a small Telegram or Discord.

    python -m tests.bench.memory telegram|discord [UPDATES]        100,000 by default: a quarter of an hour

The bot is a process of its own; what it holds is what it tells in /metrics. The first tenth fills its
tables (people, answers, caches), the growth after it is what counts: under 5 MB.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import signal
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, web

from tests.discord_bot.fake import ADA, PERMISSIONS, FakeDiscord, serve
from tests.discord_bot.fake import TOKEN as DISCORD_TOKEN
from tests.operations.dockerfile import ROOT
from tests.run.test_run import free_port
from tests.telegram_bot.updates import ME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

TOKEN = "123456:" + "x" * 35
BATCH = 100
UNDER_WAY = 60
PEOPLE = 60_000
"""More than any table of the bot holds."""

WORDS = (ROOT / "tests" / "data" / "in_scope.jsonl").read_text(encoding="utf-8").splitlines()
QUESTIONS = [json.loads(line)["q"] for line in WORDS] + [
    "hello",
    "/topics",
    "/privacy",
    "a" * 4_000,
    "🙂" * 900,
]


@dataclass
class Stream:
    """A Telegram that has one update after another and forgets what it was told."""

    total: int
    people: int = PEOPLE
    given: int = 0
    sent: int = 0

    def updates(self) -> Iterator[dict[str, Any]]:
        """The next updates, unless too many are under way."""
        room = min(BATCH, self.total - self.given, max(0, UNDER_WAY - self.given + self.sent))
        for _ in range(room):
            self.given += 1
            yield self._update(self.given)

    def _update(self, number: int) -> dict[str, Any]:
        person = {"id": 7_000_000 + number % self.people, "is_bot": False, "first_name": "x"}
        text = QUESTIONS[number % len(QUESTIONS)]
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text[0] == "/" else []
        return {"update_id": number, "message": {"message_id": number, "date": 1_790_000_000, "text": text,
                "entities": entities, "from": person, "chat": {"id": person["id"], "type": "private"}}}  # fmt: skip

    async def handle(self, request: web.Request) -> web.Response:
        """Any method of the Bot API."""
        method, form = request.match_info["method"], await request.post()
        if method == "getMe":
            return _ok(ME)
        if method == "getUpdates":
            found = list(self.updates())
            await asyncio.sleep(0 if found else 0.01)
            return _ok(found)
        if method == "sendMessage":
            self.sent += 1
            chat = {"id": int(str(form["chat_id"])), "type": "private"}
            return _ok(
                {
                    "message_id": self.sent,
                    "date": 1_790_000_000,
                    "chat": chat,
                    "from": ME,
                    "text": form["text"],
                }
            )
        return _ok(True)


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def telegram(stream: Stream) -> AsyncIterator[tuple[list[str], dict[str, str]]]:
    """The stream as a Bot API: how to start a bot on it."""
    application = web.Application(client_max_size=1 << 20)
    application.router.add_route("*", "/bot{token}/{method}", stream.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield ["-m", "adapters.cli"], {"FAQBOT_TELEGRAM_TOKEN": TOKEN, "FAQBOT_TELEGRAM_API": address}
    finally:
        await runner.cleanup()


class Forgetful(FakeDiscord):
    """A Discord that keeps nothing but a count of the answers."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.stream = stream

    async def rest(self, request: web.Request) -> web.Response:
        response = await super().rest(request)
        self.stream.sent += request.path.endswith("/callback")
        for kept in (self.requests, self.answered, self._log):
            kept.clear()
        return response

    async def talk_on(self) -> None:
        """One question after another, each by somebody else, unless too many are under way."""
        while not self.sockets:  # noqa: ASYNC110  # the fake tells nobody
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)
        while self.stream.given < self.stream.total:
            for update in self.stream.updates():
                number = update["update_id"]
                member = {"user": {**ADA, "id": str(7_000_000 + number % self.stream.people)}, "roles": [], "flags": 0,
                          "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False,
                          "permissions": PERMISSIONS}  # fmt: skip
                await self.ask(update["message"]["text"][:1_500], f"token{number}", member=member)
            await asyncio.sleep(0.01)


GATEWAY_HERE = """
import sys
from yarl import URL
from discord.gateway import DiscordWebSocket
DiscordWebSocket.DEFAULT_GATEWAY = URL(sys.argv.pop(1))
from adapters.cli import main
main()
"""


@asynccontextmanager
async def discord(stream: Stream) -> AsyncIterator[tuple[list[str], dict[str, str]]]:
    """The stream as a gateway and REST: how to start a bot on it."""
    fake = Forgetful(stream)
    runner = await serve(fake)
    talking = asyncio.create_task(fake.talk_on())
    gateway = fake.url.replace("http", "ws") + "/gw"
    try:
        yield (
            ["-c", GATEWAY_HERE, gateway],
            {"FAQBOT_DISCORD_TOKEN": DISCORD_TOKEN, "FAQBOT_DISCORD_API": fake.url},
        )
    finally:
        talking.cancel()
        await runner.cleanup()


PLATFORMS = {"telegram": telegram, "discord": discord}


@dataclass(frozen=True, slots=True)
class Usage:
    """What the bot tells of itself."""

    megabytes: float
    cpu: float
    answers: int


@dataclass
class Trial:
    """A bot under a stream."""

    platform: str
    stream: Stream
    port: int = field(default_factory=free_port)

    async def run(self, folder: Path, warm: float = 0.1) -> tuple[Usage, Usage]:
        """What it used after the first part, when it is warm, and in the end."""
        async with PLATFORMS[self.platform](self.stream) as (command, settings):
            settings |= {
                "FAQBOT_LOG": "warning",
                "FAQBOT_HTTP_PORT": str(self.port),
                "FAQBOT_CACHE_DIR": str(folder),
            }
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
            process = await asyncio.create_subprocess_exec(sys.executable, *command, "run", env=environment)
            try:
                first = await self._at(int(self.stream.total * warm))
                return first, await self._at(self.stream.total)
            finally:
                process.send_signal(signal.SIGTERM)
                await process.wait()

    async def _at(self, number: int) -> Usage:
        """The usage when so many updates were handed out and answered or ignored."""
        async for usage in self._watch():
            if self.stream.given >= number and usage.answers >= self._expected(number):
                return usage
        raise AssertionError("the bot ended")

    def _expected(self, number: int) -> int:
        """Some may be under way still."""
        return number - 2 * UNDER_WAY

    async def _watch(self) -> AsyncIterator[Usage]:
        async with ClientSession() as client:
            for _ in itertools.count():
                await asyncio.sleep(0.1)
                try:
                    async with client.get(f"http://127.0.0.1:{self.port}/metrics") as response:
                        page = await response.text()
                except OSError:
                    continue
                yield Usage(_value(page, "process_resident_memory_bytes") / 1e6,
                            _value(page, "process_cpu_seconds_total"), self.stream.sent)  # fmt: skip


def _value(page: str, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", page, re.MULTILINE)
    assert found, name
    return float(found[1])


def main() -> None:
    """Run a trial and tell its figures; exit 1 when memory grew by 5 MB or more."""
    platform = sys.argv[1] if len(sys.argv) > 1 else "telegram"
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        first, last = asyncio.run(Trial(platform, Stream(total)).run(Path(folder)))
    growth, answers = last.megabytes - first.megabytes, last.answers - first.answers
    print(
        f"{platform}: {total:,} updates in {time.monotonic() - began:.0f} s: {last.answers:,} messages sent"
    )
    print(
        f"memory: {first.megabytes:.1f} MB after a tenth, {last.megabytes:.1f} MB in the end: {growth:+.1f} MB"
    )
    print(f"CPU: {1e3 * (last.cpu - first.cpu) / answers:.2f} ms a message sent")
    sys.exit(growth >= 5)


if __name__ == "__main__":
    main()
