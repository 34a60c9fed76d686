"""Which webhook updates were handled: Telegram sends again what was not answered in time.

An update is leased while it is handled and marked when it is done. Whoever dies in between loses the
lease, so that the update is handled after all: twice in the worst case, never not at all.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from redis.asyncio import Redis

LEASE = 30.0
"""Seconds that one update may take; more than any answer does."""

REMEMBERED = 86_400.0
"""Seconds for which Telegram may repeat an update."""

MOST = 50_000
"""Receipts held in memory, the oldest go first."""


class Claim(Enum):
    """What is known of an update."""

    NEW = "new"
    BUSY = "busy"
    DONE = "done"


class Receipts(Protocol):
    """Update numbers, for a day; nothing of what they said."""

    async def claim(self, update_id: int) -> Claim:
        """Lease the update when it is new."""
        ...

    async def done(self, update_id: int) -> None:
        """It was handled."""
        ...

    async def drop(self, update_id: int) -> None:
        """It was not handled: the next one may try at once."""
        ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class MemoryReceipts:
    """For one process."""

    most: int = MOST
    clock: Callable[[], float] = time.monotonic
    _until: OrderedDict[int, tuple[Claim, float]] = field(default_factory=OrderedDict)

    async def claim(self, update_id: int) -> Claim:
        known, until = self._until.get(update_id, (Claim.NEW, 0.0))
        if known is not Claim.NEW and self.clock() < until:
            return known
        self._keep(update_id, Claim.BUSY, LEASE)
        return Claim.NEW

    async def done(self, update_id: int) -> None:
        self._keep(update_id, Claim.DONE, REMEMBERED)

    async def drop(self, update_id: int) -> None:
        self._until.pop(update_id, None)

    async def close(self) -> None:
        self._until.clear()

    def _keep(self, update_id: int, claim: Claim, seconds: float) -> None:
        self._until[update_id] = claim, self.clock() + seconds
        self._until.move_to_end(update_id)
        while len(self._until) > self.most:
            self._until.popitem(last=False)


class RedisReceipts:
    """For several processes behind one address; while Redis is away each process goes by its own memory."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._own = redis, MemoryReceipts()
        self.trouble = ""

    @classmethod
    def at(cls, url: str) -> RedisReceipts:
        """The receipts at this address; nothing is reached before the first update."""
        try:
            from redis.asyncio import Redis as Client
        except ModuleNotFoundError:
            raise UsageError(
                "FAQBOT_REDIS_URL needs the package redis: pip install 'faqbot[redis]'"
            ) from None
        client = Client.from_url(
            url, protocol=2, socket_timeout=0.5, socket_connect_timeout=0.5, decode_responses=True
        )
        return cls(client)

    async def claim(self, update_id: int) -> Claim:
        own = await self._own.claim(update_id)
        if own is not Claim.NEW:
            return own
        name = _name(update_id)
        taken = await self._try(lambda: self._redis.set(name, Claim.BUSY.value, nx=True, ex=int(LEASE)))
        if taken or self.trouble:
            return Claim.NEW
        known = await self._try(lambda: self._redis.get(name))
        await self._own.drop(update_id)
        return Claim(known) if known in {claim.value for claim in Claim} else Claim.BUSY

    async def done(self, update_id: int) -> None:
        await self._own.done(update_id)
        await self._try(lambda: self._redis.set(_name(update_id), Claim.DONE.value, ex=int(REMEMBERED)))

    async def drop(self, update_id: int) -> None:
        await self._own.drop(update_id)
        await self._try(lambda: self._redis.delete(_name(update_id)))

    async def close(self) -> None:
        await self._redis.aclose()

    async def _try(self, call: Callable[[], Awaitable[object]]) -> object:
        """What Redis says, or None with `trouble` set: a receipt is never worth an answer."""
        from redis.exceptions import RedisError

        try:
            said = await call()
        except (RedisError, OSError, TimeoutError) as problem:
            self.trouble = type(problem).__name__
            return None
        self.trouble = ""
        return said


def _name(update_id: int) -> str:
    return f"faqbot:update:{update_id}"
