"""Is this a greeting, thanks or a question about the bot, and nothing else?

A message counts as small talk only when its words are covered whole by small-talk phrases and
fillers: "hello, how do I opt out" is a question, "hello bot, how are you" is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.catalog.smalltalk import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.catalog.smalltalk import Phrase, SmallTalk
    from bot.model import Reason

LONGEST = 16
"""Words; nobody greets at greater length without asking something."""

_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Small talk by the first word of its phrases; fillers have no kind."""

    by_first: Mapping[str, tuple[tuple[Reason | None, Phrase], ...]]


def phrasebook(talk: SmallTalk) -> Phrasebook:
    """The phrases of the FAQ's small talk, ready to be looked up."""
    table: dict[str, list[tuple[Reason | None, Phrase]]] = {}
    for kind, phrase in _all(talk):
        squeezed = tuple(_squeeze(word) for word in phrase)
        table.setdefault(squeezed[0], []).append((kind, squeezed))
    return Phrasebook({first: tuple(phrases) for first, phrases in table.items()})


def _all(talk: SmallTalk) -> Iterator[tuple[Reason | None, Phrase]]:
    for kind in KINDS:
        yield from ((kind, phrase) for phrase in talk.phrases.get(kind, ()))
    yield from ((None, phrase) for phrase in talk.fillers)


def _squeeze(word: str) -> str:
    """`merciii` and `hellooo` mean what they mean with single letters."""
    return _DOUBLED.sub(r"\1", word)


def recognise(book: Phrasebook, words: Sequence[str]) -> Reason | None:
    """What the message is for, or None when it holds anything but small talk."""
    if not words or len(words) > LONGEST:
        return None
    kinds = _cover(tuple(_squeeze(word) for word in words), book)
    return next((kind for kind in KINDS if kind in kinds), None)


def _cover(words: Phrase, book: Phrasebook) -> frozenset[Reason]:
    """The kinds in the best covering of all the words; empty where nothing covers them."""

    @cache
    def best(start: int) -> frozenset[Reason] | None:
        if start == len(words):
            return frozenset()
        found: frozenset[Reason] | None = None
        for kind, phrase in book.by_first.get(words[start], ()):
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
