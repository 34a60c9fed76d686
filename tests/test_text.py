"""One spelling for every way of typing: normalise, words, sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import LONGEST_CLEAN, normalise, sentences, split_words, words

SLOWEST = 0.05
"""Seconds that any input may take."""


@given(st.text(max_size=300))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300))
def test_words_are_small_and_without_blanks_or_marks(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.casefold()
        assert not any(character.isspace() or character in ".?!;:,'’" for character in word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Where's the OPT-OUT form?", "wheres the opt out form?"),
        ("l’IA d'Instagram", "l ia d instagram"),
        ("don't", "dont"),
        ("aujourd'hui", "aujourdhui"),
        ("R.G.P.D. et U.S.A.", "rgpd et usa"),
        ("ｍｅｔａ　ＡＩ", "meta ai"),
        ("орt оut", "opt out"),
        ("m\u200be\u200dta", "meta"),
        ("\u202emeta\u202c", "meta"),
        ("m̷e̶t̴a̵", "meta"),
        ("œuvre", "oeuvre"),
        ("pleeeease", "pleease"),
        ("gpt-4.5", "gpt 4 5"),
        ("yes... no!!! why?!", "yes. no! why?"),
        ("one\ntwo", "one. two"),
        ("été", "ete"),
        ("e\u0301te\u0301", "ete"),
        ("", ""),
        ("  \t ", ""),
        ("😀😀", ""),
        ("\x00meta\x00", "meta"),
    ],
)
def test_every_way_of_typing_has_one_spelling(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


def test_russian_stays_russian() -> None:
    assert words("сору и вставить") == ("сору", "и", "вставить")


def test_sentences_keep_their_marks() -> None:
    assert sentences(normalise("Hi. I use Meta; is it safe? Thanks")) == (
        "hi.",
        "i use meta;",
        "is it safe?",
        "thanks",
    )


def test_words_of_a_normalised_text_are_the_words_of_the_text() -> None:
    text = "L'IA de Meta, c'est quoi ?"
    assert split_words(normalise(text)) == words(text)


@pytest.mark.parametrize(
    "bait", ["a", "\u0301", "😀", "ﷺ", "а", "a.b.", "l'", "? ", "a\u0315\u0300\u05ae", "\n", " .", "aа"]
)
def test_hostile_texts_take_little_time_and_space(bait: str) -> None:
    text = bait * (100_000 // len(bait))
    started = time.perf_counter()
    assert len(normalise(text)) <= LONGEST_CLEAN
    assert time.perf_counter() - started < 10 * SLOWEST  # a busy machine is given ten times the limit
