"""How fast one person may ask: floods are answered a few times, told once, then ignored.

Nobody is named here: a person is a hash under a salt that lives in memory and changes every day.
The table is bounded, so a million strangers cost no more memory than ten thousand.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import blake2b

BURST = 8
"""Questions that one person may ask at once."""

REFILL = 6.0
"""Seconds after which one more question is free."""

MOST_PEOPLE = 10_000
DAY = 86_400.0


class Verdict(Enum):
    """What to do with one more question of this person."""

    ANSWER = auto()
    TELL = auto()  # say once that it is too fast
    IGNORE = auto()


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: bool = False


@dataclass(slots=True)
class Pace:
    """Token buckets by person, on a monotonic clock."""

    burst: int = BURST
    refill: float = REFILL
    most: int = MOST_PEOPLE
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[bytes, _Bucket] = field(default_factory=OrderedDict)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _salted_at: float | None = None

    def ask(self, platform: str, person: int) -> Verdict:
        """Count one question of this person and say what to do with it."""
        now = self.clock()
        bucket = self._bucket(self._key(platform, person, now), now)
        bucket.level = min(float(self.burst), bucket.level + (now - bucket.at) / self.refill)
        bucket.at = now
        if bucket.level >= self.burst:  # somebody who waited is told anew
            bucket.told = False
        if bucket.level >= 1:
            bucket.level -= 1
            return Verdict.ANSWER
        verdict = Verdict.IGNORE if bucket.told else Verdict.TELL
        bucket.told = True
        return verdict

    def __len__(self) -> int:
        return len(self._buckets)

    def _bucket(self, key: bytes, now: float) -> _Bucket:
        bucket = self._buckets.pop(key, None) or _Bucket(float(self.burst), now)
        self._buckets[key] = bucket
        while len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        return bucket

    def _key(self, platform: str, person: int, now: float) -> bytes:
        if self._salted_at is None or now - self._salted_at > DAY:
            self._salt, self._salted_at = secrets.token_bytes(32), now
            self._buckets.clear()
        return hmac.new(self._salt, f"{platform}:{person}".encode(), lambda: blake2b(digest_size=16)).digest()
