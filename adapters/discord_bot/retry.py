"""Once more, where discord.py gives up: it repeats 500, 502 and 504, but not 503 nor Linux's reset."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

PAUSES = (0.2, 0.4, 0.8)
"""Seconds before each further try; together well under the three that an interaction has."""

UNAVAILABLE = 503
ALREADY_ANSWERED = 40060
UNKNOWN_INTERACTION = 10062

_PASSING = (ConnectionResetError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


def passing(error: BaseException) -> bool:
    """Whether the same request may well succeed in a moment."""
    if isinstance(error, discord.HTTPException):
        return error.status == UNAVAILABLE
    return isinstance(error, _PASSING)


async def persist(send: Callable[[], Awaitable[T]], pauses: tuple[float, ...] = PAUSES) -> T:
    """The result of `send`, called again after errors that pass; the last one is raised."""
    for pause in pauses:
        try:
            return await send()
        except (discord.HTTPException, OSError, aiohttp.ClientError) as error:
            if not passing(error):
                raise
        await asyncio.sleep(pause)
    return await send()


def too_late(error: discord.HTTPException) -> bool:
    """Whether the interaction was answered before, or its time is over: nothing is left to do."""
    return error.code in (ALREADY_ANSWERED, UNKNOWN_INTERACTION)
