"""Are an entry's phrasings many, different, and its own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalog.findings import Finding, Severity
from bot.model import Language
from bot.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.catalog.load import Located

FEWEST = 35
"""Measured: 10, 20 and 40 phrasings a language find the right entry 83, 88 and 91 times in 100."""


def findings(places: Iterable[Located]) -> Iterator[Finding]:
    """Warnings about the phrasings of all entries, read together."""
    owners: dict[tuple[str, ...], tuple[Located, Language, str]] = {}
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
                owner = owners.setdefault(key, (place, language, phrasing))
                both_languages = owner[0] is place and owner[1] is not language  # “noyb meta 2026” is both
                if owner != (place, language, phrasing) and not both_languages:
                    yield _taken(place, language, number, phrasing, owner)


def _taken(
    place: Located, language: Language, number: int, phrasing: str, owner: tuple[Located, Language, str]
) -> Finding:
    other = owner[0]
    if other is place:
        found = f"“{phrasing}” has the same words as “{owner[2]}”"
        return _warning(
            place, language, number + 1, found, "keep one: the order of words makes no difference"
        )
    found = f"“{phrasing}” is also a phrasing of {other.entry.id}"
    return _warning(place, language, number + 1, found, "leave it with the entry that answers it better")


def _warning(place: Located, language: Language, number: int, problem: str, cure: str) -> Finding:
    line = place.line(language.value, "phrasings") + number
    return Finding(place.file, line, f"{language.value}.phrasings", problem, cure, Severity.WARNING)
