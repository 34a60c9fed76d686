"""Rows of different lengths in flat arrays, and arrays in bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Integers = NDArray[np.integer[Any]]
    Floats = NDArray[np.float32]

ALIGNED = 64
"""Arrays start at multiples of this many bytes, so that reading them copies nothing."""

LONG = 48
"""Cells from which on a row is long: one row in fourteen, and eight in nine of those that questions need."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Sparse rows: row `r` holds `columns[starts[r]:starts[r + 1]]` with their `values`."""

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Floats

    @classmethod
    def of(cls, rows: Integers, columns: Integers, values: Floats, count: int) -> Rows:
        """Rows from cells in any order."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count))))
        return cls(starts.astype(np.int64), columns[order].astype(np.int32), values[order].astype(np.float32))

    def cells(self, rows: Ints) -> tuple[Ints, Ints]:
        """Places of the cells of these rows, and how many each row has."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        shifts = self.starts[rows] - (np.cumsum(lengths) - lengths)
        return np.repeat(shifts, lengths) + np.arange(int(lengths.sum())), lengths

    def row_of_cell(self) -> Ints:
        """The row of each cell."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums of weighted rows. Long rows are kept whole, too: adding them up that way takes a tenth of the time."""

    rows: Rows
    width: int
    place: Ints
    whole: Floats

    @classmethod
    def of(cls, rows: Rows, width: int) -> Sums:
        """Sums of these rows, `width` columns wide."""
        lengths = np.diff(rows.starts)
        long = np.flatnonzero(lengths >= LONG)
        place = np.full(len(lengths), -1)
        place[long] = np.arange(len(long))
        whole = np.zeros((len(long), width), np.float32)
        cells, _ = rows.cells(long)
        whole[np.repeat(np.arange(len(long)), lengths[long]), rows.columns[cells]] = rows.values[cells]
        return cls(rows, width, place, whole)

    def by_group(self, rows: Ints, weights: Floats, groups: Ints, count: int) -> Floats:
        """For each of `count` groups, the sum of its rows, each times its weight."""
        place = self.place[rows]
        short = place < 0
        cells, lengths = self.rows.cells(rows[short])
        keys = np.repeat(groups[short] * self.width, lengths) + self.rows.columns[cells]
        products = self.rows.values[cells] * np.repeat(weights[short], lengths)
        found = np.bincount(keys, products, minlength=count * self.width).reshape(count, self.width)
        chosen = (np.flatnonzero((groups == group) & ~short) for group in range(count))
        # not `@`: its library starts threads for so little, and burns more time than it saves
        whole = [
            np.einsum("i,ij->j", weights[mine], self.whole[place[mine]], dtype=np.float64) for mine in chosen
        ]
        return np.asarray(found + np.array(whole), np.float32)


def pack(header: Mapping[str, object], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Header and arrays in one run of bytes: a JSON line that tells where each array lies, then these."""
    places, offset = {}, 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // ALIGNED) * ALIGNED
    line = json.dumps(
        {"header": header, "arrays": places}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    line += b" " * (-(len(line) + 1) % ALIGNED) + b"\n"
    padded = (array.tobytes() + b"\0" * (-array.nbytes % ALIGNED) for array in arrays.values())
    return line + b"".join(padded)


def unpack(data: bytes) -> tuple[dict[str, object], dict[str, NDArray[Any]]]:
    """What `pack` was given; the arrays are read-only views into `data`. ValueError when it is damaged."""
    end = data.index(b"\n") + 1
    told = json.loads(data[:end])
    arrays = {}
    for name, (kind, shape, offset) in told["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(data, np.dtype(kind), count, end + offset).reshape(shape)
    return told["header"], arrays
