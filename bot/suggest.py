"""Entries for a question that is still being typed: whole words anywhere, the last one as a beginning."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language import detect
from bot.model import Language, Spoken
from bot.reply.typography import typeset
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.catalog.catalog import Catalog
    from bot.matching.index import Index
    from bot.model import Entry

TITLE_WEIGHT = 12
"""A word of the title against the same word in one of forty phrasings."""

HEARD_FROM = 2
"""Words typed before their language counts: a first letter sounds like anything."""

UNFINISHED = 0.3
"""A word that has only begun, against one that is there whole: "meta" is rather Meta than metadata."""

RANKED_FROM = 3
"""Words typed before the matcher is asked too: with fewer there is no question yet, unless no word is known."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry to offer, by its title in the typer's language."""

    entry_id: str
    title: str
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class Suggester:
    """Words in alphabetical order, each with the entries that use it and how much it says for them."""

    catalog: Catalog
    index: Index
    vocabulary: tuple[str, ...]
    weights: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, catalog: Catalog, index: Index) -> Suggester:
        """The suggester of a catalogue; takes a fraction of a second, so make it off the event loop."""
        weights: dict[str, dict[str, float]] = {}
        for entry in catalog.entries:
            for word, count in _counts(entry).items():
                weights.setdefault(word, {})[entry.id] = math.log1p(count)
        total = len(catalog.entries)
        for owners in weights.values():
            rarity = math.log((1 + total) / len(owners))
            owners.update({id: weight * rarity for id, weight in owners.items()})
        return cls(catalog, index, tuple(sorted(weights)), weights)

    def suggest(self, text: str, language: Language, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit` entries, best first; the shelves' first ones while nothing is typed."""
        typed = words(text)
        heard = detect(text).spoken
        clear = len(typed) >= HEARD_FROM and heard in (Spoken.EN, Spoken.FR)
        spoken = Language(heard.value) if clear else language
        found = [self.catalog.by_id[id] for id in self._ids(typed)] if typed else self._popular()
        titles = ((entry.id, typeset(entry.version(spoken).question, spoken)) for entry in found[:limit])
        return tuple(Suggestion(id, title, spoken) for id, title in titles)

    def _ids(self, typed: tuple[str, ...]) -> list[str]:
        """Entries by how many of the typed words they know, then by how much these say for them."""
        known: dict[str, list[float]] = {}
        for number, word in enumerate(typed):
            for id, weight in self._best(word, beginning=number == len(typed) - 1).items():
                known.setdefault(id, []).append(weight)
        ranked = sorted(known, key=lambda one: (len(known[one]), sum(known[one])), reverse=True)
        if len(typed) < RANKED_FROM and ranked:
            return ranked
        return list(dict.fromkeys([*self._matched(typed), *ranked]))

    def _best(self, word: str, *, beginning: bool) -> dict[str, float]:
        """What a typed word says for each entry: the best of the words that it may become."""
        best: dict[str, float] = {}
        for known in self._known(word, beginning=beginning):
            sure = 1.0 if known == word else UNFINISHED
            for id, weight in self.weights[known].items():
                best[id] = max(best.get(id, 0.0), weight * sure)
        return best

    def _known(self, word: str, *, beginning: bool) -> tuple[str, ...]:
        """The vocabulary's words that this one is, or begins."""
        start = bisect_left(self.vocabulary, word)
        if not beginning:
            return (word,) if word in self.weights else ()
        end = bisect_left(self.vocabulary, word + "\U0010ffff")
        return self.vocabulary[start:end]

    def _matched(self, typed: tuple[str, ...]) -> Iterator[str]:
        from bot.matching.rank import rank  # heavy: see bot.engine

        yield from (candidate.entry_id for candidate in rank(self.index, " ".join(typed)).candidates)

    def _popular(self) -> list[Entry]:
        """What members ask most, as long as nothing was typed: the first of each shelf."""
        shelves = [self.catalog.of_topic(topic.id) for topic in self.catalog.topics]
        return [shelf[place] for place in range(3) for shelf in shelves if place < len(shelf)]


def _counts(entry: Entry) -> Counter[str]:
    counts: Counter[str] = Counter()
    for version in (entry.en, entry.fr):
        for phrasing in version.phrasings:
            counts.update(set(words(phrasing)))
        counts.update(dict.fromkeys(words(version.question), TITLE_WEIGHT))
    return counts
