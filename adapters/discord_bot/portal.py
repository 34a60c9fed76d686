"""What the developer portal says about this application, and what to change there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord

from adapters.advice import Advice
from adapters.discord_bot.adapter import ENOUGH_STARTS, point_at, token_of, translated
from adapters.discord_bot.client import FaqClient
from adapters.discord_bot.registration import payload, synchronise
from adapters.discord_bot.translate import Translations
from adapters.life import House, Pulse
from bot.cache import user_cache
from bot.errors import FaqbotError
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot import Engine
    from bot.settings import Settings

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,  # a reply needs it
)
"""The least that mentions, help forums and the moderators' channel need; commands need none at all."""

SCOPES = ("bot", "applications.commands")


class _Bystander(FaqClient):
    """Logs in and looks around, without the gateway and without changing anything."""

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Translations())


@asynccontextmanager
async def logged_in(settings: Settings, engine: Engine | None = None) -> AsyncIterator[_Bystander]:
    """A client that can call Discord's REST interface; raises TokenRefused for a wrong token."""
    point_at(settings.discord_api)
    token = token_of(settings)
    from bot import Engine as Core

    house = House(
        engine or Core.open(settings.faq_dir, cached=settings.cache_dir),
        settings,
        MemoryStore(),
        Keys(),
        Pace(),
    )
    async with _Bystander(house, Pulse()) as client:
        with translated():
            await client.login(token.reveal())
        yield client


async def write_commands(settings: Settings, engine: Engine) -> str:
    """Give Discord the commands; the result says how many."""
    async with logged_in(settings, engine) as client:
        mentions = await synchronise(client.tree, settings.cache_dir or user_cache(), force=True)
    return f"Discord has {len(mentions)} commands now, in English and French; people see them within minutes."


async def examine(settings: Settings) -> tuple[Advice, ...]:
    """Each point of the portal that can be read with the token."""
    try:
        async with logged_in(settings) as client:
            application = await client.application_info()
            limits = await client.fetch_session_start_limits()
            known = await client.http.get_global_commands(application.id)
            ours = await payload(client.tree)
    except FaqbotError as refusal:
        return (Advice(False, str(refusal)),)
    except (discord.HTTPException, OSError, TimeoutError) as trouble:
        return (
            Advice(
                False, f"Discord cannot be reached ({type(trouble).__name__}): try again, check the network"
            ),
        )
    return tuple(points(application, limits, known, ours))


def points(
    application: discord.AppInfo, limits: Any, known: list[Any], ours: list[dict[str, Any]]
) -> Iterator[Advice]:
    """What holds and what does not; pure, so that each point is tested by itself."""
    yield Advice(True, "The token works.")
    yield _intents(application.flags)
    yield _endpoint(application.interactions_endpoint_url)
    yield _installs(application)
    yield _public(application)
    yield _commands(known, ours)
    yield _starts(limits.remaining)
    yield Advice(True, f"Invite the bot with the least permissions: {invite(application.id)}")


def invite(application: int) -> str:
    """The link that adds the bot to a server."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=SCOPES)


def _intents(flags: discord.ApplicationFlags) -> Advice:
    privileged = {
        "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
        "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "Presence": flags.gateway_presence or flags.gateway_presence_limited,
    }
    on = ", ".join(name for name, is_on in privileged.items() if is_on)
    if on:
        return Advice(
            False,
            f"Portal, page Bot, Privileged Gateway Intents: turn off {on}; this bot reads nothing by it.",
        )
    return Advice(True, "No privileged intent is on, and none is needed.")


def _endpoint(url: str | None) -> Advice:
    if url:
        return Advice(
            False,
            "Portal, page General Information: empty the Interactions Endpoint URL, or no command reaches this bot.",
        )
    return Advice(True, "Commands arrive through the gateway.")


def _installs(application: discord.AppInfo) -> Advice:
    if application.user_integration_config is None:
        return Advice(
            False,
            "Portal, page Installation: turn on User Install, so that people can use the bot in their own messages.",
        )
    return Advice(True, "People and servers can both install the bot.")


def _public(application: discord.AppInfo) -> Advice:
    if application.bot_require_code_grant:
        return Advice(
            False, "Portal, page Bot: turn off Requires OAuth2 Code Grant, or the invite link does not work."
        )
    if not application.bot_public:
        return Advice(True, "Only its owner can add the bot to servers (portal, page Bot, Public Bot).")
    return Advice(True, "Anybody can add the bot to a server they manage.")


def _commands(known: list[Any], ours: list[dict[str, Any]]) -> Advice:
    there, here = {command["name"] for command in known}, {command["name"] for command in ours}
    if there != here:
        return Advice(False, "Discord has other commands than this version: run `faqbot discord sync`.")
    return Advice(True, f"Discord has this version's {len(here)} commands.")


def _starts(remaining: int) -> Advice:
    if remaining < ENOUGH_STARTS:
        return Advice(
            False, f"Only {remaining} starts are left for today: find out why the bot starts so often."
        )
    return Advice(True, f"{remaining} starts are left for today.")
