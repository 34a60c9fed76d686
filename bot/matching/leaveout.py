"""Leaving some of the FAQ out and asking for it: what learning and forecasting learn from.

Phrasings left out stand for members' questions; whole entries left out for questions on topic that
have no entry; and questions whose telling words are masked, or that belong elsewhere, for those on
other things. Nothing but the FAQ is read, so a new entry needs no tuning, only learning again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.evidence import Evidence, gather
from bot.matching.index import Known, asked_as, compile_texts, known_of, said_in
from bot.matching.reading import Reading, read
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.catalog.catalog import Catalog
    from bot.catalog.vocabulary import Theme, Vocabulary
    from bot.matching.index import Index
    from bot.matching.limits import Limits

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

FEWEST_LOST = 10
"""In a small FAQ more are, to have at least this many; fewer teach nothing (measured: AUROC 80 instead of 87)."""

KIN = 5
"""So many entries most like a lost one are lost with it: a twin would rightly answer in its place."""

KIN_OF = 40
"""One of kin for so many entries: in a small FAQ the likest are no twins, and too much would be lost."""


RIGHT, UNUSUAL, NEAR, FAR, ELSEWHERE = "right", "unusual", "near", "far", "elsewhere"


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question of the learning: its evidence, the entry wanted (if any), and its row there (-1: none)."""

    kind: str
    wanted: str
    index: Index
    reading: Reading
    evidence: Evidence
    right: int


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


def materials(catalog: Catalog) -> list[Material]:
    """The entries of a catalogue to learn from."""
    return [
        Material(
            known_of(entry), (asked_as(entry.en), asked_as(entry.fr)), (said_in(entry.en), said_in(entry.fr))
        )
        for entry in catalog.entries
    ]


def nearest_kin_of(material: Sequence[Material], vocabulary: Vocabulary) -> list[list[int]]:
    """For each entry, its nearest kin; see `nearest_kin`."""
    return nearest_kin(_compiled(material, vocabulary))


def nearest_kin(index: Index) -> list[list[int]]:
    """For each entry, the entries whose words are most like its own, the likest first."""
    dense = np.zeros((len(index.features), len(index.entries)), np.float32)
    dense[index.entry_rows.row_of_cell(), index.entry_rows.columns] = index.entry_rows.values
    likeness = dense[:, : index.own].T @ dense[:, : index.own]
    np.fill_diagonal(likeness, -1)
    most = min(KIN, index.own // KIN_OF)
    return [order[:most].tolist() for order in np.argsort(-likeness, axis=1)]


def ask_fold(
    material: Sequence[Material], vocabulary: Vocabulary, kin: Sequence[Sequence[int]], fold: int, seed: int,
    limits: Limits,
) -> Iterator[Asked]:  # fmt: skip
    """The questions of one round, asked of an index that does not hold them."""
    rng = random.Random(seed + fold)  # noqa: S311 - a sample, not a secret
    every = min(LOST, max(len(material) // FEWEST_LOST, 2))
    lost = list(range(fold, len(material), every)) if len(material) > LOST else []
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
    """The vocabulary without some of the questions that belong elsewhere, and these.

    Of every second theme one question in so many is left out, for kinds that somebody thought of; of
    the others one theme in so many as a whole, for those that nobody thought of.
    """
    kept = [_kept_questions(theme, number, fold) for number, theme in enumerate(vocabulary.elsewhere)]
    out = [
        " ".join(question)
        for theme, left in zip(vocabulary.elsewhere, kept, strict=True)
        for question in theme.questions
        if question not in left.questions
    ]
    return replace(vocabulary, elsewhere=tuple(theme for theme in kept if theme.questions)), out


def _kept_questions(theme: Theme, number: int, fold: int) -> Theme:
    if number % 2:
        return replace(theme, questions=() if number // 2 % FOLDS == fold else theme.questions)
    return replace(theme, questions=tuple(q for at, q in enumerate(theme.questions) if at % FOLDS != fold))


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
        yield Asked(kind, right, index, reading, evidence, rows[0] if rows else -1)


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
