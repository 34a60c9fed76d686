"""How much a feature counts in a text: often there, rare elsewhere, and no kind drowns another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.arrays import Floats, Integers, Ints

BLOCK_WEIGHTS = {Block.WORDS: 1.0, Block.PAIRS: 0.4, Block.GROUPS: 1.0, Block.PIECES: 0.7}
"""Length of each kind's vector in a text (measured; the decision learns its own weights on top)."""

ROOT = 0.35
"""Power taken of an entry's mean weights: a word said once in forty phrasings still counts."""


def rarity(texts_with: NDArray[np.int64], texts: int) -> Floats:
    """Inverse document frequency, smoothed as usual: 1 for a feature of every text, more for rarer ones."""
    return (np.log((1 + texts) / (1 + texts_with)) + 1).astype(np.float32)


def unit(rows: Integers, counts: Integers, rarities: Floats, texts: int, length: float) -> Floats:
    """Weights of features in texts: (1 + log count) x rarity, each text's vector of the given length."""
    raw = (1 + np.log(counts)) * rarities
    lengths = np.sqrt(np.bincount(rows, raw * raw, minlength=texts))
    return (length * raw / np.maximum(lengths[rows], 1e-9)).astype(np.float32)


def centres(
    features: Integers, entries: Integers, values: Floats, texts_of: Ints
) -> tuple[Ints, Ints, Floats]:
    """One vector an entry: the mean of its texts' vectors, flattened by `ROOT`, of length 1.

    Given as cells (feature, entry, value) with repetitions and the number of texts of each entry;
    returned as cells without.
    """
    order = np.argsort(entries, kind="stable")
    ends = np.cumsum(np.bincount(entries, minlength=len(texts_of)))
    found: list[tuple[Ints, Floats]] = []
    for mine, texts in zip(np.split(order, ends[:-1]), texts_of, strict=True):
        totals = np.bincount(features[mine], values[mine])
        shown = np.flatnonzero(totals)
        means = (totals[shown] / texts) ** ROOT
        found.append((shown, (means / np.sqrt((means * means).sum())).astype(np.float32)))
    shown_by, weights = zip(*found, strict=True)
    entry = np.repeat(np.arange(len(found)), [len(shown) for shown in shown_by])
    return np.concatenate(shown_by), entry, np.concatenate(weights)
