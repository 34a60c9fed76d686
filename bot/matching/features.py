"""From words to features: stems, pairs of stems, groups of synonyms, and pieces of words.

Everything the index and a question have in common is made here, once, so that both are read alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import Stemmer

from bot.matching.phrases import Found, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalog.vocabulary import Vocabulary

SHORTEST_PIECE, LONGEST_PIECE = 2, 5
"""Pieces of words, in characters: shorter ones say nothing, longer ones are the words again."""

REMEMBERED = 20_000
"""Words whose stem and pieces are remembered: the FAQ's own fit in, strangers are forgotten."""


class Block(IntEnum):
    """The kinds of features; each kind weighs as a whole, however many features it has."""

    WORDS = 0
    PAIRS = 1
    GROUPS = 2
    PIECES = 3


@dataclass(frozen=True, slots=True)
class Features:
    """What a text shows: features by block, the names and places in it, the groups it speaks of."""

    blocks: tuple[tuple[str, ...], ...]
    names: tuple[Found, ...]
    places: tuple[Found, ...]
    groups: tuple[Found, ...]


class Reader:
    """Reads words into features with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._english, self._french = Stemmer.Stemmer("english"), Stemmer.Stemmer("french")
        self._stems: dict[str, str] = {}
        self._pieces: dict[str, tuple[str, ...]] = {}
        self._groups = Phrasebook((g.id, self.stems(w)) for g in vocabulary.groups for w in g.wordings)
        self._names = Phrasebook((n.id, w) for n in vocabulary.names for w in n.wordings)
        self._places = Phrasebook((str(i), w) for i, p in enumerate(vocabulary.places) for w in p.wordings)

    def read(self, words: Sequence[str]) -> Features:
        """The features of these words, in order."""
        stems = self.stems(words)
        groups = self._groups.all(stems)
        edged = ("^", *stems, "$")
        pairs = tuple(f"{left} {right}" for left, right in zip(edged, edged[1:], strict=False))
        pieces = tuple(piece for word in words for piece in self.pieces(word))
        blocks = (stems, pairs, tuple(dict.fromkeys(g.id for g in groups)), pieces)
        return Features(blocks, tuple(self._names.longest(words)), tuple(self._places.longest(words)), tuple(groups))

    def stems(self, words: Sequence[str]) -> tuple[str, ...]:
        """The stem of each word."""
        return tuple(map(self.stem, words))

    def stem(self, word: str) -> str:
        """The shorter of the word's English and French stems: no language need be known."""
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) >= REMEMBERED:
                self._stems.clear()
            stem = min(self._english.stemWord(word), self._french.stemWord(word), key=len)
            self._stems[word] = stem
        return stem

    def pieces(self, word: str) -> tuple[str, ...]:
        """Every run of 2 to 5 characters of the word between blanks."""
        pieces = self._pieces.get(word)
        if pieces is None:
            if len(self._pieces) >= REMEMBERED:
                self._pieces.clear()
            edged = f" {word} "
            pieces = tuple(
                edged[start : start + size]
                for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
                for start in range(len(edged) - size + 1)
            )
            self._pieces[word] = pieces
        return pieces
