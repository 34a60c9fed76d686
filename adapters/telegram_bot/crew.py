"""Work under way: one update at a time in each chat, many chats at once, and an end in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MOST = 200
"""Updates under way; Telegram keeps the others until there is room."""


@dataclass(slots=True)
class Crew:
    """Runs work in tasks of its own; whoever brings more than it can hold waits."""

    most: int = MOST
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _locks: dict[int, tuple[asyncio.Lock, int]] = field(default_factory=dict)
    _freed: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, chat: int, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """The task that does this after all earlier work for the same chat."""
        while len(self._tasks) >= self.most:
            self._freed.clear()
            await self._freed.wait()
        task = asyncio.create_task(self._in_turn(chat, work))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def finish(self, seconds: float) -> int:
        """Wait so long for all work; how many pieces had to be broken off."""
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._freed.set()

    async def _in_turn(self, chat: int, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turn(chat):
            await work()

    @asynccontextmanager
    async def _turn(self, chat: int) -> AsyncIterator[None]:
        """The chat's lock, which is gone when nobody wants it any more."""
        lock, users = self._locks.get(chat, (asyncio.Lock(), 0))
        self._locks[chat] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[chat]
            if users == 1:
                del self._locks[chat]
            else:
                self._locks[chat] = (lock, users - 1)
