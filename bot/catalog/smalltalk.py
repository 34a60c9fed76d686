"""`smalltalk.yaml`: the words that are talk and not a question, by what they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog.findings import Finding
from bot.catalog.nodes import Fields, Items, Scalar, read
from bot.model import Reason
from bot.text import words

if TYPE_CHECKING:
    from bot.catalog.nodes import Node

FILE = "smalltalk.yaml"
FILLERS = "fillers"
KINDS = (
    Reason.STORED,
    Reason.WHO,
    Reason.CAPABILITIES,
    Reason.STOP,
    Reason.THANKS,
    Reason.GOODBYE,
    Reason.GREETING,
)
"""What a message can be for; of several kinds in one message the first of these is answered."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Phrases (words in order) by kind, and the fillers that may stand around them."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    fillers: tuple[Phrase, ...]


def load_smalltalk(data: bytes | None) -> tuple[SmallTalk, tuple[Finding, ...]]:
    """The small talk of the file; without a file there is none."""
    if data is None:
        return SmallTalk({}, ()), ()
    tree, found = read(FILE, data)
    if tree is None:
        return SmallTalk({}, ()), found
    known = {FILLERS, *KINDS}
    unknown = (
        Finding(
            FILE, line, name, f"`{name}` is not a kind of small talk", "one of " + ", ".join(sorted(known))
        )
        for name, line, _ in tree.pairs
        if name not in known
    )
    phrases = {str(kind): tuple(_phrases(tree.get(kind))) for kind in KINDS}
    return SmallTalk(phrases, tuple(_phrases(tree.get(FILLERS)))), (*found, *unknown)


def _phrases(node: Node | None) -> Iterator[Phrase]:
    """The phrases of both languages, each as its words."""
    if isinstance(node, Fields):
        for _, _, part in node.pairs:
            yield from _phrases(part)
    elif isinstance(node, Items):
        found = (words(item.text) for item in node.items if isinstance(item, Scalar))
        yield from dict.fromkeys(phrase for phrase in found if phrase)
