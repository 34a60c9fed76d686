"""A first message in somebody's new thread, which Discord may not take in its first moments."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from adapters.discord_bot.turn import FAILURES, dressed

if TYPE_CHECKING:
    from adapters.discord_bot.card import Card
    from adapters.life import Observer
    from bot.model import Language

NO_STARTER_YET = 40058
"""Discord's code for a post whose author's own message is not there yet."""

PAUSES = (1.0, 2.0, 4.0)


async def send(thread: discord.Thread, made: Card, language: Language, observer: Observer) -> None:
    """Write below the post without a notification; give up where the bot may not write."""
    for pause in (*PAUSES, None):
        try:
            await dressed(lambda parts: thread.send(**parts, silent=True, nonce=thread.id), made, language)
        except FAILURES as error:
            early = isinstance(error, discord.HTTPException) and error.code == NO_STARTER_YET
            if early and pause is not None:
                await asyncio.sleep(pause)
                continue
            observer.send_failed("discord", type(error).__name__)
        return
