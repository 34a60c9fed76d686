"""Updates are read into what was meant, and most of what a group says into nothing."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, Update, User

from adapters.telegram_bot.parse import (
    Asked,
    Left,
    Meaning,
    Ordered,
    Overheard,
    Person,
    Place,
    Pressed,
    Typed,
    Welcomed,
    locale,
    payload,
    read,
)
from bot.model import Language, Room
from tests.telegram_bot.updates import (
    ANNA,
    BRUNO,
    CHANNEL,
    FORUM,
    GROUP,
    ME,
    OTHER_BOT,
    PRIVATE,
    edited,
    membership,
    message,
    pressed,
    said,
    typed,
    update,
)

BOT = Bot("123:x")
BY_BOT = message("An answer.", chat=GROUP, sender=ME)
BY_ANNA = message("is my data safe?", chat=GROUP, sender=ANNA)
BY_BRUNO = message("mes données ?", chat=GROUP, sender=BRUNO)
AS_GROUP: dict[str, Any] = {
    "sender": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
    "sender_chat": GROUP,
}
OPENING = message(None, chat=FORUM, sender=ME, forum_topic_created={"name": "x", "icon_color": 7322096})


def meaning(content: dict[str, Any]) -> Meaning | None:
    me = User.de_json(ME, BOT)
    return read(Update.de_json(content, BOT), me)


NOTHING = {
    "small talk between people, in a reply to another": said("thanks!", chat=GROUP, sender=OTHER_BOT),
    "another bot": said("hello", sender=OTHER_BOT),
    "another bot in a group": said("/ask hello", chat=GROUP, sender=OTHER_BOT),
    "a channel's post in a group": said("/ask x", chat=GROUP, sender_chat=CHANNEL),
    "a channel's post, forwarded by Telegram": said("/ask x", chat=GROUP, is_automatic_forward=True),
    "something sent through a bot": said("An answer.", via_bot=ME),
    "a command for another bot": said("/ask@other_bot hello", chat=GROUP),
    "a command for another bot, in private": said("/ask@other_bot hello"),
    "a command that is not ours, in a group": said("/ban", chat=GROUP),
    "a picture in a group": said(None, chat=GROUP, photo=[]),
    "a service message": said(None, group_chat_created=True),
    "an edited message between people": edited(said("hello everybody", chat=GROUP), "hello"),
    "a channel": said("hello", chat=CHANNEL),
    "a channel's own update": update("channel_post", message("hello", chat=CHANNEL)),
    "a kind from the future": update("something_new", {"a": 1}),
    "being unbanned from a group": membership("member", "member", chat=GROUP),
    "being unblocked": membership("kicked", "member"),
    "a slash and nothing": said("/", chat=GROUP),
}


@pytest.mark.parametrize("case", NOTHING, ids=str)
def test_the_bot_keeps_out_of(case: str) -> None:
    assert meaning(NOTHING[case]) is None


def asked(content: dict[str, Any]) -> Asked:
    found = meaning(content)
    assert isinstance(found, Asked)
    return found


def ordered(content: dict[str, Any]) -> Ordered:
    found = meaning(content)
    assert isinstance(found, Ordered)
    return found


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (said("is my data safe?"), "is my data safe?"),
        (said("  spaces  "), "  spaces  "),
        (said(None, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], caption="what is this?"),
         "what is this?"),
        (said(None, sticker={"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "is_animated": False,
                             "is_video": False, "type": "regular"}), ""),
        (said("@faq_bot is my data safe?", chat=GROUP), "is my data safe?"),
        (said("is my data safe, @FAQ_bot", chat=GROUP), "is my data safe,"),
        (said("and in France?", chat=GROUP, reply_to_message=BY_BOT), "and in France?"),
        (said("/nonsense/path is not a command"), "/nonsense/path is not a command"),
    ],
)  # fmt: skip
def test_questions(content: dict[str, Any], text: str) -> None:
    assert asked(content).text == text


def test_a_question_carries_its_person_and_place_and_nothing_else() -> None:
    content = said("hello", chat=PRIVATE, sender=BRUNO)
    number = content["message"]["message_id"]
    assert meaning(content) == Asked(
        Place(7001002003, Room.PRIVATE, quoted=number), Person(7004005006, Language.FR), "hello", number
    )


def test_an_edited_question_says_so() -> None:
    assert asked(edited(said("hello"), "hello?")).edited
    assert ordered(edited(said("/ask hello", chat=GROUP), "/ask hello?")).edited


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (said("/start"), "start", ""),
        (said("/start meta-optout-eu"), "start", "meta-optout-eu"),
        (said("/ask is it safe?"), "ask", "is it safe?"),
        (said("/ASK is\nit safe?"), "ask", "is\nit safe?"),
        (said("/ask@faq_bot is it safe?", chat=GROUP), "ask", "is it safe?"),
        (said("/ask@FAQ_BOT", chat=GROUP), "ask", ""),
        (said("/ask", chat=GROUP, reply_to_message=BY_ANNA), "ask", "is my data safe?"),
        (said("/ask what about France?", chat=GROUP, reply_to_message=BY_ANNA), "ask", "what about France?"),
        (said("/ask", chat=GROUP, reply_to_message=BY_BOT), "ask", ""),
        (said("/ask", chat=GROUP, reply_to_message=BY_ANNA, quote={"text": "my data", "position": 3}), "ask", "my data"),
        (said("/ask", chat=FORUM, reply_to_message=OPENING), "ask", ""),
        (said("/nonsense"), "help", ""),
        (said("/ask hello", chat=GROUP, **AS_GROUP), "ask", "hello"),
    ],
)  # fmt: skip
def test_commands(content: dict[str, Any], name: str, words: str) -> None:
    found = ordered(content)
    assert (found.name, found.words) == (name, words)


def test_an_answer_for_somebody_else_goes_to_their_message() -> None:
    found = ordered(said("/ask", chat=GROUP, sender=ANNA, reply_to_message=BY_BRUNO))
    assert found.place.quoted == BY_BRUNO["message_id"]
    assert found.person == Person(7001002003, Language.FR)  # Anna asked; Bruno reads French


def test_only_a_group_itself_speaks_in_its_name() -> None:
    assert ordered(said("/settings", chat=GROUP, **AS_GROUP)).is_room
    assert not ordered(said("/settings", chat=GROUP)).is_room


@pytest.mark.parametrize(
    ("more", "thread"),
    [({"message_thread_id": 9, "is_topic_message": True}, 9), ({"message_thread_id": 9}, None), ({}, None)],
)
def test_the_general_topic_has_no_thread(more: dict[str, Any], thread: int | None) -> None:
    assert ordered(said("/topics", chat=FORUM, **more)).place.thread == thread


def test_hidden_commands_have_no_number_to_quote() -> None:
    content = said("/ask hello", chat=GROUP, ephemeral_message_id=4)
    content["message"]["message_id"] = 0
    assert ordered(content).place.quoted is None


def test_people_talking_are_overheard() -> None:
    found = meaning(said("does anybody know?", chat=GROUP))
    assert isinstance(found, Overheard)
    assert not found.in_reply
    reply = meaning(said("are you sure?", chat=GROUP, reply_to_message=BY_ANNA))
    assert isinstance(reply, Overheard)
    assert reply.in_reply


def test_a_press_says_where_and_whose() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Helpful", "callback_data": "ayex"}]]}
    under = message("An answer.", chat=GROUP, sender=ME, reply_to_message=BY_BRUNO, reply_markup=keyboard)
    found = meaning(pressed("asex", under=under))
    assert isinstance(found, Pressed)
    assert (found.id, found.message, found.author, found.under_answer) == (
        "asex",
        under["message_id"],
        7004005006,
        True,
    )
    assert found.place == Place(-1001002003004, Room.GROUP, quoted=under["message_id"])


def test_a_press_under_an_old_message_still_has_a_place() -> None:
    found = meaning(pressed("asex", under={"chat": PRIVATE, "message_id": 5, "date": 0}))
    assert isinstance(found, Pressed)
    assert (found.place, found.message) == (Place(7001002003), 5)


def test_a_press_under_a_message_in_a_strange_chat_has_none() -> None:
    found = meaning(pressed("asex", inline_message_id="abc"))
    assert isinstance(found, Pressed)
    assert (found.place, found.inline) == (None, "abc")


def test_a_press_under_a_hidden_message_knows_it() -> None:
    under = message("An answer.", chat=GROUP, sender=ME, ephemeral_message_id=8)
    found = meaning(pressed("asex", under=under))
    assert isinstance(found, Pressed)
    assert found.place is not None
    assert (found.place.ephemeral, found.place.receiver, found.place.callback) == (8, 7001002003, found.query)


@pytest.mark.parametrize(("offset", "number"), [("", 0), ("20", 20), ("junk", 0), ("-1", 0), ("²", 0)])
def test_typed_words_and_their_offset(offset: str, number: int) -> None:
    found = meaning(typed("meta", offset))
    assert isinstance(found, Typed)
    assert (found.text, found.offset) == ("meta", number)


def test_comings_and_goings() -> None:
    assert meaning(membership("member", "kicked")) == Left(7001002003, Room.PRIVATE)
    assert meaning(membership("member", "left", chat=GROUP)) == Left(-1001002003004, Room.GROUP)
    assert isinstance(meaning(membership("left", "member", chat=GROUP)), Welcomed)


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr", Language.FR), ("fr-CA", Language.FR), ("EN-gb", Language.EN), ("de", None), ("", None), (None, None), ("xx", None)],
)  # fmt: skip
def test_languages_of_apps(code: str | None, language: Language | None) -> None:
    assert locale(code) is language


@pytest.mark.parametrize(
    ("words", "expected"),
    [("meta-optout-eu", "meta-optout-eu"), ("x" * 64, "x" * 64), ("x" * 65, ""), ("{0.__class__}", ""), ("a b", ""), ("'; --", "")],
)  # fmt: skip
def test_payloads(words: str, expected: str) -> None:
    assert payload(words) == expected
