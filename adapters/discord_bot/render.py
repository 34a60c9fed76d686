"""A card in Discord's own objects: components first, an embed or plain text where those cannot go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import ui

from adapters.discord_bot.card import IN_A_ROW, Card, Key, Menu, cut, fitted, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.model import Language

PLAIN = 2_000
EMBED_TITLE, EMBED_BODY, EMBED_FIELD, EMBED_FOOTER, EMBED_ALL = 256, 4_096, 1_024, 2_048, 6_000
ROWS_OF_AN_EMBED = 5

V = TypeVar("V", ui.View, ui.LayoutView)

Parts = dict[str, Any]
"""What a message is sent with: the arguments that discord.py's sending methods take."""


def layout(card: Card) -> Parts:
    """The card as components: texts between thin lines, then the controls."""
    box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=card.tone.value)
    for number, text in enumerate(card.texts):
        if number:
            box.add_item(ui.Separator())
        box.add_item(ui.TextDisplay(text))
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    for row in card.rows:
        view.add_item(ui.ActionRow(*_items(row)))
    return {"view": _forgotten(view)}


def embed(card: Card, language: Language) -> Parts:
    """The card as an embed, for where components are refused."""
    held = fitted(card, EMBED_BODY, language)
    body = "\n\n".join(text for text in (f"**{held.caution}**" if held.caution else "", held.body) if text)
    shown = discord.Embed(
        title=cut(held.title, EMBED_TITLE) or None, description=body, colour=card.tone.value
    )
    for text in _fields(held.sources):
        shown.add_field(name=held.heading, value=text, inline=False)
    if held.notes:
        shown.set_footer(text=cut(held.notes, EMBED_FOOTER))
    return {"embed": shown, "view": _buttons(card)}


def plain(card: Card, language: Language) -> Parts:
    """The card as text, which goes wherever anything goes; its links make no previews."""
    text = "\n\n".join(fitted(card, PLAIN - 2 * len(card.texts), language).texts)
    return {"content": cut(text, PLAIN), "suppress_embeds": True, "view": _buttons(card)}


def _forgotten(view: V) -> V:
    """A view that discord.py does not keep: its controls carry their meaning, and memory stays flat."""
    view.stop()
    return view


def _items(row: tuple[Key, ...] | Menu) -> Iterator[ui.Item[Any]]:
    if isinstance(row, Menu):
        options = [discord.SelectOption(label=key.label, value=key.id) for key in row.options]
        yield ui.Select(placeholder=row.prompt, custom_id=row.id, options=options)
    else:
        yield from (ui.Button(label=key.label, custom_id=key.id) for key in row)


def _buttons(card: Card) -> ui.View:
    """The controls in the five rows that a message without components has."""
    view = ui.View(timeout=None)
    for number, row in enumerate(_packed(card.rows)[:ROWS_OF_AN_EMBED]):
        for item in _items(row):
            item.row = number
            view.add_item(item)
    return _forgotten(view)


def _packed(rows: Iterable[tuple[Key, ...] | Menu]) -> list[tuple[Key, ...] | Menu]:
    """The same controls in as few rows as can be."""
    packed: list[tuple[Key, ...] | Menu] = []
    for row in rows:
        last = packed[-1] if packed else None
        if isinstance(row, Menu) or not isinstance(last, tuple) or len(last) + len(row) > IN_A_ROW:
            packed.append(row)
        else:
            packed[-1] = (*last, *row)
    return packed


def _fields(lines: Iterable[str]) -> Iterator[str]:
    """Lines gathered into fields of an embed."""
    held: list[str] = []
    for line in lines:
        if held and size("\n".join((*held, line))) > EMBED_FIELD:
            yield "\n".join(held)
            held = []
        held.append(cut(line, EMBED_FIELD))
    if held:
        yield "\n".join(held)
