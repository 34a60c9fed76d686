"""What is repeated, what is given up, and what is sent instead of what Telegram refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from adapters.telegram_bot.parse import Place
from adapters.telegram_bot.render import TelegramMessage
from adapters.telegram_bot.request import NO_WORD, AiohttpRequest, SlowDown, _pause
from adapters.telegram_bot.send import Patience, insist, instead, is_gone, is_harmless
from bot.model import Room
from bot.privacy.store import Choice, RoomChoice
from tests.telegram_bot.conftest import SHORT, Telegram
from tests.telegram_bot.updates import ANNA, GROUP, said

PLACE = Place(-1001002003004, Room.GROUP, thread=9, quoted=5)
HIDDEN = replace(PLACE, receiver=7, callback="c")
MESSAGE = TelegramMessage("<b>x</b>", "x")
PLAIN = TelegramMessage("", "x")


@pytest.mark.parametrize(
    ("refusal", "to", "expected"),
    [
        (ChatMigrated(-2002), PLACE, (replace(PLACE, chat=-2002), MESSAGE)),
        (BadRequest("Can't parse entities: unexpected end tag at byte offset 5"), PLACE, (PLACE, PLAIN)),
        (BadRequest("Message thread not found"), PLACE, (replace(PLACE, thread=None), MESSAGE)),
        (BadRequest("Ephemeral messages can't be sent"), HIDDEN, (PLACE, MESSAGE)),
        (BadRequest("Chat not found"), PLACE, None),
        (BadRequest("Message thread not found"), replace(PLACE, thread=None), None),
        (Forbidden("bot was blocked by the user"), PLACE, None),
        (NetworkError("x"), PLACE, None),
    ],
)
def test_what_is_sent_instead(
    refusal: TelegramError, to: Place, expected: tuple[Place, TelegramMessage] | None
) -> None:
    assert instead(refusal, to, MESSAGE) == expected


def test_plain_words_that_are_refused_are_not_sent_again() -> None:
    assert instead(BadRequest("Can't parse entities: x"), PLACE, PLAIN) is None


@pytest.mark.parametrize(
    ("refusal", "harmless", "gone"),
    [
        (BadRequest("Message is not modified: specified new message content"), True, False),
        (BadRequest("Query is too old and response timeout expired or query id is invalid"), True, False),
        (BadRequest("Message to delete not found"), True, False),
        (BadRequest("Message to edit not found"), False, True),
        (BadRequest("Message can't be edited"), False, True),
        (Forbidden("message is not modified"), False, False),
        (NetworkError("x"), False, False),
    ],
)
def test_refusals_that_leave_nothing_to_mend(refusal: TelegramError, harmless: bool, gone: bool) -> None:
    assert is_harmless(refusal) is harmless
    assert is_gone(refusal) is gone


class Failing:
    """A call that fails in these ways, one after the other, then works."""

    def __init__(self, *troubles: TelegramError) -> None:
        self.troubles = list(troubles)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.troubles:
            raise self.troubles.pop(0)
        return "done"


@pytest.mark.parametrize(
    "troubles",
    [
        (NetworkError("x"),) * 4,
        (TimedOut(),),
        (SlowDown(0.01), SlowDown(0.02)),
        (TelegramError("Invalid server response"),),
        (NetworkError("x"), TimedOut(), SlowDown(0.01)),
    ],
)
async def test_passing_troubles_are_waited_out(troubles: tuple[TelegramError, ...]) -> None:
    call = Failing(*troubles)
    assert await insist(call, SHORT) == "done"
    assert call.calls == len(troubles) + 1


@pytest.mark.parametrize(
    "trouble",
    [Forbidden("x"), BadRequest("x"), InvalidToken("x"), Conflict("x"), ChatMigrated(-1), SlowDown(3600)],
)
async def test_what_would_fail_again_is_not_repeated(trouble: TelegramError) -> None:
    call = Failing(trouble)
    with pytest.raises(type(trouble)):
        await insist(call, SHORT)
    assert call.calls == 1


async def test_a_timeout_is_repeated_once() -> None:
    call = Failing(TimedOut(), TimedOut(), TimedOut())
    with pytest.raises(TimedOut):
        await insist(call, SHORT)
    assert call.calls == 2


async def test_the_deadline_ends_it() -> None:
    call = Failing(*[NetworkError("x")] * 1_000)
    with pytest.raises(NetworkError):
        await insist(call, Patience(deadline=0.1, first=0.01, longest=0.02))
    assert 3 < call.calls < 30


def test_pauses_grow_and_are_bounded() -> None:
    patience = Patience(first=0.5, longest=5.0)
    assert all(0.25 <= patience.pause(0) <= 0.5 for _ in range(20))
    assert all(patience.pause(number) <= 5.0 for number in (10, 100, 10_000))


@pytest.mark.parametrize(
    ("payload", "seconds"),
    [
        (b'{"parameters": {"retry_after": 3}}', 3.0),
        (b'{"parameters": {"retry_after": "5"}}', 5.0),
        (b'{"parameters": {"retry_after": "soon"}}', NO_WORD),
        (b'{"parameters": {"retry_after": null}}', NO_WORD),
        (b'{"parameters": {"retry_after": -7}}', 0.0),
        (b'{"parameters": []}', NO_WORD),
        (b"{}", NO_WORD),
        (b"[]", NO_WORD),
        (b"<html>", NO_WORD),
        (b"\xff", NO_WORD),
    ],
)
def test_pauses_that_telegram_asks_for(payload: bytes, seconds: float) -> None:
    assert _pause(payload) == seconds


def test_what_is_not_json_says_nothing_of_what_it_was() -> None:
    with pytest.raises(NetworkError) as caught:
        AiohttpRequest.parse_json_payload(b"<html>CANARY")
    assert "CANARY" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_blocked_bot_forgets_and_does_not_insist(telegram: Telegram) -> None:
    telegram.desk.records.keep_person(ANNA["id"], Choice(region=None))
    telegram.fake.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await telegram.tell(said("hello"))
    assert len(telegram.sent) == 1
    assert not telegram.desk.records.forget(ANNA["id"], Room.PRIVATE)
    assert telegram.observer.failures == ["Forbidden"]


async def test_a_group_that_moved_is_followed_with_its_settings(telegram: Telegram) -> None:
    telegram.desk.records.keep_room(GROUP["id"], RoomChoice(volunteer=True))
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.fake.refuse("sendMessage", 400, moved, migrate_to_chat_id=-100555)
    await telegram.tell(said("/ask hello", chat=GROUP))
    assert [form["chat_id"] for form in telegram.sent] == [str(GROUP["id"]), "-100555"]
    assert telegram.desk.records.room(-100555).volunteer
    assert telegram.desk.records.room(GROUP["id"]) == RoomChoice()


async def test_refused_markup_goes_out_as_plain_words(telegram: Telegram) -> None:
    telegram.fake.refuse("sendMessage", 400, "Bad Request: can't parse entities: Unsupported start tag")
    await telegram.tell(said("Comment porter plainte à la CNIL ?"))
    first, second = telegram.sent
    assert first["parse_mode"] == "HTML"
    assert "parse_mode" not in second
    assert "<b>" not in second["text"]
    assert "https://" in second["text"] or "CNIL" in second["text"]


async def test_refused_markup_is_edited_in_as_plain_words(telegram: Telegram) -> None:
    await telegram.tell(said("/topics"))
    telegram.fake.refuse("editMessageText", 400, "Bad Request: can't parse entities: Unsupported start tag")
    place = Place(ANNA["id"])
    assert await telegram.desk.sender.edit(
        place, telegram.last["message_id"], TelegramMessage("<b>y</b>", "y")
    )
    assert telegram.last["text"] == "y"


async def test_a_message_that_cannot_be_sent_in_any_way_is_given_up(telegram: Telegram) -> None:
    for _ in range(10):
        telegram.fake.refuse(
            "sendMessage", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1
        )
    await telegram.tell(said("/ask hello", chat=GROUP))
    assert len(telegram.sent) == 4
