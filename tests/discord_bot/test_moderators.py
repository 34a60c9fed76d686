"""`/faq` and the personal choices: kept, shown, changed, erased; and who may."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import discord
import pytest
import simcord
from discord import app_commands

from bot.i18n.words import words
from bot.model import Language, Region
from bot.privacy.store import Choice, RoomChoice
from tests.discord_bot.people import text

if TYPE_CHECKING:
    from adapters.discord_bot.client import FaqClient
    from tests.discord_bot.people import Speaking, Town


@pytest.fixture
def moderator(town: Town) -> simcord.MemberActor:
    role = town.guild.create_role("moderators", permissions=discord.Permissions(manage_guild=True))
    return town.guild.add_member(town.env.create_user("mo"), roles=[role])


def kept(town: Town, client: FaqClient) -> RoomChoice:
    return client.desk.house.store.room(client.desk.room_key(town.guild.id))


async def test_only_moderators_see_the_group(town: Town, moderator: simcord.MemberActor) -> None:
    assert "faq show" not in town.ada.available_commands(town.channel)
    assert "faq show" in moderator.available_commands(town.channel)
    assert "faq show" not in town.ada.user.available_commands()
    with pytest.raises(simcord.SetupError):
        await town.ada.slash(town.channel, "faq show")


async def test_settings_are_changed_shown_and_erased(
    town: Town, simcord_bot: FaqClient, moderator: simcord.MemberActor
) -> None:
    forum = town.guild.create_forum_channel("help")
    for command, options in (
        ("faq language", {"language": "fr"}),
        ("faq region", {"region": "ch"}),
        ("faq visibility", {"who": "asker"}),
        ("faq cooldown", {"messages": 7}),
        ("faq forum", {"forum": forum}),
        ("faq volunteer", {"channel": town.channel}),
        ("faq moderators", {"channel": town.channel}),
    ):
        changed = await moderator.slash(town.channel, command, **options)
        assert changed.ephemeral, command
    here = str(town.channel.id)
    assert kept(town, simcord_bot) == RoomChoice(
        language=Language.FR, region=Region.CH, volunteer=True, cooldown=7, hidden=True,
        volunteer_rooms=(here,), forums=(str(forum.id),), moderators_room=here,
    )  # fmt: skip
    shown = await moderator.slash(town.channel, "faq show")
    assert shown.response
    words = text(shown.response.components)
    for part in (
        "Français",
        "Switzerland",
        "only the asker",
        ": 7",
        f"<#{forum.id}>",
        f"<#{town.channel.id}>",
    ):
        assert part in words
    await moderator.slash(town.channel, "faq forum", forum=forum, on=False)
    await moderator.slash(town.channel, "faq moderators")
    assert kept(town, simcord_bot).forums == ()
    assert kept(town, simcord_bot).moderators_room is None
    await moderator.slash(town.channel, "faq forget")
    assert kept(town, simcord_bot) == RoomChoice()


async def test_a_member_chooses_and_forgets(town: Town, simcord_bot: FaqClient, speaking: Speaking) -> None:
    store, key = simcord_bot.desk.house.store, simcord_bot.desk.person(town.ada.id)
    await town.ada.slash(town.channel, "language", language="fr")
    await town.ada.slash(town.channel, "region", region="uk")
    assert store.person(key) == Choice(Language.FR, Region.UK)
    gone = await town.ada.slash(town.channel, "forget")
    assert gone.response
    assert "Erased" in text(gone.response.components)
    assert store.person(key) == Choice()
    assert not store.forget(key)
    speaking.locale = "fr"
    again = await town.ada.slash(town.channel, "forget")
    assert again.response
    assert "rien à effacer" in text(again.response.components)


async def test_unchoosing_keeps_nothing(town: Town, simcord_bot: FaqClient) -> None:
    await town.ada.slash(town.channel, "language", language="fr")
    await town.ada.slash(town.channel, "language", language="none")
    assert not simcord_bot.desk.house.store.forget(simcord_bot.desk.person(town.ada.id))


@pytest.mark.parametrize(
    ("command", "english", "french"),
    [
        ("topics", "What would you like", "Sur quoi voulez-vous"),
        ("privacy", "I keep nothing", "Je ne garde rien"),
        ("help", "I answer questions", "Je réponds aux questions"),
        ("about", "I am a bot", "Je suis un robot"),
    ],
)
@pytest.mark.parametrize(
    ("locale", "is_french"), [("en-US", False), ("en-GB", False), ("fr", True), ("de", False)]
)
async def test_menus_speak_the_language_of_the_app(
    town: Town, speaking: Speaking, command: str, english: str, french: str, locale: str, is_french: bool
) -> None:
    speaking.locale = locale
    shown = await town.ada.slash(town.channel, command)
    assert shown.ephemeral
    assert shown.response
    assert (french if is_french else english) in text(shown.response.components)
    private = await town.ada.user.slash(command)
    assert private.response


async def test_a_french_server_speaks_french_to_people_of_other_languages(
    town: Town, speaking: Speaking
) -> None:
    speaking.locale, speaking.guild_locale = "de", "fr"
    shown = await town.ada.slash(town.channel, "help")
    assert shown.response
    assert "Je réponds" in text(shown.response.components)


async def test_commands_named_in_a_text_can_be_pressed(town: Town) -> None:
    shown = await town.ada.slash(town.channel, "privacy")
    assert shown.response
    assert "</forget:" in text(shown.response.components)


async def test_why_shows_the_nearest_entries(town: Town) -> None:
    shown = await town.ada.slash(town.channel, "why", question="how do I opt out of Meta AI in Switzerland")
    assert shown.ephemeral
    assert shown.response
    assert "% sure" in text(shown.response.components)
    await town.ada.slash(town.channel, "why", question="hello")


@pytest.fixture
def page() -> str:
    return (Path(__file__).resolve().parents[2] / "docs" / "DISCORD.md").read_text(encoding="utf-8")


async def test_the_page_for_operators_names_every_command(page: str, simcord_bot: FaqClient) -> None:
    for command in simcord_bot.tree.get_commands():
        if isinstance(command, app_commands.ContextMenu):
            assert command.name in page
        elif isinstance(command, app_commands.Group):
            assert all(f"/{command.name} {one.name}" in page for one in command.commands)
        else:
            assert f"`/{command.name}`" in page
            assert f"`/{words(Language.FR).say(command.name)}`" in page
