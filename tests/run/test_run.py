"""Real processes, real signals: what an operator sees of the bot's life."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from adapters.run import NOTHING_TO_RUN, chosen, run
from bot import Engine
from bot.errors import UsageError
from bot.settings import Settings, read_settings
from tests.operations.folders import mend, small_faq, spoil
from tests.run.fakes import ANSWERING, SECRET_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
TOKENS = {
    "FAQBOT_TELEGRAM_TOKEN": "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr",
    "FAQBOT_DISCORD_TOKEN": "MTk4NjIyNDgzNDcxMTk4NjIy.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Bot:
    """A running process and what it says."""

    def __init__(self, home: Path, platforms: tuple[str, ...], **more: str) -> None:
        self.port = free_port()
        self.faq = home / "faq"
        if not self.faq.exists():
            Engine.open(small_faq(self.faq), cached=home / "cache")
        self.log = home / "log"
        settings = {"FAQBOT_FAQ_DIR": str(self.faq), "FAQBOT_CACHE_DIR": str(home / "cache"),
                    "FAQBOT_HTTP_PORT": str(self.port), "FAQBOT_LOG": "debug", **TOKENS, **more}  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "tests.run.fakes", *platforms]
            self.process = subprocess.Popen(
                command, env=environment, cwd=ROOT, stderr=log, stdout=subprocess.PIPE
            )

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def wait_for(self, event: str, seconds: float = 15.0) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [line for line in self.events if line["event"] == event]
            if found:
                return found[-1]
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no {event!r} in:\n{self.log.read_text()}")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def ready(self) -> dict[str, Any]:
        status, body = self.get("/readyz")
        report: dict[str, Any] = json.loads(body)
        assert status == (200 if report["ready"] else 503)
        return report

    def stop(self, number: int = signal.SIGTERM, seconds: float = 15.0) -> tuple[int, float]:
        """The exit code, and how long the end took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(seconds), time.monotonic() - began


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for the processes of a test, none of which outlives it."""
    bots.clear()
    yield tmp_path
    for bot in bots:
        bot.process.kill()
        bot.process.wait()
        assert bot.process.stdout is not None
        bot.process.stdout.close()


bots: list[Bot] = []


def start(home: Path, *platforms: str, **more: str) -> Bot:
    bot = Bot(home, platforms, **more)
    bots.append(bot)
    bot.wait_for("started")
    return bot


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_p1_a_stop_lets_twenty_answers_finish_and_exits_with_0(home: Path, number: int) -> None:
    bot = start(home, "telegram=answer")
    code, seconds = bot.stop(number)
    assert code == 0
    assert ANSWERING <= seconds < 5
    assert bot.process.stdout is not None
    assert bot.process.stdout.read().strip() == b"answered 20"
    assert bot.events[-1]["event"] == "stopped"


def test_p2_a_second_signal_stops_now(home: Path) -> None:
    bot = start(home, "telegram=hang")
    bot.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert bot.process.poll() is None
    assert bot.stop()[0] == 128 + signal.SIGTERM


def test_p2_a_second_signal_stops_even_a_blocked_process(home: Path) -> None:
    bot = start(home, "telegram=block")
    bot.process.send_signal(signal.SIGTERM)
    code, seconds = bot.stop()
    assert code in (0, 128 + signal.SIGTERM)  # 0 when both signals arrived before Python looked
    assert seconds < 5


def test_p2_a_stop_during_the_start_is_quick_and_clean(home: Path) -> None:
    bot = Bot(home, ("telegram=serve",))
    bots.append(bot)
    time.sleep(0.3)
    code, seconds = bot.stop()
    assert code in (0, -signal.SIGTERM)  # the second only while Python itself starts
    assert seconds < 3
    assert SECRET_TEXT not in bot.log.read_text()


def test_an_adapter_that_does_not_end_is_cut_short_after_the_grace(home: Path) -> None:
    bot = start(home, "telegram=hang")
    code, seconds = bot.stop()
    assert code == 0
    assert 9.5 < seconds < 12.5
    assert bot.wait_for("answers cut short")["platform"] == "telegram"


def test_p2_sighup_reloads(home: Path) -> None:
    bot = start(home, "telegram=serve")
    bot.process.send_signal(signal.SIGHUP)
    assert bot.wait_for("reloaded")["outcome"] == "unchanged"
    assert bot.stop()[0] == 0


def test_p8_one_platform_that_fails_is_tried_again_while_the_other_serves(home: Path) -> None:
    bot = start(home, "telegram=crash", "discord=serve")
    assert bot.wait_for("adapter starts again")["platform"] == "telegram"
    report = bot.ready()
    assert report["ready"] is True
    assert report["degraded"] == ["telegram: not reached (RuntimeError)"]
    assert report["adapters"]["discord"]["connected"] is True
    status, page = bot.get("/metrics")
    assert status == 200
    assert 'faqbot_restarts_total{platform="telegram"} 1.0' in page
    assert 'faqbot_platform_connected{platform="discord"} 1.0' in page
    assert bot.stop()[0] == 0
    assert SECRET_TEXT not in bot.log.read_text()


def test_an_adapter_that_recovers_is_healthy_again(home: Path) -> None:
    bot = start(home, "telegram=end,crash,serve")
    bot.wait_for("adapter starts again")
    end = time.monotonic() + 8
    while not bot.ready()["ready"] and time.monotonic() < end:
        time.sleep(0.05)
    assert bot.ready()["degraded"] == []


def test_n11_a_refused_token_ends_that_platform_alone(home: Path) -> None:
    bot = start(home, "telegram=refuse", "discord=serve")
    assert "copy it again" in bot.wait_for("refused")["advice"]
    report = bot.ready()
    assert report["ready"] is True
    assert report["degraded"] == ["telegram: The platform does not know the token: copy it again."]
    assert bot.stop()[0] == 0


@pytest.mark.parametrize(
    ("script", "code"), [(("telegram=refuse", "discord=refuse"), 3), (("telegram=running",), 4)]
)
def test_n14_when_every_platform_refuses_the_process_ends_with_its_code(
    home: Path, script: tuple[str, ...], code: int
) -> None:
    bot = start(home, *script)
    assert bot.process.wait(5) == code


def test_s1_no_token_is_in_the_log_the_command_line_or_the_health(home: Path) -> None:
    bot = start(home, "telegram=crash", "discord=serve")
    bot.wait_for("adapter starts again")
    command = Path(f"/proc/{bot.process.pid}/cmdline").read_text()
    seen = bot.log.read_text() + bot.get("/readyz")[1] + bot.get("/metrics")[1] + command
    assert not [token for token in TOKENS.values() if token in seen]
    bot.stop()


def test_p6_a_blocked_loop_is_noticed(home: Path) -> None:
    bot = start(home, "telegram=block")
    assert bot.wait_for("event loop blocked")["seconds"] >= 1.0
    bot.stop()


def test_a_start_with_a_broken_folder_answers_from_the_last_good_set_and_says_so(home: Path) -> None:
    first = start(home, "telegram=serve")
    version = first.ready()["catalog"]["version"]
    assert first.stop()[0] == 0
    spoil(home / "faq")
    bot = start(home, "telegram=serve")
    bot.wait_for("reload refused")
    report = bot.ready()
    assert (report["ready"], report["catalog"]["version"]) == (True, version)
    assert any("dog.yaml:4" in reason for reason in report["degraded"])
    mend(home / "faq")
    bot.wait_for("reloaded")
    assert bot.ready()["degraded"] == []


def test_a_broken_folder_that_never_was_whole_ends_with_1_and_all_findings(tmp_path: Path) -> None:
    spoil(small_faq(tmp_path / "faq"))
    environment = {
        **os.environ,
        **TOKENS,
        "FAQBOT_FAQ_DIR": str(tmp_path / "faq"),
        "FAQBOT_CACHE_DIR": str(tmp_path / "c"),
    }
    done = subprocess.run([sys.executable, "-m", "tests.run.fakes", "telegram=serve"], env=environment, cwd=ROOT,
                          capture_output=True, text=True, timeout=30, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "dog.yaml:4" in done.stderr
    assert "Traceback" not in done.stderr


def test_p7_without_a_token_one_line_says_what_is_missing_and_what_to_try() -> None:
    with pytest.raises(UsageError, match="faqbot chat") as refused:
        run(Settings())
    assert refused.value.exit_code == 2
    assert "\n" not in NOTHING_TO_RUN


def test_platforms_are_those_with_a_token_or_those_that_were_named() -> None:
    both = read_settings(TOKENS)
    telegram = read_settings({"FAQBOT_TELEGRAM_TOKEN": TOKENS["FAQBOT_TELEGRAM_TOKEN"]})
    assert chosen(both, ()) == ("telegram", "discord")
    assert chosen(both, ("discord", "discord")) == ("discord",)
    assert chosen(telegram, ()) == ("telegram",)
    with pytest.raises(UsageError, match="FAQBOT_DISCORD_TOKEN"):
        chosen(telegram, ("discord",))
    with pytest.raises(UsageError, match="not a platform"):
        chosen(both, ("matrix",))


def test_a_port_that_is_taken_and_a_folder_that_cannot_be_used_are_told(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        bot = Bot(home, ("telegram=serve",), FAQBOT_HTTP_PORT=str(taken.getsockname()[1]))
        bots.append(bot)
        assert bot.process.wait(15) == 2
    assert "FAQBOT_HTTP_PORT" in bot.log.read_text().splitlines()[-1]
    assert "Traceback" not in bot.log.read_text()
    (home / "file").touch()
    bot = Bot(home, ("telegram=serve",), FAQBOT_DATA_DIR=str(home / "file"), FAQBOT_PEPPER="p" * 32)
    bots.append(bot)
    assert bot.process.wait(15) == 2
    assert "FAQBOT_DATA_DIR" in bot.log.read_text()
