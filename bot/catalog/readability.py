"""How easy a text is to read, on the scale that each language's own formula gives.

English: Flesch (1948), 206.835 - 1.015 words/sentence - 84.6 syllables/word. French: Kandel and
Moles (1958), 207 - 1.015 words/sentence - 73.6 syllables/word. Higher is easier: 60 and up reads
like a newspaper, 30 and below like a law. Syllables are counted as groups of vowels.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.model import Language


class Formula(NamedTuple):
    """The constants of a reading-ease formula."""

    start: float
    per_word: float
    per_syllable: float


FORMULAS = {Language.EN: Formula(206.835, 1.015, 84.6), Language.FR: Formula(207.0, 1.015, 73.6)}

_SENTENCE = re.compile(r"[.!?…:;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+", re.IGNORECASE)
_SILENT = {
    Language.EN: re.compile(r"(?<=[^aeiouyl])e(?:d|s)?$"),
    Language.FR: re.compile(r"(?<=[^aeiouyé])e(?:s|nt)?$"),
}


def ease(text: str, language: Language) -> float:
    """The reading ease of a plain text, about 0 (hard) to 100 (easy); 100 for a text without words."""
    found = _WORD.findall(text)
    if not found:
        return 100.0
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    count = sum(syllables(word, language) for word in found)
    formula = FORMULAS[language]
    return (
        formula.start - formula.per_word * len(found) / sentences - formula.per_syllable * count / len(found)
    )


def syllables(word: str, language: Language) -> int:
    """The spoken syllables of a word, as its vowel groups tell them; at least one."""
    heard = _SILENT[language].sub("", word.lower())
    return max(1, len(_VOWELS.findall(heard)))
