"""Learning the limits from the FAQ itself: leave some of it out, ask for it, see what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.fit import Bin, calibration_error, learn_parts, logistic, reliability
from bot.matching.judge import judge
from bot.matching.leaveout import (
    ELSEWHERE,
    FAR,
    FOLDS,
    NEAR,
    RIGHT,
    UNUSUAL,
    ask_fold,
    materials,
    nearest_kin_of,
)
from bot.matching.limits import SIGNS, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.catalog.catalog import Catalog
    from bot.catalog.vocabulary import Vocabulary
    from bot.matching.leaveout import Asked, Material

SHARES = {RIGHT: 1.0, NEAR: 0.1, FAR: 0.02, ELSEWHERE: 0.4}
"""What the questions of each kind weigh beside those that have an entry. Those that belong elsewhere
weigh most (measured: with an eighth of it, twice as many near misses are answered)."""

STRANGERS_IN_A_ROOM = 0.08
"""Questions without an entry for each that has one, as members ask them: what the stated probability goes by."""

STRANGE_ANSWERED = 0.028
"""Share of the questions that belong elsewhere whose scope may reach that of an answer (few are then answered)."""

WRONG_ANSWERED = 0.04
"""Wrong answers for each left-out question: a left-out one knows a single right entry, though four wrong
answers in ten would do as well, so that members see at most 3 in 100."""

STRANGERS = (NEAR, FAR, ELSEWHERE)

ENOUGH = 100
"""Left-out questions without which nothing is learned: an FAQ of a few phrasings keeps the limits it has."""

NOT_OFFERED = 0.03
"""Share of the questions with an entry that may get neither an answer nor a choice."""


@dataclass(frozen=True, slots=True)
class Learned:
    """New limits, and how far the stated probabilities of left-out questions can be trusted."""

    limits: Limits
    reliability: tuple[Bin, ...]
    calibration_error: float


def calibrate(catalog: Catalog, seed: int = 13, start: Limits | None = None) -> Learned:
    """Weights and limits learned from a catalogue."""
    return learn(materials(catalog), catalog.vocabulary, seed, start or Limits())


def learn(
    material: Sequence[Material], vocabulary: Vocabulary, seed: int, limits: Limits, rounds: int = FOLDS
) -> Learned:
    """Weights and limits learned from entries and their phrasings; fewer rounds are quicker and rougher."""
    kin = nearest_kin_of(material, vocabulary)
    folds = (ask_fold(material, vocabulary, kin, fold, seed, limits) for fold in range(rounds))
    asked = [one for fold in folds for one in fold]
    if sum(one.right >= 0 for one in asked) < ENOUGH:
        return Learned(limits, (), 0.0)
    limits = replace(limits, parts=learn_parts(asked, limits.parts))
    judged = [one for one in asked if one.kind != UNUSUAL]
    return learn_limits(judged, limits)


def learn_limits(asked: Sequence[Asked], limits: Limits) -> Learned:
    """How sure to be, learned from what was found for questions with and without an entry."""
    signs, first = tables(asked, limits)
    counts = shares_of_kinds(asked)
    inside = np.array([one.kind == RIGHT for one in asked])
    scope = logistic(signs, inside.astype(float), counts)
    scope[SIGNS.index("bias")] += np.log(sum(SHARES[kind] for kind in STRANGERS) / STRANGERS_IN_A_ROOM)
    chosen = logistic(signs[inside], first[inside], counts[inside])
    limits = replace(limits, scope=dict(zip(SIGNS, scope.tolist(), strict=True)),
                     first=dict(zip(SIGNS, chosen.tolist(), strict=True)))  # fmt: skip
    sure = (_probability(signs, scope), _probability(signs, chosen))
    answer_scope, answer_first, choices_scope = least(asked, *sure, first)
    limits = replace(
        limits, answer_scope=answer_scope, answer_first=answer_first, choices_scope=choices_scope
    )
    stated = sure[0] * sure[1]
    bins = reliability(stated, first)
    return Learned(limits, bins, calibration_error(bins))


def least(
    asked: Sequence[Asked], scope: NDArray[np.float64], first: NDArray[np.float64], right: NDArray[np.float64]
) -> tuple[float, float, float]:
    """The limits of a decision that keep to the shares above: scope and first of an answer, scope of a choice."""
    kinds = np.array([one.kind for one in asked])
    inside, strange = kinds == RIGHT, kinds == (ELSEWHERE if (kinds == ELSEWHERE).any() else FAR)
    answer_scope = float(np.quantile(scope[strange], 1 - STRANGE_ANSWERED)) if strange.any() else 0.5
    steps = np.linspace(0.3, 0.95, 66)
    wrong = [(inside & (scope >= answer_scope) & (first >= step) & (right == 0)).sum() for step in steps]
    few = [step for step, count in zip(steps, wrong, strict=True) if count <= WRONG_ANSWERED * inside.sum()]
    choices_scope = min(float(np.quantile(scope[inside], NOT_OFFERED)), answer_scope)
    return answer_scope, float(few[0]) if few else float(steps[-1]), choices_scope


def _probability(signs: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30))))


def shares_of_kinds(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """What each question counts, so that the kinds stand in the shares of a real room."""
    counts = {kind: max(sum(one.kind == kind for one in asked), 1) for kind in SHARES}
    return np.array([SHARES[one.kind] * counts[RIGHT] / counts[one.kind] for one in asked])


def tables(asked: Sequence[Asked], limits: Limits) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The signs of each question, and 1 where the entry ranked first is the right one."""
    signs, right = [], []
    for one in asked:
        verdict = judge(one.index, one.reading, one.evidence, limits)
        signs.append([verdict.signs[name] for name in SIGNS])
        right.append(float(one.right >= 0 and verdict.order[0] == one.right))
    return np.array(signs), np.array(right)
