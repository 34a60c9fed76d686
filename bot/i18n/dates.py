"""Dates and places in the reader's language, from the Unicode data that Babel carries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_skeleton

from bot.model import Language, Region

if TYPE_CHECKING:
    from bot.i18n.words import Words

_LOCALES = {Language.EN: "en_GB", Language.FR: "fr"}
_TERRITORIES = {Region.UK: "GB"}


def day(when: date, language: Language) -> str:
    """A whole date: `15 June 2026`, `15 juin 2026`, `1er juin 2026`."""
    text = format_date(when, format="d MMMM y", locale=_LOCALES[language])
    return "1er" + text[1:] if language is Language.FR and when.day == 1 else text


def as_of(when: str, words: Words) -> str:
    """The note that says how far the facts reach; `when` is YYYY, YYYY-MM or YYYY-MM-DD."""
    year, *rest = (int(part) for part in when.split("-"))
    if not rest:
        return words.say("As of {year}", year=year)
    first = date(year, rest[0], rest[1] if len(rest) > 1 else 1)
    if len(rest) > 1:
        return words.say("As of {day}", day=day(first, words.language))
    month = format_skeleton("yMMMM", first, locale=_LOCALES[words.language])
    return words.say("As of {month}", month=month)


def region_name(region: Region, language: Language) -> str:
    """The region as its language calls it: `Switzerland`, `Suisse`."""
    code = _TERRITORIES.get(region, region.upper())
    return str(Locale(_LOCALES[language].split("_")[0]).territories[code])
