"""The operators' chapter, followed: from nothing to a running bot, its metrics, an upgrade, and the end.

The command line is the real one, the platform is a small Telegram on 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession

from tests.operations.dockerfile import ROOT
from tests.run.test_run import free_port
from tests.telegram_bot.fake import TOKEN, FakeTelegram, serve
from tests.telegram_bot.updates import pressed, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot import Engine

QUESTION = "how do I stop Meta from training AI on my posts in the EU?"


class Operated:
    """A bot as an operator runs it."""

    def __init__(self, home: Path, api: str, compiled: Path) -> None:
        self.home, self.port = home, free_port()
        secrets = home / "secrets"
        secrets.mkdir(mode=0o700, exist_ok=True)
        (secrets / "telegram_token").write_text(TOKEN + "\n")
        (secrets / "pepper").write_text("0123456789abcdef" * 4)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "FAQBOT_TELEGRAM_TOKEN_FILE": str(secrets / "telegram_token"),
            "FAQBOT_PEPPER_FILE": str(secrets / "pepper"),
            "FAQBOT_DATA_DIR": str(home / "data"),
            "FAQBOT_CACHE_DIR": str(compiled),
            "FAQBOT_HTTP_PORT": str(self.port),
            "FAQBOT_TELEGRAM_API": api,
        }
        self.log = b""

    @asynccontextmanager
    async def running(self, *arguments: str, files: int = 1_024) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await self.start(*arguments, files=files)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            self.log += (await asyncio.wait_for(process.communicate(), 30))[1]

    async def say(self, question: str) -> dict[str, Any]:
        """What `faqbot ask --json` prints."""
        process = await self.start("ask", "--json", question)
        printed, _ = await process.communicate()
        told: dict[str, Any] = json.loads(printed)
        return told

    async def start(self, *arguments: str, files: int = 1_024) -> asyncio.subprocess.Process:
        limited = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh"]
        command = [*limited, sys.executable, "-m", "adapters.cli", *arguments]
        return await asyncio.create_subprocess_exec(
            *command,
            env=self.environment,
            cwd=self.home,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def get(self, path: str) -> str:
        async with ClientSession() as client, client.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return await response.text()

    async def until_ready(self) -> dict[str, Any]:
        async with asyncio.timeout(120):
            while True:
                try:
                    report: dict[str, Any] = json.loads(await self.get("/readyz"))
                    if report["ready"]:
                        return report
                except OSError:
                    pass
                await asyncio.sleep(0.05)


@pytest.fixture
def compiled(engine: Engine) -> Path:
    """Where the FAQ lies compiled already."""
    assert engine.cached is not None
    return engine.cached


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110  # the fake tells nobody
            await asyncio.sleep(0.02)


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    return [button for row in message["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.slow
async def test_the_operators_chapter_holds_from_the_start_to_an_upgrade(
    tmp_path: Path, compiled: Path
) -> None:
    fake = FakeTelegram()
    async with serve(fake) as address:
        bot = Operated(tmp_path, address, compiled)

        async with bot.running("settings") as told:
            assert told.stdout is not None
            table = (await told.stdout.read()).decode()
            assert await told.wait() == 0
        assert "********" in table
        assert TOKEN not in table

        async with bot.running("run") as process:
            report = await bot.until_ready()
            assert report["degraded"] == []
            fake.updates += [said(QUESTION), said("/lang")]
            await until(lambda: len(fake.made("sendMessage")) >= 2)
            menu = list(fake.messages.values())[-1]
            (french,) = [button for button in buttons(menu) if button["text"].startswith("Fran")]
            fake.updates.append(pressed(french["callback_data"], under=menu))
            await until(lambda: bool(fake.made("answerCallbackQuery")))
            metrics = await bot.get("/metrics")
            assert re.search(
                r'faqbot_question_seconds_count{decision="\w+",language="en",platform="telegram"} 1.0',
                metrics,
            )
            assert 'faqbot_platform_connected{platform="telegram"} 1.0' in metrics
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 30) == 0

        async with bot.running("run") as upgraded:  # the same data, the next version
            await bot.until_ready()
            before = len(fake.made("sendMessage"))
            fake.updates.append(said("/help"))
            await until(lambda: len(fake.made("sendMessage")) > before)
            assert fake.made("sendMessage")[-1]["text"].startswith("Je réponds")  # the choice was kept
        assert upgraded.returncode == 0
    assert TOKEN.encode() not in bot.log
    assert b"Traceback" not in bot.log
    events = [json.loads(line) for line in bot.log.splitlines()]
    assert [event["event"] for event in events].count("started") == 2
    assert [event["event"] for event in events].count("asked") == 1


@pytest.mark.slow
async def test_a_webhook_is_announced_and_answered_once(tmp_path: Path, compiled: Path) -> None:
    fake = FakeTelegram()
    async with serve(fake) as address:
        bot = Operated(tmp_path, address, compiled)
        bot.environment |= {
            "FAQBOT_TELEGRAM_WEBHOOK_URL": "https://bot.example/telegram",
            "FAQBOT_TELEGRAM_WEBHOOK_SECRET": "only-telegram-knows-this",
        }
        async with bot.running("run") as process:
            await bot.until_ready()
            await until(lambda: bool(fake.made("setWebhook")))
            (announced,) = fake.made("setWebhook")
            asked = said("hello")
            headers = {"X-Telegram-Bot-Api-Secret-Token": announced["secret_token"]}
            url = f"http://127.0.0.1:{bot.port}/telegram"
            async with ClientSession() as client:
                for expected, given in ((403, {}), (200, headers), (200, headers)):
                    async with client.post(url, json=asked, headers=given) as response:
                        assert response.status == expected
            assert 'faqbot_webhook_updates_total{status="403"} 1.0' in await bot.get("/metrics")
        assert process.returncode == 0
    assert announced["url"] == "https://bot.example/telegram"
    assert len(fake.made("sendMessage")) == 1
    assert not fake.made("getUpdates")


async def test_n9_p5_without_network_the_bot_says_so_goes_on_and_stops_when_asked(
    tmp_path: Path, compiled: Path
) -> None:
    bot = Operated(tmp_path, "http://no-such-host.invalid", compiled)
    async with bot.running("run") as process:
        report: dict[str, Any] = {}
        async with asyncio.timeout(120):
            while not report.get("adapters", {}).get("telegram", {}).get("trouble"):
                await asyncio.sleep(0.1)
                with contextlib.suppress(OSError):
                    report = json.loads(await bot.get("/readyz"))
        assert report["ready"] is False
        assert report["degraded"][0].startswith("telegram: not reached (")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert b"Traceback" not in bot.log


@pytest.mark.parametrize(
    "odd",
    [
        {"PYTHONOPTIMIZE": "2"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"TZ": "Pacific/Kiritimati"},
    ],
    ids=str,
)
async def test_p9_odd_environments_get_the_same_answer(
    tmp_path: Path, compiled: Path, odd: dict[str, str]
) -> None:
    bot = Operated(tmp_path, "http://127.0.0.1:9", compiled)
    del bot.environment["FAQBOT_CACHE_DIR"]
    bot.environment["HOME"] = os.environ.get(
        "HOME", str(tmp_path)
    )  # the FAQ is compiled there already, most likely
    plain = await bot.say(QUESTION)
    bot.environment |= odd
    strange = await bot.say(QUESTION)
    for answer in (plain, strange):
        del answer["milliseconds"]
    assert plain == strange


@pytest.mark.slow
async def test_p6_few_file_descriptors_are_enough(tmp_path: Path, compiled: Path) -> None:
    fake = FakeTelegram()
    async with serve(fake) as address:
        bot = Operated(tmp_path, address, compiled)
        async with bot.running("run", files=64):
            await bot.until_ready()
            fake.updates += [said("hello") for _ in range(5)]
            await until(lambda: len(fake.made("sendMessage")) == 5)


async def test_without_a_token_the_command_says_what_to_do(tmp_path: Path, compiled: Path) -> None:
    bot = Operated(tmp_path, "http://127.0.0.1:9", compiled)
    for name in list(bot.environment):
        if name.startswith("FAQBOT_"):
            del bot.environment[name]
    process = await bot.start("run")
    _, error = await process.communicate()
    assert process.returncode == 2
    assert len(error.decode().strip().splitlines()) == 1
    assert "faqbot chat" in error.decode()
