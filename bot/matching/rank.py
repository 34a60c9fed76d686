"""From a question to the entries that may answer it, best first, each with the parts of its score."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.features import Block
from bot.matching.guards import Asked, asked, name_signs, place_signs
from bot.matching.limits import PARTS, SIGNS, Limits
from bot.matching.weigh import BLOCK_WEIGHTS
from bot.model import Candidate
from bot.text import normalise, sentences, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.matching.arrays import Floats, Ints
    from bot.matching.features import Features
    from bot.matching.index import Index
    from bot.matching.spelling import Mended
    from bot.model import Region

MOST_CANDIDATES = 10
"""Entries that a ranking names."""

CONSIDERED = 12
"""Entries whose single phrasings are compared: the right one is among so many 99 times in 100."""

NEAREST_TEXTS = 5
"""Phrasings that vote for an entry in the part `near`."""

MOST_SENTENCES = 6
"""Sentences of a long message that are scored by themselves."""

_BLOCK_PARTS = {Block.WORDS: "words", Block.PAIRS: "pairs", Block.GROUPS: "groups", Block.PIECES: "pieces"}


@dataclass(frozen=True, slots=True)
class Part:
    """A named share of a score; the score is the sum of its parts."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its score."""

    entry_id: str
    parts: tuple[Part, ...]
    confidence: float

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries for a question, best first, and how the question was read.

    `known` is the share (0..1) of the question's weight that lies in words the FAQ knows.
    """

    scored: tuple[Scored, ...] = ()
    words: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()
    groups: tuple[str, ...] = ()
    asked: Asked = Asked()
    known: float = 0.0
    signs: tuple[Part, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """At most ten, best first, each with the probability (0..1) that it answers."""
        return tuple(Candidate(one.entry_id, one.confidence) for one in self.scored)


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """A question's features that the index knows, with weights, and the features' kinds."""

    features: Ints
    values: Floats
    blocks: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The parts of the considered entries before weights: a row an entry, a column a part."""

    entries: Ints
    parts: Floats
    signs: Mapping[str, float]


def rank(index: Index, text: str, *, limits: Limits | None = None, region: Region | None = None) -> Ranking:
    """The entries for this text; `region` is the person's choice and yields to a place in the text."""
    return rank_with(index, text, limits or Limits(), region)


def rank_with(index: Index, text: str, limits: Limits, region: Region | None) -> Ranking:
    """As `rank`, with the limits given."""
    plain = normalise(text)
    typed = split_words(plain)
    if not typed or not index.entries:
        return Ranking()
    reading = read(index, plain, typed, region)
    evidence = gather(index, reading, limits)
    return conclude(index, reading, evidence, limits)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A question as it was read."""

    words: tuple[str, ...]
    mended: tuple[Mended, ...]
    features: Features
    asked: Asked
    vector: Vector
    sentences: tuple[Vector, ...]
    known: float
    unknown_rarest: float


def read(index: Index, plain: str, typed: Sequence[str], region: Region | None) -> Reading:
    """The question with its words mended, its features found and weighed."""
    known_stems = index.features

    def is_known(word: str) -> bool:
        return word in index.counts or f"{int(Block.WORDS)}{index.reader.stem(word)}" in known_stems

    meant, mended = index.speller.mend(typed, is_known)
    features = index.reader.read(meant)
    places = [index.vocabulary.places[int(found.id)] for found in features.places]
    share, rarest = coverage(index, features, mended)
    return Reading(
        words=meant, mended=mended, features=features,
        asked=asked((found.id for found in features.names), places, region),
        vector=vector(index, features), sentences=_sentence_vectors(index, plain, is_known),
        known=share, unknown_rarest=rarest,
    )  # fmt: skip


def _sentence_vectors(index: Index, plain: str, is_known: object) -> tuple[Vector, ...]:
    parts = sentences(plain)
    if len(parts) < 2:
        return ()
    found = []
    for part in parts[-MOST_SENTENCES:]:
        meant, _ = index.speller.mend(split_words(part), is_known)  # type: ignore[arg-type]
        found.append(vector(index, index.reader.read(meant)))
    return tuple(found)


def vector(index: Index, features: Features) -> Vector:
    """The weights of a question's features; each kind has its own length, whatever the question's."""
    places: list[int] = []
    values: list[Floats] = []
    blocks: list[int] = []
    for block in Block:
        prefix = int(block)
        counted = Counter(features.blocks[block])
        known = [(place, count) for name, count in counted.items()
                 if (place := index.features.get(f"{prefix}{name}")) is not None]  # fmt: skip
        if not known:
            continue
        numbers, counts = zip(*known, strict=True)
        raw = (1 + np.log(np.array(counts))) * index.rarities[list(numbers)]
        places += numbers
        values.append((BLOCK_WEIGHTS[block] * raw / np.sqrt((raw * raw).sum())).astype(np.float32))
        blocks += [prefix] * len(numbers)
    joined = np.concatenate(values) if values else np.zeros(0, np.float32)
    return Vector(np.array(places, np.int64), joined, np.array(blocks, np.int64))


def coverage(index: Index, features: Features, mended: Sequence[Mended]) -> tuple[float, float]:
    """The share of the question's weight in known words; and the weight share of its rarest unknown one."""
    most = float(math.log(1 + len(index.texts.starts)) + 1)
    known = unknown = 0.0
    for stem in features.blocks[Block.WORDS]:
        place = index.features.get(f"{int(Block.WORDS)}{stem}")
        if place is None:
            unknown += most
        else:
            known += float(index.rarities[place])
    return known / max(known + unknown, 1e-9), unknown / most


def linear(index: Index, vector: Vector) -> Floats:
    """Scores of all entries, a row a kind of feature."""
    count = len(index.entries)
    if not len(vector.features):
        return np.zeros((len(Block), count), np.float32)
    cells, lengths = index.entry_rows.cells(vector.features)
    keys = np.repeat(vector.blocks * count, lengths) + index.entry_rows.columns[cells]
    products = index.entry_rows.values[cells] * np.repeat(vector.values, lengths)
    return np.bincount(keys, products, minlength=len(Block) * count).reshape(len(Block), count).astype(np.float32)


def own_words(index: Index, reading: Reading) -> Floats:
    """For each entry, the share (0..1) of the question's weight that lies in words of its own phrasings."""
    vector = reading.vector
    plain = np.flatnonzero(vector.blocks == Block.WORDS)
    if not len(plain):
        return np.zeros(len(index.entries), np.float32)
    features = vector.features[plain]
    cells, lengths = index.entry_rows.cells(features)
    weights = np.repeat(index.rarities[features], lengths)
    held = np.bincount(index.entry_rows.columns[cells], weights, minlength=len(index.entries))
    return (held / max(float(index.rarities[features].sum()), 1e-9) * reading.known).astype(np.float32)


def gather(index: Index, reading: Reading, limits: Limits) -> Evidence:
    """The parts of the best entries, without weights yet."""
    by_block = linear(index, reading.vector)
    whole = by_block.sum(axis=0)
    covered = own_words(index, reading)
    parts: dict[str, Floats] = {name: by_block[block] for block, name in _BLOCK_PARTS.items()}
    alone = [linear(index, one).sum(axis=0) for one in reading.sentences]
    parts["own words"] = covered
    parts["sentence"] = np.max(alone, axis=0) if alone else whole
    parts.update(name_signs(index.vocabulary, index.named, reading.asked))
    parts.update(place_signs(index.entries, reading.asked))
    first = sum((limits.parts.get(name, 0.0) * values for name, values in parts.items()), np.zeros_like(whole))
    best = np.argsort(-first, kind="stable")[:CONSIDERED]
    nearest, near = nearest_texts(index, reading.vector, best)
    table = np.zeros((len(best), len(PARTS)), np.float32)
    for name, values in parts.items():
        table[:, PARTS.index(name)] = values[best]
    table[:, PARTS.index("nearest")] = nearest
    table[:, PARTS.index("near")] = near
    return Evidence(best, table, {})


def nearest_texts(index: Index, vector: Vector, entries: Ints) -> tuple[Floats, Floats]:
    """For each entry, the likeness (0..1) of its nearest phrasing and the mean of its nearest five."""
    dense = np.zeros(len(index.features), np.float32)
    dense[vector.features] = vector.values
    texts = np.concatenate([np.arange(index.first_text[e], index.first_text[e + 1]) for e in entries])
    cells, lengths = index.texts.cells(texts)
    products = dense[index.texts.columns[cells]] * index.texts.values[cells]
    sums = np.bincount(np.repeat(np.arange(len(texts)), lengths), products, minlength=len(texts))
    full = sum(weight * weight for block, weight in BLOCK_WEIGHTS.items() if block is not Block.PIECES)
    nearest, near, at = [], [], 0
    for entry in entries:
        size = int(index.first_text[entry + 1] - index.first_text[entry])
        likeness = np.sort(sums[at : at + size])[::-1][:NEAREST_TEXTS] / full
        nearest.append(likeness[0] if size else 0.0)
        near.append(likeness.mean() if size else 0.0)
        at += size
    return np.array(nearest, np.float32), np.array(near, np.float32)


def conclude(index: Index, reading: Reading, evidence: Evidence, limits: Limits) -> Ranking:
    """The ranking: parts times weights, summed; and the probability of the best ones."""
    weighted = evidence.parts * _weights(limits)
    order, found = scores_and_signs(reading, evidence, limits)
    certainty = _logistic(sum(limits.signs.get(name, 0.0) * value for name, value in found.items()))
    confidences = _confidences(certainty, _shares(weighted.sum(axis=1))[order])
    scored = tuple(
        Scored(
            index.entries[int(evidence.entries[row])].id,
            tuple(Part(name, float(value)) for name, value in zip(PARTS, weighted[row], strict=True) if value),
            float(confidence),
        )
        for row, confidence in zip(order, confidences, strict=True)
    )
    return Ranking(
        scored, reading.words, reading.mended, tuple(dict.fromkeys(one.id for one in reading.features.groups)),
        reading.asked, reading.known, tuple(Part(name, value) for name, value in found.items()),
    )  # fmt: skip


def scores_and_signs(reading: Reading, evidence: Evidence, limits: Limits) -> tuple[Ints, dict[str, float]]:
    """The rows of the evidence, best first and at most ten; and the signs of the best one."""
    scores = (evidence.parts * _weights(limits)).sum(axis=1)
    order = np.argsort(-scores, kind="stable")[:MOST_CANDIDATES]
    return order, signs(reading, evidence, scores, order)


def _weights(limits: Limits) -> Floats:
    return np.array([limits.parts.get(name, 0.0) for name in PARTS], np.float32)


def _confidences(certainty: float, shares: Floats) -> Floats:
    """The best entry has the certainty; the others share out what is left, by their scores."""
    left = (1 - certainty) * shares / max(float(1 - shares[0]), 1e-9)
    confidences = np.minimum(left, certainty * shares / max(float(shares[0]), 1e-9))
    confidences[0] = certainty
    return np.asarray(confidences, np.float32)


def signs(reading: Reading, evidence: Evidence, scores: Floats, order: Ints) -> dict[str, float]:
    """What the probability of the best entry is judged by."""
    best = int(order[0])
    top = float(scores[best])
    second = float(scores[order[1]]) if len(order) > 1 else 0.0
    nearest = float(evidence.parts[best, PARTS.index("nearest")])
    own = float(evidence.parts[best, PARTS.index("own words")])
    column = {name: float(evidence.parts[best, PARTS.index(name)]) for name in ("other name", "other region")}
    values = (
        1.0, top / 10, (top - second) / 10, float(_shares(scores)[best]), nearest, reading.known,
        nearest * reading.known, len(reading.mended) / len(reading.words), min(len(reading.words), 12) / 12,
        column["other name"], column["other region"], min(reading.unknown_rarest, 4.0) / 4,
        own, own * nearest,
    )  # fmt: skip
    return dict(zip(SIGNS, values, strict=True))


def _shares(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max())
    return np.asarray(grown / grown.sum(), np.float32)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
