"""The bot's words: complete in both languages, in step with the code, whole sentences."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.i18n.dates import as_of, day, region_name
from bot.i18n.words import LOCALES, words
from bot.model import Language, Region

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"say": None, "plural": (1, 2), "message": None}


def in_code() -> set[str]:
    """Every message in the code, by its first form."""
    found = set()
    for room in ("bot", "adapters"):
        for _, _, text, _, _ in extract_from_dir(str(ROOT / room), [("**.py", "python")], keywords=KEYWORDS):
            found.add(text[0] if isinstance(text, tuple) else text)
    return found


def catalog(language: Language) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "faqbot.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one a plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_every_message_of_the_code_is_translated_and_none_is_left_over(language: Language) -> None:
    translated = {key(message) for message in catalog(language) if message.id and all(forms(message))}
    assert in_code() - translated == set(), "missing: run pybabel as docs/DEVELOPING.md says"
    assert translated - in_code() == set(), "no longer in the code"


@pytest.mark.parametrize("language", Language)
def test_no_translation_is_fuzzy(language: Language) -> None:
    assert [message.id for message in catalog(language) if message.id and message.fuzzy] == []


def test_translations_fill_the_same_places() -> None:
    for message in catalog(Language.FR):
        if message.id:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            wanted = set().union(*map(places, ids))
            assert set().union(*map(places, forms(message))) <= wanted, message.id
            if "number" not in wanted:
                assert all(places(form) == wanted for form in forms(message)), message.id


def test_french_speaks_to_you_politely_and_uses_no_english_quotes() -> None:
    for message in catalog(Language.FR):
        for form in forms(message) if message.id else ():
            assert not re.search(r"\b(?:tu|toi|ton|tes)\b|[“”]", form, re.IGNORECASE), form


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (1, "Only 1 can be chosen here.", "Seul le 1 peut être choisi ici."),
        (3, "Choose from 1 to 3.", "Choisissez de 1 à 3."),
    ],
)
def test_plurals_follow_each_language(number: int, english: str, french: str) -> None:
    one, many = "Only 1 can be chosen here.", "Choose from 1 to {number}."
    assert words(Language.EN).plural(one, many, number) == english
    assert words(Language.FR).plural(one, many, number) == french


def test_values_are_never_read_as_templates() -> None:
    text = words(Language.EN).say("For: {place}", place="{0.__class__} %s {place}")
    assert text == "For: {0.__class__} %s {place}"


@pytest.mark.parametrize(
    ("when", "english", "french"),
    [
        ("2026", "As of 2026", "À jour en 2026"),
        ("2026-08", "As of August 2026", "À jour en août 2026"),
        ("2026-06-01", "As of 1 June 2026", "À jour au 1er juin 2026"),
        ("2026-06-15", "As of 15 June 2026", "À jour au 15 juin 2026"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(when: str, english: str, french: str) -> None:
    assert as_of(when, words(Language.EN)) == english
    assert as_of(when, words(Language.FR)) == french


def test_every_region_has_a_name_in_both_languages() -> None:
    names = {region_name(region, language) for region in Region for language in Language}
    assert {"United Kingdom", "Royaume-Uni", "European Union", "Union européenne", "Suisse"} <= names


def test_the_first_of_a_month_is_ordinal_in_french() -> None:
    from datetime import date

    assert day(date(2026, 1, 1), Language.FR) == "1er janvier 2026"
