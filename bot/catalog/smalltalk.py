"""`smalltalk.yaml`: the words that are talk and not a question, by what they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog.findings import Finding
from bot.catalog.nodes import Fields, Items, Scalar, read
from bot.model import Language, Reason
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
    """Phrases (words in order) by language and kind, fillers among them: these may stand around the others."""

    phrases: Mapping[str, Mapping[str, tuple[Phrase, ...]]]


def load_smalltalk(data: bytes | None) -> tuple[SmallTalk, tuple[Finding, ...]]:
    """The small talk of the file; without a file there is none."""
    if data is None:
        return SmallTalk({}), ()
    tree, found = read(FILE, data)
    if tree is None:
        return SmallTalk({}), found
    known = {FILLERS, *KINDS}
    unknown = (
        Finding(
            FILE, line, name, f"`{name}` is not a kind of small talk", "one of " + ", ".join(sorted(known))
        )
        for name, line, _ in tree.pairs
        if name not in known
    )
    phrases = {
        language.value: {str(kind): _phrases(tree.get(kind), language) for kind in (*KINDS, FILLERS)}
        for language in Language
    }
    return SmallTalk(phrases), (*found, *unknown)


def _phrases(node: Node | None, language: Language) -> tuple[Phrase, ...]:
    """The phrases of a kind in one language, each as its words."""
    listed = node.get(language.value) if isinstance(node, Fields) else None
    items = listed.items if isinstance(listed, Items) else ()
    found = (words(item.text) for item in items if isinstance(item, Scalar))
    return tuple(dict.fromkeys(phrase for phrase in found if phrase))
