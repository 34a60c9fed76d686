"""How sure to be: two probabilities, judged by a few signs with learned weights.

`scope` asks whether any entry answers the question; `first` whether, if one does, it is the best one.
Their product is the confidence of the best entry.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block
from bot.matching.limits import PARTS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.matching.arrays import Floats, Ints
    from bot.matching.evidence import Evidence
    from bot.matching.index import Index
    from bot.matching.limits import Limits
    from bot.matching.reading import Reading

MOST_CANDIDATES = 10
"""Entries that a ranking names."""

LONG = 12
"""Words from which on a question counts as long."""

SCALE = 10.0
"""Scores run to about a hundred; divided by this they are as large as the other signs."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Rows of the evidence best first, their scores, the signs, and both probabilities."""

    order: Ints
    weighted: Floats
    signs: Mapping[str, float]
    scope: float
    first: float
    shares: Floats


def judge(index: Index, reading: Reading, evidence: Evidence, limits: Limits) -> Verdict:
    """The verdict on some evidence: what comes first, and how sure that is."""
    weights = np.array([limits.parts[name] for name in PARTS], np.float32)
    weighted = evidence.parts * weights
    scores = weighted.sum(axis=1)
    order = np.argsort(-scores, kind="stable")[:MOST_CANDIDATES]
    shares = np.exp(scores[order] - scores[order[0]])
    shares = (shares / shares.sum()).astype(np.float32)
    found = signs(index, reading, evidence, scores[order], order, float(shares[0]))
    return Verdict(
        order, weighted, found, _logistic(limits.scope, found), _logistic(limits.first, found), shares
    )


def signs(
    index: Index, reading: Reading, evidence: Evidence, scores: Floats, order: Ints, share: float
) -> dict[str, float]:
    """What the probabilities are judged by, for the entry that comes first."""
    best = int(order[0])
    top, second = float(scores[0]), float(scores[1]) if len(scores) > 1 else 0.0
    nearest, own = evidence.part(best, "nearest"), evidence.part(best, "own words")
    alike = max(evidence.part(best, "sentence"), evidence.whole(best))
    values = (
        1.0, top / SCALE, (top - second) / SCALE, share, nearest, reading.known, nearest * reading.known,
        len(reading.mended) / len(reading.words), min(len(reading.words), LONG) / LONG,
        evidence.part(best, "other name"), float(_has_strange_name(index, reading)), min(reading.unknown, 4.0) / 4,
        own, own * nearest, evidence.elsewhere - alike, evidence.nearest_elsewhere - nearest,
        1 - len(reading.features.words) / len(reading.words),
        *missing(index, reading, int(evidence.entries[best])),
    )  # fmt: skip
    return dict(zip(SIGNS, values, strict=True))


def missing(index: Index, reading: Reading, entry: int) -> tuple[float, float]:
    """What the entry never says though the question does: the share of all such weight, the rarest such word.

    Words that were mended count as missing by half: they may be other words, rightly spelt.
    """
    total = gone = rarest = 0.0
    most = index.most_rare
    halves = {index.reader.stem(word) for one in reading.mended for word in one.meant if len(one.meant) == 1}
    for stem in dict.fromkeys(reading.features.blocks[Block.WORDS]):
        place = index.features.get(f"{int(Block.WORDS)}{stem}")
        rare = most if place is None else float(index.rarities[place])
        lacks = 1.0 if place is None or not index.holds(place, entry) else 0.5 if stem in halves else 0.0
        total, gone, rarest = total + rare**2, gone + lacks * rare**2, max(rarest, lacks * rare)
    return gone / max(total, 1e-9), rarest / most


def confidences(verdict: Verdict) -> Floats:
    """The probability of each entry: the best one's, then what is left, shared by their scores."""
    best = verdict.scope * verdict.first
    left = verdict.scope * (1 - verdict.first) * verdict.shares / max(float(1 - verdict.shares[0]), 1e-9)
    found = np.minimum(left, best)
    found[0] = best
    return np.asarray(found, np.float32)


def _has_strange_name(index: Index, reading: Reading) -> bool:
    """Whether the question names something that no entry speaks of."""
    rows = [row for row, name in enumerate(index.vocabulary.names) if name.id in reading.asked.names]
    return any(float(index.named[row, : index.own].max(initial=0)) == 0 for row in rows)


def _logistic(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    value = sum(weights[name] * sign for name, sign in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
