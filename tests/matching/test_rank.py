"""Ranking: names, regions, slips, synonyms, chatter; and a score that is the sum of its parts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.decide import decide
from bot.matching.explain import explain
from bot.matching.index import Index
from bot.matching.limits import Limits
from bot.matching.rank import rank
from bot.model import Abstain, Answer, Choices, Reason, Region, Spoken
from tests.matching.small import small_index

INDEX = small_index()
LIMITS = Limits()


def first(text: str, region: Region | None = None) -> str:
    """The entry that comes first."""
    return rank(INDEX, text, region=region).candidates[0].entry_id


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how can i say no to claude", "claude-optout"),
        ("how can i say no to chat gpt", "chatgpt-optout"),
        ("dire non à chatgpt", "chatgpt-optout"),
        ("jpeu refuser claude ?", "claude-optout"),
        ("stop clade lerning from my chats", "claude-optout"),
        ("hello there! what do they know about me", "right-of-access"),
        ("object to facebook, i live in switzerland", "meta-ch"),
        ("m'opposer à facebook, j'habite Paris", "meta-eu"),
        ("DEEPFAKE!!! my face", "deepfake"),
        ("fausse video de moi", "deepfake"),
        ("faussevidéo de moi", "deepfake"),
        ("Ｃｌａｕｄｅ opt-out", "claude-optout"),
    ],
)
def test_questions_find_their_entry(text: str, entry: str) -> None:
    assert first(text) == entry


@pytest.mark.parametrize(("region", "entry"), [(Region.EU, "meta-eu"), (Region.CH, "meta-ch")])
def test_a_chosen_region_picks_the_sibling(region: Region, entry: str) -> None:
    assert first("how do I object to meta", region) == entry


def test_a_place_in_the_question_beats_the_chosen_region() -> None:
    assert first("object to meta in switzerland", Region.EU) == "meta-ch"


@pytest.mark.parametrize("text", ["", "   ", "???", "😀", "\x00", "\u200b\u202e"])
def test_a_text_without_words_is_empty(text: str) -> None:
    assert decide(rank(INDEX, text), LIMITS) == Abstain(Reason.EMPTY)


def test_another_language_is_never_answered() -> None:
    found = rank(INDEX, "How do I opt out of training with Claude?")
    assert decide(found, LIMITS, Spoken.OTHER) == Abstain(Reason.OTHER_LANGUAGE)


def test_words_that_nobody_taught_are_said_to_be_unknown() -> None:
    assert decide(rank(INDEX, "zzyx qwrt blorp"), LIMITS) == Abstain(Reason.UNKNOWN_WORDS)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gets_a_decision_and_a_score_that_is_the_sum_of_its_parts(text: str) -> None:
    found = rank(INDEX, text, limits=LIMITS)
    told = explain(found, LIMITS)
    assert isinstance(told.decision, Answer | Choices | Abstain)
    scores = [one.score for one in found.scored]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-5)
    if told.best is not None:
        assert sum(part.best for part in told.parts) == pytest.approx(told.best.score)
        assert all(0 <= one.confidence <= 1 for one in found.candidates)


def test_the_confidence_of_the_first_is_the_product_of_two_probabilities() -> None:
    found = rank(INDEX, "claude opt out")
    assert found.candidates[0].confidence == pytest.approx(found.scope * found.first)


@pytest.mark.parametrize("text", ["stop claude learning", "refuser meta en suisse"])
def test_an_index_read_back_from_its_bytes_ranks_alike(text: str) -> None:
    again = Index.from_bytes(INDEX.to_bytes())
    assert rank(again, text).candidates == rank(INDEX, text).candidates


def test_bytes_of_another_format_are_refused() -> None:
    data = INDEX.to_bytes().replace(b'"format":', b'"format":9', 1)
    with pytest.raises(ValueError):
        Index.from_bytes(data)


@pytest.mark.parametrize("bait", ["claude ", "a.b? ", "xq", "l'", "meta. refuse? "])
def test_a_hostile_text_is_ranked_in_little_time(bait: str) -> None:
    text = bait * (100_000 // len(bait))
    rank(INDEX, text)
    started = time.perf_counter()
    rank(INDEX, text)
    assert time.perf_counter() - started < 0.5  # ten times the 50 ms that a quiet machine may take
