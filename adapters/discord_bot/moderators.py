"""`/faq`: what a server's moderators choose, shown, changed and erased by command.

Discord itself lets only those in who may manage the server, or whom its administrators named under
Integrations; it asks anew at each command.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from adapters.discord_bot import notes
from adapters.discord_bot.commands import LANGUAGES, NONE, REGIONS, named
from adapters.discord_bot.parse import Where
from bot.i18n.dates import region_name
from bot.i18n.words import message, words
from bot.model import Language, Region
from bot.privacy.store import RoomChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord_bot.desk import Desk
    from bot.model import Reply

Interaction = discord.Interaction[Any]

MOST_CHANNELS = 20
"""Channels and forums that a server may name; more would not fit on the card that shows them."""

VISIBILITIES = [
    Choice(name=locale_str(message("Everyone sees answers")), value="everyone"),
    Choice(name=locale_str(message("Only the person who asks sees them")), value="asker"),
]


class ForumOnly(app_commands.Transformer):
    """A forum; discord.py's own kind also asks for media channels, which Discord's description does not know."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.forum]

    async def transform(self, interaction: Interaction, value: Any, /) -> Any:
        return value


Forum = app_commands.Transform[app_commands.AppCommandChannel, ForumOnly]


def shown(room: RoomChoice, language: Language) -> str:
    """All settings of a server, as a list in the markup of answers."""
    say = words(language).say
    lines = (
        say("Language where a question leaves it open: {value}", value=_language(room, language)),
        say("Region: {value}", value=region_name(room.region, language) if room.region else say("none")),
        say("Answers: only the asker sees them") if room.hidden else say("Answers: everyone sees them"),
        say("Suggestions in new posts of forums: {value}", value=_channels(room.forums, language)),
        say(
            "Suggestions in new threads of channels: {value}", value=_channels(room.volunteer_rooms, language)
        ),
        say("Messages between two suggestions in a channel: {value}", value=room.cooldown),
        say("Moderators' channel: {value}", value=_channels((room.moderators_room or "",), language)),
    )
    return "\n".join(f"- {line}" for line in lines)


def _language(room: RoomChoice, language: Language) -> str:
    named_as = {Language.EN: "English", Language.FR: "Français"}
    return named_as[room.language] if room.language else words(language).say("not set")


def _channels(ids: tuple[str, ...], language: Language) -> str:
    """The channels by number; the card makes mentions of them, which show their names and lead there."""
    return ", ".join(f"#{id}" for id in ids if id) or words(language).say("none")


def toggled(ids: tuple[str, ...], id: str, on: bool) -> tuple[str, ...]:
    """The channels with this one in or out, each once, the newest last."""
    others = tuple(other for other in ids if other != id)
    return (*others, id)[-MOST_CHANNELS:] if on else others


def moderators_group(desk: Desk) -> app_commands.Group:
    """The whole group."""
    group = app_commands.Group(
        name=named(message("faq")),
        description=named(message("Settings of the FAQ bot on this server")),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    _add_show(group, desk)
    _add_values(group, desk)
    _add_channels(group, desk)
    return group


def _add_show(group: app_commands.Group, desk: Desk) -> None:
    @group.command(name=named(message("show")), description=named(message("Show the settings")))
    async def show(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: settings(where.room, where))

    @group.command(
        name=named(message("forget")), description=named(message("Erase all settings of this server"))
    )
    async def forget(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: _erased(desk, interaction, where))


def _add_values(group: app_commands.Group, desk: Desk) -> None:
    @group.command(name=named(message("language")), description=named(message("The language of this server")))
    @app_commands.rename(language=named(message("language")))
    @app_commands.describe(language=named(message("Where a question does not tell its language")))
    @app_commands.choices(language=LANGUAGES)
    async def language(interaction: Interaction, language: str) -> None:
        chosen = None if language == NONE else Language(language)
        await _change(desk, interaction, lambda room: replace(room, language=chosen))

    @group.command(name=named(message("region")), description=named(message("Where most members live")))
    @app_commands.rename(region=named(message("region")))
    @app_commands.describe(region=named(message("Where answers differ, those for this region come first")))
    @app_commands.choices(region=REGIONS)
    async def region(interaction: Interaction, region: str) -> None:
        chosen = None if region == NONE else Region(region)
        await _change(desk, interaction, lambda room: replace(room, region=chosen))

    @group.command(name=named(message("visibility")), description=named(message("Who sees the answers")))
    @app_commands.rename(who=named(message("who")))
    @app_commands.describe(who=named(message("Members can still choose for each question")))
    @app_commands.choices(who=VISIBILITIES)
    async def visibility(interaction: Interaction, who: str) -> None:
        await _change(desk, interaction, lambda room: replace(room, hidden=who == "asker"))

    @group.command(
        name=named(message("cooldown")), description=named(message("How rarely to make suggestions"))
    )
    @app_commands.rename(messages=named(message("messages")))
    @app_commands.describe(messages=named(message("Messages of others between two suggestions in a channel")))
    async def cooldown(interaction: Interaction, messages: app_commands.Range[int, 0, 1000]) -> None:
        await _change(desk, interaction, lambda room: replace(room, cooldown=messages))


def _add_channels(group: app_commands.Group, desk: Desk) -> None:
    @group.command(
        name=named(message("forum")), description=named(message("Suggest answers in a forum's new posts"))
    )
    @app_commands.rename(forum=named(message("forum")), on=named(message("on")))
    @app_commands.describe(forum=named(message("The forum")), on=named(message("On or off")))
    async def forum(interaction: Interaction, forum: Forum, on: bool = True) -> None:
        await _change(
            desk, interaction, lambda room: replace(room, forums=toggled(room.forums, str(forum.id), on))
        )

    @group.command(
        name=named(message("volunteer")),
        description=named(message("Suggest answers in a channel's new threads")),
    )
    @app_commands.rename(channel=named(message("channel")), on=named(message("on")))
    @app_commands.describe(channel=named(message("The channel")), on=named(message("On or off")))
    async def volunteer(interaction: Interaction, channel: discord.TextChannel, on: bool = True) -> None:
        def changed(room: RoomChoice) -> RoomChoice:
            rooms = toggled(room.volunteer_rooms, str(channel.id), on)
            return replace(room, volunteer_rooms=rooms, volunteer=bool(rooms))

        await _change(desk, interaction, changed)

    @group.command(
        name=named(message("moderators")),
        description=named(message("Where members' texts and my notices go")),
    )
    @app_commands.rename(channel=named(message("channel")))
    @app_commands.describe(channel=named(message("The channel; leave it out to have none")))
    async def moderators(interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        chosen = str(channel.id) if channel else None
        await _change(desk, interaction, lambda room: replace(room, moderators_room=chosen))


def settings(room: RoomChoice, where: Where) -> Reply:
    """The settings as a note."""
    title = words(where.language).say("Settings of this server")
    return notes.note(f"**{title}**\n\n{shown(room, where.language)}", where.language)


async def _change(desk: Desk, interaction: Interaction, change: Callable[[RoomChoice], RoomChoice]) -> None:
    """Keep the changed settings and show them all."""

    def changed(where: Where) -> Reply:
        room = change(where.room)
        if interaction.guild_id is not None:
            desk.house.store.keep_room(desk.room_key(interaction.guild_id), room)
        return settings(room, where)

    await desk.tell(interaction, changed)


def _erased(desk: Desk, interaction: Interaction, where: Where) -> Reply:
    gone = interaction.guild_id is not None and desk.house.store.forget(desk.room_key(interaction.guild_id))
    say = words(where.language).say
    text = (
        say("Erased: all settings of this server.") if gone else say("This server had no settings to erase.")
    )
    return notes.note(text, where.language)
