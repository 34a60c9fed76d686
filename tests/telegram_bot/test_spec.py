"""The checker itself: it must object to calls that are known to be bad, and to no good one."""

from __future__ import annotations

import json

import pytest

from tests.telegram_bot.spec import VERSIONS, members, specification

MARKUP = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})

GOOD = [
    ("sendMessage", {"chat_id": "7", "text": "hello"}),
    ("sendMessage", {"chat_id": "@channel", "text": "hello", "reply_markup": MARKUP}),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_parameters": json.dumps({"message_id": 1})}),
    ("editMessageText", {"inline_message_id": "x", "text": "hello"}),
    ("setMyCommands", {"commands": json.dumps([{"command": "ask", "description": "Ask"}]),
                       "scope": json.dumps({"type": "all_group_chats"}), "language_code": "fr"}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 200}),
    ("deleteWebhook", {"drop_pending_updates": "false"}),
]  # fmt: skip

BAD = [
    ("sendMessages", {}, "unknown method"),
    ("sendMessage", {"text": "hello"}, "chat_id: required"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "parsemode": "HTML"}, "unknown field"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "message_thread_id": "topic"}, "not Integer"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "disable_notification": "1"}, "not Boolean"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_markup": "[]"}, "not "),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_markup": json.dumps(
        {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]})}, "66 bytes, allowed 1-64"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_markup": json.dumps(
        {"inline_keyboard": [[{"text": "a", "callback_data": "b", "url": "https://a.example"}]]})}, "exactly one of"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_markup": json.dumps(
        {"inline_keyboard": [[{"text": "a"}]]})}, "exactly one of"),
    ("sendMessage", {"chat_id": "7", "text": "hello", "reply_markup": json.dumps(
        {"inline_keyboard": [{"text": "a", "callback_data": "b"}]})}, "not a list"),
    ("editMessageText", {"text": "hello"}, "exactly one of"),
    ("editMessageText", {"chat_id": "7", "inline_message_id": "x", "text": "hello"}, "exactly one of"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "allowed 0-200"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": json.dumps([
        {"type": "article", "id": "x" * 65, "title": "t",
         "input_message_content": {"message_text": "m"}}])}, "65 bytes, allowed 1-64"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": json.dumps([
        {"type": "article", "id": str(n), "title": "t",
         "input_message_content": {"message_text": "m"}} for n in range(51)])}, "51 items"),
    ("setMyCommands", {"commands": json.dumps([{"command": "Ask!", "description": "Ask"}])}, "not allowed"),
    ("setMyCommands", {"commands": json.dumps([{"command": "a" * 33, "description": "Ask"}])}, "allowed 1-32"),
    ("setMyCommands", {"commands": json.dumps([{"command": "ask", "description": ""}])}, "allowed 1-256"),
    ("setMyCommands", {"commands": "[]", "scope": json.dumps({"type": "everybody"})}, "must be"),
    ("setMyDescription", {"description": "x" * 513}, "allowed 0-512"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "allowed 0-120"),
    ("setMyName", {"name": "x" * 65}, "allowed 0-64"),
    ("setWebhook", {"url": "https://a.example", "secret_token": "with spaces"}, "not allowed"),
]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("method", "form"), GOOD)
def test_a_good_call_has_no_faults(version: str, method: str, form: dict[str, str]) -> None:
    assert specification(version).faults(method, form) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("method", "form", "fault"), BAD)
def test_a_bad_call_is_named(version: str, method: str, form: dict[str, str], fault: str) -> None:
    found = specification(version).faults(method, form)
    assert any(fault in one for one in found), found


def test_the_newest_version_knows_answers_for_one_pair_of_eyes_and_the_older_does_not() -> None:
    form = {"chat_id": "7", "text": "x", "ephemeral_message_parameters": json.dumps({"receiver_user_id": 7})}
    assert specification("10.3").faults("sendMessage", form) == []
    assert specification("10.0").faults("sendMessage", form) != []


def test_unions_that_are_one_string_are_taken_apart() -> None:
    assert members(["?Annotated[A | B | C, Field(discriminator='type')]"]) == ["A", "B", "C"]
    assert members(["A", "B"]) == ["A", "B"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_union_of_every_version_names_types_that_exist(version: str) -> None:
    types = specification(version).types
    names = {name for kind in types.values() for name in members(kind.get("subtypes", ()))}
    assert {name.removeprefix("Array of ") for name in names} - types.keys() <= {"String"}
