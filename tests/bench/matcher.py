"""The project's matcher as the public benchmarks call it: fit on phrasings, rank a question.

Nothing here ranks: it is the index, the learning and the ranking that answer members, with an empty
vocabulary, as the benchmarks' entries are not about AI and privacy. What differs is what is known of
the phrasings and of the room: a benchmark's phrasings come in no order, so that each may stand for a
question, and about half of what it asks has no entry, far more than members do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bot.catalog.vocabulary import Vocabulary
from bot.language import detect as heard
from bot.matching.calibrate import ENOUGH, tables
from bot.matching.fit import learn_parts, logistic
from bot.matching.index import Index, Known, compile_texts
from bot.matching.leaveout import FAR, NEAR, RIGHT, Material, ask_fold
from bot.matching.limits import SIGNS, Limits
from bot.matching.rank import rank
from bot.model import Spoken
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.leaveout import Asked

SEED = 13

ROUNDS = 3
"""Rounds of leaving out, each a third of the phrasings: every one is asked once."""

SHARES = {RIGHT: 1.0, NEAR: 0.6, FAR: 0.6}
"""Questions of each kind for each that has an entry: what a benchmark's room is like."""


class ProjectMatcher:
    """Compiles the phrasings given and learns the limits from them, by leaving out, as `faqbot calibrate` does."""

    probabilistic = True

    def __init__(self) -> None:
        self._index: Index | None = None
        self._limits = Limits()

    def fit(self, entries: dict[str, list[str]]) -> None:
        """Compile the given phrasings and learn from them."""
        known = [Known(id) for id in entries]
        material = [
            Material(one, _in_threes(texts)) for one, texts in zip(known, entries.values(), strict=True)
        ]
        no_kin: list[list[int]] = [[] for _ in known]  # an entry that a benchmark leaves out keeps its twins
        asked = [
            one for fold in range(ROUNDS)
            for one in ask_fold(material, Vocabulary(), no_kin, fold, SEED, Limits())
        ]  # fmt: skip
        self._limits = _learned(asked)
        spoken = [[words(text) for text in texts] for texts in entries.values()]
        self._index = compile_texts(known, spoken, Vocabulary(), "")

    def rank(self, question: str) -> list[tuple[str, float]]:
        """The ten best entries with their probabilities."""
        if self._index is None:
            return []
        found = rank(self._index, question, limits=self._limits).candidates
        return [(one.entry_id, one.confidence) for one in found]


def _in_threes(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Phrasings without an order, so placed that each round leaves out a third of them."""
    return tuple(tuple(texts[at : at + ROUNDS]) for at in range(0, len(texts), ROUNDS))


def _learned(asked: Sequence[Asked]) -> Limits:
    """Weights and probabilities from what was found; too few phrasings keep the first ones."""
    if sum(one.right >= 0 for one in asked) < ENOUGH:
        return Limits()
    limits = replace(Limits(), parts=learn_parts(asked, Limits().parts))
    judged = [one for one in asked if one.kind in SHARES]
    signs, first = tables(judged, limits)
    kinds = np.array([one.kind for one in judged])
    counts = np.zeros(len(judged))
    for kind, share in SHARES.items():
        counts[kinds == kind] = share * (kinds == RIGHT).sum() / max((kinds == kind).sum(), 1)
    inside = kinds == RIGHT
    scope = logistic(signs, inside.astype(float), counts)
    chosen = logistic(signs[inside], first[inside], counts[inside])
    return replace(limits, scope=dict(zip(SIGNS, scope.tolist(), strict=True)),
                   first=dict(zip(SIGNS, chosen.tolist(), strict=True)))  # fmt: skip


def detect(text: str) -> str:
    """`en`, `fr`, or another word when the text leaves it open."""
    spoken = heard(text).spoken
    return str(spoken) if spoken in (Spoken.EN, Spoken.FR) else "?"
