"""From "none of these helped" to the moderators' channel: the member's own text, and never more.

The member writes it anew in a form, sees exactly what will be sent with personal data masked, and
sends it or not. Between these steps the text lives in the message that shows it, and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from adapters.discord_bot import markdown, notes
from adapters.discord_bot.card import Card, Key, card, cut, tell_key
from adapters.discord_bot.controls import Act, Deed, encode
from adapters.discord_bot.render import layout
from adapters.discord_bot.retry import persist
from adapters.discord_bot.turn import FAILURES, Turn
from bot.i18n.words import words
from bot.model import Language
from bot.privacy.shield import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.discord_bot.desk import Desk
    from adapters.discord_bot.parse import Where

FORM = "d1form"
LONGEST = 1_000
QUOTE = "> "
"""Starts each line of the member's text; nothing else of the bot's does."""


def with_way_to_tell(made: Card, language: Language, where: Where) -> Card:
    """The card with the button for the moderators, in servers whose moderators want such texts."""
    return replace(made, rows=(*made.rows, (tell_key(language),))) if where.room.moderators_room else made


def pointing_at(made: Card, interaction: discord.Interaction[Any], message: int, language: Language) -> Card:
    """The card with a link to the message that it answers, if it answers one."""
    if not message or interaction.channel_id is None:
        return made
    guild = interaction.guild_id or "@me"
    url = f"https://discord.com/channels/{guild}/{interaction.channel_id}/{message}"
    pointer = markdown.link(words(language).say("The message that this answers"), url)
    return replace(made, notes="\n".join(text for text in (made.notes, pointer) if text))


def form(language: Language) -> ui.Modal:
    """The form in which the member says what they were looking for."""
    say = words(language).say
    modal = ui.Modal(title=cut(say("Tell the moderators"), 45), custom_id=f"{FORM}:{language}", timeout=None)
    box: ui.TextInput[ui.Modal] = ui.TextInput(
        style=discord.TextStyle.paragraph, custom_id="text", min_length=3, max_length=LONGEST
    )
    hint = say("You see what will be sent before it is sent. Leave out names and numbers.")
    modal.add_item(
        ui.Label(text=cut(say("What were you looking for?"), 45), description=cut(hint, 100), component=box)
    )
    return modal


async def submitted(desk: Desk, interaction: discord.Interaction[Any]) -> None:
    """Show what would be sent; works for a form that was opened before a restart, too."""
    language = Language.FR if _form_id(interaction.data).endswith(Language.FR) else Language.EN
    where = desk.where(interaction)
    with desk.work.one():
        async with Turn(interaction, language, hidden=True) as turn:
            refused = desk.refused(interaction, where)
            text = next(_texts(interaction.data), "")
            await turn.show(card(refused) if refused else preview(text, language))


def _form_id(data: Any) -> str:
    return str(data.get("custom_id", "")) if isinstance(data, dict) else ""


def _texts(data: Any) -> Iterator[str]:
    """The values typed into a form, wherever the form has them."""
    for part in data.get("components", ()) if isinstance(data, dict) else ():
        yield from _texts(part)
    inner = data.get("component") if isinstance(data, dict) else None
    if isinstance(inner, dict) and inner.get("custom_id") == "text":
        yield str(inner.get("value", ""))


def preview(text: str, language: Language) -> Card:
    """Exactly what the moderators would see, and the choice to send it."""
    say = words(language).say
    intro = say(
        "This is all that the moderators will see, without your name. What looked personal is masked:"
    )
    send = Key(say("Send it"), encode(Act(Deed.SEND, language)))
    keep = Key(say("Send nothing"), encode(Act(Deed.DISCARD, language)))
    masked = quoted(mask(text[:LONGEST], say("[masked]")))
    return Card(body=f"{markdown.escape(intro)}\n{masked}", rows=((send, keep),))


def quoted(text: str) -> str:
    """The member's text as a quotation, each line of it, with nothing that could become markup."""
    return "\n".join(QUOTE + markdown.escape(line) for line in text.splitlines() if line.strip())


def quotation(message: discord.Message | None) -> str:
    """The quotation in a message of the bot's own."""
    shown = "\n".join(_displayed(message.components)) if message else ""
    return "\n".join(line for line in shown.splitlines() if line.startswith(QUOTE))


def _displayed(components: Any) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


async def send(turn: Turn, language: Language, where: Where) -> None:
    """Send the quotation that the member just read, and say whether it arrived."""
    say, room = words(language).say, where.room.moderators_room
    text = quotation(turn.interaction.message)
    sent = bool(room and text) and await _deliver(turn.interaction, int(room or 0), text, where)
    told = say("Sent. Thank you: this is how the answers get better.") if sent else say(
        "It could not be sent: the moderators' channel cannot be reached."
    )  # fmt: skip
    await turn.replace(card(notes.note(told, language)))


async def _deliver(interaction: discord.Interaction[Any], room: int, text: str, where: Where) -> bool:
    language = where.room.language or where.guild_locale or Language.EN
    heading = words(language).say("A member found no answer and sends you this:")
    channel = interaction.client.get_partial_messageable(room)
    parts = layout(Card(body=f"{markdown.escape(heading)}\n{text}"))
    try:
        await persist(lambda: channel.send(**parts, nonce=interaction.id))
    except FAILURES:
        return False
    return True
