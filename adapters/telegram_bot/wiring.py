"""Every kind of update and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.telegram_bot.orders import leave, order, welcome
from adapters.telegram_bot.parse import Asked, Left, Ordered, Overheard, Pressed, Typed, Welcomed, read
from adapters.telegram_bot.presses import press
from adapters.telegram_bot.questions import answer, overhear, suggest
from adapters.telegram_bot.render import note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Update

    from adapters.telegram_bot.desk import Desk

WIRING: Mapping[type, Callable[[Desk, Any], Awaitable[None]]] = {
    Asked: answer,
    Ordered: order,
    Pressed: press,
    Typed: suggest,
    Overheard: overhear,
    Welcomed: welcome,
    Left: leave,
}
"""There is no other kind, and no order among them: `parse.read` tells them apart."""


async def take(desk: Desk, update: Update) -> None:
    """See to one update; the same one is never seen to twice."""
    meaning = read(update, desk.me)
    if meaning is not None and desk.memory.first("update", update.update_id):
        await WIRING[type(meaning)](desk, meaning)


async def apologise(desk: Desk, update: Update) -> None:
    """A word for when something broke, so that nobody waits for ever."""
    meaning = read(update, desk.me)
    if isinstance(meaning, Pressed):
        await desk.sender.acknowledge(meaning.query, desk.sorry(meaning.place, meaning.person))
    elif isinstance(meaning, Asked | Ordered):
        await desk.sender.send(meaning.place, note(desk.sorry(meaning.place, meaning.person)))
