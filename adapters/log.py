"""What the process says about itself: one line an event, with nobody in it and no secret.

An event of ours is a word with fields: `log.info("asked", extra=facts(platform="discord", entry=id))`.
What a library says is cut down to its template, because the values that go into it may be somebody's
words; an error is its class and the places it passed through, because its text may be a token.
`SafeFilter` does this on the handler, so that it holds at every level and for every logger.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from bot.settings import SETTINGS, STARS, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from bot.model import Decision, Reply
    from bot.settings import Settings

OURS = ("faqbot", "bot", "adapters")
"""The loggers whose messages are written by this project, and therefore kept whole. Libraries stay above
`debug`, where they log whole updates."""

TOKENS = re.compile(
    r"\b\d{3,20}:[A-Za-z0-9_-]{20,}|\b[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}"
)
"""What a Telegram or a Discord token looks like, also one that this process was never given."""

MOST_FRAMES = 12
FACTS = "facts"
log = logging.getLogger("faqbot")


def facts(**fields: object) -> dict[str, dict[str, object]]:
    """The fields of an event, in the shape that `extra=` wants."""
    return {FACTS: {name: value for name, value in fields.items() if value is not None}}


class SafeFilter(logging.Filter):
    """Takes out of a record, for good, everything that may be somebody's words or a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record goes on, made safe."""
        fields = dict(getattr(record, FACTS, {}))
        if record.exc_info and record.exc_info[1] is not None:
            fields |= {"error": chain(record.exc_info[1]), "at": places(record.exc_info[2])}
        record.msg, record.args = self._message(record), None
        record.exc_info = record.exc_text = record.stack_info = None
        setattr(record, FACTS, fields)
        return True

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] in OURS:
            return _formatted(record)
        template = record.msg if isinstance(record.msg, str) and record.args else ""
        return template or f"{record.funcName}:{record.lineno}"


def _formatted(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit the template must not break the line
        return str(record.msg)


def chain(error: BaseException | None) -> str:
    """The classes of an error and of what led to it, outermost first; never their texts."""
    names: list[str] = []
    while error is not None and len(names) < MOST_FRAMES:
        names.append(type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " < ".join(names)


def places(trace: TracebackType | None) -> str:
    """Where an error passed through, innermost first: files and lines, no code and no values."""
    frames = traceback.extract_tb(trace, MOST_FRAMES)
    return ", ".join(
        f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno}" for frame in reversed(frames)
    )


class Lines(logging.Formatter):
    """One line a record: JSON, or readable where a person watches. Known secrets become stars."""

    def __init__(self, secrets: Iterable[str] = (), *, readable: bool = False) -> None:
        super().__init__()
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._readable = readable

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        return self._starred(self._line(record) if self._readable else self._json(record))

    def _json(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"time": moment, "level": record.levelname.lower(), "logger": record.name, "event": record.msg}
        return json.dumps(head | getattr(record, FACTS, {}), default=str)

    def _line(self, record: logging.LogRecord) -> str:
        fields = "".join(f"  {name}={value}" for name, value in getattr(record, FACTS, {}).items())
        moment = datetime.fromtimestamp(record.created, UTC)
        line = f"{moment:%H:%M:%S} {record.levelname:<7} {record.name}: {record.msg}{fields}"
        return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in line)

    def _starred(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, STARS)
        return TOKENS.sub(STARS, line)


def set_up(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Log to standard error from now on, in safe lines only; uncaught errors too."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.addFilter(SafeFilter())
    handler.setFormatter(Lines(_secrets(settings), readable=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = logging.getLevelNamesMapping()[settings.log.upper()]
    root.setLevel(logging.INFO if settings.log == "debug" else max(level, logging.WARNING))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a line that cannot be written must not print its values
    logging.captureWarnings(capture=True)
    _catch_uncaught()
    return handler


def _secrets(settings: Settings) -> list[str]:
    values = (getattr(settings, setting.field) for setting in SETTINGS if setting.secret)
    return [value.reveal() for value in values if isinstance(value, Secret)]


def _catch_uncaught() -> None:
    """Python prints the text of an error that nobody caught; say its class and places instead."""

    def tell(error: BaseException | None) -> None:
        log.critical(
            "crashed", extra=facts(error=chain(error), at=places(error.__traceback__ if error else None))
        )

    sys.excepthook = lambda _kind, error, _trace: tell(error)
    sys.unraisablehook = lambda caught: tell(caught.exc_value)
    threading.excepthook = lambda caught: tell(caught.exc_value)


def loop_handler(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """For `loop.set_exception_handler`: asyncio's own would print the task with the error's text."""
    error = context.get("exception")
    trace = error.__traceback__ if isinstance(error, BaseException) else None
    log.error("unhandled", extra=facts(error=chain(error) or "none", at=places(trace)))


class Journal:
    """An observer that writes a line for each answer, verdict and failure."""

    def asked(self, platform: str, reply: Reply, seconds: float) -> None:
        """A question was answered, or kindly not."""
        reason = getattr(reply.decision, "reason", None)
        told = facts(platform=platform, decision=decided(reply.decision), entry=reply.entry_id, reason=reason,
                     language=reply.language.value, milliseconds=round(seconds * 1_000, 1))  # fmt: skip
        log.info("asked", extra=told)

    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None:
        """Counted, not told: who votes for what and when is nobody's business."""

    def send_failed(self, platform: str, error: str) -> None:
        """A message could not be delivered."""
        log.warning("send failed", extra=facts(platform=platform, error=error))


def decided(decision: Decision) -> str:
    """The kind of a decision in one word: answer, choices or abstain."""
    return type(decision).__name__.lower()
