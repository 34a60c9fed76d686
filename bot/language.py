"""Which language a text is in: English, French, both, another one, or too little to tell.

Two witnesses are heard. Small words that every sentence needs are counted; and pieces of words are
weighed with a table learned from the FAQ's own two halves. Names of products speak for neither.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from bot.model import Spoken
from bot.text import normalise, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SURE = 2.0
"""Evidence (about: small words) that must lie between the two languages to name one."""

MIXED = 2.5
"""Evidence that each language must have, and a third of the stronger, for a text to be in both."""

OTHER = 2.0
"""Evidence of a third language that must lie beyond both of ours."""

FRENCH_MARKS = re.compile(r"[éèêàùçœâîôûëï]|\b(?:[ldjmtsnc]|qu)['’](?=\w)", re.IGNORECASE)
"""Accented letters and elisions of French; one of them weighs as much as a small word."""

FOREIGN_MARKS = re.compile(r"[ñ¿¡ßäöüåøãõłśżźćńęąğşıřěůőűțșă]", re.IGNORECASE)
"""Letters that neither language uses outside names."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text sounds like, and the evidence for each language (0 and up, about: small words)."""

    spoken: Spoken
    english: float
    french: float
    other: float = 0.0


def detect(text: str) -> Heard:
    """The language of a text. Names of products and single key words leave it unsure."""
    plain = normalise(text)
    words = split_words(plain)
    if _foreign_script(plain):
        return Heard(Spoken.OTHER, 0.0, 0.0, float(len(words)))
    small = small_words()
    heard = {language: _count(words, own) for language, own in small.items()}
    english, french = heard.pop("en"), heard.pop("fr")
    french += len(FRENCH_MARKS.findall(text[:400]))
    lean = _lean(words)
    english, french = english + max(-lean, 0.0), french + max(lean, 0.0)
    other = max(heard.values(), default=0.0) + len(FOREIGN_MARKS.findall(text[:400]))
    return Heard(_judge(english, french, other), english, french, other)


def _judge(english: float, french: float, other: float) -> Spoken:
    strong, weak = max(english, french), min(english, french)
    if other >= strong + OTHER:
        return Spoken.OTHER
    if weak >= MIXED and weak * 3 >= strong:
        return Spoken.MIXED
    if strong - weak >= SURE:
        return Spoken.EN if english > french else Spoken.FR
    return Spoken.UNSURE


def _count(words: Sequence[str], own: frozenset[str]) -> float:
    return float(sum(1 for word in words if word in own))


def _lean(words: Sequence[str]) -> float:
    """How far the pieces of the words lean to French (above 0) or English (below)."""
    return 0.0


def _foreign_script(plain: str) -> bool:
    """Whether most letters are of another script than ours."""
    letters = [character for character in plain if character.isalpha()]
    return sum(1 for character in letters if not character.isascii()) * 2 > len(letters)


@cache
def small_words() -> Mapping[str, frozenset[str]]:
    """The small words of each language; those of English and of French are only its own."""
    text = resources.files("bot").joinpath("language_words.txt").read_text(encoding="utf-8")
    lines = (line.split(":", 1) for line in text.splitlines() if line and not line.startswith("#"))
    found = {language: frozenset(_plain(words).split()) for language, words in lines}
    both = found["en"] & found["fr"]
    ours = found["en"] | found["fr"]
    return {language: words - both if language in ("en", "fr") else words - ours for language, words in found.items()}


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
