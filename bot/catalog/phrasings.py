"""Are an entry's phrasings many, different, and its own?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.catalog.findings import Finding, Severity
from bot.model import Language
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.catalog.load import Located

FEWEST = 35
"""Measured: 10, 20 and 40 phrasings a language find the right entry 83, 88 and 91 times in 100."""


class Owner(NamedTuple):
    """Whose phrasing it is, and the number of its line."""

    place: Located
    language: Language
    number: int
    phrasing: str


def findings(places: Iterable[Located]) -> Iterator[Finding]:
    """Warnings about the phrasings of all entries, read together."""
    owners: dict[tuple[str, ...], Owner] = {}
    for place in places:
        for language in Language:
            version = place.entry.version(language)
            if len(version.phrasings) < FEWEST:
                found = f"{len(version.phrasings)} phrasings"
                yield _warning(
                    place, language, 0, found, f"write {FEWEST} or more, as different people would ask"
                )
            for number, phrasing in enumerate(version.phrasings):
                key = tuple(sorted(words(phrasing))) or (phrasing,)
                owner = owners.setdefault(key, Owner(place, language, number, phrasing))
                both_languages = owner.place is place and owner.language is not language  # “noyb meta 2026”
                if owner != Owner(place, language, number, phrasing) and not both_languages:
                    yield _taken(place, language, number, phrasing, owner)


def _taken(place: Located, language: Language, number: int, phrasing: str, owner: Owner) -> Finding:
    if owner.place is place:
        found = f"“{phrasing}” has the same words as “{owner.phrasing}”"
        return _warning(
            place, language, number + 1, found, "keep one: the order of words makes no difference"
        )
    found = f"“{phrasing}” is also a phrasing of {owner.place.entry.id}"
    return _warning(place, language, number + 1, found, "leave it with the entry that answers it better")


def _warning(place: Located, language: Language, number: int, problem: str, cure: str) -> Finding:
    line = place.line(language.value, "phrasings") + number
    return Finding(place.file, line, f"{language.value}.phrasings", problem, cure, Severity.WARNING)
