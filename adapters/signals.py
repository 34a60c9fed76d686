"""The process's signals, from its first moment on.

Handled by Python itself and not by the event loop: as a container's first process nothing else would stop
it, starting takes time, and a second signal must work even while the loop is blocked.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Callable
    from types import FrameType, TracebackType

STOPPING = (signal.SIGTERM, signal.SIGINT)


class Signals:
    """SIGTERM or SIGINT stops, a second one ends the process at once, SIGHUP reloads; a context."""

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None
        self._stop: Callable[[], None] = lambda: None
        self._reload: Callable[[], None] = lambda: None
        self._asked = False
        self._before: dict[int, Any] = {}

    def attach(
        self, loop: AbstractEventLoop, *, stop: Callable[[], None], reload: Callable[[], None]
    ) -> None:
        """From now on signals are handed to this loop."""
        self._loop, self._stop, self._reload = loop, stop, reload

    def __enter__(self) -> Signals:
        self._before = {number: signal.signal(number, self._on_stop) for number in STOPPING}
        self._before[signal.SIGHUP] = signal.signal(signal.SIGHUP, self._on_reload)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        if self._asked:
            os._exit(128 + number)
        self._asked = True
        if self._loop is None:
            os._exit(0)  # nothing was begun that would have to be ended; what is written is written whole
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._reload)
