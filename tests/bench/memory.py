"""Memory, answers and CPU of a real `faqbot run` under a stream of updates from a small Telegram.

    python -m tests.bench.memory [UPDATES]        100,000 by default: minutes

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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, web

from tests.operations.dockerfile import ROOT
from tests.run.test_run import free_port
from tests.telegram_bot.updates import ME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

TOKEN = "123456:" + "x" * 35
BATCH = 100
UNDER_WAY = 300
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
    marks: dict[int, float] = field(default_factory=dict)

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


@dataclass(frozen=True, slots=True)
class Usage:
    """What the bot tells of itself."""

    megabytes: float
    cpu: float
    answers: int


@dataclass
class Trial:
    """A bot under a stream."""

    stream: Stream
    port: int = field(default_factory=free_port)

    async def run(self, folder: Path) -> tuple[Usage, Usage]:
        """What it used after the first tenth, and in the end."""
        application = web.Application(client_max_size=1 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self.stream.handle)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        process = await self._start(f"http://127.0.0.1:{runner.addresses[0][1]}", folder)
        try:
            first = await self._at(self.stream.total // 10)
            return first, await self._at(self.stream.total)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
            await runner.cleanup()

    async def _start(self, address: str, folder: Path) -> asyncio.subprocess.Process:
        settings = {"FAQBOT_TELEGRAM_TOKEN": TOKEN, "FAQBOT_TELEGRAM_API": address, "FAQBOT_LOG": "warning",
                    "FAQBOT_HTTP_PORT": str(self.port), "FAQBOT_CACHE_DIR": str(folder)}  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "adapters.cli", "run", env=environment
        )

    async def _at(self, number: int) -> Usage:
        """The usage when so many updates were handed out and answered or ignored."""
        async for usage in self._watch():
            if self.stream.given >= number and usage.answers >= self._expected(number):
                return usage
        raise AssertionError("the bot ended")

    def _expected(self, number: int) -> int:
        return int(number * 0.8) if self.stream.total < UNDER_WAY * 10 else number - 2 * UNDER_WAY

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
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        first, last = asyncio.run(Trial(Stream(total)).run(Path(folder)))
    growth, answers = last.megabytes - first.megabytes, last.answers - first.answers
    print(f"{total:,} updates in {time.monotonic() - began:.0f} s: {last.answers:,} messages sent")
    print(
        f"memory: {first.megabytes:.1f} MB after a tenth, {last.megabytes:.1f} MB in the end: {growth:+.1f} MB"
    )
    print(f"CPU: {1e3 * (last.cpu - first.cpu) / answers:.2f} ms a message sent")
    sys.exit(growth >= 5)


if __name__ == "__main__":
    main()
