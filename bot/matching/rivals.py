"""What tells an entry from its rivals: a ridge regression over all phrasings, kept where an entry shows a feature.

The centre of an entry knows only its own phrasings; this sees the others', too. Its cost grows with
the cube of the phrasings, so a large FAQ, whose centres are good already, goes without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bot.matching.arrays import Floats, Ints, Rows

MOST_TEXTS = 3_000
"""Phrasings up to which it is solved (a second); beyond, it takes minutes and gains little."""

PENALTY = 1.0
"""Ridge penalty: phrasings have a length of about 1.5, so this trusts no single one."""

CHUNK = 2_000
"""Features handled at once."""


def rival_weights(by_feature: Rows, entry_of: Ints, entry_rows: Rows, entries: int) -> Floats:
    """A weight for each cell of `entry_rows`; all 0 where there are too many phrasings.

    `by_feature` holds, for each feature, the phrasings that show it; `entry_of` their entries.
    """
    count = len(entry_of)
    if not 0 < count <= MOST_TEXTS:
        return np.zeros(len(entry_rows.values), np.float32)
    wanted = np.zeros((count, entries), np.float32)
    wanted[np.arange(count), entry_of] = 1
    solved = np.linalg.solve(
        _likenesses(by_feature, count) + PENALTY * np.eye(count, dtype=np.float32), wanted
    )
    found = np.zeros(len(entry_rows.values), np.float32)
    features = len(entry_rows.starts) - 1
    for first in range(0, features, CHUNK):
        last = min(first + CHUNK, features)
        weights = _dense(by_feature, first, last, count) @ solved
        start, end = entry_rows.starts[first], entry_rows.starts[last]
        row = np.repeat(np.arange(last - first), np.diff(entry_rows.starts[first : last + 1]))
        found[start:end] = weights[row, entry_rows.columns[start:end]]
    return found


def _likenesses(by_feature: Rows, count: int) -> Floats:
    """The likeness of each phrasing to each other one."""
    found = np.zeros((count, count), np.float32)
    for first in range(0, len(by_feature.starts) - 1, CHUNK):
        part = _dense(by_feature, first, min(first + CHUNK, len(by_feature.starts) - 1), count)
        found += part.T @ part
    return found


def _dense(rows: Rows, first: int, last: int, width: int) -> Floats:
    table = np.zeros((last - first, width), np.float32)
    start, end = rows.starts[first], rows.starts[last]
    table[
        np.repeat(np.arange(last - first), np.diff(rows.starts[first : last + 1])), rows.columns[start:end]
    ] = rows.values[start:end]
    return table
