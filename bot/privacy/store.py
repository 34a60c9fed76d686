"""What people chose, if anything: language and region of a person, settings of a group.

Empty until somebody chooses. A person or a group is an HMAC under the operator's key, so that a
stolen file names nobody: a plain hash of a chat number is tried back in an hour. Every kind of
datum here stands in `manifest.py`, with the days after which it goes by itself.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from bot.catalog.codec import decode, encode
from bot.model import Language, Region

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400.0
PERSON_DAYS, ROOM_DAYS = 90, 365
"""As `manifest.py` tells people; each use of a choice renews it."""

MOST_IN_MEMORY = 10_000
"""Choices kept without a disk; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose; None where they did not."""

    language: Language | None = None
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """What a group's moderators chose. Ids of channels are the platform's, kept as texts."""

    language: Language | None = None
    region: Region | None = None
    volunteer: bool = False  # answer unasked, when very sure
    cooldown: int = 20  # other people's messages between two unasked answers
    hidden: bool = False  # answers only the asker sees, where the platform can
    volunteer_rooms: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    moderators_room: str | None = None


class Store(Protocol):
    """Where choices are kept. `key` is what `Keys` made of a platform's number, never the number."""

    def person(self, key: str) -> Choice: ...
    def keep_person(self, key: str, choice: Choice) -> None: ...
    def room(self, key: str) -> RoomChoice: ...
    def keep_room(self, key: str, choice: RoomChoice) -> None: ...
    def forget(self, key: str) -> bool:
        """Erase all that is kept under this key; True when there was something."""
        ...

    def close(self) -> None: ...


class Keys:
    """Turns a platform's number into the name it is kept under."""

    def __init__(self, pepper: str | None = None) -> None:
        self._pepper = (pepper or secrets.token_hex(32)).encode()

    def of(self, platform: str, kind: str, number: int) -> str:
        """The key of a person or a room; without the pepper it leads back to nobody."""
        return hmac.new(self._pepper, f"{platform}:{kind}:{number}".encode(), sha256).hexdigest()


@dataclass(slots=True)
class MemoryStore:
    """Choices until the next restart, as many as fit."""

    most: int = MOST_IN_MEMORY
    _people: OrderedDict[str, Choice] = field(default_factory=OrderedDict)
    _rooms: OrderedDict[str, RoomChoice] = field(default_factory=OrderedDict)

    def person(self, key: str) -> Choice:
        return self._people.get(key, Choice())

    def keep_person(self, key: str, choice: Choice) -> None:
        self._people[key] = choice
        while len(self._people) > self.most:
            self._people.popitem(last=False)

    def room(self, key: str) -> RoomChoice:
        return self._rooms.get(key, RoomChoice())

    def keep_room(self, key: str, choice: RoomChoice) -> None:
        self._rooms[key] = choice
        while len(self._rooms) > self.most:
            self._rooms.popitem(last=False)

    def forget(self, key: str) -> bool:
        return [self._people.pop(key, None), self._rooms.pop(key, None)] != [None, None]

    def close(self) -> None:
        self._people.clear()
        self._rooms.clear()


class SqliteStore:
    """Choices in one file under FAQBOT_DATA_DIR; those past their days are gone before anything is read."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._db = sqlite3.connect(folder / "choices.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA secure_delete = ON;
            CREATE TABLE IF NOT EXISTS person (key TEXT PRIMARY KEY, choice TEXT NOT NULL, day INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS room (key TEXT PRIMARY KEY, choice TEXT NOT NULL, day INTEGER NOT NULL);
            """
        )
        self.expire()

    def expire(self) -> None:
        """Erase what nobody used for its days."""
        today = self._today()
        self._db.execute("DELETE FROM person WHERE day < ?", (today - PERSON_DAYS,))
        self._db.execute("DELETE FROM room WHERE day < ?", (today - ROOM_DAYS,))

    def person(self, key: str) -> Choice:
        self.expire()
        found = self._read("SELECT choice, day FROM person WHERE key = ?", "UPDATE person SET day = ? WHERE key = ?", key)
        return decode(Choice, json.loads(found)) if found else Choice()

    def keep_person(self, key: str, choice: Choice) -> None:
        row = (key, json.dumps(encode(choice)), self._today())
        self._db.execute("INSERT OR REPLACE INTO person (key, choice, day) VALUES (?, ?, ?)", row)

    def room(self, key: str) -> RoomChoice:
        self.expire()
        found = self._read("SELECT choice, day FROM room WHERE key = ?", "UPDATE room SET day = ? WHERE key = ?", key)
        return decode(RoomChoice, json.loads(found)) if found else RoomChoice()

    def keep_room(self, key: str, choice: RoomChoice) -> None:
        row = (key, json.dumps(encode(choice)), self._today())
        self._db.execute("INSERT OR REPLACE INTO room (key, choice, day) VALUES (?, ?, ?)", row)

    def forget(self, key: str) -> bool:
        gone = self._db.execute("DELETE FROM person WHERE key = ?", (key,)).rowcount
        gone += self._db.execute("DELETE FROM room WHERE key = ?", (key,)).rowcount
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone > 0

    def close(self) -> None:
        self._db.close()

    def _today(self) -> int:
        return int(self._clock() // DAY)

    def _read(self, select: str, renew: str, key: str) -> str | None:
        """What is kept under the key; using it starts its days anew, at most once a day."""
        with closing(self._db.execute(select, (key,))) as rows:
            row = rows.fetchone()
        if row is None:
            return None
        if row[1] != self._today():
            self._db.execute(renew, (self._today(), key))
        return str(row[0])
