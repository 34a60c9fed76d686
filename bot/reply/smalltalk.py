"""Is this a greeting, thanks or a question about the bot, and nothing else?

A message counts as small talk only when its words are covered whole by small-talk phrases and
fillers: "hello, how do I opt out" is a question, "hello bot, how are you" is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.catalog.smalltalk import FILLERS, KINDS, Phrase
from bot.model import Language, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.catalog.smalltalk import SmallTalk

LONGEST = 16
"""Words; nobody greets at greater length without asking something."""

_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Talk:
    """What a message of small talk is for, and its language where only one of them says it so."""

    reason: Reason
    language: Language | None


Table = Mapping[str, tuple[tuple[Reason | None, Phrase], ...]]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Small talk of each language, by the first word of its phrases; fillers have no kind."""

    tables: Mapping[Language, Table]


def phrasebook(talk: SmallTalk) -> Phrasebook:
    """The phrases of the FAQ's small talk, ready to be looked up."""
    return Phrasebook({language: _table(talk.phrases.get(language.value, {})) for language in Language})


def _table(phrases: Mapping[str, tuple[Phrase, ...]]) -> Table:
    table: dict[str, list[tuple[Reason | None, Phrase]]] = {}
    kinds: tuple[Reason | None, ...] = (*KINDS, None)
    for kind in kinds:
        for phrase in phrases.get(kind or FILLERS, ()):
            squeezed = tuple(_squeeze(word) for word in phrase)
            table.setdefault(squeezed[0], []).append((kind, squeezed))
    return {first: tuple(listed) for first, listed in table.items()}


def _squeeze(word: str) -> str:
    """`merciii` and `hellooo` mean what they mean with single letters."""
    return _DOUBLED.sub(r"\1", word)


def recognise(book: Phrasebook, words: Sequence[str]) -> Talk | None:
    """What the message is for, or None when it holds anything but small talk of one language."""
    if not words or len(words) > LONGEST:
        return None
    squeezed = tuple(_squeeze(word) for word in words)
    found = {language: _cover(squeezed, table) for language, table in book.tables.items()}
    reason = next((kind for kind in KINDS if any(kind in kinds for kinds in found.values())), None)
    if reason is None:
        return None
    said = [language for language, kinds in found.items() if reason in kinds]
    return Talk(reason, said[0] if len(said) == 1 else None)


def _cover(words: Phrase, table: Table) -> frozenset[Reason]:
    """The kinds in the best covering of all the words; empty where nothing covers them."""

    @cache
    def best(start: int) -> frozenset[Reason] | None:
        if start == len(words):
            return frozenset()
        found: frozenset[Reason] | None = None
        for kind, phrase in table.get(words[start], ()):
            end = start + len(phrase)
            rest = best(end) if words[start:end] == phrase else None
            if rest is not None:
                kinds = rest | {kind} if kind else rest
                found = kinds if found is None or _weight(kinds) > _weight(found) else found
        return found

    return best(0) or frozenset()


def _weight(kinds: frozenset[Reason]) -> int:
    """A covering is better when it holds a kind that is answered before the others."""
    return max((len(KINDS) - KINDS.index(kind) for kind in kinds), default=0)
