"""How many answers are under way, so that a stop can wait for them and a flood cannot pile up."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 1_000
"""Answers at once; those who come later are told to come again, and memory stays bounded."""


class Work:
    """Counts answers under way."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.closed = False
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def full(self) -> bool:
        """Whether one more answer is too many."""
        return self.closed or self._count >= self.most

    @contextmanager
    def one(self) -> Iterator[None]:
        """The time of one answer."""
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def finish(self, grace: float) -> bool:
        """Take nothing more and wait for what is under way; False when that took longer than `grace`."""
        self.closed = True
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except TimeoutError:
            return False
        return True
