"""A reply becomes Telegram messages: words in HTML, the same words plain, a keyboard. Pure.

Order: caution, question, answer, sources as links, notes. What the clients would make of a stray
`@`, `#` or `/` in an entry is prevented; the bot's own commands stay commands in its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.telegram_bot.commands import NAMES
from adapters.telegram_bot.html import LIMIT, Run, split, tame, to_html, to_plain, utf16
from adapters.telegram_bot.keyboard import keyboard
from bot.i18n.words import words
from bot.model import Action, Answer, Button, Listing, Mark, Paragraph, Press, Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telegram import InlineKeyboardMarkup

    from bot.model import Block, Cited, Inline, Language, Reply

MOST_UNFOLDED = 3
"""Sources that stand open; more of them fold, so that the answer is not pushed off a phone's screen."""

TOAST = 200
"""Characters that answerCallbackQuery shows at most."""


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """One message: its HTML, the same words for when Telegram refuses the markup, its buttons."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None = None


def messages(
    reply: Reply, room: Room = Room.PRIVATE, *, unasked: bool = False
) -> tuple[TelegramMessage, ...]:
    """The messages that show this reply; the buttons stand under the last."""
    parts = split(tuple(_runs(reply)))
    made = [TelegramMessage(to_html(part), _readable(part)) for part in parts]
    made[-1] = replace(made[-1], keyboard=keyboard(_rows(reply, room, unasked=unasked)))
    return tuple(made)


def note(text: str, markup: InlineKeyboardMarkup | None = None) -> TelegramMessage:
    """A message of the bot's own words."""
    run = Run(tame(text, NAMES))
    return TelegramMessage(to_html((run,)), run.text, markup)


def toast(reply: Reply) -> str:
    """The reply's first words, short enough to float over the chat."""
    text = "".join(run.text for block in reply.blocks[:1] for run in _block(block, {}))
    return text if utf16(text) <= TOAST else text[: TOAST // 2].rstrip() + "…"


def summary(reply: Reply, longest: int) -> str:
    """The short answer as one plain line."""
    text = " ".join("".join(run.text for block in reply.blocks[:1] for run in _block(block, {})).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _rows(reply: Reply, room: Room, *, unasked: bool) -> list[tuple[Button, ...]]:
    rows = [tuple(_dismissing(button) if unasked else button for button in row) for row in reply.rows]
    if room is Room.GROUP and not unasked:  # a group must be able to be rid of any message of the bot
        say = words(reply.language).say
        rows.append((Button(say("Delete this message"), Press(Action.DELETE, reply.language)),))
    return rows


def _dismissing(button: Button) -> Button:
    """Under an unasked answer, "not helpful" takes the answer away."""
    if button.press.action is not Action.NOT_HELPFUL:
        return button
    return replace(button, press=replace(button.press, action=Action.DELETE))


def _runs(reply: Reply) -> Iterator[Run]:
    """The whole reply as one row of runs, harmless and without blank edges."""
    urls = {cited.number: cited.source.url for cited in reply.sources}
    commands = () if isinstance(reply.decision, Answer) else NAMES
    for number, section in enumerate(_sections(reply, urls)):
        if number:
            yield Run("\n\n")
        for run in section:
            yield replace(run, text=tame(run.text, commands))


def _sections(reply: Reply, urls: dict[int, str]) -> Iterator[list[Run]]:
    if reply.caution:
        yield [Run(f"⚠️ {reply.caution}", bold=True)]
    if reply.title:
        yield [Run(reply.title, bold=True)]
    for block in reply.blocks:
        yield list(_block(block, urls))
    if reply.sources:
        yield list(_sources(reply.sources, reply.language))
    if reply.notes:
        yield [Run(" · ".join(reply.notes), italic=True)]


def _block(block: Block, urls: dict[int, str]) -> Iterator[Run]:
    if isinstance(block, Paragraph):
        yield from _inlines(block.inlines, urls)
        return
    for number, item in enumerate(block.items, 1):
        yield Run(("\n" if number > 1 else "") + _sign(block, number))
        yield from _inlines(item, urls)


def _sign(block: Listing, number: int) -> str:
    return f"{number}. " if block.ordered else "• "


def _inlines(inlines: Sequence[Inline], urls: dict[int, str]) -> Iterator[Run]:
    for inline in inlines:
        if isinstance(inline, Mark):
            yield Run(" ")
            yield Run(f"[{inline.number}]", url=urls.get(inline.number))
        else:
            yield Run(inline.text, inline.bold, inline.italic, inline.url)


def _sources(sources: Sequence[Cited], language: Language) -> Iterator[Run]:
    folded = len(sources) > MOST_UNFOLDED
    yield Run(words(language).say("Sources"), bold=True, folded=folded)
    for cited in sources:
        source = cited.source
        dated = f" ({source.date})" if source.date else ""
        yield Run(f"\n[{cited.number}] ", folded=folded)
        yield Run(f"{source.publisher}{dated} – {source.title}", url=source.url, folded=folded)


def _readable(runs: Sequence[Run]) -> str:
    """The words with the addresses behind them, as far as a message can hold both."""
    text = "".join(f"{run.text} ({run.url})" if run.url and not _is_mark(run) else run.text for run in runs)
    return text if utf16(text) <= LIMIT else to_plain(runs)


def _is_mark(run: Run) -> bool:
    return run.text[1:-1].isdigit()
