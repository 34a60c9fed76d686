"""Entries offered while a question is being typed: whole words, beginnings, slips, both languages, at once."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

import pytest

from bot import Language

if TYPE_CHECKING:
    from bot import Engine


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("meta opt", "Can I opt out of Meta"),
        ("chat gpt train", "How do I stop ChatGPT from using my chats to train"),
        ("swiss", "Switzerland"),
        ("cnil", "CNIL"),
        ("telegr", "Telegram"),
        ("claud", "Claude"),
        ("gemni", "Gemini"),
        ("how do i stop meta fr", "How do I stop Meta using my posts"),
        ("effacer mes don", "effacer mes données"),
        ("comment porter plainte", "plainte"),
    ],
)
def test_what_is_meant_is_among_the_first(engine: Engine, typed: str, wanted: str) -> None:
    titles = [one.title for one in engine.suggest(typed, Language.EN, 25)]
    assert any(wanted in title for title in titles[:3]), titles[:3]


@pytest.mark.parametrize("language", Language)
def test_one_word_is_offered_in_the_readers_language(engine: Engine, language: Language) -> None:
    assert {one.language for one in engine.suggest("meta", language, 25)} == {language}


def test_with_nothing_typed_each_shelf_shows_something(engine: Engine) -> None:
    found = engine.suggest("  ", Language.FR, 25)
    assert len({one.entry_id for one in found}) == 25
    assert len({engine.catalog.by_id[one.entry_id].topic for one in found}) >= 10


@pytest.mark.parametrize("limit", [1, 25])
def test_no_more_than_asked_for_and_none_twice(engine: Engine, limit: int) -> None:
    found = engine.suggest("meta ai privacy", Language.EN, limit)
    assert len(found) == len({one.entry_id for one in found}) <= limit


def test_it_keeps_up_with_typing(engine: Engine) -> None:
    sentence = "comment refuser que meta utilise mes photos pour entrainer son ia en europe"
    engine.suggest("", Language.FR)
    times = []
    for end in range(1, len(sentence), 3):
        started = time.perf_counter()
        engine.suggest(sentence[:end], Language.FR)
        times.append(time.perf_counter() - started)
    assert median(times) < 0.02
    assert max(times) < 0.1 * 5  # five times the limit: the machine that tests may be busy
