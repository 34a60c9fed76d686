"""An update becomes what was meant: a question, a command, a press, words being typed. Pure.

What is not meant for the bot becomes None: other bots, channels, commands for other bots, service
messages. Of a person only two things are read: the number to answer to and the app's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from telegram import Message
from telegram.constants import ChatMemberStatus, ChatType

from adapters.telegram_bot.commands import NAMES
from adapters.telegram_bot.keyboard import under_an_answer
from bot.model import Language, Room

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, ChatMemberUpdated, Update, User

_COMMAND = re.compile(r"/(\w{1,64})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # of a deep link: t.me/bot?start=…
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wrote or pressed: the number to answer to, and the app's language if it is one of ours."""

    id: int
    locale: Language | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    chat: int
    room: Room = Room.PRIVATE
    thread: int | None = None  # a forum topic; never for General, which must be sent without one
    quoted: int | None = None  # the message that is answered
    ephemeral: int | None = None  # the pressed message, where only the presser sees it
    receiver: int | None = None  # who alone may see the answer
    callback: str | None = None  # the press that allows such an answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the bot; `message` is the one that holds it, 0 where Telegram hides its number."""

    place: Place
    person: Person
    text: str
    message: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command; `words` are those after it, or else those of the message it replies to."""

    place: Place
    person: Person
    name: str
    words: str
    message: int
    edited: bool = False
    is_room: bool = False  # sent in the group's own name, which only administrators can do


@dataclass(frozen=True, slots=True)
class Overheard:
    """A group's message that is not for the bot; `in_reply` when it goes to somebody."""

    place: Place
    person: Person
    text: str
    in_reply: bool


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button; `message` or `inline` says under which message it stands."""

    query: str
    person: Person
    id: str
    place: Place | None = None
    message: int = 0
    inline: str | None = None
    author: int | None = None  # of the message that the pressed one answers
    under_answer: bool = False  # the message is an answer, not a menu


@dataclass(frozen=True, slots=True)
class Typed:
    """Words typed after the bot's name in any chat."""

    query: str
    person: Person
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The bot was added to a group."""

    place: Place
    person: Person


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was blocked, or removed from a group: what was chosen there has no purpose any more."""

    chat: int
    room: Room


Meaning = Asked | Ordered | Overheard | Pressed | Typed | Welcomed | Left

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The updates that are asked for: these and no others are ever sent to the bot."""


def read(update: Update, me: User) -> Meaning | None:
    """What the update means for this bot; None when nothing."""
    if update.callback_query:
        return _press(update.callback_query)
    if update.inline_query:
        query = update.inline_query
        offset = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
        return Typed(query.id, _person(query.from_user), query.query, offset)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    if update.message:
        return _message(update.message, me)
    if update.edited_message:
        meaning = _message(update.edited_message, me)
        return replace(meaning, edited=True) if isinstance(meaning, Asked | Ordered) else None
    return None


def locale(code: str | None) -> Language | None:
    """The language of ours that a client's code such as `fr-CA` names."""
    base = (code or "").partition("-")[0].lower()
    return Language(base) if base in set(Language) else None


def _person(user: User) -> Person:
    return Person(user.id, locale(user.language_code))


def _room(chat: Chat) -> Room | None:
    if chat.type == ChatType.PRIVATE:
        return Room.PRIVATE
    return Room.GROUP if chat.type in _GROUPS else None


def _message(message: Message, me: User) -> Meaning | None:
    room = _room(message.chat)
    if room is None or message.from_user is None or not _is_person(message):
        return None
    person = _person(message.from_user)
    place = Place(message.chat.id, room, _thread(message), message.message_id or None)
    text = message.text or message.caption or ""
    if text.startswith("/"):
        return _command(message, me, place, person, text)
    if room is Room.PRIVATE:
        holds_something = bool(text) or message.effective_attachment is not None
        return Asked(place, person, text, message.message_id) if holds_something else None
    return _in_a_group(message, me, Asked(place, person, text, message.message_id))


def _is_person(message: Message) -> bool:
    """No bots, no channels, nothing made by a bot: two bots would talk for ever."""
    if message.via_bot or message.is_automatic_forward:
        return False
    if message.sender_chat:  # an administrator who writes as the group; anything else is a channel
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and not message.from_user.is_bot


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _answered(message: Message) -> Message | None:
    """The message that this one replies to; in a topic, its opening is no message."""
    replied = message.reply_to_message
    return None if replied is None or replied.forum_topic_created else replied


def _in_a_group(message: Message, me: User, asked: Asked) -> Meaning | None:
    replied = _answered(message)
    mention = re.compile(rf"@{re.escape(me.username or '')}\b", re.IGNORECASE)
    if mention.search(asked.text):
        return replace(asked, text=mention.sub(" ", asked.text).strip())
    if replied and replied.from_user and replied.from_user.id == me.id:
        return asked if asked.text else None
    return Overheard(asked.place, asked.person, asked.text, replied is not None) if asked.text else None


def _command(message: Message, me: User, place: Place, person: Person, text: str) -> Meaning | None:
    found = _COMMAND.fullmatch(text)
    is_private = place.room is Room.PRIVATE
    if found is None:
        return Asked(place, person, text, message.message_id) if is_private else None
    name, bot, words = found[1].lower(), found[2], (found[3] or "").strip()
    if bot and bot.lower() != (me.username or "").lower():
        return None
    if name not in NAMES:
        return Ordered(place, person, "help", "", message.message_id) if is_private else None
    ordered = Ordered(place, person, name, words, message.message_id, is_room=message.sender_chat is not None)
    return _about_another(ordered, message)


def _about_another(ordered: Ordered, message: Message) -> Ordered:
    """A command in reply to a person's message is about that message, and its answer goes to it."""
    replied = _answered(message)
    if replied is None or not _is_person(replied) or replied.from_user is None:
        return ordered
    quote = message.quote.text if message.quote else ""
    words = ordered.words or quote or replied.text or replied.caption or ""
    person = replace(ordered.person, locale=locale(replied.from_user.language_code) or ordered.person.locale)
    return replace(
        ordered, person=person, words=words, place=replace(ordered.place, quoted=replied.message_id)
    )


def payload(words: str) -> str:
    """A deep link's payload, or nothing when it cannot be one."""
    return words if _PAYLOAD.fullmatch(words) else ""


def _press(query: CallbackQuery) -> Pressed:
    pressed = Pressed(query.id, _person(query.from_user), query.data or "", inline=query.inline_message_id)
    message = query.message
    room = _room(message.chat) if message else None
    if message is None or room is None:
        return pressed
    pressed = replace(pressed, place=Place(message.chat.id, room), message=message.message_id)
    if isinstance(message, Message) and message.is_accessible:  # the library makes a Message of both kinds
        return _pressed_message(pressed, message)
    return pressed


def _pressed_message(pressed: Pressed, message: Message) -> Pressed:
    """What the message tells about itself; one that is too old tells nothing."""
    hidden = message.api_kwargs.get("ephemeral_message_id")
    replied = _answered(message)
    place = Place(
        message.chat.id, _room(message.chat) or Room.PRIVATE, _thread(message), message.message_id or None
    )
    if isinstance(hidden, int):
        place = replace(place, ephemeral=hidden, receiver=pressed.person.id, callback=pressed.query)
    author = replied.from_user.id if replied and replied.from_user else None
    return replace(pressed, place=place, author=author, under_answer=under_an_answer(message.reply_markup))


def _membership(change: ChatMemberUpdated) -> Meaning | None:
    room = _room(change.chat)
    was, now = change.old_chat_member.status, change.new_chat_member.status
    if room is None:
        return None
    if now in _OUT:
        return Left(change.chat.id, room)
    if was in _OUT and room is Room.GROUP:
        return Welcomed(Place(change.chat.id, room), _person(change.from_user))
    return None
