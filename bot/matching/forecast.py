"""What a change of the FAQ would do: whose questions go elsewhere, who takes them, which entries are weak."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.matching.evaluate import Measuring
from bot.matching.index import asked_as
from bot.matching.judge import judge
from bot.matching.leaveout import FOLDS, ask_fold, materials, nearest_kin_of
from bot.matching.rank import rank
from bot.model import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.catalog.catalog import Catalog
    from bot.matching.index import Index
    from bot.matching.limits import Limits
    from bot.model import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose first entry is another one after a change; `right` are the entries it should find."""

    text: str
    right: tuple[str, ...]
    before: str
    after: str

    @property
    def better(self) -> bool:
        """Whether a right entry comes first now, and did not before."""
        return self.after in self.right and self.before not in self.right

    @property
    def worse(self) -> bool:
        """Whether a right entry came first before, and does not now."""
        return self.before in self.right and self.after not in self.right


@dataclass(frozen=True, slots=True)
class Theft:
    """How many questions of an entry another one takes."""

    loser: str
    thief: str
    count: int


@dataclass(frozen=True, slots=True)
class Weakness:
    """How often (0..1) an entry is found by its own phrasings when they are left out, and who is found instead."""

    entry_id: str
    found: float
    asked: int
    instead: str


def phrasings(entries: Iterable[Entry]) -> tuple[Measuring, ...]:
    """The entries' own phrasings as questions."""
    return tuple(
        Measuring(text, language.value, (entry.id,), "phrasing")
        for entry in entries
        for language in Language
        for text in asked_as(entry.version(language))
    )


def compare(
    before: Index, after: Index, limits: Limits, questions: Iterable[Measuring]
) -> tuple[Change, ...]:
    """The questions whose first entry changes."""
    asked = ((one, _first(before, one.text, limits), _first(after, one.text, limits)) for one in questions)
    return tuple(Change(one.text, one.right, old, new) for one, old, new in asked if old != new)


def thefts(changes: Iterable[Change]) -> tuple[Theft, ...]:
    """Who takes whose questions, most first; only those that were right before."""
    counted = Counter((change.before, change.after) for change in changes if change.worse)
    return tuple(Theft(loser, thief, count) for (loser, thief), count in counted.most_common())


def with_phrasing(catalog: Catalog, entry_id: str, language: Language, phrasing: str) -> Catalog:
    """The catalogue as if this phrasing stood in that entry."""
    entries = tuple(
        _spoken(entry, language, phrasing) if entry.id == entry_id else entry for entry in catalog.entries
    )
    return replace(catalog, entries=entries)


def neighbours(catalog: Catalog, index: Index, limits: Limits, phrasing: str) -> tuple[Entry, ...]:
    """The entries that a phrasing could take questions from: those that it would find today."""
    near = {one.entry_id for one in rank(index, phrasing, limits=limits).candidates}
    return tuple(entry for entry in catalog.entries if entry.id in near)


def weakest(catalog: Catalog, limits: Limits, seed: int = 13) -> tuple[Weakness, ...]:
    """All entries, the least often found first, by leaving some of their phrasings out in turn."""
    material = materials(catalog)
    kin = nearest_kin_of(material, catalog.vocabulary)
    found: dict[str, list[str]] = defaultdict(list)
    for fold in range(FOLDS):
        for one in ask_fold(material, catalog.vocabulary, kin, fold, seed, limits):
            if one.wanted:
                verdict = judge(one.index, one.reading, one.evidence, limits)
                found[one.wanted].append(one.index.entries[int(one.evidence.entries[verdict.order[0]])].id)
    return tuple(sorted((_weakness(id, got) for id, got in found.items()), key=lambda weak: weak.found))


def _weakness(id: str, got: list[str]) -> Weakness:
    others = Counter(other for other in got if other != id).most_common(1)
    return Weakness(id, got.count(id) / len(got), len(got), others[0][0] if others else "")


def _spoken(entry: Entry, language: Language, phrasing: str) -> Entry:
    side = entry.version(language)
    grown = replace(side, phrasings=(*side.phrasings, phrasing))
    return replace(entry, en=grown) if language is Language.EN else replace(entry, fr=grown)


def _first(index: Index, text: str, limits: Limits) -> str:
    found = rank(index, text, limits=limits).candidates
    return found[0].entry_id if found else ""
