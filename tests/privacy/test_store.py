"""What people choose is kept scrambled, goes when they say so, and goes by itself in the end."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from bot.model import Language, Region
from bot.privacy.manifest import MANIFEST, Kept
from bot.privacy.store import DAYS, FILE, Choice, Keys, MemoryStore, RoomChoice, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRENCH_SWISS = Choice(Language.FR, Region.CH)
MODERATED = RoomChoice(Language.EN, volunteer=True, forums=("77",), moderators_room="88")
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def days(self, number: float) -> None:
        self.now += number * DAY


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    made: Store = MemoryStore(clock=clock) if request.param == "memory" else SqliteStore(tmp_path, clock)
    yield made
    made.close()


def bytes_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_nothing_is_kept_until_somebody_chooses(store: Store) -> None:
    assert store.person("k") == Choice()
    assert store.room("k") == RoomChoice()
    assert not store.forget("k")


def test_a_choice_comes_back(store: Store) -> None:
    store.keep_person("p", FRENCH_SWISS)
    store.keep_room("r", MODERATED)
    assert store.person("p") == FRENCH_SWISS
    assert store.room("r") == MODERATED


def test_r2_forget_erases_and_says_whether_there_was_something(store: Store) -> None:
    store.keep_person("p", FRENCH_SWISS)
    assert store.forget("p")
    assert not store.forget("p")
    assert store.person("p") == Choice()


def test_r2_after_forget_no_byte_is_left_on_disk_and_it_takes_under_a_second(tmp_path: Path) -> None:
    store, key = SqliteStore(tmp_path), Keys("p" * 32).of("telegram", "person", 4_200_000_001)
    for number in range(500):
        store.keep_person(f"other{number}", FRENCH_SWISS)
    store.keep_person(key, FRENCH_SWISS)
    assert key.encode() in bytes_under(tmp_path)
    began = time.perf_counter()
    assert store.forget(key)
    assert time.perf_counter() - began < 1
    assert key.encode() not in bytes_under(tmp_path)
    store.close()


def test_r3_a_choice_that_nobody_uses_goes_by_the_clock(store: Store, clock: Clock) -> None:
    store.keep_person("p", FRENCH_SWISS)
    store.keep_room("r", MODERATED)
    clock.days(91)
    store.expire()
    assert store.person("p") == Choice()
    assert store.room("r") == MODERATED
    clock.days(366)
    assert store.room("r") == RoomChoice()


def test_r3_what_expired_leaves_no_byte_on_disk(tmp_path: Path, clock: Clock) -> None:
    store, key = SqliteStore(tmp_path, clock), "e" * 64
    store.keep_person(key, FRENCH_SWISS)
    clock.days(91)
    store.expire()
    assert key.encode() not in bytes_under(tmp_path)
    store.close()


def test_each_use_of_a_choice_starts_its_days_anew(store: Store, clock: Clock) -> None:
    store.keep_person("p", FRENCH_SWISS)
    for _ in range(5):
        clock.days(60)
        assert store.person("p") == FRENCH_SWISS


@pytest.mark.parametrize("jump", [-400, -1, 1])
def test_n19_a_clock_that_jumps_loses_no_fresh_choice(store: Store, clock: Clock, jump: int) -> None:
    store.keep_person("p", FRENCH_SWISS)
    clock.days(jump)
    assert store.person("p") == FRENCH_SWISS


def test_choices_outlive_a_restart(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path)
    first.keep_room("r", MODERATED)
    first.close()
    second = SqliteStore(tmp_path)
    assert second.room("r") == MODERATED
    second.close()


def test_a_choice_kept_by_a_version_with_fewer_fields_is_understood(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    today = int(time.time() // DAY)
    with sqlite3.connect(tmp_path / FILE) as old:
        old.execute("INSERT INTO room VALUES ('r', '[\"fr\", null, true]', ?)", (today,))
    old.close()
    assert store.room("r") == RoomChoice(Language.FR, None, volunteer=True)
    store.close()


def test_a_damaged_row_counts_as_no_choice(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("INSERT INTO person VALUES ('p', '{broken', ?)", (int(time.time() // DAY),))
    other.close()
    assert store.person("p") == Choice()
    assert store.trouble == "JSONDecodeError"
    store.close()


def test_f11_a_disk_that_fails_costs_nobody_an_answer(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    store.keep_person("p", Choice(Language.EN))
    store._db.execute("PRAGMA query_only = ON")  # every write fails, as on a full disk
    store.keep_person("p", FRENCH_SWISS)
    assert store.trouble == "OperationalError"
    assert store.person("p") == FRENCH_SWISS
    with pytest.raises(sqlite3.OperationalError):
        store.forget("p")
    store._db.execute("PRAGMA query_only = OFF")
    assert store.forget("p")
    assert store.person("p") == Choice()
    store.close()


WRITER = """
import itertools, sys
from pathlib import Path
from bot.model import Language, Region
from bot.privacy.store import Choice, SqliteStore
store = SqliteStore(Path(sys.argv[1]))
print("writing", flush=True)
for n in itertools.count():
    store.keep_person(f"key{n % 50}", Choice(Language.FR, Region.CH))
"""


@pytest.mark.parametrize("pause", [0.0, 0.01, 0.03])
def test_p3_a_kill_in_the_middle_of_a_write_leaves_whole_choices(tmp_path: Path, pause: float) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        os.kill(writer.pid, signal.SIGKILL)
    store = SqliteStore(tmp_path)
    assert {store.person(f"key{n}") for n in range(50)} <= {Choice(), FRENCH_SWISS}
    assert not store.trouble
    assert store._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def test_a_key_leads_back_to_nobody_without_the_pepper() -> None:
    mine, thiefs = Keys("p" * 32), Keys("q" * 32)
    kept = {mine.of("telegram", "person", number) for number in range(1_000)}
    assert len(kept) == 1_000
    assert not kept & {thiefs.of("telegram", "person", number) for number in range(1_000)}
    assert (
        mine.of("telegram", "person", 1) != mine.of("discord", "person", 1) != mine.of("discord", "room", 1)
    )
    assert Keys().of("telegram", "person", 1) != Keys().of("telegram", "person", 1)


def test_a4_memory_holds_a_bounded_number_of_choices() -> None:
    store = MemoryStore(most=100)
    for number in range(1_000):
        store.keep_person(str(number), FRENCH_SWISS)
    assert store.person("0") == Choice()
    assert store.person("999") == FRENCH_SWISS
    assert len(store._kept) == 100


def stored_fields() -> set[str]:
    people = {f"person.{field.name}" for field in fields(Choice)}
    return people | {f"room.{field.name}" for field in fields(RoomChoice)}


def test_every_stored_field_stands_in_the_manifest_and_no_other() -> None:
    listed = {field for datum in MANIFEST for field in datum.stored}
    assert listed == stored_fields()
    assert all(bool(datum.stored) == (datum.kept is Kept.CHOICE) for datum in MANIFEST)


def test_the_manifest_tells_the_days_that_the_store_keeps() -> None:
    days = {datum.id: datum.days for datum in MANIFEST if datum.kept is Kept.CHOICE}
    assert days == {"choice": DAYS[Choice], "room": DAYS[RoomChoice]}


def test_the_database_has_no_column_beyond_key_choice_and_day(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    tables = [name for (name,) in store._db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    columns = {
        table: [row[1] for row in store._db.execute(f"PRAGMA table_info({table})")] for table in tables
    }
    assert columns == {"person": ["key", "choice", "day"], "room": ["key", "choice", "day"]}
    store.close()
