"""The running bot follows its FAQ folder, and whatever happens there, answers go on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.learn import learn_apart, needed
from adapters.learn import main as learn_main
from adapters.reload import Reloader
from bot import Engine, Language, Question
from bot.catalog.folder import MAX_FILES
from bot.catalog.watch import Watch, in_thread, look
from bot.i18n.words import words
from bot.model import Answer
from bot.reply.markup import plain
from tests.operations.folders import change, entry, mend, small_faq, spoil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.i18n.words import Words

ASKED = Question("is my cat watched by an ai")


class Following:
    """A bot that follows a folder, quickly enough for a test."""

    def __init__(self, root: Path, cached: Path, *, events: bool = True, every: float = 0.05) -> None:
        self.root, self.cached = root, cached
        self.engine = Engine.open(root, cached=cached)
        self.outcomes: list[str] = []
        self.notices: list[str] = []
        self.reloader = Reloader(self.engine, told=self.outcomes.append, announce=self._announce)
        self.watch = Watch(
            root, self.engine.catalog.fingerprint, every=every, settle=0.05, longest=0.5, events=events
        )

    async def _announce(self, text: Callable[[Words], str]) -> None:
        self.notices.append(text(words(Language.EN)))
        self.notices.append(text(words(Language.FR)))

    @property
    def answer(self) -> str:
        reply = self.engine.ask(ASKED)
        assert reply.decision == Answer("cat")
        return plain(reply.blocks[:1])

    async def until(self, holds: Callable[[], bool], seconds: float = 5.0) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110  # what is awaited has no event
                await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def follow(following: Following) -> AsyncIterator[Following]:
    task = asyncio.create_task(following.reloader.run(following.watch))
    await asyncio.sleep(0.1)
    yield following
    assert not task.done()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def following(tmp_path: Path) -> Following:
    return Following(small_faq(tmp_path / "faq"), tmp_path / "cache")


@pytest.mark.parametrize(("events", "every"), [(True, 60.0), (False, 0.05)], ids=["events", "polling"])
async def test_a_change_is_taken_over_while_the_bot_runs(tmp_path: Path, events: bool, every: float) -> None:
    following = Following(small_faq(tmp_path / "faq"), tmp_path / "cache", events=events, every=every)
    async with follow(following):
        change(following.root, "Only if you show it.")
        await following.until(lambda: following.outcomes == ["changed"])
    assert following.answer.startswith("Only if you show it.")


async def test_with_an_error_the_last_good_set_stays_and_moderators_are_told_once(
    following: Following,
) -> None:
    async with follow(following):
        spoil(following.root)
        await following.until(lambda: bool(following.notices))
        assert following.answer.startswith("Yes")
        assert any(
            "entries/pets/dog.yaml:4" in problem and "mars" in problem
            for problem in following.reloader.problems
        )
        (following.root / "entries" / "pets" / "bird.yaml").unlink()
        await following.until(lambda: following.outcomes == ["refused", "refused"])
    english, french = following.notices
    assert "dog.yaml" in english
    assert "There are" in english
    assert english != french


async def test_a_mended_folder_is_taken_over_again(following: Following) -> None:
    async with follow(following):
        spoil(following.root)
        await following.until(lambda: following.outcomes == ["refused"])
        mend(following.root)
        await following.until(lambda: following.outcomes == ["refused", "unchanged"])
    assert not following.reloader.problems


async def test_f8_a_half_written_file_is_waited_out(following: Following) -> None:
    text = entry("cat", "cat", "chat", "Written slowly.")
    async with follow(following):
        with (following.root / "entries" / "pets" / "cat.yaml").open("w", encoding="utf-8") as file:
            for start in range(0, len(text), 60):
                file.write(text[start : start + 60])
                file.flush()
                assert following.answer.startswith("Yes")
                await asyncio.sleep(0.01)
        await following.until(lambda: following.outcomes[-1:] == ["changed"])
    assert following.answer.startswith("Written slowly.")
    assert "refused" not in following.outcomes


async def test_f8_a_storm_of_renames_ends_in_the_last_state(following: Following) -> None:
    async with follow(following):
        for number in range(100):
            change(following.root, f"Version {number}.")
            await asyncio.sleep(0.003)
        await following.until(lambda: following.answer.startswith("Version 99."))
    assert len(following.outcomes) < 10


async def test_f8_a_change_that_keeps_size_and_time_is_seen(following: Following) -> None:
    file = following.root / "entries" / "pets" / "cat.yaml"
    before = file.stat()
    async with follow(following):
        file.write_text(file.read_text().replace("Yes, it may.", "No, it must."))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        await following.until(lambda: following.outcomes == ["changed"])
    assert following.answer.startswith("No, it must.")


async def test_f8_a_folder_that_vanishes_and_comes_back_is_survived(following: Following) -> None:
    away = following.root.with_name("away")
    async with follow(following):
        following.root.rename(away)
        await following.until(lambda: following.outcomes == ["refused"])
        assert following.answer.startswith("Yes")
        change(away, "Back again.")
        away.rename(following.root)
        await following.until(lambda: following.outcomes == ["refused", "changed"])
    assert following.answer.startswith("Back again.")


async def test_a_config_map_that_swaps_its_link_is_taken_over(tmp_path: Path) -> None:
    """Kubernetes mounts files as links through `..data`, a link that is swapped to a new folder."""
    first, second = small_faq(tmp_path / "mount" / "..1"), small_faq(tmp_path / "mount" / "..2")
    change(second, "From the new map.")
    data = tmp_path / "mount" / "..data"
    data.symlink_to(first.name)
    following = Following(data, tmp_path / "cache", every=0.05)
    async with follow(following):
        scratch = tmp_path / "mount" / "..tmp"
        scratch.symlink_to(second.name)
        scratch.replace(data)
        await following.until(lambda: following.outcomes == ["changed"])
    assert following.answer.startswith("From the new map.")


@pytest.mark.slow
async def test_f9_a_folder_of_a_hundred_thousand_files_is_refused_with_the_limit(
    following: Following,
) -> None:
    flood = following.root.with_name("flood")
    flood.mkdir()
    for number in range(100_000):
        os.mknod(flood / f"{number}.yaml")
    async with follow(following):
        flood.rename(following.root / "entries" / "flood")
        began = time.monotonic()
        answer = following.answer
        assert time.monotonic() - began < 1
        assert answer.startswith("Yes")
        await following.until(
            lambda: any(f"at most {MAX_FILES:,}" in text for text in following.reloader.problems), 30
        )
    assert following.outcomes[-1] == "refused"


async def test_f11_a_folder_without_permission_is_survived() -> None:
    """Root ignores file modes, so the bot's effective user changes for the length of the test."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240  # pytest's own folders are closed to other users
        following = Following(small_faq(folder / "faq"), folder / "cache")
        (following.root / "entries" / "pets" / "cat.yaml").chmod(0)
        was = os.geteuid()
        os.seteuid(65_534 if was == 0 else was)
        try:
            await following.reloader.reload()
        finally:
            os.seteuid(was)
        assert following.outcomes == ["refused"]
        assert "cat.yaml" in following.reloader.problems[0]
        assert "permission" in following.reloader.problems[0].lower()
        assert following.answer.startswith("Yes")


async def test_f7_a_pipe_in_the_folder_is_refused_and_never_waited_for(following: Following) -> None:
    os.mkfifo(following.root / "entries" / "pets" / "pipe.yaml")
    async with asyncio.timeout(3):
        await following.reloader.reload()
    assert any("pipe.yaml" in problem for problem in following.reloader.problems)


async def test_a_reload_that_crashes_is_told_and_survived(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> bool:
        raise MemoryError

    monkeypatch.setattr(following.engine, "reload", crash)
    await following.reloader.reload()
    assert following.outcomes == ["refused"]
    assert "MemoryError" in following.reloader.problems[0]
    assert following.answer.startswith("Yes")


async def test_p4_learning_that_is_killed_for_want_of_memory_leaves_the_bot_alone(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(root: Path, cached: Path) -> bool:
        return False

    monkeypatch.setattr("adapters.reload.learn_apart", killed)
    change(following.root, "Too much to learn.")
    await following.reloader.reload()
    assert following.outcomes == ["refused"]
    assert "1 GB" in following.reloader.problems[0]
    assert following.answer.startswith("Yes")


async def test_learning_happens_in_another_process_which_gets_no_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAQBOT_NO_SUCH_SETTING", "would be an error")
    root, cached = small_faq(tmp_path / "faq"), tmp_path / "cache"
    assert needed(root, cached)
    assert await learn_apart(root, cached)
    assert not needed(root, cached)
    assert not needed(root, None)
    spoil(root)
    assert main_of(root, cached) == 1


async def test_two_reloads_at_once_take_turns(following: Following) -> None:
    change(following.root, "New.")
    await asyncio.gather(following.reloader.reload(), following.reloader.reload())
    assert following.outcomes == ["changed", "unchanged"]


def test_a_restart_with_a_broken_folder_answers_from_the_last_good_set(following: Following) -> None:
    change(following.root, "Kept for a bad day.")
    assert following.engine.reload()
    spoil(following.root)
    engine = Engine.last_good(following.root, cached=following.cached)
    assert engine is not None
    assert engine.ask(ASKED).decision == Answer("cat")
    assert plain(engine.ask(ASKED).blocks[:1]).startswith("Kept for a bad day.")
    mend(following.root)
    engine.reload()
    assert engine.catalog.fingerprint == look(following.root).fingerprint


def test_without_a_good_set_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    assert Engine.last_good(small_faq(tmp_path / "never"), cached=tmp_path / "cache") is None


def test_two_folders_that_share_a_cache_do_not_mix(following: Following, tmp_path: Path) -> None:
    other = small_faq(tmp_path / "other")
    change(other, "Of the other folder.")
    Engine.open(other, cached=following.cached)
    spoil(following.root)
    engine = Engine.last_good(following.root, cached=following.cached)
    assert engine is not None
    assert plain(engine.ask(ASKED).blocks[:1]).startswith("Yes")


@pytest.mark.parametrize("step", ["open", "fsync", "replace", "mkdir"])
def test_f11_a_cache_that_cannot_be_written_costs_only_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Each step of writing the cache fails in turn, as on a full disk or a read-only one."""
    root, cached = small_faq(tmp_path / "faq"), tmp_path / "cache"

    def full(*_: object, **__: object) -> object:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        if step == "fsync":
            broken.setattr(os, "fsync", full)
        else:
            real = getattr(Path, step)

            def only_cache(self: Path, *given: object, **named: object) -> object:
                writing = self.is_relative_to(cached) and (step != "open" or "wb" in given)
                return full() if writing else real(self, *given, **named)

            broken.setattr(Path, step, only_cache)
        assert Engine.open(root, cached=cached).ask(ASKED).decision == Answer("cat")
    assert not list(cached.glob("*")) if cached.exists() else True
    assert Engine.open(root, cached=cached).ask(ASKED).decision == Answer("cat")


def test_p3_a_cache_cut_at_any_point_is_compiled_anew(tmp_path: Path) -> None:
    root, cached = small_faq(tmp_path / "faq"), tmp_path / "cache"
    before = Engine.open(root, cached=cached).ask(ASKED)
    (file,) = cached.glob("*.faqbot")
    whole = file.read_bytes()
    for cut in itertools.chain(range(0, 64, 7), range(64, len(whole), len(whole) // 12)):
        file.write_bytes(whole[:cut])
        assert Engine.open(root, cached=cached).ask(ASKED) == before


async def test_answers_go_on_while_the_folder_is_learned(following: Following) -> None:
    """Work beside the loop keeps its beat: no pause of a tenth of a second."""
    change(following.root, "Learned meanwhile.")
    reload = asyncio.create_task(following.reloader.reload())
    longest, before = 0.0, time.perf_counter()
    while not reload.done():
        assert following.answer
        await asyncio.sleep(0)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    assert following.answer.startswith("Learned")
    assert longest < 1.0


def main_of(root: Path, cached: Path) -> int:
    """What the learning process would end with."""
    before, sys.argv = sys.argv, ["learn", str(root), str(cached)]
    try:
        return learn_main()
    finally:
        sys.argv = before


async def test_blocking_work_hands_over_its_error() -> None:
    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        await in_thread(fail)
