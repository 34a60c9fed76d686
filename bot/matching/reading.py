"""A question as the index reads it: words mended, features found and weighed, names and places noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block
from bot.matching.guards import Asked, asked
from bot.matching.weigh import BLOCK_WEIGHTS
from bot.text import normalise, sentences, split_words

if TYPE_CHECKING:
    from bot.matching.arrays import Floats, Ints
    from bot.matching.features import Features
    from bot.matching.index import Index
    from bot.matching.spelling import Mended
    from bot.model import Region

MOST_SENTENCES = 8
"""Sentences of a long message that are read by themselves: the last ones, where the question mostly is."""


TELLING = 4.5
"""Rarity from which on a word tells something: it stands in at most one phrasing in thirty."""


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A text's features that the index knows, with their weights and kinds."""

    features: Ints
    values: Floats
    blocks: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A question as it was read.

    `known` is the share (0..1) of its weight that lies in words of the FAQ's entries, `unknown` the
    weight of the other words, counted in words that occur once in the FAQ. `telling` counts
    the words that tell something. `sentences` are empty when there is only one; `questions` are those of them that end in a question mark.
    """

    words: tuple[str, ...]
    mended: tuple[Mended, ...]
    features: Features
    asked: Asked
    vector: Vector
    sentences: tuple[Vector, ...]
    questions: tuple[Vector, ...]
    known: float
    unknown: float
    telling: int


def read(index: Index, text: str, region: Region | None = None) -> Reading | None:
    """The reading of a text, or None when there is no word in it."""
    plain = normalise(text)
    typed = split_words(plain)
    if not typed:
        return None
    meant, mended = index.speller.mend(typed, index.knows)
    features = index.reader.read(meant)
    places = [index.vocabulary.places[int(found.id)] for found in features.places]
    alone = _sentences(index, plain)
    known, unknown = coverage(index, features)
    return Reading(
        words=meant, mended=mended, features=features,
        asked=asked((found.id for found in features.names), places, region),
        vector=vector(index, features),
        sentences=tuple(one for _, one in alone), questions=tuple(one for mark, one in alone if mark),
        known=known, unknown=unknown, telling=_telling(index, features),
    )  # fmt: skip


def _telling(index: Index, features: Features) -> int:
    """How many words are rarer than function words; unknown ones count."""
    places = (index.features.get(f"{int(Block.WORDS)}{stem}") for stem in features.blocks[Block.WORDS])
    return sum(1 for place in places if place is None or float(index.rarities[place]) > TELLING)


def _sentences(index: Index, plain: str) -> list[tuple[bool, Vector]]:
    parts = sentences(plain)
    if len(parts) < 2:
        return []
    found = []
    for part in parts[-MOST_SENTENCES:]:
        meant, _ = index.speller.mend(split_words(part), index.knows)
        found.append((part.endswith("?"), vector(index, index.reader.read(meant))))
    return found


def vector(index: Index, features: Features) -> Vector:
    """The weights of a text's features; each kind has its own length, whatever the text's."""
    places: list[int] = []
    values: list[Floats] = []
    blocks: list[int] = []
    for block in Block:
        counted = Counter(features.blocks[block])
        known = [(place, count) for name, count in counted.items()
                 if (place := index.features.get(f"{int(block)}{name}")) is not None]  # fmt: skip
        if not known:
            continue
        numbers, counts = zip(*known, strict=True)
        raw = (1 + np.log(np.array(counts))) * index.rarities[list(numbers)]
        places += numbers
        values.append((BLOCK_WEIGHTS[block] * raw / np.sqrt((raw * raw).sum())).astype(np.float32))
        blocks += [int(block)] * len(numbers)
    joined = np.concatenate(values) if values else np.zeros(0, np.float32)
    return Vector(np.array(places, np.int64), joined, np.array(blocks, np.int64))


def coverage(index: Index, features: Features) -> tuple[float, float]:
    """The share of a text's weight in words that an entry uses, and the weight of the others.

    A word that is nowhere in the FAQ weighs as one that occurs once.
    """
    most = index.most_rare
    known = unknown = 0.0
    for stem in features.blocks[Block.WORDS]:
        place = index.features.get(f"{int(Block.WORDS)}{stem}")
        if place is None:
            unknown += most
        elif index.is_own[place]:
            known += float(index.rarities[place])
        else:
            unknown += float(index.rarities[place])
    return known / max(known + unknown, 1e-9), unknown / most
