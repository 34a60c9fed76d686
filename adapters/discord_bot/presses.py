"""Buttons and menus: one dynamic item for all of them, so that each works for ever.

Nothing is remembered between sending a control and its press; a restart changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from adapters.discord_bot import moderation, notes
from adapters.discord_bot.card import card
from adapters.discord_bot.controls import Act, Deed, decode
from adapters.discord_bot.turn import Turn
from bot.i18n.words import words
from bot.model import Action, Press, Reason, Room

if TYPE_CHECKING:
    from adapters.discord_bot.desk import Desk
    from adapters.discord_bot.parse import Where

Interaction = discord.Interaction[Any]
_VERDICTS = (Action.HELPFUL, Action.NOT_HELPFUL)


class Pressed(ui.DynamicItem[ui.Item[Any]], template=r"(?P<id>[\s\S]{1,100})"):
    """Any control of the bot, today's or an old one's: the template takes all ids, `decode` judges them."""

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Do what the id says."""
        await press(interaction.client.desk, interaction, self.custom_id)


def meaning_of(id: str, values: list[str]) -> Press | Act | None:
    """What was pressed; of a menu, what was picked from it."""
    meaning = decode(id)
    if isinstance(meaning, Act) and meaning.deed is Deed.PICK:
        return decode(values[0]) if values else None
    return meaning


def in_private(interaction: Interaction, where: Where) -> bool:
    """Whether the message with the control is seen by this person alone, so that it may change."""
    message = interaction.message
    return not where.shared or (message is not None and message.flags.ephemeral)


async def press(desk: Desk, interaction: Interaction, id: str) -> None:
    """Answer a press: in the message's place where only this person sees it, else for them alone."""
    values = cast("dict[str, Any]", interaction.data or {}).get("values", [])
    meaning, where = meaning_of(id, values), desk.where(interaction)
    language = meaning.language if meaning else where.language
    edits = in_private(interaction, where) and isinstance(meaning, Press) and meaning.action not in _VERDICTS
    with desk.work.one():
        async with Turn(interaction, language, hidden=True, edits=edits) as turn:
            if desk.refused(interaction, where, desk.presses):
                await turn.nothing()  # a hundred presses a second: each is acknowledged, few do anything
            elif isinstance(meaning, Act):
                await _DEEDS[meaning.deed](desk, turn, meaning, where)
            elif meaning and meaning.action is Action.DELETE:
                await _take_away(turn, where)
            else:
                await _core(desk, turn, meaning, where)


async def _core(desk: Desk, turn: Turn, meaning: Press | None, where: Where) -> None:
    """A press that the core answers."""
    if meaning is None:
        return await turn.show(card(desk.engine.say(Reason.OUTDATED, turn.language)))
    reply = desk.engine.press(meaning, Room.PRIVATE)
    turn.language = reply.language
    made = desk.card(reply, where, hidden=True)
    if meaning.action in _VERDICTS:
        if desk.engine.catalog.entry(meaning.target):
            desk.house.observer.verdict("discord", meaning.target, meaning.action is Action.HELPFUL)
        bad = meaning.action is Action.NOT_HELPFUL
        return await turn.show(moderation.with_way_to_tell(made, reply.language, where) if bad else made)
    return await (turn.replace(made) if in_private(turn.interaction, where) else turn.show(made))


async def _share(desk: Desk, turn: Turn, act: Act, where: Where) -> None:
    """Show everyone what one person sees; nobody is named and nobody is pinged."""
    meaning = decode(act.about)
    if not isinstance(meaning, Press):
        return await _core(desk, turn, None, where)
    turn.hidden = False
    reply = desk.engine.press(meaning, Room.GROUP)
    made = desk.card(reply, where, hidden=False)
    return await turn.show(moderation.pointing_at(made, turn.interaction, act.message, reply.language))


async def _take_away(turn: Turn, where: Where) -> None:
    """Remove a suggestion that nobody asked for: for the post's author and for moderators."""
    interaction = turn.interaction
    own = getattr(interaction.channel, "owner_id", None) == interaction.user.id
    if own or interaction.permissions.manage_messages or interaction.permissions.manage_threads:
        return await turn.remove()
    say = words(where.language).say
    text = say("Only the person who opened this post, or a moderator, can take this away.")
    return await turn.show(card(notes.note(text, where.language)))


async def _open_form(desk: Desk, turn: Turn, act: Act, where: Where) -> None:
    await turn.form(moderation.form(act.language))


async def _send(desk: Desk, turn: Turn, act: Act, where: Where) -> None:
    await moderation.send(turn, act.language, where)


async def _discard(desk: Desk, turn: Turn, act: Act, where: Where) -> None:
    text = words(act.language).say("All right: nothing was sent.")
    await turn.replace(card(notes.note(text, act.language)))


async def _nothing(desk: Desk, turn: Turn, act: Act, where: Where) -> None:
    await _core(desk, turn, None, where)


_DEEDS = {
    Deed.SHARE: _share,
    Deed.TELL: _open_form,
    Deed.SEND: _send,
    Deed.DISCARD: _discard,
    Deed.PICK: _nothing,  # a menu in which nothing was picked
}
