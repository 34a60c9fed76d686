"""The bot's texts in Discord's markup: nothing in them can become a mention, a heading or a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model import Listing, Mark, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Block, Inline

_SPECIAL = re.compile(r"[\\*_~`|\[\]<>]")
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")
_LINE_START = re.compile(r"^(\s*)(?=#{1,3}\s|-#\s|[-+]\s)", re.MULTILINE)
_LINE_NUMBER = re.compile(r"^(\s*\d+)(?=[.)]\s)", re.MULTILINE)
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)


def escape(text: str) -> str:
    """The text as it is: what Discord would read as markup shows as typed; addresses stay whole."""
    parts = _ADDRESS.split(text)
    plain = "".join(
        part if number % 2 else _SPECIAL.sub(r"\\\g<0>", part) for number, part in enumerate(parts)
    )
    return _LINE_NUMBER.sub(r"\1\\", _LINE_START.sub(r"\1\\", plain))


def link(text: str, url: str) -> str:
    """Words that lead to an address; brackets in the address would end it early."""
    address = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{escape(text)}]({address})"


def blocks(shown: Iterable[Block]) -> str:
    """Paragraphs and lists, a blank line between them."""
    return "\n\n".join(_block(block) for block in shown)


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return line(block.inlines)
    return "\n".join(f"{sign} {line(item)}" for sign, item in zip(_signs(block), block.items, strict=True))


def _signs(listing: Listing) -> Iterable[str]:
    return (f"{number}." if listing.ordered else "-" for number in range(1, len(listing.items) + 1))


def line(inlines: Iterable[Inline]) -> str:
    """A run of text with its styles; a source mark is its number in brackets."""
    return "".join(f" \\[{part.number}\\]" if isinstance(part, Mark) else _span(part) for part in inlines)


def _span(span: Span) -> str:
    """Discord wants the stars next to the words, so blanks at the edges stay outside."""
    found = _EDGES.fullmatch(span.text)
    before, words, after = found.groups() if found else ("", span.text, "")
    if not words:
        return span.text
    stars = "*" * (2 * span.bold + span.italic)
    inner = link(words, span.url) if span.url else escape(words)
    return f"{before}{stars}{inner}{stars}{after}"
