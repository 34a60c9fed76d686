"""The fake itself refuses what Telegram refuses: it may not be kinder than the real one."""

from __future__ import annotations

import json

import aiohttp
import pytest

from tests.telegram_bot.fake import TOKEN, FakeTelegram, serve
from tests.telegram_bot.spec import available

BUTTON = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]})

REFUSED = [
    ("sendMessage", {"chat_id": "7", "text": "x" * 4097}, "too long"),
    ("sendMessage", {"chat_id": "7", "text": "🤷" * 2049}, "too long"),
    ("sendMessage", {"chat_id": "7", "text": "<b></b>", "parse_mode": "HTML"}, "empty"),
    ("sendMessage", {"chat_id": "7", "text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
    ("sendMessage", {"chat_id": "7", "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
    ("sendMessage", {"chat_id": "7", "text": "<p>x</p>", "parse_mode": "HTML"}, "can't parse entities"),
    ("sendMessage", {"chat_id": "7", "text": "x", "reply_markup": BUTTON}, "65 bytes"),
    ("sendMessage", {"chat_id": "7", "text": "x", "colour": "red"}, "unknown field"),
    ("sendMassage", {"chat_id": "7", "text": "x"}, "unknown method"),
    ("editMessageText", {"chat_id": "7", "message_id": "1", "text": "x"}, "message to edit not found"),
    ("deleteMessage", {"chat_id": "7", "message_id": "1"}, "message to delete not found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "form", "complaint"), REFUSED)
def test_bad_calls_are_refused(method: str, form: dict[str, str], complaint: str) -> None:
    if not available():
        pytest.skip("UNCHECKED: no specifications")
    code, answer = FakeTelegram().answer(method, form)
    assert code == 400
    assert complaint in answer["description"]


def test_four_thousand_and_ninety_six_units_after_parsing_are_accepted() -> None:
    text = "<b>" + "🤷" * 2048 + "</b>"
    code, answer = FakeTelegram().answer("sendMessage", {"chat_id": "7", "text": text, "parse_mode": "HTML"})
    assert code == 200
    assert answer["result"]["text"] == "🤷" * 2048


async def test_a_wrong_token_is_refused_and_updates_are_acknowledged_by_their_offset() -> None:
    fake = FakeTelegram(updates=[{"update_id": 5, "message": {}}, {"update_id": 6, "poll": {}}])
    async with serve(fake) as base, aiohttp.ClientSession() as session:
        assert (await session.post(f"{base}/botwrong/getMe")).status == 401
        wanted = {"offset": "0", "timeout": "0", "allowed_updates": '["message"]'}
        answer = await (await session.post(f"{base}/bot{TOKEN}/getUpdates", data=wanted)).json()
        assert [one["update_id"] for one in answer["result"]] == [5]
        await session.post(f"{base}/bot{TOKEN}/getUpdates", data={"offset": "6", "timeout": "0"})
        assert [one["update_id"] for one in fake.updates] == [6]
