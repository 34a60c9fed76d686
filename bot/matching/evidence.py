"""What speaks for each entry, before it is weighed: likeness by kind of feature, guards, nearest phrasings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block
from bot.matching.guards import name_signs, place_signs
from bot.matching.limits import PARTS, Limits
from bot.matching.weigh import BLOCK_WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.arrays import Floats, Ints
    from bot.matching.index import Index
    from bot.matching.reading import Reading, Vector

CONSIDERED = 12
"""Entries whose single phrasings are compared: the right one is among so many 99 times in 100."""

STRANGERS = 2
"""Themes that belong elsewhere whose single questions are compared."""

NEAREST_TEXTS = 5
"""Phrasings that vote for an entry in the part `near`."""

WHOLE = sum(weight * weight for block, weight in BLOCK_WEIGHTS.items() if block is not Block.PIECES)
"""Likeness of a text to itself, without pieces of words: phrasings are compared without them."""

_BLOCK_PARTS = {Block.WORDS: "words", Block.PAIRS: "pairs", Block.GROUPS: "groups", Block.PIECES: "pieces"}


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The parts of the considered entries before weights: a row an entry, a column a part.

    `elsewhere` and `nearest_elsewhere` are the likeness of the likest theme that belongs elsewhere, as
    a whole and by its single questions; 0 where there is none.
    """

    entries: Ints
    parts: Floats
    elsewhere: float
    nearest_elsewhere: float

    def part(self, row: int, name: str) -> float:
        """One part of one entry."""
        return float(self.parts[row, PARTS.index(name)])

    def whole(self, row: int) -> float:
        """The likeness of an entry by all kinds of features together."""
        return sum(self.part(row, name) for name in _BLOCK_PARTS.values())


def gather(index: Index, reading: Reading, limits: Limits) -> Evidence:
    """The evidence for the entries that come first by everything but single phrasings."""
    by_block = likeness(index, reading.vector)
    whole = by_block.sum(axis=0)
    parts = {name: by_block[block] for block, name in _BLOCK_PARTS.items()}
    if index.has_rivals:
        parts["learned"] = learned(index, reading.vector)
    parts |= _by_sentence(index, reading, whole)
    parts["own words"] = own_words(index, reading)
    parts |= name_signs(index.vocabulary, index.named, reading.asked)
    parts |= place_signs(index.entries, reading.asked, index.away)
    first = sum((limits.parts[name] * values for name, values in parts.items()), np.zeros_like(whole))
    best = np.argsort(-first[: index.own], kind="stable")[:CONSIDERED]
    strangers = index.own + np.argsort(-whole[index.own :], kind="stable")[:STRANGERS]
    nearest, near = nearest_texts(index, reading.vector, np.concatenate((best, strangers)))
    table = np.zeros((len(best), len(PARTS)), np.float32)
    for name, values in parts.items():
        table[:, PARTS.index(name)] = values[best]
    table[:, PARTS.index("nearest")] = nearest[: len(best)]
    table[:, PARTS.index("near")] = near[: len(best)]
    alike, alike_one = whole[index.own :].max(initial=0), nearest[len(best) :].max(initial=0)
    return Evidence(best, table, float(alike), float(alike_one))


def likeness(index: Index, vector: Vector) -> Floats:
    """How like each entry is to a text (cosines), a row a kind of feature."""
    return index.sums.by_group(vector.features, vector.values, vector.blocks, len(Block))


def learned(index: Index, vector: Vector) -> Floats:
    """What tells each entry from its rivals; see `rivals`."""
    cells, lengths = index.entry_rows.cells(vector.features)
    products = index.learned[cells] * np.repeat(vector.values, lengths)
    found = np.bincount(index.entry_rows.columns[cells], products, minlength=len(index.entries))
    return np.asarray(found, np.float32)


def _by_sentence(index: Index, reading: Reading, whole: Floats) -> dict[str, Floats]:
    """The likeness of the best sentence alone, and of the best one that asks."""
    if not reading.sentences:
        return {"sentence": whole, "question": whole}
    joined = [np.concatenate(column) for column in
              zip(*((one.features, one.values) for one in reading.sentences), strict=True)]  # fmt: skip
    numbers = np.repeat(np.arange(len(reading.sentences)), [len(one.features) for one in reading.sentences])
    alone = index.sums.by_group(joined[0], joined[1], numbers, len(reading.sentences))
    best = alone.max(axis=0)
    asking = [number for number, one in enumerate(reading.sentences) if one in reading.questions]
    return {"sentence": best, "question": alone[asking].max(axis=0) if asking else best}


def own_words(index: Index, reading: Reading) -> Floats:
    """For each entry, the share (0..1) of the question's weight that lies in words of its own phrasings."""
    plain = reading.vector.blocks == Block.WORDS
    features = reading.vector.features[plain]
    if not len(features):
        return np.zeros(len(index.entries), np.float32)
    cells, lengths = index.entry_rows.cells(features)
    weights = np.repeat(index.rarities[features], lengths)
    held = np.bincount(index.entry_rows.columns[cells], weights, minlength=len(index.entries))
    return (held / max(float(index.rarities[features].sum()), 1e-9) * reading.known).astype(np.float32)


def nearest_texts(index: Index, vector: Vector, entries: Ints) -> tuple[Floats, Floats]:
    """For each entry, the likeness (0..1) of its nearest phrasing and the mean of its nearest five."""
    sizes = index.first_text[entries + 1] - index.first_text[entries]
    table = np.zeros((len(entries), max(NEAREST_TEXTS, int(sizes.max()))))
    table[np.arange(table.shape[1]) < sizes[:, np.newaxis]] = _texts(index, vector, entries) / WHOLE
    best = -np.sort(np.partition(-table, NEAREST_TEXTS - 1)[:, :NEAREST_TEXTS])
    nearest = best.astype(np.float32)
    counted = np.minimum(np.maximum(sizes, 1), NEAREST_TEXTS)
    return nearest[:, 0], (nearest.sum(axis=1) / counted).astype(np.float32)


def _texts(index: Index, vector: Vector, entries: Ints) -> NDArray[np.float64]:
    """The likeness of each phrasing of these entries, entry by entry; an entry's cells lie side by side."""
    dense = np.zeros(len(index.features), np.float32)
    dense[vector.features] = vector.values
    starts = index.texts.starts
    runs = [(index.first_text[entry], index.first_text[entry + 1]) for entry in entries]
    cells = [slice(starts[first], starts[end]) for first, end in runs]
    products = dense[np.concatenate([index.texts.columns[some] for some in cells])]
    products *= np.concatenate([index.texts.values[some] for some in cells])
    lengths = np.concatenate([np.diff(starts[first : end + 1]) for first, end in runs])
    return np.add.reduceat(products, np.cumsum(lengths) - lengths, dtype=np.float64)
