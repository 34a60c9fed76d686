"""Finding taught wordings in a text: which group, name or place do these words speak of?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Wording = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Words `start` to `end` (exclusive) speak of `id`."""

    id: str
    start: int
    end: int


class Phrasebook:
    """Wordings by their first word; looking them up costs one dictionary access a word."""

    def __init__(self, wordings: Iterable[tuple[str, Wording]]) -> None:
        self._by_first: dict[str, list[tuple[Wording, str]]] = {}
        for id, wording in wordings:
            self._by_first.setdefault(wording[0], []).append((wording, id))
        for known in self._by_first.values():
            known.sort(key=lambda pair: -len(pair[0]))

    def all(self, words: Sequence[str]) -> list[Found]:
        """Every wording that occurs, longest first at each place; overlaps are kept."""
        known = self._by_first
        return [
            Found(id, start, start + len(wording))
            for start, word in enumerate(words)
            if word in known
            for wording, id in known[word]
            if len(wording) == 1 or tuple(words[start : start + len(wording)]) == wording
        ]

    def longest(self, words: Sequence[str]) -> list[Found]:
        """Wordings that do not overlap, the longest at each place: `meta ai` hides `meta`."""
        found: list[Found] = []
        for one in self.all(words):
            last = found[-1] if found else None
            if last is None or one.start >= last.end or (one.start, one.end) == (last.start, last.end):
                found.append(one)  # two ids may share a wording
        return found
