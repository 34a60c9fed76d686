"""Type set as each language is: French with its no-break spaces, guillemets and apostrophes.

Authors type what their keyboard has; readers see what a printer would have set. The French rules
are those of the Imprimerie nationale: a narrow no-break space before ; ! ?, a no-break space before
the colon and inside guillemets. Setting a text that is already set changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model import Inline, Language, Listing, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Block

NO_BREAK = "\u00a0"
NARROW = "\u202f"

_BLANK = f"[ {NO_BREAK}{NARROW}]"
_ADDRESS = re.compile(r"(https?://\S+|\b[\w.+-]+@[\w.-]+\b|\b\w+\.(?:com|org|eu|fr|ai|net)\b\S*)")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r'"([^"\n]*)"'), r"«\1»"),
    (re.compile(f"«{_BLANK}*"), f"«{NO_BREAK}"),
    (re.compile(f"{_BLANK}*»"), f"{NO_BREAK}»"),
    (re.compile(f"{_BLANK}+([;!?])"), rf"{NARROW}\1"),
    (re.compile(r"(?<=[\w)»%])([!?]+)(?!\w)"), rf"{NARROW}\1"),
    (re.compile(f"{_BLANK}+:"), f"{NO_BREAK}:"),
    (re.compile(f"(?<=\\d){_BLANK}?%"), f"{NARROW}%"),
    (re.compile(f"(?<=\\d){_BLANK}(?=\\d{{3}}\\b)"), NARROW),
    (
        re.compile(f"(?<=\\d){_BLANK}(?=(?:€|euros?|millions?|milliards?|jours?|mois|ans?|heures?)\\b|€)"),
        NO_BREAK,
    ),
    (re.compile(f"\\b([Aa]rticles?|[Aa]rt\\.|n°){_BLANK}(?=\\d)"), rf"\1{NO_BREAK}"),
)


def typeset(text: str, language: Language) -> str:
    """The text as its language is printed; addresses stay as they are."""
    if language is not Language.FR:
        return text
    parts = _ADDRESS.split(text)
    return "".join(part if number % 2 else _french(part) for number, part in enumerate(parts))


def _french(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typeset_blocks(blocks: Iterable[Block], language: Language) -> tuple[Block, ...]:
    """The same blocks, each run of text typeset."""

    def line(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(
            replace(i, text=typeset(i.text, language)) if isinstance(i, Span) else i for i in inlines
        )

    return tuple(
        Paragraph(line(block.inlines))
        if isinstance(block, Paragraph)
        else Listing(tuple(line(item) for item in block.items), block.ordered)
        for block in blocks
    )
