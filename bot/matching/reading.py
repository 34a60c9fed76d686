"""A question as the index reads it: words mended, features found and weighed, names and places noted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block
from bot.matching.guards import Asked, asked
from bot.matching.weigh import BLOCK_WEIGHTS
from bot.text import normalise, sentences, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.matching.arrays import Floats, Ints
    from bot.matching.features import Features
    from bot.matching.index import Index
    from bot.matching.spelling import Mended, Seen
    from bot.model import Region

MOST_SENTENCES = 8
"""Sentences of a long message that are read by themselves: the last ones, where the question mostly is."""

TELLING = 4.5
"""Rarity from which on a word tells something: it stands in at most one phrasing in thirty."""

_WEIGHTS = np.array([BLOCK_WEIGHTS[block] for block in Block])


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
    seen: Seen = {}
    meant, mended = index.speller.mend(typed, index.knows, seen)
    features = index.reader.read(meant, pieces=False)
    places = [index.vocabulary.places[int(found.id)] for found in features.places]
    alone = _sentences(index, plain, seen)
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


def _sentences(index: Index, plain: str, seen: Seen) -> list[tuple[bool, Vector]]:
    parts = sentences(plain)
    if len(parts) < 2:
        return []
    found = []
    for part in parts[-MOST_SENTENCES:]:
        meant, _ = index.speller.mend(split_words(part), index.knows, seen)
        found.append((part.endswith("?"), vector(index, index.reader.read(meant, pieces=False))))
    return found


def vector(index: Index, features: Features) -> Vector:
    """The weights of a text's features; each kind has its own length, whatever the text's."""
    counted = [Counter(_known(index, features, block)) for block in Block]
    count = sum(map(len, counted))
    places = np.fromiter(chain.from_iterable(counted), np.int64, count)
    counts = np.fromiter(chain.from_iterable(one.values() for one in counted), np.int64, count)
    blocks = np.repeat(np.arange(len(Block)), [len(one) for one in counted])
    raw = (1 + np.log(counts)) * index.rarities[places]
    lengths = np.sqrt(np.bincount(blocks, raw * raw, minlength=len(Block)))
    return Vector(places, (_WEIGHTS[blocks] * raw / lengths[blocks]).astype(np.float32), blocks)


def _known(index: Index, features: Features, block: Block) -> Iterator[int]:
    """The features of one kind that the index knows, as often as they occur."""
    if block is Block.PIECES:
        return chain.from_iterable(map(index.pieces, features.plain))
    found = (index.features.get(f"{int(block)}{name}") for name in features.blocks[block])
    return (place for place in found if place is not None)


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
