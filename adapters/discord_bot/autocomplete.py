"""Questions offered while somebody types: titles in their language; what they typed always works too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands

from adapters.discord_bot.card import cut
from adapters.discord_bot.parse import pick
from adapters.discord_bot.turn import FAILURES, log

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from adapters.discord_bot.desk import Desk
    from bot.suggest import Suggestion

MOST, LONGEST = 25, 100


def choices(found: Iterable[Suggestion]) -> list[app_commands.Choice[str]]:
    """The suggestions as Discord lists them; the value names the entry, so that picking one is exact."""
    listed = ((cut(one.title, LONGEST), pick(one.entry_id, one.language)) for one in found)
    return [app_commands.Choice(name=title, value=value) for title, value in listed][:MOST]


async def offer(
    desk: Desk, interaction: discord.Interaction[Any], typed: str
) -> list[app_commands.Choice[str]]:
    """What to offer for what was typed so far; nothing rather than an error."""
    try:
        found = await desk.suggest(typed, desk.where(interaction).language)
    except FAILURES as error:
        log.warning("no suggestions: %s", type(error).__name__)
        return []
    return choices(found)
