"""Learning the limits from the FAQ itself: leave some of it out, ask for it, see what was found.

Phrasings left out stand for members' questions; whole entries left out for questions on topic that
have no entry; and questions whose telling words are masked for those on other things. Nothing but
the FAQ is read, so a new entry needs no tuning, only this learning again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.index import Known, asked_as, compile_texts, known_of, said_in
from bot.matching.limits import PARTS, SIGNS, Limits
from bot.matching.evidence import Evidence, gather
from bot.matching.judge import judge
from bot.matching.reading import Reading, read
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.catalog.catalog import Catalog
    from bot.catalog.vocabulary import Vocabulary
    from bot.matching.index import Index

FOLDS = 4
"""Rounds of leaving out. Round f leaves out the f-th text of each side and one later text in ten."""

USUAL = 4
"""An entry's question and first phrasings are its most usual wordings: they stand for members' questions.

Later phrasings are the unusual ones (measured, left out in turn: the question is found 95 times in
100, the first phrasing 82, the tenth 53). They teach the weights, but not how sure to be.
"""

LATER = 10
"""One in so many of the later phrasings is left out of each round."""

SAMPLE = 800
"""Later phrasings asked in each round; more change the weights by less than their error."""

LOST = 12
"""One entry of so many is lost in each round: its questions stand for those that have no entry."""

KIN = 5
"""So many entries most like a lost one are lost with it: a twin would rightly answer in its place."""


RIGHT, UNUSUAL, NEAR, FAR, ELSEWHERE = "right", "unusual", "near", "far", "elsewhere"

SHARES = {RIGHT: 1.0, NEAR: 0.05, FAR: 0.04, ELSEWHERE: 0.05}
"""Questions of each kind for each question that has an entry: what a room is like."""


STRANGE_ANSWERED = 0.09
"""Share of the questions that belong elsewhere whose scope may reach that of an answer (few are then answered)."""

WRONG_ANSWERED = 0.045
"""Wrong answers for each left-out question: a left-out one knows a single right entry, though four wrong
answers in ten would do as well, so that members see at most 3 in 100."""

NOT_OFFERED = 0.04
"""Share of the questions with an entry that may get neither an answer nor a choice."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question of the learning: its evidence, and the row of the right entry (-1: none)."""

    kind: str
    index: Index
    reading: Reading
    evidence: Evidence
    right: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose stated probability lies in one tenth, and how many were right (0..1)."""

    stated: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Learned:
    """New limits, and how far the stated probabilities of left-out questions can be trusted."""

    limits: Limits
    reliability: tuple[Bin, ...]
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Material:
    """An entry to learn from: how it is asked for, a side a language, the most usual first; and its answers."""

    known: Known
    sides: tuple[tuple[str, ...], ...]
    answers: tuple[str, ...] = ()

    def without(self, fold: int) -> Material:
        """The same without the texts that this round leaves out."""
        sides = tuple(tuple(t for at, t in enumerate(side) if not _out(at, fold)) for side in self.sides)
        return replace(self, sides=sides)


def calibrate(catalog: Catalog, seed: int = 13, start: Limits | None = None) -> Learned:
    """Weights and limits learned from a catalogue."""
    material = [
        Material(known_of(e), (asked_as(e.en), asked_as(e.fr)), (said_in(e.en), said_in(e.fr)))
        for e in catalog.entries
    ]
    return learn(material, catalog.vocabulary, seed, start or Limits())


def learn(material: Sequence[Material], vocabulary: Vocabulary, seed: int, limits: Limits) -> Learned:
    """Weights and limits learned from entries and their phrasings."""
    kin = nearest_kin(_compiled(material, vocabulary))
    folds = (ask_fold(material, vocabulary, kin, fold, seed, limits) for fold in range(FOLDS))
    asked = [one for fold in folds for one in fold]
    limits = replace(limits, parts=learn_parts(asked, limits))
    judged = [one for one in asked if one.kind != UNUSUAL]
    return learn_limits(judged, limits)


def learn_limits(asked: Sequence[Asked], limits: Limits) -> Learned:
    """How sure to be, learned from what was found for questions with and without an entry."""
    signs, first = tables(asked, limits)
    counts = shares_of_kinds(asked)
    inside = np.array([one.kind == RIGHT for one in asked])
    scope = logistic(signs, inside.astype(float), counts)
    chosen = logistic(signs[inside], first[inside], counts[inside])
    limits = replace(limits, scope=dict(zip(SIGNS, scope.tolist(), strict=True)),
                     first=dict(zip(SIGNS, chosen.tolist(), strict=True)))  # fmt: skip
    sure = (_probability(signs, scope), _probability(signs, chosen))
    limits = replace(limits, **least(asked, *sure, first))
    stated = sure[0] * sure[1]
    bins = reliability(stated, first)
    return Learned(limits, bins, calibration_error(bins))


def least(
    asked: Sequence[Asked], scope: NDArray[np.float64], first: NDArray[np.float64], right: NDArray[np.float64]
) -> dict[str, float]:
    """The limits of a decision that keep to the shares below."""
    kinds = np.array([one.kind for one in asked])
    inside, strange = kinds == RIGHT, kinds == (ELSEWHERE if (kinds == ELSEWHERE).any() else FAR)
    answer_scope = float(np.quantile(scope[strange], 1 - STRANGE_ANSWERED)) if strange.any() else 0.5
    steps = np.linspace(0.3, 0.95, 66)
    wrong = [(inside & (scope >= answer_scope) & (first >= step) & (right == 0)).sum() for step in steps]
    few = [step for step, count in zip(steps, wrong, strict=True) if count <= WRONG_ANSWERED * inside.sum()]
    return {
        "answer_scope": answer_scope,
        "answer_first": float(few[0]) if few else float(steps[-1]),
        "choices_scope": min(float(np.quantile(scope[inside], NOT_OFFERED)), answer_scope),
    }


def _probability(signs: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30))))


def shares_of_kinds(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """What each question counts, so that the kinds stand in the shares of a real room."""
    counts = {kind: max(sum(one.kind == kind for one in asked), 1) for kind in SHARES}
    return np.array([SHARES[one.kind] * counts[RIGHT] / counts[one.kind] for one in asked])


def nearest_kin(index: Index) -> list[list[int]]:
    """For each entry, the entries whose words are most like its own, the likest first."""
    dense = np.zeros((len(index.features), len(index.entries)), np.float32)
    dense[index.entry_rows.row_of_cell(), index.entry_rows.columns] = index.entry_rows.values
    likeness = dense[:, : index.own].T @ dense[:, : index.own]
    np.fill_diagonal(likeness, -1)
    return [order[:KIN].tolist() for order in np.argsort(-likeness, axis=1)]


def ask_fold(
    material: Sequence[Material], vocabulary: Vocabulary, kin: Sequence[Sequence[int]], fold: int, seed: int,
    limits: Limits,
) -> Iterator[Asked]:  # fmt: skip
    """The questions of one round, asked of an index that does not hold them."""
    rng = random.Random(seed + fold)
    lost = list(range(fold, len(material), LOST)) if len(material) > LOST else []
    gone = {number for one in lost for number in (one, *kin[one])}
    left = [one.without(fold) for one in material]
    words_left, strangers = _leave_out_elsewhere(vocabulary, fold)
    whole = _compiled(left, words_left)
    rest = _compiled([one for number, one in enumerate(left) if number not in gone], words_left)
    usual, later = _held(material, fold)
    for id, text in usual:
        yield from _ask(whole, text, RIGHT, id, limits)
    for id, text in rng.sample(later, min(SAMPLE, len(later))):
        yield from _ask(whole, text, UNUSUAL, id, limits)
    for text in [text for number in lost for side in material[number].sides for text in side[:USUAL]]:
        yield from _ask(rest, text, NEAR, "", limits)
    for text in strangers:
        yield from _ask(whole, text, ELSEWHERE, "", limits)
    for _, text in usual:
        yield from _ask(whole, mask(text, whole, rng), FAR, "", limits)


def _held(material: Sequence[Material], fold: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The texts that a round leaves out, with their entries: the usual ones and the others."""
    held = [(one.known.id, at, text) for one in material for side in one.sides
            for at, text in enumerate(side) if _out(at, fold)]  # fmt: skip
    return ([(id, text) for id, at, text in held if at < USUAL],
            [(id, text) for id, at, text in held if at >= USUAL])  # fmt: skip


def _leave_out_elsewhere(vocabulary: Vocabulary, fold: int) -> tuple[Vocabulary, list[str]]:
    """The vocabulary without one in so many of the questions that belong elsewhere, and these."""
    themes = tuple(
        replace(theme, questions=tuple(q for place, q in enumerate(theme.questions) if place % FOLDS != fold))
        for theme in vocabulary.elsewhere
    )
    out = [" ".join(q) for theme in vocabulary.elsewhere for q in theme.questions[fold::FOLDS]]
    return replace(vocabulary, elsewhere=themes), out


def _out(place: int, fold: int) -> bool:
    return place == fold if place < USUAL else place % LATER == fold


def _compiled(material: Sequence[Material], vocabulary: Vocabulary) -> Index:
    texts = [[words(text) for side in (*one.sides, one.answers) for text in side] for one in material]
    return compile_texts([one.known for one in material], texts, vocabulary, "")


def _ask(index: Index, text: str, kind: str, right: str, limits: Limits) -> Iterator[Asked]:
    reading = read(index, text)
    if reading is not None:
        evidence = gather(index, reading, limits)
        rows = [row for row, e in enumerate(evidence.entries) if index.entries[int(e)].id == right]
        yield Asked(kind, index, reading, evidence, rows[0] if rows else -1)


def mask(text: str, index: Index, rng: random.Random) -> str:
    """The frame of a question, most of its telling words made strange."""
    share = rng.uniform(0.4, 1.0)
    return " ".join(_strange(word, rng) if _telling(word, index) and rng.random() < share else word
                    for word in words(text))  # fmt: skip


def _telling(word: str, index: Index) -> bool:
    place = index.features.get(f"0{index.reader.stem(word)}")
    return place is None or float(index.rarities[place]) > 0.5 * float(index.rarities.max())


def _strange(word: str, rng: random.Random) -> str:
    letters = ("bcdfgklmnprstvz", "aeiou")
    return "".join(rng.choice(letters[place % 2]) for place in range(max(5, len(word))))


def learn_parts(asked: Sequence[Asked], limits: Limits) -> dict[str, float]:
    """Weights under which the right entry most likely stands first among those considered.

    Maximum likelihood of a conditional logit, pulled gently to the weights before.
    """
    found = [one for one in asked if one.right >= 0]
    width = max(len(one.evidence.parts) for one in found)
    table = np.zeros((len(found), width, len(PARTS)))
    masked = np.full((len(found), width), -1e9)
    for row, one in enumerate(found):
        table[row, : len(one.evidence.parts)] = one.evidence.parts
        masked[row, : len(one.evidence.parts)] = 0
    right = np.array([one.right for one in found])
    prior = np.array([limits.parts[name] for name in PARTS])
    weights = prior.copy()
    bounds = [np.array([LEAST.get(n, (-np.inf, np.inf))[side] for n in PARTS]) for side in (0, 1)]
    for _ in range(STEPS):
        step = _newton_step(table, masked, right, weights, prior)
        weights = np.clip(weights - step, *bounds)
        if np.abs(step).max() < 1e-4:
            break
    return dict(zip(PARTS, weights.tolist(), strict=True))


LEAST = {
    "name": (0.0, np.inf), "other name": (-np.inf, -3.0), "other product": (-np.inf, 0.0), "no name": (-np.inf, 0.0),
    "region": (0.0, np.inf), "other region": (-np.inf, -6.0), "area": (1.0, np.inf), "other area": (-np.inf, -3.0),
}  # fmt: skip
"""Guards may be learned stronger than this, never weaker: phrasings seldom show what they guard against."""

STEPS = 40
"""Newton steps; ten are the rule."""

PULL = 0.01
"""Strength of the pull to the weights before: it settles parts that hardly ever occur."""


def _newton_step(
    table: NDArray[np.float64], masked: NDArray[np.float64], right: NDArray[np.int64],
    weights: NDArray[np.float64], prior: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    scores = table @ weights + masked
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = grown / grown.sum(axis=1, keepdims=True)
    means = np.einsum("qc,qcp->qp", shares, table)
    gradient = (means - table[np.arange(len(right)), right]).sum(axis=0) + PULL * (weights - prior)
    spread = np.einsum("qc,qcp,qcr->pr", shares, table, table, optimize=True) - means.T @ means
    return np.asarray(np.linalg.solve(spread + PULL * np.eye(len(weights)), gradient))


def tables(asked: Sequence[Asked], limits: Limits) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The signs of each question, and 1 where the entry ranked first is the right one."""
    signs, right = [], []
    for one in asked:
        verdict = judge(one.index, one.reading, one.evidence, limits)
        signs.append([verdict.signs[name] for name in SIGNS])
        right.append(float(one.right >= 0 and verdict.order[0] == one.right))
    return np.array(signs), np.array(right)


def logistic(
    signs: NDArray[np.float64], right: NDArray[np.float64], counts: NDArray[np.float64], pull: float = 1.0
) -> NDArray[np.float64]:
    """Weights of a logistic regression, the first sign (always 1) left free. Newton's method."""
    weights = np.zeros(signs.shape[1])
    ridge = pull * np.eye(signs.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(STEPS):
        stated = 1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30)))
        curve = (signs * (counts * stated * (1 - stated))[:, None]).T @ signs + ridge
        step = np.linalg.solve(curve, signs.T @ (counts * (stated - right)) + ridge @ weights)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def reliability(stated: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[Bin, ...]:
    """Ten bins of stated probability with the share that was right."""
    tenth = np.minimum((stated * 10).astype(int), 9)
    return tuple(
        Bin(float(stated[tenth == t].mean()), float(right[tenth == t].mean()), int((tenth == t).sum()))
        for t in range(10)
        if (tenth == t).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of stated and true shares, weighed by size."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.stated - one.right) for one in bins) / max(total, 1)
