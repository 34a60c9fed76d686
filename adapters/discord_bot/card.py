"""A reply as a card: texts and controls within Discord's limits, still without the library.

Numbers are Discord's own. Texts are measured in UTF-16 units, the longer of the two ways to count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters.discord_bot import markdown
from adapters.discord_bot.controls import Act, Deed, distinct, encode
from bot.i18n.words import words
from bot.model import Abstain, Action, Button, Press

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.model import Cited, Language, Reply

TEXT = 4_000
"""All texts of a message made of components, together."""

LABEL, OPTION, PLACEHOLDER = 80, 100, 150
IN_A_ROW, IN_A_MENU = 5, 25
MENU_FROM = 6
"""Lines of one button each, from which on a menu is easier to use than a wall of buttons."""


NO_COMMANDS: Mapping[str, str] = MappingProxyType({})
_COMMAND = re.compile(r"(?<![\w/])/([a-z]{2,32})\b")
_CHANNEL = re.compile(r"(?<!\w)#(\d{15,20})\b")


class Tone(Enum):
    """The colour at the card's edge; the words say the same."""

    ANSWER = 0x2F6FDE
    CAUTION = 0xB35900
    NOTE = 0x6B7280


@dataclass(frozen=True, slots=True)
class Key:
    """A button, or an option of a menu."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to pick from."""

    prompt: str
    id: str
    options: tuple[Key, ...]


Row = tuple[Key, ...] | Menu


@dataclass(frozen=True, slots=True)
class Card:
    """What a message shows, from top to bottom, in Discord's markup."""

    body: str
    title: str = ""
    caution: str = ""
    heading: str = ""
    sources: tuple[str, ...] = ()
    notes: str = ""
    rows: tuple[Row, ...] = ()
    tone: Tone = Tone.NOTE

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in order, parted as a reader would part them."""
        opening = "\n".join(text for text in (f"### {self.title}" if self.title else "", self.body) if text)
        listed = "\n".join((f"**{self.heading}**", *self.sources)) if self.sources else ""
        caution = f"**{self.caution}**" if self.caution else ""
        return tuple(text for text in (caution, opening, listed, self.notes) if text)


def size(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis; never half a character pair."""
    if size(text) <= most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    return kept.rstrip() + "…"


def card(
    reply: Reply, extras: Sequence[Button | Key] = (), commands: Mapping[str, str] = NO_COMMANDS
) -> Card:
    """The card of a reply; `extras` are this room's own buttons, after the others.

    `commands` says how a command that the text names is written so that a press runs it.
    """
    tone = Tone.NOTE if isinstance(reply.decision, Abstain) else Tone.ANSWER
    rows = (*_rows(reply), *_in_rows(tuple(_key(extra) for extra in extras)))
    made = Card(
        body=_named(markdown.blocks(reply.blocks), commands),
        title=markdown.escape(reply.title),
        caution=markdown.escape(reply.caution),
        heading=words(reply.language).say("Sources"),
        sources=tuple(_source(cited) for cited in reply.sources),
        notes="\n".join(markdown.escape(note) for note in reply.notes),
        rows=_distinct(rows),
        tone=Tone.CAUTION if reply.caution else tone,
    )
    return fitted(made, TEXT, reply.language)


def _named(text: str, commands: Mapping[str, str]) -> str:
    """Commands and channels as Discord's own mentions, which a press follows."""
    text = _CHANNEL.sub(r"<#\1>", text)
    return _COMMAND.sub(lambda found: commands.get(found[1], found[0]), text)


def fitted(made: Card, most: int, language: Language) -> Card:
    """The card within its limit: first the last sources go, and it says how many, then the body's end."""
    kept = len(made.sources)
    while kept and _length(made) > most:
        kept -= 1
        gone = len(made.sources) - kept
        left = words(language).plural("{number} more source", "{number} more sources", gone)
        shorter = replace(made, sources=(*made.sources[:kept], left))
        if _length(shorter) <= most:
            return shorter
    if kept == 0 and made.sources:
        made = replace(made, sources=())
    over = _length(made) - most
    return replace(made, body=_shorter(made.body, size(made.body) - over)) if over > 0 else made


def _length(made: Card) -> int:
    return sum(map(size, made.texts))


def _shorter(text: str, most: int) -> str:
    """The whole lines that fit: a line cut in two could lose the end of its markup."""
    kept: list[str] = []
    for line in text.splitlines():
        if size("\n".join((*kept, line))) + 2 > most:
            break
        kept.append(line)
    return "\n".join((*kept, "…")) if kept else cut(text, max(most, 2))


def _source(cited: Cited) -> str:
    """Its number, its title as a link, who published it and when."""
    source = cited.source
    dated = f" ({source.date})" if source.date else ""
    return f"{cited.number}. {markdown.link(source.title, source.url)}, {markdown.escape(source.publisher)}{dated}"


def _rows(reply: Reply) -> Iterator[Row]:
    """The reply's rows; a long run of lines of one button each becomes a menu."""
    for (action, single), run in groupby(reply.rows, key=_kind):
        listed = list(run)
        if single and len(listed) >= MENU_FROM:
            yield from _menus(action, [row[0] for row in listed], reply.language)
        else:
            yield from (piece for row in listed for piece in _in_rows(tuple(map(_key, row))))


def _kind(row: tuple[Button, ...]) -> tuple[Action, bool]:
    return row[0].press.action, len(row) == 1


def _menus(action: Action, buttons: list[Button], language: Language) -> Iterator[Menu]:
    say = words(language).say
    prompt = say("Choose a topic") if action is Action.TOPIC else say("Choose a question")
    for number, start in enumerate(range(0, len(buttons), IN_A_MENU), 1):
        options = tuple(
            Key(cut(b.label, OPTION), encode(b.press)) for b in buttons[start : start + IN_A_MENU]
        )
        yield Menu(cut(prompt, PLACEHOLDER), encode(Act(Deed.PICK, language, str(number))), options)


def _key(button: Button | Key) -> Key:
    return button if isinstance(button, Key) else Key(cut(button.label, LABEL), encode(button.press))


def _in_rows(keys: tuple[Key, ...]) -> Iterator[tuple[Key, ...]]:
    return (keys[start : start + IN_A_ROW] for start in range(0, len(keys), IN_A_ROW))


def _distinct(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with no id twice."""
    listed = tuple(rows)
    ids = distinct(
        id for row in listed for id in ([row.id] if isinstance(row, Menu) else [key.id for key in row])
    )
    return tuple(
        Menu(row.prompt, next(ids), _distinct_keys(row.options))
        if isinstance(row, Menu)
        else tuple(Key(key.label, next(ids)) for key in row)
        for row in listed
    )


def _distinct_keys(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    ids = distinct(key.id for key in keys)
    return tuple(Key(key.label, id) for key, id in zip(keys, ids, strict=True))


def share_key(reply: Reply, message: int = 0) -> tuple[Key, ...]:
    """The button that shows an answer to everyone, where there is an answer to show."""
    if reply.entry_id is None:
        return ()
    about = encode(Press(Action.SHOW, reply.language, reply.entry_id))
    label = words(reply.language).say("Show to everyone")
    return (Key(label, encode(Act(Deed.SHARE, reply.language, about, message))),)


def tell_key(language: Language) -> Key:
    """The button that opens the form for the moderators."""
    return Key(words(language).say("None of these helped"), encode(Act(Deed.TELL, language)))
