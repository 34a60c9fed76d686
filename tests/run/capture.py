"""The process's logging for the length of a test, into a text that can be searched."""

from __future__ import annotations

import io
import logging
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.log import OURS, set_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings


@contextmanager
def logging_of(settings: Settings, stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    """Logging as `faqbot run` sets it up; everything is as it was afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook, threading.excepthook)
    before = root.handlers[:], root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in OURS}
    said = stream or io.StringIO()
    set_up(settings, said)
    try:
        yield said
    finally:
        root.handlers[:], root.level, logging.raiseExceptions = before
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        logging.captureWarnings(capture=False)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
