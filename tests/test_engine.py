"""The engine: compiled once, reloaded whole, honest when something is broken."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bot import CatalogError, Engine, Language, Question
from bot.cache import SUFFIX
from bot.reply.markup import plain
from tests.catalog.entries import ENTRY, changed, entry, write_faq

if TYPE_CHECKING:
    from pathlib import Path

OBJECTION = Question(text="how do i say no, is there an objection form")


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    return write_faq(
        tmp_path / "faq", right_to_object=ENTRY, other=entry("other").replace("say no", "cook rice")
    )


def opened(faq: Path) -> Engine:
    return Engine.open(faq, cached=faq.parent / "cache")


def test_a_second_start_reads_what_the_first_one_learned(faq: Path) -> None:
    first = opened(faq)
    (kept,) = (faq.parent / "cache").glob(f"*{SUFFIX}")
    written = kept.stat().st_ino  # a file that is written anew gets another
    second = opened(faq)
    assert kept.stat().st_ino == written
    assert second.catalog == first.catalog
    assert second.ask(OBJECTION) == first.ask(OBJECTION)


@pytest.mark.parametrize("damage", [b"", b"x" * 7, b"\xff" * 5000])
def test_a_damaged_cache_is_made_anew(faq: Path, damage: bytes) -> None:
    opened(faq)
    (kept,) = (faq.parent / "cache").glob(f"*{SUFFIX}")
    kept.write_bytes(damage or b"")
    assert opened(faq).ask(OBJECTION).candidates
    assert kept.stat().st_size > 5000


def test_half_a_cache_is_made_anew(faq: Path) -> None:
    opened(faq)
    (kept,) = (faq.parent / "cache").glob(f"*{SUFFIX}")
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    assert opened(faq).ask(OBJECTION).candidates


def test_a_folder_that_cannot_be_written_costs_only_time(faq: Path) -> None:
    (faq.parent / "cache").write_text("a file where the folder should be")
    assert opened(faq).ask(OBJECTION).candidates


def test_a_reload_takes_over_what_changed(faq: Path) -> None:
    engine = opened(faq)
    assert engine.reload() is False
    write_faq(faq, right_to_object=changed("Write to the company:", "Write to the CNIL:"))
    assert engine.reload() is True
    assert "Write to the CNIL" in plain(engine.show("right-to-object", Language.EN).blocks)


def test_a_broken_folder_changes_nothing_and_names_every_problem(faq: Path) -> None:
    engine = opened(faq)
    before = engine.ask(OBJECTION)
    write_faq(faq, right_to_object="id: [", other=changed("region: eu", "region: mars"))
    with pytest.raises(CatalogError) as raised:
        engine.reload()
    assert {finding.file for finding in raised.value.findings} == {
        "entries/law/right-to-object.yaml", "entries/law/other.yaml",
    }  # fmt: skip
    assert engine.ask(OBJECTION) == before


def test_questions_are_answered_while_a_reload_runs(faq: Path) -> None:
    engine = opened(faq)
    write_faq(faq, right_to_object=changed("Write to the company:", "Write to the CNIL:"))
    reload = threading.Thread(target=engine.reload)
    reload.start()
    asked = 0
    while reload.is_alive():
        assert engine.ask(OBJECTION).candidates
        asked += 1
    reload.join()
    assert asked > 0


def test_the_packaged_faq_needs_no_path(engine: Engine) -> None:
    assert len(engine.catalog.entries) >= 229
    assert len(engine.catalog.topics) == 14


def test_an_unfinished_question_is_suggested_entries(engine: Engine) -> None:
    titles = [suggestion.title for suggestion in engine.suggest("whatsapp blue ci", Language.EN)]
    assert titles
    assert "WhatsApp" in " ".join(titles[:3])
    french = engine.suggest("comment porter plainte à la cn", Language.EN)
    assert "complaint-cnil" in [suggestion.entry_id for suggestion in french[:3]]
    assert french[0].title.startswith("Comment")


@pytest.mark.parametrize("text", ["", " ", "zzzzqq", "?" * 300, "a", "é" * 2000])
def test_suggestions_are_few_and_never_fail(engine: Engine, text: str) -> None:
    assert len(engine.suggest(text, Language.FR, 25)) <= 25


def test_with_nothing_typed_every_shelf_is_offered_first(engine: Engine) -> None:
    offered = {engine.catalog.by_id[s.entry_id].topic for s in engine.suggest("", Language.EN, 14)}
    assert offered == {topic.id for topic in engine.catalog.topics}
