"""A reply as lines for a terminal of any width, with or without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from bot.i18n.words import words
from bot.model import Abstain, Action, Choices, Listing, Mark, Paragraph, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from bot.model import Block, Button, Cited, Inline, Language, Reply

WIDEST = 88
"""Columns; longer lines tire the eye."""

SHOWN = (Action.SHOW, Action.MORE, Action.SWITCH, Action.TOPICS, Action.TOPIC)
"""Buttons that mean something here: nobody counts verdicts in a terminal."""


def console(file: IO[str] | None = None) -> Console:
    """A console that obeys NO_COLOR and the terminal's width, and never rewrites what it is given."""
    made = Console(file=file, highlight=False, markup=False, emoji=False)
    made.width = min(made.width, WIDEST)
    return made


def choosable(reply: Reply) -> tuple[Button, ...]:
    """The buttons that a reader can choose by number, in the order of their numbers."""
    return tuple(button for button in reply.buttons if button.press.action in SHOWN)


def print_reply(screen: Console, reply: Reply) -> None:
    """The whole reply without its buttons. Addresses are never broken: a terminal can open them."""
    if reply.caution:
        screen.print(Text(reply.caution, style="bold yellow"), "", sep="\n")
    if reply.title:
        screen.print(Text(reply.title, style="bold cyan"), "", sep="\n")
    for number, block in enumerate(_own_blocks(reply)):
        screen.print(*([""] if number else []), *_block(block, screen), sep="\n")
    _print_links(screen, reply)
    _print_sources(screen, reply.sources, reply.language)
    if reply.notes:
        screen.print("", Text(" · ".join(reply.notes), style="dim"), sep="\n")


def print_buttons(screen: Console, buttons: Sequence[Button]) -> None:
    """The buttons as a numbered list."""
    for number, button in enumerate(buttons, 1):
        screen.print(
            *_hanging(Text(f"{number:3} ", style="bold green"), Text(button.label), screen), sep="\n"
        )


def _own_blocks(reply: Reply) -> Sequence[Block]:
    """The blocks, without the titles of a choice: its numbered buttons say the same."""
    if isinstance(reply.decision, Choices):
        return [block for block in reply.blocks if not isinstance(block, Listing)]
    return reply.blocks


def _block(block: Block, screen: Console) -> Iterator[Text]:
    if isinstance(block, Paragraph):
        yield from _hanging(Text(), inline(block.inlines), screen)
        return
    for number, item in enumerate(block.items, 1):
        yield from _hanging(Text(f"{number}. " if block.ordered else "• "), inline(item), screen)


def _hanging(sign: Text, text: Text, screen: Console) -> Iterator[Text]:
    """The text wrapped beside its sign, further lines under the first."""
    lines = text.wrap(screen, max(10, screen.width - len(sign)))
    for number, line in enumerate(lines):
        line.rstrip()
        yield Text.assemble(sign if number == 0 else " " * len(sign), line)


def inline(inlines: Iterable[Inline]) -> Text:
    """A line of text with its styles, source marks as [1]."""
    text = Text()
    for part in inlines:
        if isinstance(part, Mark):
            text.append(f"[{part.number}]", style="dim")
        else:
            style = " ".join(name for name, on in (("bold", part.bold), ("italic", part.italic)) if on)
            text.append(part.text, style=f"{style} underline link {part.url}" if part.url else style)
    return text


def _print_links(screen: Console, reply: Reply) -> None:
    """The addresses behind the answer's links: not every terminal can open a word."""
    lines = [line for b in reply.blocks for line in (b.items if isinstance(b, Listing) else (b.inlines,))]
    found = [part for line in lines for part in line if not isinstance(part, Mark) and part.url]
    for number, span in enumerate(found):
        screen.print(*([""] if number == 0 else []), Text(f"→ {span.text}:"), sep="\n")
        screen.print(Text(f"  {span.url}"), soft_wrap=True)


def _print_sources(screen: Console, sources: Sequence[Cited], language: Language) -> None:
    if sources:
        screen.print("", Text(words(language).say("Sources"), style="bold"), sep="\n")
    for cited in sources:
        source = cited.source
        dated = f" ({source.date})" if source.date else ""
        name = Text(f"{source.publisher}{dated}: {source.title}")
        screen.print(*_hanging(Text(f"[{cited.number}] ", style="dim"), name, screen), sep="\n")
        screen.print(Text(" " * (len(str(cited.number)) + 3) + source.url, style="dim"), soft_wrap=True)


def is_goodbye(reply: Reply) -> bool:
    """True when the person has taken leave."""
    return isinstance(reply.decision, Abstain) and reply.decision.reason is Reason.GOODBYE
