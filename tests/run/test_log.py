"""Lines that hold no token, no words of a person and no line break, at every level and for every library."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from adapters.log import Journal, Lines, SafeFilter, chain, facts, loop_handler
from bot import Question
from bot.settings import Settings, read_settings
from tests.run.capture import logging_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot import Engine

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
WORDS = "canary-words-of-a-member"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logging_of(read_settings({"FAQBOT_LOG": "debug", "FAQBOT_TELEGRAM_TOKEN": TOKEN})) as said:
        yield said


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_json_with_its_fields(stream: io.StringIO) -> None:
    logging.getLogger("faqbot").info(
        "asked", extra=facts(platform="discord", entry="meta-optout-eu", reason=None)
    )
    (line,) = lines(stream)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "faqbot",
        "event": "asked",
        "platform": "discord",
        "entry": "meta-optout-eu",
    }


def test_a_person_at_a_terminal_gets_readable_lines() -> None:
    with logging_of(Settings(), Terminal()) as said:
        logging.getLogger("faqbot").warning("send failed", extra=facts(platform="telegram", error="TimedOut"))
    assert said.getvalue().endswith("WARNING faqbot: send failed  platform=telegram  error=TimedOut\n")


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING, logging.ERROR])
@pytest.mark.parametrize("name", ["any.library", "aiohttp.server", "httpx", "asyncio"])
def test_r1_a_library_says_its_template_never_its_values(stream: io.StringIO, name: str, level: int) -> None:
    logging.getLogger(name).log(level, "Update %s caused an error in %s", {"text": WORDS}, WORDS)
    logging.getLogger(name).log(level, "already formatted: " + WORDS)  # noqa: G003  # as libraries do
    assert WORDS not in stream.getvalue()
    assert lines(stream)[0]["event"] == "Update %s caused an error in %s"


@pytest.mark.parametrize("name", ["telegram", "discord", "httpx", "httpcore", "asyncio", "any_other_library"])
def test_s3_debug_never_reaches_the_libraries_that_log_updates(stream: io.StringIO, name: str) -> None:
    logging.getLogger(f"{name}.deep.inside").debug("Processing update %s", WORDS)
    assert stream.getvalue() == ""


def test_r4_a_crash_is_told_by_class_and_place_without_texts_or_locals(stream: io.StringIO) -> None:
    def crash(text: str) -> None:
        try:
            int(text)
        except ValueError as problem:
            raise RuntimeError(f"cannot handle {text}") from problem

    try:
        crash(WORDS)
    except RuntimeError:
        logging.getLogger("adapters.anything").exception("handler failed")
    (line,) = lines(stream)
    assert line["error"] == "RuntimeError < ValueError"
    assert "tests/run/test_log.py:" in line["at"]
    assert WORDS not in stream.getvalue()


@pytest.mark.parametrize("text", [TOKEN, f"https://api.telegram.org/bot{TOKEN}/getMe", "9876543210:" + "x" * 35,
                                  "MTk4NjIyNDgzNDcxMTk4NjIy.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"])  # fmt: skip
def test_s1_a_token_becomes_stars_in_every_line(stream: io.StringIO, text: str) -> None:
    logging.getLogger("faqbot").error("cannot reach %s", text, extra=facts(address=text))
    logging.getLogger("telegram").error("%s", text)
    assert "********" in stream.getvalue()
    assert text.rsplit("bot", 1)[-1].split("/")[0] not in stream.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
def test_s4_line_breaks_and_escapes_cannot_forge_a_line(terminal: bool) -> None:
    with logging_of(Settings(), Terminal() if terminal else io.StringIO()) as said:
        logging.getLogger("faqbot").info(
            "odd", extra=facts(entry="x\n2026 INFO forged\x1b[31m\u2028red\u202e")
        )
    assert len(said.getvalue().splitlines()) == 1
    assert said.getvalue().strip().isprintable()


def test_arguments_that_do_not_fit_break_nothing(stream: io.StringIO) -> None:
    logging.getLogger("faqbot").info("%d of %s", "x")
    assert lines(stream)[0]["event"] == "%d of %s"


def test_uncaught_errors_are_told_by_class_only(stream: io.StringIO) -> None:
    try:
        dict[str, str]()[WORDS]
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)

    def crash() -> None:
        raise LookupError(WORDS)

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    assert [line["error"] for line in lines(stream)] == ["KeyError", "LookupError"]
    assert WORDS not in stream.getvalue()


async def test_a_task_that_nobody_awaited_is_told_by_class_only(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop_handler(loop, {"message": WORDS, "exception": ValueError(WORDS)})
    loop_handler(loop, {"message": WORDS})
    assert [line["error"] for line in lines(stream)] == ["ValueError", "none"]
    assert WORDS not in stream.getvalue()


def test_a_chain_of_errors_that_goes_in_circles_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert chain(first).startswith("ValueError < KeyError")


def test_the_journal_tells_decision_and_time_and_no_word(stream: io.StringIO, engine: Engine) -> None:
    reply = engine.ask(Question(f"how do I stop Meta from training AI on my posts {WORDS}"))
    Journal().asked("telegram", reply, 0.0123)
    Journal().verdict("telegram", "x", helpful=True)
    Journal().send_failed("discord", "HTTPException")
    asked, failed = lines(stream)
    assert (asked["event"], asked["platform"], asked["milliseconds"]) == ("asked", "telegram", 12.3)
    assert asked["decision"] in {"answer", "choices", "abstain"}
    assert (failed["event"], failed["error"]) == ("send failed", "HTTPException")
    assert WORDS not in stream.getvalue()


def test_the_filter_makes_the_record_safe_for_every_later_reader() -> None:
    record = logging.LogRecord("telegram", logging.ERROR, "f.py", 7, "said %s", (WORDS,), None, "f")
    assert SafeFilter().filter(record)
    assert (record.msg, record.args) == ("said %s", None)
    assert WORDS not in Lines().format(record)
