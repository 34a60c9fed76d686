"""Styled text in Telegram's HTML: escaped, measured as Telegram measures, cut only where it may be.

A text is a row of runs, each in one style. Cutting happens between and within runs, before any tag
is written, so that no cut can fall into a tag, a link or a surrogate pair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LIMIT = 4_096
"""UTF-16 units of a message after its markup is parsed (sendMessage, `text`)."""

JOINER = "\u2060"
"""Invisible and without width: what it parts is no mention, hashtag or command any more."""

_SIGNAL = re.compile(rf"(?<![A-Za-z0-9_])[@#$\uff03](?=[^\s{JOINER}])|(?<![A-Za-z0-9_/])/(?=[^\s/{JOINER}])")
"""Wider than what Telegram links, whose idea of a letter is not Python's; `https://a.example/b#c` stays whole."""

_BROKEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0x7F, 0x202E, *range(0xD800, 0xE000)])
_BOUNDARIES = ("\n\n", "\n", ". ", " ")


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; `url` makes it a link, which is never cut; `folded` text opens with a tap."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None
    folded: bool = False


def utf16(text: str) -> int:
    """The length that Telegram counts: characters beyond the first plane count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tame(text: str, commands: Iterable[str] = ()) -> str:
    """The text without accidental @mentions, #hashtags, $tags or /commands, save for these commands.

    Controls, lone surrogates and the right-to-left override go: Telegram refuses or misshows them.
    """
    allowed = frozenset(commands)

    def part(found: re.Match[str]) -> str:
        word = re.match(r"\w+", found.string[found.end() :])
        is_ours = found[0] == "/" and word is not None and word[0] in allowed
        return found[0] if is_ours else found[0] + JOINER

    return _SIGNAL.sub(part, text.translate(_BROKEN))


def to_html(runs: Iterable[Run]) -> str:
    """The runs as Telegram's HTML; only `<b>`, `<i>`, `<a>` and the foldable quotation are ever written."""
    parts = (
        (folded, "".join(map(_tagged, group))) for folded, group in groupby(runs, lambda run: run.folded)
    )
    return "".join(
        f"<blockquote expandable>{text}</blockquote>" if folded else text for folded, text in parts
    )


def _tagged(run: Run) -> str:
    text = escape(run.text, quote=False)
    if run.bold:
        text = f"<b>{text}</b>"
    if run.italic:
        text = f"<i>{text}</i>"
    return f'<a href="{escape(run.url)}">{text}</a>' if run.url else text


def to_plain(runs: Iterable[Run]) -> str:
    """The words alone, as Telegram shows them."""
    return "".join(run.text for run in runs)


def split(runs: Sequence[Run], limit: int = LIMIT) -> tuple[tuple[Run, ...], ...]:
    """The runs as messages of at most `limit` units, cut at paragraphs, else lines, sentences, words."""
    parts: list[tuple[Run, ...]] = []
    rest = tuple(runs)
    while utf16(to_plain(rest)) > limit:
        head, rest = _cut(rest, _place(rest, limit))
        parts.append(head)
        rest = _stripped(rest)
    return (*parts, rest) if rest or not parts else tuple(parts)


def _place(runs: tuple[Run, ...], limit: int) -> int:
    """How many characters the first message takes."""
    text = to_plain(runs)
    most = _fitting(text, limit)
    links = list(_links(runs))
    for boundary in _BOUNDARIES:
        found = text.rfind(boundary, most // 2, most)
        place = found + len(boundary.rstrip())
        if found > 0 and not any(start < place < end for start, end in links):
            return place
    return next((start for start, end in links if 0 < start < most < end), most)


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit into so many units."""
    units = 0
    for number, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return number
    return len(text)


def _links(runs: Iterable[Run]) -> Iterator[tuple[int, int]]:
    start = 0
    for run in runs:
        if run.url:
            yield start, start + len(run.text)
        start += len(run.text)


def _cut(runs: tuple[Run, ...], place: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    for number, run in enumerate(runs):
        if place <= len(run.text):
            head = (*runs[:number], replace(run, text=run.text[:place]))
            tail = (replace(run, text=run.text[place:]), *runs[number + 1 :])
            return tuple(r for r in head if r.text), tuple(r for r in tail if r.text)
        place -= len(run.text)
    return runs, ()


def _stripped(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs without blanks at their start."""
    for number, run in enumerate(runs):
        if text := run.text.lstrip():
            return (replace(run, text=text), *runs[number + 1 :])
    return ()
