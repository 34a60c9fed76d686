"""What must be remembered for a while: which answer belongs to which message, what was counted.

Everything is a keyed hash under a salt that lives as long as the process, in a table of bounded
size: nobody can be read out of it, and the oldest entries go first.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b

MOST = 5_000
"""Entries; at 50 questions a minute that is about an hour."""


@dataclass(slots=True)
class Memory:
    """A bounded table from scrambled facts to small numbers."""

    most: int = MOST
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _table: OrderedDict[bytes, int] = field(default_factory=OrderedDict)

    def answered(self, chat: int, message: int, person: int, answer: int) -> None:
        """Keep that `answer` answers this message, and that this person asked for it."""
        self._keep(self._key("answer", chat, message), answer)
        self._keep(self._key("asker", chat, answer, person), 1)

    def answer_to(self, chat: int, message: int) -> int | None:
        """The number of the answer to this message, if it was given not long ago."""
        return self._table.get(self._key("answer", chat, message))

    def asked_for(self, chat: int, answer: int, person: int) -> bool:
        """True when this person asked for this answer not long ago."""
        return self._key("asker", chat, answer, person) in self._table

    def first(self, what: str, *numbers: int | str) -> bool:
        """True the first time that this is said, so that doubles can be told."""
        key = self._key(what, *numbers)
        if key in self._table:
            return False
        self._keep(key, 1)
        return True

    def overheard(self, chat: int) -> int | None:
        """Count one more message between people; how many came since the last unasked answer, if any."""
        key = self._key("overheard", chat)
        count = self._table.get(key)
        if count is not None:
            self._keep(key, count + 1)
            return count + 1
        return None

    def spoke_up(self, chat: int) -> None:
        """An unasked answer was given: start counting."""
        self._keep(self._key("overheard", chat), 0)

    def __len__(self) -> int:
        return len(self._table)

    def _keep(self, key: bytes, value: int) -> None:
        self._table[key] = value
        self._table.move_to_end(key)
        while len(self._table) > self.most:
            self._table.popitem(last=False)

    def _key(self, *parts: int | str) -> bytes:
        return blake2b(repr(parts).encode(), key=self._salt, digest_size=16).digest()
