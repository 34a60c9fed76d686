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
        found = []
        for start, word in enumerate(words):
            for wording, id in self._by_first.get(word, ()):
                if len(wording) == 1 or tuple(words[start : start + len(wording)]) == wording:
                    found.append(Found(id, start, start + len(wording)))
        return found

    def longest(self, words: Sequence[str]) -> list[Found]:
        """Wordings that do not overlap, the longest at each place: `meta ai` hides `meta`."""
        found: list[Found] = []
        taken: dict[int, int] = {}
        for one in self.all(words):
            if one.start in taken and taken[one.start] == one.end:
                found.append(one)  # two ids may share a wording
            elif all(place not in range(hit.start, hit.end) for hit in found for place in (one.start,)):
                found.append(one)
                taken[one.start] = one.end
        return found
