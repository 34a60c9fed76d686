"""Which language a text is in: English, French, both, another one, or too little to tell.

Two witnesses are heard. Small words that every sentence needs are counted; and pieces of words are
weighed with a table that was learned from the FAQ's own two halves (`learn_pieces`). Names of
products stand in both halves alike, so they speak for neither.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING

from bot.model import Spoken
from bot.text import normalise, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SURE = 0.75
"""Evidence (about: small words) that must lie between the two languages to name one."""

MIXED = 2.0
"""Small words that each language must have, and a third of the stronger's, for a text to be in both."""

OTHER = 1.0
"""Small words of a third language that must lie beyond those of both of ours."""

LEAN, MOST_LEAN = 0.12, 6.0
"""Small words that a unit of the pieces' log odds stands for, and the most they stand for together."""

FRENCH_MARKS = re.compile(r"[éèêàùçœâîôûëïÉÈÊÀÙÇŒÂÎÔÛËÏ]|\b(?:[lLdDjJmMtTsSnNcC]|[qQ]u)['’](?=\w)")
"""Accented letters and elisions of French; one of them weighs as much as a small word."""

MOST_MARKS = 3
"""Marks that count: a long French text needs no more, a mixed one should not drown in them."""

FOREIGN_MARKS = re.compile(r"[ñ¿¡ßäöüåøãõłśżźćńęąğşıřěůőűțșăÑÄÖÜÅØÃÕŁŚŻŹĆŃĘĄĞŞİŘĚŮŐŰȚȘĂ]")
"""Letters that neither language uses outside names."""

ALONE = 2
"""Small words that only a third language has, before the others that it has are counted, too."""

NEUTRAL = frozenset(
    [
        "opt",
        "out",
        "in",
        "hey",
        "ok",
        "okay",
        "meta",
        "ai",
        "ia",
        "bot",
        "bots",
        "chat",
        "chats",
        "chatbot",
        "post",
        "posts",
        "story",
        "feed",
        "reel",
        "reels",
        "data",
        "cookie",
        "cookies",
        "deepfake",
        "fake",
        "hoax",
        "spam",
        "mail",
        "mails",
        "email",
        "web",
        "app",
        "apps",
        "dm",
        "dms",
        "form",
        "test",
        "info",
        "infos",
        "lol",
        "wtf",
        "fyi",
        "asap",
        "gdpr",
        "rgpd",
        "sms",
        "pdf",
    ]
)
"""Words that both languages use; alone they leave the language open."""

LEAST_FOREIGN = 2
"""Foreign small words or letters without which no text is in a third language: one may be a name."""

LONGEST_PIECE = 4
"""Characters of the longest piece of a word in the table."""


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
    words = [word for word in split_words(plain) if word not in NEUTRAL]
    if _foreign_script(plain):
        return Heard(Spoken.OTHER, 0.0, 0.0, float(len(words)))
    english, french = _count(words, "en"), _count(words, "fr")
    french += min(len(FRENCH_MARKS.findall(text[: len(plain) * 2])), MOST_MARKS)
    other = _foreign(words)
    other += len(FOREIGN_MARKS.findall(text[: len(plain) * 2]))
    return Heard(_judge(english, french, other, words), english, french, other)


def _judge(english: float, french: float, other: float, words: Sequence[str]) -> Spoken:
    strong, weak = max(english, french), min(english, french)
    if other >= max(strong + OTHER, LEAST_FOREIGN):
        return Spoken.OTHER
    if weak >= MIXED and weak * 3 >= strong:
        return Spoken.MIXED
    difference = french - english
    if abs(difference) < SURE + MOST_LEAN:  # beyond, no leaning would turn it
        difference += lean(words)
    if abs(difference) < SURE:
        return Spoken.UNSURE
    return Spoken.FR if difference > 0 else Spoken.EN


def _count(words: Sequence[str], language: str) -> float:
    own = small_words()[language]
    return float(sum(word in own for word in words))


def _foreign(words: Sequence[str]) -> float:
    """The most small words of a third language, those it shares with ours counted where it has its own, too."""
    alone = Counter(language for word in words for language in foreign_words().get(word, ()))
    return float(max(
        (count + sum(word in shared_words()[language] for word in words) if count >= ALONE else count
         for language, count in alone.items()), default=0,
    ))  # fmt: skip


def lean(words: Sequence[str]) -> float:
    """How far the pieces of the words lean to French (above 0) or to English (below), in small words."""
    table = pieces()
    odds = sum(filter(None, map(table.get, chain.from_iterable(map(_pieces, words)))))
    return max(-MOST_LEAN, min(MOST_LEAN, LEAN * odds))


def learn_pieces(english: Iterable[str], french: Iterable[str], least: int = 30, most: int = 6000) -> str:
    """The table of pieces, a line each with its log odds, from texts in both languages."""
    counts = [Counter(p for text in texts for w in split_words(normalise(text)) for p in _pieces(w))
              for texts in (english, french)]  # fmt: skip
    totals = [sum(count.values()) + len(count) / 2 for count in counts]
    kept = [piece for piece in counts[0] | counts[1] if counts[0][piece] + counts[1][piece] >= least]
    odds = {
        piece: math.log((counts[1][piece] + 0.5) / totals[1]) - math.log((counts[0][piece] + 0.5) / totals[0])
        for piece in kept
    }
    telling = sorted(kept, key=lambda p: -abs(odds[p]) * (counts[0][p] + counts[1][p]))[:most]
    return "".join(f"{piece.replace(' ', '_')} {odds[piece]:.2f}\n" for piece in sorted(telling))


def _pieces(word: str) -> list[str]:
    edged = f" {word} "
    return [
        edged[at : at + size] for size in range(1, LONGEST_PIECE + 1) for at in range(len(edged) - size + 1)
    ]


def _foreign_script(plain: str) -> bool:
    """Whether most letters are of another script than ours."""
    if plain.isascii():
        return False
    letters = [character for character in plain if character.isalpha()]
    return sum(1 for character in letters if not character.isascii()) * 2 > len(letters)


@cache
def pieces() -> Mapping[str, float]:
    """The log odds of pieces of words, above 0 for French; blanks mark the edges of a word."""
    lines = resources.files("bot").joinpath("language_pieces.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.split(" ") for line in lines if line)
    return {piece.replace("_", " "): float(odds) for piece, odds in parts}


@cache
def small_words() -> Mapping[str, frozenset[str]]:
    """The small words that each language has for itself, of the ones that we know."""
    listed = _listed()
    both = (listed["en"] & listed["fr"]) | NEUTRAL
    ours = listed["en"] | listed["fr"] | NEUTRAL
    return {
        language: words - (both if language in ("en", "fr") else ours) for language, words in listed.items()
    }


@cache
def foreign_words() -> Mapping[str, tuple[str, ...]]:
    """The third languages, if any, that have each small word for themselves."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in small_words().items():
        if language not in ("en", "fr"):
            found |= {word: (*found.get(word, ()), language) for word in words}
    return found


@cache
def shared_words() -> Mapping[str, frozenset[str]]:
    """The small words of each third language that English or French have, too."""
    listed = _listed()
    ours = (listed["en"] | listed["fr"]) - NEUTRAL
    return {language: words & ours for language, words in listed.items()}


@cache
def _listed() -> Mapping[str, frozenset[str]]:
    text = resources.files("bot").joinpath("language_words.txt").read_text(encoding="utf-8")
    lines = (line.split(":", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {language: frozenset(_plain(words).split()) for language, words in lines}


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
