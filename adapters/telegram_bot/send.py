"""Everything the bot sends: repeated while that helps, given up in time, never with a word in a log.

The library does not repeat a send by itself. Here a pause that Telegram asks for is obeyed, passing
troubles are waited out, and what Telegram refuses is sent in the next plainer way that may work.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    TelegramError,
    TimedOut,
)

from adapters.log import facts
from adapters.telegram_bot.inline import CACHE, button
from adapters.telegram_bot.records import PLATFORM
from adapters.telegram_bot.request import SlowDown
from bot.model import Room

if TYPE_CHECKING:
    from telegram import Bot

    from adapters.life import Observer
    from adapters.telegram_bot.inline import Results
    from adapters.telegram_bot.parse import Place
    from adapters.telegram_bot.records import Records
    from adapters.telegram_bot.render import TelegramMessage
    from bot.model import Language

log = logging.getLogger("faqbot.telegram")

T = TypeVar("T")
Call = Callable[[], Awaitable[T]]

FINAL = (Forbidden, BadRequest, ChatMigrated, InvalidToken, Conflict)
"""What is not a passing trouble: the same call would fail in the same way."""

MOST_WAYS = 4
"""A refused message is changed at most so often: no thread, no markup, a new chat, not hidden."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may be repeated, and the pauses between."""

    deadline: float = 20.0  # a later answer helps nobody, and the chat's next question waits
    first: float = 0.5
    longest: float = 5.0
    timeouts: int = 1  # repeated no more often: the message may have arrived

    def pause(self, attempt: int) -> float:
        """Seconds before the next try, growing, with jitter so that many do not come back at once."""
        return min(self.longest, self.first * 2.0 ** min(attempt, 20)) * random.uniform(0.5, 1.0)  # noqa: S311  # no secret


async def insist(
    call: Call[T], patience: Patience, noting: Callable[[TelegramError], None] | None = None
) -> T:
    """The result of a call, repeated after passing troubles; the last error when it is too late.

    `noting` hears of every trouble that is waited out.
    """
    clock = asyncio.get_running_loop().time
    ends, attempt, timeouts = clock() + patience.deadline, 0, 0
    while True:
        try:
            return await call()
        except FINAL:
            raise
        except TelegramError as trouble:
            timeouts += isinstance(trouble, TimedOut)
            wait = trouble.seconds if isinstance(trouble, SlowDown) else patience.pause(attempt)
            if timeouts > patience.timeouts or clock() + wait > ends:
                raise
            if noting is not None:
                noting(trouble)
        await asyncio.sleep(wait)
        attempt += 1


def instead(
    refusal: TelegramError, to: Place, message: TelegramMessage
) -> tuple[Place, TelegramMessage] | None:
    """What to send where, after this refusal; None when nothing would help. Pure.

    Texts are those of Telegram's server; the library changes their case.
    """
    if isinstance(refusal, ChatMigrated):
        return replace(to, chat=refusal.new_chat_id), message
    if not isinstance(refusal, BadRequest):
        return None
    text = refusal.message.lower()
    if to.receiver is not None:  # hidden answers are new and not for every chat
        return replace(to, receiver=None, callback=None), message
    if "thread not found" in text and to.thread is not None:
        return replace(to, thread=None), message
    if ("can't parse entities" in text or "entit" in text) and message.html:
        return to, replace(message, html="")
    return None


def is_harmless(refusal: TelegramError) -> bool:
    """True for refusals that leave nothing to mend: the same text again, a press too old to answer."""
    text = refusal.message.lower()
    told = ("message is not modified", "query is too old", "message to delete not found")
    return isinstance(refusal, BadRequest) and any(words in text for words in told)


def is_gone(refusal: TelegramError) -> bool:
    """True when the message to change is no longer there, or too old to be changed."""
    text = refusal.message.lower()
    told = ("message to edit not found", "message can't be edited", "message_id_invalid")
    return isinstance(refusal, BadRequest) and any(words in text for words in told)


ENDLESS = Patience(deadline=float("inf"), longest=30.0, timeouts=1_000_000)
"""For what the bot cannot do without: its own name and the updates."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The bot's hand: sends, edits, deletes, acknowledges; tells what happened, never raises for a chat."""

    bot: Bot
    records: Records
    observer: Observer
    patience: Patience = Patience()

    async def send(self, to: Place, message: TelegramMessage) -> int | None:
        """The number of the message that was sent; None when it could not be."""
        for _ in range(MOST_WAYS):
            try:
                return (await insist(partial(self._send, to, message), self.patience)).message_id
            except TelegramError as refusal:
                self._heed(refusal, to)
                other = instead(refusal, to, message)
                if other is None:
                    self._lost(refusal)
                    return None
                to, message = other
        return None

    async def send_all(self, to: Place, messages: tuple[TelegramMessage, ...]) -> int | None:
        """The number of the last of these messages; only the first answers the quoted one."""
        number = None
        for message in messages:
            number = await self.send(to, message)
            to = replace(to, quoted=None)
        return number

    async def _send(self, to: Place, message: TelegramMessage) -> Message:
        quoting = ReplyParameters(to.quoted, allow_sending_without_reply=True) if to.quoted else None
        return await self.bot.send_message(
            to.chat,
            message.html or message.plain,
            parse_mode=ParseMode.HTML if message.html else None,
            message_thread_id=to.thread,
            reply_parameters=None if to.receiver else quoting,
            disable_notification=to.room is Room.GROUP or None,
            link_preview_options=NO_PREVIEW,
            reply_markup=message.keyboard,
            api_kwargs=_only_for(to),
        )

    async def edit(self, at: Place, number: int, message: TelegramMessage) -> bool:
        """True when the message now shows this, or did already; False when it is gone."""
        if at.ephemeral is not None:
            return await self._change(lambda m: self._edit_hidden(at, m), message)
        return await self._change(
            lambda m: self.bot.edit_message_text(
                m.html or m.plain, chat_id=at.chat, message_id=number, parse_mode=ParseMode.HTML if m.html else None,
                link_preview_options=NO_PREVIEW, reply_markup=m.keyboard,
            ),
            message,
        )  # fmt: skip

    async def edit_inline(self, id: str, message: TelegramMessage) -> bool:
        """The same for a message that somebody sent through the bot, in a chat it does not know."""
        return await self._change(
            lambda m: self.bot.edit_message_text(
                m.html or m.plain, inline_message_id=id, parse_mode=ParseMode.HTML if m.html else None,
                link_preview_options=NO_PREVIEW, reply_markup=m.keyboard,
            ),
            message,
        )  # fmt: skip

    def _edit_hidden(self, at: Place, message: TelegramMessage) -> Awaitable[object]:
        # Bot API 10.2, which the library does not know yet.
        return self.bot.do_api_request(
            "editEphemeralMessageText",
            api_kwargs={
                "chat_id": at.chat, "receiver_user_id": at.receiver, "ephemeral_message_id": at.ephemeral,
                "text": message.html or message.plain, "parse_mode": ParseMode.HTML if message.html else None,
                "link_preview_options": NO_PREVIEW, "reply_markup": message.keyboard,
            },
        )  # fmt: skip

    async def _change(
        self, call: Callable[[TelegramMessage], Awaitable[object]], message: TelegramMessage
    ) -> bool:
        for way in (message, replace(message, html="")):
            try:
                await insist(partial(call, way), self.patience)
            except TelegramError as refusal:
                if is_harmless(refusal):
                    return True
                if not isinstance(refusal, BadRequest) or "entit" not in refusal.message.lower():
                    return not is_gone(refusal) and self._lost(refusal)
            else:
                return True
        return True

    async def acknowledge(self, query: str, text: str = "", *, alert: bool = False) -> None:
        """End the little clock on a pressed button, with a word if there is one."""
        await self._quietly(
            lambda: self.bot.answer_callback_query(query, text or None, show_alert=alert or None)
        )

    async def delete(self, at: Place, number: int) -> bool:
        """True when the message is gone, or as good as gone."""
        if at.ephemeral is None:
            return await self._quietly(lambda: self.bot.delete_message(at.chat, number))
        named = {"chat_id": at.chat, "receiver_user_id": at.receiver, "ephemeral_message_id": at.ephemeral}
        return await self._quietly(
            lambda: self.bot.do_api_request("deleteEphemeralMessage", api_kwargs=named)
        )

    async def results(self, query: str, results: Results, language: Language) -> None:
        """Answer words that are being typed; cached for the person alone, whose language it is."""
        await self._quietly(
            lambda: self.bot.answer_inline_query(
                query, results.articles, cache_time=CACHE, is_personal=True, next_offset=results.next_offset,
                button=button(language),
            )
        )  # fmt: skip

    async def is_administrator(self, chat: int, person: int) -> bool:
        """True when this person is an administrator of the chat now; asked afresh each time."""
        try:
            member = await insist(lambda: self.bot.get_chat_member(chat, person), self.patience)
        except TelegramError as refusal:
            self._lost(refusal)
            return False
        return member.status in ADMINISTRATORS

    async def _quietly(self, call: Call[object]) -> bool:
        try:
            await insist(call, self.patience)
        except TelegramError as refusal:
            return is_harmless(refusal) or not self._lost(refusal)
        return True

    def _heed(self, refusal: TelegramError, to: Place) -> None:
        """Forget those who blocked the bot; move what a group chose when its number changes."""
        if isinstance(refusal, ChatMigrated):
            self.records.move(to.chat, refusal.new_chat_id)
        elif isinstance(refusal, Forbidden):
            self.records.forget(to.chat, to.room)

    def _lost(self, refusal: TelegramError) -> bool:
        """Count an answer that was not delivered, by the kind of trouble alone."""
        kind = type(refusal).__name__
        self.observer.send_failed(PLATFORM, kind)
        log.warning("call given up", extra=facts(platform=PLATFORM, error=kind))
        return True


def _only_for(to: Place) -> dict[str, Any] | None:
    """What asks for an answer that only one person sees (Bot API 10.3)."""
    if to.receiver is None:
        return None
    hidden = {"receiver_user_id": to.receiver, "callback_query_id": to.callback}
    return {
        "ephemeral_message_parameters": {name: value for name, value in hidden.items() if value is not None}
    }
