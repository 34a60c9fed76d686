"""From words to features: stems, pairs of stems, groups of synonyms, and pieces of words.

Everything the index and a question have in common is made here, once, so that both are read alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import Stemmer

from bot.matching.phrases import Found, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalog.vocabulary import Vocabulary

SHORTEST_PIECE, LONGEST_PIECE = 2, 5
"""Pieces of words, in characters: shorter ones say nothing, longer ones are the words again."""


class Block(IntEnum):
    """The kinds of features; each kind weighs as a whole, however many features it has."""

    WORDS = 0
    PAIRS = 1
    GROUPS = 2
    PIECES = 3


@dataclass(frozen=True, slots=True)
class Features:
    """What a text shows: features by block, the names and places in it, the groups it speaks of.

    `words` are those that carry something, `plain` those of them that are no name and no place.
    """

    words: tuple[str, ...]
    plain: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    names: tuple[Found, ...]
    places: tuple[Found, ...]
    groups: tuple[Found, ...]


class Reader:
    """Reads words into features with one vocabulary.

    It remembers stems only where it is told so, to learn a FAQ: what members type is never kept.
    """

    def __init__(self, vocabulary: Vocabulary, *, remembers: bool = False) -> None:
        self._english, self._french = Stemmer.Stemmer("english", 0), Stemmer.Stemmer("french", 0)
        self._stems: dict[str, str] | None = {} if remembers else None
        self._groups = Phrasebook((g.id, self.stems(w)) for g in vocabulary.groups for w in g.wordings)
        self._names = Phrasebook((n.id, w) for n in vocabulary.names for w in n.wordings)
        self._chatter = Phrasebook(("chatter", wording) for wording in vocabulary.chatter)
        self._makers = {name.id: name.of for name in vocabulary.names}
        self._places_as = [f"@{place.area or place.region or 'elsewhere'}" for place in vocabulary.places]
        self._places = Phrasebook((str(i), w) for i, p in enumerate(vocabulary.places) for w in p.wordings)

    def read(self, words: Sequence[str], *, pieces: bool = True) -> Features:
        """The features of these words, in order; without `pieces` that block is left empty.

        A name or a place is read as itself, however it was typed: `fb` is Facebook and `Recife` is
        Brazil; its letters count for nothing.
        """
        words = self._without_chatter(words)
        names, places = self._names.longest(words), self._places.longest(words)
        stems = self.stems(words)
        groups = tuple(found for found in self._groups.all(stems))
        terms, kinds, plain = self._terms(words, stems, names, places)
        edged = ("^", *kinds, "$")
        pairs = tuple(f"{left} {right}" for left, right in pairwise(edged))
        split = tuple(piece for word in plain for piece in pieces_of(word)) if pieces else ()
        spoken_of = (*(one.id for one in groups), *(f"@{self._makers[one.id]}" for one in names))
        return Features(
            words,
            plain,
            (terms, pairs, tuple(dict.fromkeys(spoken_of)), split),
            tuple(names),
            tuple(places),
            groups,
        )

    def _without_chatter(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words without greetings and filler, unless nothing else would be left."""
        chatter = {at for found in self._chatter.longest(words) for at in range(found.start, found.end)}
        left = tuple(word for at, word in enumerate(words) if at not in chatter)
        return left or tuple(words)

    def _terms(
        self, words: Sequence[str], stems: Sequence[str], names: Sequence[Found], places: Sequence[Found]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Stems with names and places in their stead; the same with makers for names; the other words."""
        instead = {one.start: (one.end, f"@{one.id}", f"@{self._makers[one.id]}") for one in names}
        for one in places:
            instead.setdefault(one.start, (one.end, *2 * (self._places_as[int(one.id)],)))
        terms, kinds, plain, at = [], [], [], 0
        while at < len(words):
            end, term, kind = instead.get(at, (at + 1, stems[at], stems[at]))
            terms.append(term)
            kinds.append(kind)
            if at not in instead:
                plain.append(words[at])
            at = end
        return tuple(terms), tuple(kinds), tuple(plain)

    def stems(self, words: Sequence[str]) -> tuple[str, ...]:
        """The stem of each word."""
        return tuple(map(self.stem, words))

    def stem(self, word: str) -> str:
        """The shorter of the word's English and French stems: no language need be known."""
        known = self._stems.get(word) if self._stems is not None else None
        if known is not None:
            return known
        stem = str(min(self._english.stemWord(word), self._french.stemWord(word), key=len))
        if self._stems is not None:
            self._stems[word] = stem
        return stem


def pieces_of(word: str) -> tuple[str, ...]:
    """Every run of 2 to 5 characters of the word between blanks."""
    edged = f" {word} "
    return tuple(
        edged[start : start + size]
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(edged) - size + 1)
    )
