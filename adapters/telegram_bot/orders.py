"""Commands: each gives the messages to send; the table at the end names them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.telegram_bot import choices
from adapters.telegram_bot.inline import START
from adapters.telegram_bot.parse import Asked, payload
from adapters.telegram_bot.questions import answer
from adapters.telegram_bot.render import messages, note
from bot.i18n.words import words as words_of
from bot.model import Reason, Room

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from adapters.telegram_bot.desk import Desk
    from adapters.telegram_bot.parse import Left, Ordered, Place, Welcomed
    from adapters.telegram_bot.render import TelegramMessage
    from bot.model import Language


async def order(desk: Desk, ordered: Ordered) -> None:
    """Do what a command says."""
    if ordered.name == "ask" and ordered.words:
        asked = Asked(ordered.place, ordered.person, ordered.words, ordered.message, edited=ordered.edited)
        await answer(desk, asked)
    elif not ordered.edited and await desk.may_go_on(ordered.place, ordered.person):
        shown = await _COMMANDS[ordered.name](desk, ordered)
        number = await desk.sender.send_all(desk.for_whom(ordered.place, ordered.person), shown)
        desk.memory.answered(ordered.place.chat, ordered.message, ordered.person.id, number or 0)


async def _start(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    """Hello; or the entry that a deep link names."""
    language, linked = desk.language(ordered.place, ordered.person), payload(ordered.words)
    if linked and linked != START and ordered.place.room is Room.PRIVATE:
        return messages(desk.house.engine.show(linked, language))
    return _hello(desk, ordered.place, language)


def _hello(desk: Desk, place: Place, language: Language) -> tuple[TelegramMessage, ...]:
    if place.room is Room.PRIVATE:
        return messages(desk.house.engine.say(Reason.GREETING, language))
    text = words_of(language).say(
        "Hello! I answer questions about AI and privacy. Telegram shows me a group's messages only when they begin "
        "with a command or reply to me: write /ask and your question, or reply /ask to somebody's message. "
        "Administrators: /settings."
    )
    return (note(text),)


async def _say(desk: Desk, ordered: Ordered, reason: Reason) -> tuple[TelegramMessage, ...]:
    language = desk.language(ordered.place, ordered.person)
    return messages(desk.house.engine.say(reason, language), ordered.place.room)


async def _topics(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    language = desk.language(ordered.place, ordered.person)
    return messages(desk.house.engine.topics(language), ordered.place.room)


async def _privacy(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    language, room = desk.language(ordered.place, ordered.person), ordered.place.room
    return messages(desk.house.engine.privacy(language, room), room)


async def _lang(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    if ordered.place.room is Room.GROUP:
        return await _settings(desk, ordered)
    return (
        choices.language_menu(
            desk.records.person(ordered.person.id), desk.words(ordered.place, ordered.person)
        ),
    )


async def _region(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    if ordered.place.room is Room.GROUP:
        return await _settings(desk, ordered)
    return (
        choices.region_menu(
            desk.records.person(ordered.person.id), desk.words(ordered.place, ordered.person)
        ),
    )


async def _settings(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    """The group's settings, for its administrators; in private, one's own."""
    if ordered.place.room is Room.PRIVATE:
        return (*await _lang(desk, ordered), *await _region(desk, ordered))
    if ordered.is_room or await desk.sender.is_administrator(ordered.place.chat, ordered.person.id):
        return (
            choices.room_menu(
                desk.records.room(ordered.place.chat), desk.words(ordered.place, ordered.person)
            ),
        )
    text = desk.words(ordered.place, ordered.person).say(
        "Here, administrators choose for the group. Write to me in private to choose for yourself."
    )
    return (note(text),)


async def _why(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    """What counted for an answer."""
    words = desk.words(ordered.place, ordered.person)
    if not ordered.words:
        return (
            note(words.say("Write your question after /why, or reply /why to a message that holds one.")),
        )
    question = desk.records.question(ordered.words, ordered.place, ordered.person)
    return messages(desk.house.engine.explained(question), ordered.place.room)


async def _forget(desk: Desk, ordered: Ordered) -> tuple[TelegramMessage, ...]:
    """Erase what this person chose."""
    say = desk.words(ordered.place, ordered.person).say
    there_was = desk.records.forget(ordered.person.id, Room.PRIVATE)
    return (
        note(say("Done: what you chose is erased.") if there_was else say("There was nothing to erase.")),
    )


async def welcome(desk: Desk, welcomed: Welcomed) -> None:
    """Say once, in a group, how to be heard: otherwise the bot looks deaf."""
    language = desk.language(welcomed.place, welcomed.person)
    await desk.sender.send_all(welcomed.place, _hello(desk, welcomed.place, language))


async def leave(desk: Desk, left: Left) -> None:
    """Forget what was chosen where the bot is no longer wanted."""
    desk.records.forget(left.chat, left.room)


_COMMANDS: Mapping[str, Callable[[Desk, Ordered], Awaitable[tuple[TelegramMessage, ...]]]] = {
    "start": _start,
    "ask": lambda desk, ordered: _say(desk, ordered, Reason.EMPTY),  # with words it is a question
    "topics": _topics,
    "lang": _lang,
    "region": _region,
    "settings": _settings,
    "why": _why,
    "privacy": _privacy,
    "forget": _forget,
    "help": lambda desk, ordered: _say(desk, ordered, Reason.CAPABILITIES),
    "about": lambda desk, ordered: _say(desk, ordered, Reason.WHO),
}
"""What is sent for each command of `commands.COMMANDS`."""
