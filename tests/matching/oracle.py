"""The slow and obvious scorer: dictionaries, one loop inside the other, no arrays.

It follows the definitions in docstrings, not the code: what it ranks, the fast one must rank alike.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.matching.features import Block, Reader
from bot.matching.weigh import BLOCK_WEIGHTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.catalog.vocabulary import Vocabulary

Vector = dict[tuple[int, str], float]


class Oracle:
    """Cosines of a text with the centre of each entry."""

    def __init__(self, entries: Mapping[str, Sequence[tuple[str, ...]]], vocabulary: Vocabulary) -> None:
        self._reader = Reader(vocabulary)
        texts = [text for phrasings in entries.values() for text in phrasings]
        shown = [self._features(text) for text in texts]
        seen_in = Counter(feature for one in shown for feature in set(one))
        self._rarity = {f: math.log((1 + len(texts)) / (1 + n)) + 1 for f, n in seen_in.items()}
        self._centres = {id: self._centre(phrasings) for id, phrasings in entries.items()}

    def score(self, text: tuple[str, ...]) -> dict[str, float]:
        """The likeness of each entry to these words."""
        asked = self._vector(text)
        return {
            id: sum(weight * centre.get(feature, 0.0) for feature, weight in asked.items())
            for id, centre in self._centres.items()
        }

    def _centre(self, phrasings: Sequence[tuple[str, ...]]) -> Vector:
        total: Vector = defaultdict(float)
        for text in phrasings:
            for feature, weight in self._vector(text).items():
                total[feature] += weight / len(phrasings)
        flat = {feature: weight**ROOT for feature, weight in total.items()}
        length = math.sqrt(sum(weight**2 for weight in flat.values()))
        return {feature: weight / length for feature, weight in flat.items()}

    def _vector(self, text: tuple[str, ...]) -> Vector:
        found: Vector = {}
        for block in Block:
            counts = Counter(f for f in self._features(text) if f[0] == block and f in self._rarity)
            raw = {f: (1 + math.log(n)) * self._rarity[f] for f, n in counts.items()}
            length = math.sqrt(sum(weight**2 for weight in raw.values())) or 1.0
            found |= {f: BLOCK_WEIGHTS[block] * weight / length for f, weight in raw.items()}
        return found

    def _features(self, text: tuple[str, ...]) -> list[tuple[int, str]]:
        return [(int(block), name) for block in Block for name in self._reader.read(text).blocks[block]]
