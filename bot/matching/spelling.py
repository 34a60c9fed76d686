"""Words as they were meant: typed slips, text-speak, run-together and broken words.

Only words are mended, never sentences, and only towards words that the FAQ itself uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SHORTEST_MENDED = 4
"""A word of three letters has too many neighbours to be mended by its letters; one letter lost within is put back."""

USUAL_ENOUGH = 8
"""A word of four letters must occur this often in the FAQ for three letters to be taken for it."""

LONG_ENOUGH_FOR_TWO = 8
"""From this many letters on two slips are allowed, one below."""

SHORTEST_HALF = 3
"""Both halves of a run-together word must have this many letters, or be an elided French word."""

SEEN_ENOUGH = 2
"""A half must occur this often in the FAQ: rarer ones are often misspellings themselves."""

MOST_MENDED = 12
"""Unknown words mended in one message: more of them are another language, or noise."""

OTHER_FIRST_LETTER = 0.5
"""Slips added where the first letter differs: people rarely mistype that one."""

_ELIDED = ("l", "d", "j", "n", "m", "t", "s", "c", "qu")

Seen = dict[str, tuple[str, ...] | None]
"""What unknown words of one text were read as; None where nothing is near."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A word as typed and the words that it was read as."""

    typed: str
    meant: tuple[str, ...]


class Speller:
    """Mends words towards the given ones, `counts` telling how often the FAQ uses each."""

    def __init__(self, counts: Mapping[str, int], spellings: Mapping[str, tuple[str, ...]]) -> None:
        self._counts = counts
        self._spellings = spellings
        self._near: dict[str, list[str]] = {}
        for word in counts:
            if len(word) >= SHORTEST_MENDED - 1:
                self._near.setdefault(word[:2], []).append(word)
                self._near.setdefault("-" + word[-2:], []).append(word)
                self._near.setdefault(_ends(word), []).append(word)

    def mend(
        self,
        words: Sequence[str],
        is_known: Callable[[str], bool],
        seen: Seen | None = None,
    ) -> tuple[tuple[str, ...], tuple[Mended, ...]]:
        """The words as they were meant, and what was changed; `is_known` words stay as they are.

        `seen` remembers what words were read as, for the next part of the same text.
        """
        seen = {} if seen is None else seen
        read: list[str] = []
        changed: list[Mended] = []
        left = MOST_MENDED
        for word, following in _with_next(words, self._joined):
            meant = self._short_for(word, following) or self._joined(word, following)
            if meant is None and left and not is_known(word):
                left -= 1
                if word not in seen:
                    seen[word] = self._meant(word)
                meant = seen[word]
            if meant is not None and meant != (word,):
                changed.append(Mended(word, meant))
            read.extend(meant or (word,))
        return tuple(read), tuple(changed)

    def _short_for(self, word: str, following: str) -> tuple[str, ...] | None:
        """What text-speak stands for; the `c` of `c est` is whole already."""
        meant = self._spellings.get(word)
        return None if meant is None or meant[1:2] == (following,) else meant

    def _joined(self, word: str, following: str) -> tuple[str, ...] | None:
        """`what sapp` is `whatsapp`: two words, one unknown, that together are a known one."""
        if not following or (word in self._counts and following in self._counts):
            return None
        whole = word + following
        return (
            (whole,)
            if len(whole) > LONG_ENOUGH_FOR_TWO - 2 and self._counts.get(whole, 0) >= SEEN_ENOUGH
            else None
        )

    def _meant(self, word: str) -> tuple[str, ...] | None:
        if word.isdigit():
            return None
        parts = self._split_elision(word) or self._split(word)
        if parts is None:
            return self._nearest(word)
        return self._slip(word, min(self._counts.get(part, 0) for part in parts if len(part) > 1)) or parts

    def _slip(self, word: str, usual: int) -> tuple[str, ...] | None:
        """One word, one slip away, that is more usual than the parts: `cadd` is `card` and not `c add`."""
        (near,) = self._nearest(word) or ("",)
        is_slip = near[:1] == word[0] and OSA.distance(word, near) == 1
        return (near,) if is_slip and self._counts[near] > usual else None

    def _split_elision(self, word: str) -> tuple[str, ...] | None:
        """`lia` is `l ia`, `quon` is `qu on`."""
        for article in _ELIDED:
            rest = word[len(article) :]
            elided = word.startswith(article) and len(rest) > 1 and rest[0] in "aeiouhy"
            if elided and self._counts.get(rest, 0) >= SEEN_ENOUGH:
                return (article, rest)
        return None

    def _split(self, word: str) -> tuple[str, ...] | None:
        """`optout` is `opt out`: the split whose rarer half is the most usual."""
        best, most = None, SEEN_ENOUGH - 1
        for at in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
            usual = min(self._counts.get(word[:at], 0), self._counts.get(word[at:], 0))
            if usual > most:
                best, most = (word[:at], word[at:]), usual
        return best

    def _nearest(self, word: str) -> tuple[str, ...] | None:
        """The known word fewest slips away; among equals the most usual."""
        if len(word) < SHORTEST_MENDED:
            return self._with_lost_letter(word)
        limit = 2 if len(word) >= LONG_ENOUGH_FOR_TWO else 1
        near = {word[:2], word[1::-1], "-" + word[-2:], "-" + word[:-3:-1], _ends(word)}
        choices = [
            known for key in near for known in self._near.get(key, ()) if abs(len(known) - len(word)) <= limit
        ]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=limit, limit=16)
        return min(((slips + OTHER_FIRST_LETTER * (known[0] != word[0]), -self._counts[known], (known,))
                    for known, slips, _ in found), default=(0, 0, None))[2]  # fmt: skip

    def _with_lost_letter(self, word: str) -> tuple[str, ...] | None:
        """`crd` is `card`: the most usual word that has one letter more, within."""
        if len(word) < SHORTEST_MENDED - 1:
            return None
        near = [known for known in self._near.get(_ends(word), ()) if len(known) == SHORTEST_MENDED]
        found = [known for known in near if word in (known[:2] + known[3], known[0] + known[2:])]
        best = max(found, key=self._counts.__getitem__, default="")
        return (best,) if self._counts.get(best, 0) >= USUAL_ENOUGH else None


def _ends(word: str) -> str:
    """The first and the last letter: all that a slip within leaves of a short word, as in `crad`."""
    return f"{word[0]}~{word[-1]}"


def _with_next(
    words: Sequence[str], joined: Callable[[str, str], tuple[str, ...] | None]
) -> Iterator[tuple[str, str]]:
    """Each word with the one after it; a word that was joined to the one before is passed over."""
    at = 0
    while at < len(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        yield words[at], following
        at += 2 if joined(words[at], following) else 1
