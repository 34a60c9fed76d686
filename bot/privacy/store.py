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
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.catalog.codec import decode, encode
from bot.model import Language, Region

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400.0
PERSON_DAYS, ROOM_DAYS = 90, 365
"""As `manifest.py` tells people; each use of a choice renews it."""

FILE = "choices.sqlite3"
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


DAYS = {Choice: PERSON_DAYS, RoomChoice: ROOM_DAYS}
T = TypeVar("T", Choice, RoomChoice)


class Store(Protocol):
    """Where choices are kept. `key` is what `Keys` made of a platform's number, never the number."""

    trouble: str  # the class of the last error of the disk, or nothing

    def person(self, key: str) -> Choice: ...
    def keep_person(self, key: str, choice: Choice) -> None: ...
    def room(self, key: str) -> RoomChoice: ...
    def keep_room(self, key: str, choice: RoomChoice) -> None: ...
    def forget(self, key: str) -> bool:
        """Erase all that is kept under this key; True when there was something."""
        ...

    def expire(self) -> None:
        """Erase what nobody used for its days."""
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
    clock: Callable[[], float] = time.time
    trouble: str = ""
    _kept: OrderedDict[str, tuple[Choice | RoomChoice, int]] = field(default_factory=OrderedDict)

    def person(self, key: str) -> Choice:
        found = self._read(key)
        return found if isinstance(found, Choice) else Choice()

    def keep_person(self, key: str, choice: Choice) -> None:
        self._keep(key, choice)

    def room(self, key: str) -> RoomChoice:
        found = self._read(key)
        return found if isinstance(found, RoomChoice) else RoomChoice()

    def keep_room(self, key: str, choice: RoomChoice) -> None:
        self._keep(key, choice)

    def forget(self, key: str) -> bool:
        return self._kept.pop(key, None) is not None

    def expire(self) -> None:
        today = _day(self.clock)
        for key in [key for key, (choice, day) in self._kept.items() if day < today - DAYS[type(choice)]]:
            del self._kept[key]

    def close(self) -> None:
        self._kept.clear()

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def _read(self, key: str) -> Choice | RoomChoice | None:
        self.expire()
        found = self._kept.get(key)
        if found:
            self._keep(key, found[0])
        return found[0] if found else None

    def _keep(self, key: str, choice: Choice | RoomChoice) -> None:
        self._kept[key] = choice, _day(self.clock)
        self._kept.move_to_end(key)
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)


SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS person (key TEXT PRIMARY KEY, choice TEXT NOT NULL, day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS room (key TEXT PRIMARY KEY, choice TEXT NOT NULL, day INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class _Sql:
    """The statements of one table."""

    read: str
    renew: str
    keep: str
    forget: str
    expire: str


PERSON = _Sql(
    "SELECT choice, day FROM person WHERE key = ?",
    "UPDATE person SET day = ? WHERE key = ?",
    "INSERT OR REPLACE INTO person (key, choice, day) VALUES (?, ?, ?)",
    "DELETE FROM person WHERE key = ?",
    "DELETE FROM person WHERE day < ?",
)
ROOM = _Sql(
    "SELECT choice, day FROM room WHERE key = ?",
    "UPDATE room SET day = ? WHERE key = ?",
    "INSERT OR REPLACE INTO room (key, choice, day) VALUES (?, ?, ?)",
    "DELETE FROM room WHERE key = ?",
    "DELETE FROM room WHERE day < ?",
)


class SqliteStore:
    """Choices in one file under FAQBOT_DATA_DIR; those past their days are gone before anything is read.

    A disk that fails costs nobody an answer: new choices are then held in memory, and `trouble` tells.
    Only `forget` raises what the disk said: it must not claim to have erased what is still there.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._beside = MemoryStore(clock=clock)
        self.trouble = ""
        self._db = sqlite3.connect(folder / FILE, timeout=1.0, isolation_level=None, check_same_thread=False)
        self._db.executescript(SCHEMA)
        self.expire()

    def person(self, key: str) -> Choice:
        beside = self._beside.person(key)
        return beside if key in self._beside else self._read(Choice, PERSON, key) or Choice()

    def keep_person(self, key: str, choice: Choice) -> None:
        if not self._keep(PERSON, key, choice):
            self._beside.keep_person(key, choice)

    def room(self, key: str) -> RoomChoice:
        beside = self._beside.room(key)
        return beside if key in self._beside else self._read(RoomChoice, ROOM, key) or RoomChoice()

    def keep_room(self, key: str, choice: RoomChoice) -> None:
        if not self._keep(ROOM, key, choice):
            self._beside.keep_room(key, choice)

    def forget(self, key: str) -> bool:
        gone = (
            self._db.execute(PERSON.forget, (key,)).rowcount + self._db.execute(ROOM.forget, (key,)).rowcount
        )
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the log would still hold it
        return self._beside.forget(key) or gone > 0

    def expire(self) -> None:
        today = _day(self._clock)
        with self._forgiving():
            gone = self._db.execute(PERSON.expire, (today - PERSON_DAYS,)).rowcount
            gone += self._db.execute(ROOM.expire, (today - ROOM_DAYS,)).rowcount
            if gone:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._beside.expire()

    def close(self) -> None:
        self._db.close()

    def _read(self, kind: type[T], sql: _Sql, key: str) -> T | None:
        """What is kept under the key; using it starts its days anew, at most once a day."""
        self.expire()
        today = _day(self._clock)
        with self._forgiving(), closing(self._db.execute(sql.read, (key,))) as rows:
            row = rows.fetchone()
            if row and row[1] != today:
                self._db.execute(sql.renew, (today, key))
            return _restored(kind, row[0]) if row else None
        return None

    def _keep(self, sql: _Sql, key: str, choice: object) -> bool:
        with self._forgiving():
            self._db.execute(sql.keep, (key, json.dumps(encode(choice)), _day(self._clock)))
            self._beside.forget(key)
            self.trouble = ""
            return True
        return False

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Remembers the class of what the disk, or a damaged row, did; its text could name a file or a key."""
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError) as problem:
            self.trouble = type(problem).__name__


def _restored(kind: type[T], text: str) -> T:
    """A choice as it was kept, also by a version that knew fewer fields: new ones go to the end."""
    values: list[Any] = json.loads(text)
    return decode(kind, [*values, *encode(kind())[len(values) :]])


def _day(clock: Callable[[], float]) -> int:
    return int(clock() // DAY)
