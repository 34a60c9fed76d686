"""The fast scorer against the slow and obvious one, on random catalogues."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.vocabulary import Vocabulary
from bot.matching.evidence import likeness
from bot.matching.index import Known, compile_texts
from bot.matching.reading import vector
from tests.matching.oracle import Oracle
from tests.matching.small import vocabulary

WORDS = [
    "meta",
    "claude",
    "refuser",
    "opt",
    "out",
    "photo",
    "photos",
    "data",
    "chats",
    "france",
    "paris",
    "form",
    "x9",
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(tuple)
catalogues = st.lists(st.lists(texts, min_size=1, max_size=4), min_size=2, max_size=6)


@pytest.mark.parametrize("taught", [False, True], ids=["bare", "with a vocabulary"])
@settings(max_examples=60, deadline=None)
@given(spoken=catalogues, asked=texts)
def test_the_fast_scorer_agrees_with_the_obvious_one(
    taught: bool, spoken: list[list[tuple[str, ...]]], asked: tuple[str, ...]
) -> None:
    words = Vocabulary() if not taught else vocabulary()
    words = Vocabulary(groups=words.groups, names=words.names, places=words.places)
    known = [Known(f"e{number}") for number in range(len(spoken))]
    index = compile_texts(known, spoken, words, "")
    fast = likeness(index, vector(index, index.reader.read(asked))).sum(axis=0)
    slow = Oracle({one.id: texts for one, texts in zip(known, spoken, strict=True)}, words).score(asked)
    for number, one in enumerate(known):
        assert fast[number] == pytest.approx(slow[one.id], abs=1e-4)
