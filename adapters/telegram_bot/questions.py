"""Questions: asked, edited, overheard in a group, typed after the bot's name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from adapters.telegram_bot import volunteer
from adapters.telegram_bot.inline import results
from adapters.telegram_bot.records import PLATFORM
from adapters.telegram_bot.render import messages
from bot.model import Room

if TYPE_CHECKING:
    from adapters.telegram_bot.desk import Desk
    from adapters.telegram_bot.parse import Asked, Overheard, Typed
    from bot.model import Question, Reply


async def answer(desk: Desk, asked: Asked) -> None:
    """Answer a question, or mend the answer to one that was edited."""
    known = desk.memory.answer_to(asked.place.chat, asked.message) if asked.edited else None
    if asked.edited and known is None:
        return
    if await desk.may_go_on(asked.place, asked.person):
        reply = _ask(desk, desk.records.question(asked.text, asked.place, asked.person))
        await _show_answer(desk, asked, reply, known)


def _ask(desk: Desk, question: Question) -> Reply:
    started = time.perf_counter()
    reply = desk.house.engine.ask(question)
    desk.house.observer.asked(PLATFORM, reply, time.perf_counter() - started)
    return reply


async def _show_answer(desk: Desk, asked: Asked, reply: Reply, known: int | None) -> None:
    place = desk.for_whom(asked.place, asked.person)
    shown = messages(reply, place.room)
    if known is not None and len(shown) == 1 and await desk.sender.edit(place, known, shown[0]):
        return
    number = await desk.sender.send_all(place, shown)
    if number:
        desk.memory.answered(place.chat, asked.message, asked.person.id, number)


async def overhear(desk: Desk, heard: Overheard) -> None:
    """Answer a group unasked: only where administrators want it, rarely, when very sure."""
    choice = desk.records.room(heard.place.chat)
    if not choice.volunteer:
        return
    since = desk.memory.overheard(heard.place.chat)
    if (
        heard.in_reply
        or not volunteer.is_question(heard.text)
        or not volunteer.rested(since, choice.cooldown)
    ):
        return
    reply = desk.house.engine.ask(desk.records.question(heard.text, heard.place, heard.person))
    if volunteer.is_welcome(reply):
        desk.memory.spoke_up(heard.place.chat)
        desk.house.observer.asked(PLATFORM, reply, 0.0)
        await desk.sender.send_all(heard.place, messages(reply, Room.GROUP, unasked=True))


async def suggest(desk: Desk, typed: Typed) -> None:
    """Offer answers for words that are being typed in some chat."""
    language = desk.language(None, typed.person)
    found = results(desk.house.engine, typed.text, language, typed.offset)
    await desk.sender.results(typed.query, found, language)
