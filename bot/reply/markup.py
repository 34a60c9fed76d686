"""The tiny markup of answers: paragraphs, lists, bold, italic, links, `[^source]` marks. Nothing else.

Answers are data. They are read by markdown-it-py and turned into values, so that each platform
writes its own syntax and nothing that an author types can become a tag, a command or code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.model import Block, Inline, Listing, Mark, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MARK = re.compile(r"\s*\[\^([a-z0-9-]+)\]")
"""A source mark; the space before it belongs to it, so that plain text does not keep it."""

_ALLOWED = {
    "paragraph_open", "paragraph_close", "ordered_list_open", "ordered_list_close", "bullet_list_open",
    "bullet_list_close", "list_item_open", "list_item_close", "inline", "text", "strong_open", "strong_close",
    "em_open", "em_close", "link_open", "link_close", "softbreak", "hardbreak",
}  # fmt: skip
_NAMES = {
    "heading_open": "a heading", "html_block": "HTML", "html_inline": "HTML", "code_inline": "code",
    "code_block": "an indented block", "fence": "a code block", "blockquote_open": "a quotation block",
    "hr": "a ruler", "image": "a picture",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """Markup that answers cannot hold; `line` counts from 0 within the answer."""

    line: int
    what: str


@cache
def _parser() -> MarkdownIt:
    # Imported here: reading an answer is the only thing that needs it, and a cached start reads none.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


@lru_cache(maxsize=2_000)
def parse(text: str) -> tuple[Block, ...]:
    """The blocks of an answer; whatever is not allowed shows as plain text."""
    return tuple(_blocks(_parser().parse(text)))


def refused(text: str) -> tuple[Refused, ...]:
    """Everything in an answer that is not paragraphs, flat lists, bold, italic, links or marks."""
    found: list[Refused] = []
    line = depth = 0
    for token in _parser().parse(text):
        line = token.map[0] if token.map else line
        depth += token.nesting if token.type.endswith(("list_open", "list_close")) else 0
        if depth > 1 and token.type.endswith("list_open"):
            found.append(Refused(line, "a list inside a list"))
        found += [Refused(line, what) for what in _strangers(token)]
    return tuple(found)


def _strangers(token: Token) -> Iterator[str]:
    for part in (token, *(token.children or ())):
        if part.type not in _ALLOWED and not part.type.endswith("_close"):
            yield _NAMES.get(part.type, part.type.replace("_", " "))


def links(text: str) -> tuple[str, ...]:
    """The addresses that an answer links to, in order."""
    return tuple(span.url for span in _spans(parse(text)) if isinstance(span, Span) and span.url)


def cited(text: str) -> tuple[str, ...]:
    """The ids of the sources that an answer cites, each once, in order."""
    return tuple(dict.fromkeys(mark[1] for mark in MARK.finditer(text)))


def number(blocks: Sequence[Block], numbers: dict[str, int]) -> tuple[Block, ...]:
    """The same blocks with each mark's number; marks of unknown sources vanish."""

    def numbered(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        with_numbers = (
            Mark(i.source_id, numbers.get(i.source_id, 0)) if isinstance(i, Mark) else i for i in inlines
        )
        return tuple(i for i in with_numbers if isinstance(i, Span) or i.number)

    return tuple(
        Paragraph(numbered(block.inlines))
        if isinstance(block, Paragraph)
        else Listing(tuple(numbered(item) for item in block.items), block.ordered)
        for block in blocks
    )


def plain(blocks: Iterable[Block]) -> str:
    """The words alone: what a preview, a search index or a screen reader needs."""
    return "\n\n".join(_plain_block(block) for block in blocks)


def _plain_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return inline_text(block.inlines)
    signs = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
    return "\n".join(f"{sign} {inline_text(item)}" for sign, item in zip(signs, block.items, strict=True))


def inline_text(inlines: Iterable[Inline]) -> str:
    """The words of a line, without its marks."""
    return "".join(i.text for i in inlines if isinstance(i, Span))


def _spans(blocks: Iterable[Block]) -> Iterator[Inline]:
    for block in blocks:
        for line in (block.inlines,) if isinstance(block, Paragraph) else block.items:
            yield from line


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    items: list[tuple[Inline, ...]] | None = None
    ordered = False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open") and items is None:
            items, ordered = [], token.type == "ordered_list_open"
        elif token.type in ("bullet_list_close", "ordered_list_close") and token.level == 0:
            yield Listing(tuple(items or ()), ordered)
            items = None
        elif token.type == "inline":
            inlines = tuple(_inlines(token.children or ()))
            if items is None:
                yield Paragraph(inlines)
            else:
                items.append(inlines)
        elif token.type in ("fence", "code_block", "html_block"):
            yield Paragraph((Span(token.content.strip()),))


def _inlines(tokens: Sequence[Token]) -> Iterator[Inline]:
    bold = italic = 0
    url: str | None = None
    for token in tokens:
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        if token.type == "link_open":
            url = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            url = None
        elif token.type in ("softbreak", "hardbreak"):
            yield Span(" ")
        elif token.content:
            yield from _marked(token.content, bold > 0, italic > 0, url)


def _marked(text: str, bold: bool, italic: bool, url: str | None) -> Iterator[Inline]:
    """A run of text, parted at its source marks."""
    start = 0
    for mark in MARK.finditer(text):
        if mark.start() > start:
            yield Span(text[start : mark.start()], bold, italic, url)
        yield Mark(mark[1])
        start = mark.end()
    if start < len(text):
        yield Span(text[start:], bold, italic, url)


def marks(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The ids of the sources that these blocks cite, each once, in order."""
    return tuple(dict.fromkeys(inline.source_id for inline in _spans(blocks) if isinstance(inline, Mark)))
