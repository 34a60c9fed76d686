"""Notices that the FAQ's folder holds something else than before.

What counts is the content, read whole: a half-written file is waited out, a time stamp that lies changes
nothing. The system's file events only make the next look come sooner; where there are none (network
mounts, Kubernetes ConfigMaps, too many watches) a look every few seconds finds the change.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from bot.catalog.folder import read_folder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.catalog.findings import Finding

EVERY = 10.0
"""Seconds between two looks when no event asks for one."""

SETTLE = 0.5
"""Seconds that the folder must stay the same before a change counts as finished."""

LONGEST = 10.0
"""Seconds after which a folder that never stays the same is taken as it is."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """What the folder held at a moment: the fingerprint of its files and what could not be read."""

    fingerprint: str
    findings: tuple[Finding, ...] = ()


def look(root: Path) -> Look:
    """What the folder holds now."""
    folder = read_folder(root)
    return Look(folder.fingerprint, folder.findings)


async def in_thread(work: Callable[[], T]) -> T:
    """The result of blocking work, done beside the event loop; ending the process does not wait for it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(give: Callable[[Any], None], value: object) -> None:
        def unless_left() -> None:
            if not done.done():
                give(value)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(unless_left)

    def run() -> None:
        try:
            result = work()
        except Exception as problem:  # noqa: BLE001  # handed to whoever waits
            settle(done.set_exception, problem)
        else:
            settle(done.set_result, result)

    threading.Thread(target=run, daemon=True).start()
    return await done


@dataclass(slots=True)
class Watch:
    """Calls back after each change of a folder, from what was `known` of it on."""

    root: Path
    known: str
    every: float = EVERY
    settle: float = SETTLE
    longest: float = LONGEST
    events: bool = True
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Watch until cancelled; a change that comes during the call back is told after it."""
        seen = Look(self.known)
        listening = self._listen()
        try:
            while True:
                now = await in_thread(self._look)
                if now != seen:
                    seen = await self._settled(now)
                    listening.cancel()  # the folder may be another one under the old name
                    listening = self._listen()
                    await changed()
                await self._pause()
        finally:
            listening.cancel()

    def _look(self) -> Look:
        return look(self.root)

    async def _settled(self, now: Look) -> Look:
        for _ in range(round(self.longest / self.settle)):
            await asyncio.sleep(self.settle)
            before, now = now, await in_thread(self._look)
            if now == before:
                break
        return now

    async def _pause(self) -> None:
        self._nudged.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._nudged.wait(), self.every)

    def _listen(self) -> asyncio.Task[None]:
        return asyncio.create_task(self._events() if self.events else asyncio.sleep(0), name="faq events")

    async def _events(self) -> None:
        from watchfiles import awatch  # imported here: only a running bot watches

        while True:
            with contextlib.suppress(OSError, RuntimeError):  # gone, not readable, or no watch is left
                async for _ in awatch(
                    self.root, watch_filter=None, debounce=200, ignore_permission_denied=True
                ):
                    self._nudged.set()
            await asyncio.sleep(self.every)
