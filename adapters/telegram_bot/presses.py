"""Presses: every one is acknowledged, does what its id says, and needs nothing remembered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.telegram_bot import choices
from adapters.telegram_bot.choices import Setting, Whose
from adapters.telegram_bot.records import PLATFORM
from adapters.telegram_bot.render import messages, toast
from bot.i18n.words import words
from bot.model import Abstain, Action, Reason, Room
from bot.privacy.pace import Verdict
from bot.reply import buttons

if TYPE_CHECKING:
    from adapters.telegram_bot.choices import Chosen
    from adapters.telegram_bot.desk import Desk
    from adapters.telegram_bot.parse import Person, Place, Pressed
    from adapters.telegram_bot.render import TelegramMessage
    from bot.model import Language, Press, Reply

PRESSES = f"{PLATFORM} press"
"""Presses are counted apart: whoever leafs through the topics can still ask."""


async def press(desk: Desk, pressed: Pressed) -> None:
    """Do what a button says; whatever happens, the press is acknowledged."""
    verdict = desk.house.pace.ask(PRESSES, pressed.person.id)
    if verdict is not Verdict.ANSWER:
        told = verdict is Verdict.TELL
        await desk.sender.acknowledge(
            pressed.query, desk.too_fast(pressed.place, pressed.person) if told else ""
        )
        return
    chosen, press = choices.decode(pressed.id), buttons.decode(pressed.id)
    if chosen is not None and pressed.place is not None:
        await _choose(desk, pressed, pressed.place, chosen)
    elif press is None:
        await _outdated(desk, pressed, desk.language(pressed.place, pressed.person))
    elif press.action is Action.DELETE:
        await _delete(desk, pressed, press)
    else:
        await _show(desk, pressed, press)


async def _show(desk: Desk, pressed: Pressed, press: Press) -> None:
    room = pressed.place.room if pressed.place else Room.INLINE
    reply = desk.house.engine.press(press, room)
    if reply.decision == Abstain(Reason.OUTDATED):
        await _outdated(desk, pressed, press.language)
    elif press.action in (Action.HELPFUL, Action.NOT_HELPFUL):
        await _verdict(desk, pressed, press, reply)
    else:
        await asyncio.gather(desk.sender.acknowledge(pressed.query), _turn(desk, pressed, press, reply))


async def _turn(desk: Desk, pressed: Pressed, press: Press, reply: Reply) -> None:
    """Show the reply where the button stood; a further entry under an answer, as a new message."""
    if pressed.place is None:
        await desk.sender.edit_inline(pressed.inline or "", messages(reply, Room.INLINE)[0])
        return
    shown = messages(reply, pressed.place.room)
    is_further = press.action is Action.SHOW and pressed.under_answer and pressed.place.room is Room.PRIVATE
    if not is_further and await desk.sender.edit(pressed.place, pressed.message, shown[0]):
        shown = shown[1:]
    await desk.sender.send_all(replace(pressed.place, quoted=None), shown)


async def _verdict(desk: Desk, pressed: Pressed, press: Press, reply: Reply) -> None:
    """Count the verdict once; after a bad one, in private, the ways on."""
    where = (pressed.place.chat, pressed.message) if pressed.place else (pressed.inline or "",)
    helpful = press.action is Action.HELPFUL
    if desk.memory.first("verdict", pressed.person.id, *where):
        desk.house.observer.verdict(PLATFORM, press.target, helpful)
    if helpful or pressed.place is None or pressed.place.room is Room.GROUP:
        await desk.sender.acknowledge(pressed.query, toast(reply))
        return
    shown = messages(reply, Room.PRIVATE)
    await asyncio.gather(desk.sender.acknowledge(pressed.query), desk.sender.send_all(pressed.place, shown))


async def _outdated(desk: Desk, pressed: Pressed, language: Language) -> None:
    """Say that the button is out of date; in private, with a way on."""
    reply = desk.house.engine.say(Reason.OUTDATED, language)
    await desk.sender.acknowledge(pressed.query, toast(reply), alert=True)
    if pressed.place is not None and pressed.place.room is Room.PRIVATE:
        await desk.sender.send_all(replace(pressed.place, quoted=None), messages(reply))


async def _delete(desk: Desk, pressed: Pressed, press: Press) -> None:
    """Take an answer away, for whoever asked, for administrators, for all where nobody asked."""
    if pressed.place is None or not await _may_delete(desk, pressed, pressed.place, press):
        text = words(press.language).say("Only whoever asked, or an administrator, can take this away.")
        await desk.sender.acknowledge(pressed.query, text, alert=True)
        return
    if press.target and desk.memory.first("verdict", pressed.person.id, pressed.place.chat, pressed.message):
        desk.house.observer.verdict(PLATFORM, press.target, helpful=False)
    await asyncio.gather(
        desk.sender.acknowledge(pressed.query), desk.sender.delete(pressed.place, pressed.message)
    )


async def _may_delete(desk: Desk, pressed: Pressed, place: Place, press: Press) -> bool:
    person = pressed.person.id
    was_theirs = pressed.author == person or desk.memory.asked_for(place.chat, pressed.message, person)
    if press.target or was_theirs or place.receiver == person or place.room is Room.PRIVATE:
        return True
    return await desk.sender.is_administrator(place.chat, person)


async def _choose(desk: Desk, pressed: Pressed, place: Place, chosen: Chosen) -> None:
    """Keep what was chosen and show the menu as it is now."""
    language = desk.language(place, pressed.person)
    if chosen.whose is Whose.ROOM and not await desk.sender.is_administrator(place.chat, pressed.person.id):
        text = words(language).say("Only administrators can change the settings of a group.")
        await desk.sender.acknowledge(pressed.query, text, alert=True)
        return
    menu = _keep(desk, place, pressed.person, chosen)
    await asyncio.gather(
        desk.sender.acknowledge(pressed.query), desk.sender.edit(place, pressed.message, menu)
    )


def _keep(desk: Desk, place: Place, person: Person, chosen: Chosen) -> TelegramMessage:
    if chosen.whose is Whose.ROOM:
        desk.records.keep_room(place.chat, choices.of_room(desk.records.room(place.chat), chosen))
        return choices.room_menu(desk.records.room(place.chat), desk.words(place, person))
    desk.records.keep_person(person.id, choices.of_person(desk.records.person(person.id), chosen))
    menu = choices.language_menu if chosen.setting is Setting.LANGUAGE else choices.region_menu
    return menu(desk.records.person(person.id), desk.words(place, person))
