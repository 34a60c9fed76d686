"""Updates as Telegram sends them, made of what matters in a test."""

from __future__ import annotations

import itertools
from typing import Any

Json = dict[str, Any]

ME: Json = {"id": 123, "is_bot": True, "first_name": "FAQ", "username": "faq_bot"}
ANNA: Json = {"id": 7001002003, "is_bot": False, "first_name": "CANARYNAME", "language_code": "en"}
BRUNO: Json = {"id": 7004005006, "is_bot": False, "first_name": "CANARYNAME", "language_code": "fr-CA"}
OTHER_BOT: Json = {"id": 7003, "is_bot": True, "first_name": "Bot", "username": "other_bot"}
PRIVATE: Json = {"id": 7001002003, "type": "private", "first_name": "CANARYNAME"}
GROUP: Json = {"id": -1001002003004, "type": "supergroup", "title": "CANARYTITLE"}
FORUM: Json = {"id": -1001002003005, "type": "supergroup", "title": "CANARYTITLE", "is_forum": True}
CHANNEL: Json = {"id": -1001002003006, "type": "channel", "title": "CANARYTITLE"}

_numbers = itertools.count(1)


def number() -> int:
    """A number that no other update or message of this run has."""
    return next(_numbers)


def message(
    text: str | None = "hello", *, chat: Json = PRIVATE, sender: Json | None = ANNA, **more: Any
) -> Json:
    """A message; fields that Telegram leaves out when they are empty are left out here too."""
    made = {
        "message_id": number() + 100,
        "date": 1_790_000_000,
        "chat": chat,
        "from": sender,
        "text": text,
        **more,
    }
    return {name: value for name, value in made.items() if value is not None}


def update(kind: str, content: Json) -> Json:
    """An update of this kind."""
    return {"update_id": number(), kind: content}


def said(text: str | None = "hello", **more: Any) -> Json:
    """Somebody writes."""
    return update("message", message(text, **more))


def edited(original: Json, text: str) -> Json:
    """Somebody edits what they wrote."""
    return update("edited_message", {**original["message"], "text": text, "edit_date": 1_790_000_001})


def pressed(data: str, *, sender: Json = ANNA, under: Json | None = None, **more: Any) -> Json:
    """Somebody presses a button under a message of the bot, or one sent through it."""
    query = {
        "id": str(number()),
        "from": sender,
        "chat_instance": "1",
        "data": data,
        "message": under,
        **more,
    }
    return update("callback_query", {name: value for name, value in query.items() if value is not None})


def typed(text: str, offset: str = "", *, sender: Json = ANNA) -> Json:
    """Somebody types after the bot's name."""
    return update("inline_query", {"id": str(number()), "from": sender, "query": text, "offset": offset})


def membership(was: str, now: str, *, chat: Json = PRIVATE, sender: Json = ANNA) -> Json:
    """The bot is blocked, added or removed."""
    change = {"chat": chat, "from": sender, "date": 1_790_000_000}
    until = {"until_date": 0} if now == "kicked" else {}
    old = {"status": was, "user": ME, **({"until_date": 0} if was == "kicked" else {})}
    return update(
        "my_chat_member",
        {**change, "old_chat_member": old, "new_chat_member": {"status": now, "user": ME, **until}},
    )
