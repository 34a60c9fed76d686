"""The life of the bot on Discord: connect, serve, stop; what ends it for good, and what does not."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from adapters.discord_bot.client import FaqClient
from adapters.discord_bot.desk import PLATFORM
from adapters.life import GRACE, Pulse
from bot.errors import PlatformError, SettingsError, TokenRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.life import House
    from bot.i18n.words import Words
    from bot.settings import Secret, Settings

log = logging.getLogger("faqbot.discord")

API_PATH = "/api/v10"
WRONG_TOKEN, NOT_ALLOWED_INTENTS = 4004, 4014
WRONG_SHARD = (4010, 4011)

ENOUGH_STARTS = 200
"""Of the 1,000 starts that Discord grants a day; with fewer left they are spread over the rest of it."""


class DiscordAdapter:
    """Discord as the supervisor sees it."""

    name = PLATFORM

    def __init__(self, house: House) -> None:
        self.pulse = Pulse()
        self._house = house
        self._client: FaqClient | None = None
        point_at(house.settings.discord_api)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; raises PlatformError when Discord refuses the bot for good."""
        async with FaqClient(self._house, self.pulse) as client:
            self._client = client
            serving = asyncio.create_task(self._serve(client), name="discord-gateway")
            stopping = asyncio.create_task(stop.wait(), name="discord-stop")
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not serving.done() and not await client.desk.work.finish(GRACE):
                log.warning("some answers were still under way when the bot stopped")
            await client.close()
            stopping.cancel()
            self._client = None
            await ended(serving)

    async def announce(self, text: Callable[[Words], str]) -> None:
        """Write to the channel that each server's moderators named."""
        if self._client is not None and self._client.is_ready():
            await self._client.announce(text)

    async def _serve(self, client: FaqClient) -> None:
        with translated():
            await client.login(token_of(self._house.settings).reveal())
            await rest_before_start(client)
            await client.connect()


async def ended(serving: asyncio.Task[None]) -> None:
    """The error that ended it, if one did."""
    if not serving.done():
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def token_of(settings: Settings) -> Secret:
    """The token, or the error that says which setting is missing."""
    if settings.discord_token is None:
        raise SettingsError(
            ["FAQBOT_DISCORD_TOKEN is not set: copy the token from the developer portal, page Bot"]
        )
    return settings.discord_token


def point_at(api: str | None) -> None:
    """Send REST calls through the operator's proxy; the gateway stays Discord's own."""
    if api:
        Route.BASE = api if api.endswith(API_PATH) else api + API_PATH


async def rest_before_start(client: discord.AutoShardedClient, sleep: Any = asyncio.sleep) -> None:
    """Wait when few of the day's starts are left: Discord takes the token away from bots that use them up.

    The count is Discord's own, so it also slows a process that crashes and is started again and again.
    """
    limits = await client.fetch_session_start_limits()
    pause = pause_before_start(limits.remaining, limits.reset_after / 1000)
    if pause:
        log.warning("few starts are left for today: waiting %.0f seconds before this one", pause)
        await sleep(pause)


def pause_before_start(remaining: int, reset_after: float) -> float:
    """Seconds to wait before the next start, with so many left for so many seconds."""
    return 0.0 if remaining >= ENOUGH_STARTS else reset_after / (remaining + 1)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Discord's refusals as errors that say what to change; what passes is left as it is."""
    try:
        yield
    except discord.LoginFailure:
        raise TokenRefused(advice(WRONG_TOKEN)) from None
    except discord.PrivilegedIntentsRequired:
        raise PlatformError(advice(NOT_ALLOWED_INTENTS)) from None
    except discord.ConnectionClosed as closed:
        error = TokenRefused if closed.code == WRONG_TOKEN else PlatformError
        raise error(advice(closed.code)) from None


def advice(code: int) -> str:
    """What to do about a connection that Discord closed with this code."""
    if code == WRONG_TOKEN:
        return (
            "Discord does not know the token: make a new one in the developer portal, page Bot, "
            "and put it into FAQBOT_DISCORD_TOKEN"
        )
    if code == NOT_ALLOWED_INTENTS:
        return (
            "Discord refuses the intents (4014), although this bot asks for none that are privileged: "
            "look in the developer portal, page Bot, whether the application was restricted"
        )
    if code in WRONG_SHARD:
        return (
            f"Discord refuses the number of shards ({code}): start the bot again, it asks for the right one"
        )
    return f"Discord closed the connection for good ({code}): see its page on gateway close codes"
