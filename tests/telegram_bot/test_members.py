"""What members get: questions, commands, buttons, inline results; over the real library, without a socket."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.telegram_bot import choices
from adapters.telegram_bot.choices import Chosen, Setting, Whose
from adapters.telegram_bot.commands import COMMANDS
from bot import Engine
from bot.model import Action, Candidate, Language, Press, Question, Region, Reply
from bot.privacy.pace import Pace
from bot.privacy.store import Choice, RoomChoice
from bot.reply.buttons import encode
from tests.telegram_bot.conftest import Telegram, make_house, telegram_over
from tests.telegram_bot.fake import FakeTelegram
from tests.telegram_bot.updates import (
    ANNA,
    BRUNO,
    FORUM,
    GROUP,
    ME,
    OTHER_BOT,
    edited,
    membership,
    message,
    pressed,
    said,
    typed,
)

QUESTION = "Comment porter plainte à la CNIL ?"


def reply_to(form: dict[str, str]) -> int | None:
    """The message that a call quotes."""
    return json.loads(form["reply_parameters"])["message_id"] if "reply_parameters" in form else None


def entry(engine: Engine) -> str:
    return engine.catalog.entries[0].id


# Questions


async def test_a_question_is_answered_without_previews_and_without_quoting(telegram: Telegram) -> None:
    await telegram.tell(said(QUESTION))
    [form] = telegram.sent
    assert form["parse_mode"] == "HTML"
    assert json.loads(form["link_preview_options"]) == {"is_disabled": True}
    assert reply_to(form) is None
    assert len(telegram.observer.asks) == 1


async def test_an_edited_question_edits_the_answer(telegram: Telegram) -> None:
    question = said("hello")
    await telegram.tell(question)
    number = telegram.last["message_id"]
    await telegram.tell(edited(question, QUESTION))
    assert len(telegram.sent) == 1
    [form] = telegram.fake.made("editMessageText")
    assert form["message_id"] == str(number)
    assert "CNIL" in telegram.last["text"]


async def test_an_edit_of_a_question_that_was_not_answered_stays_quiet(telegram: Telegram) -> None:
    await telegram.tell(edited(said("hello"), QUESTION))
    assert not telegram.fake.calls


async def test_an_edit_after_the_answer_was_deleted_is_answered_anew(telegram: Telegram) -> None:
    question = said("hello")
    await telegram.tell(question)
    telegram.fake.messages.clear()
    await telegram.tell(edited(question, QUESTION))
    assert len(telegram.sent) == 2


async def test_an_edit_that_changes_nothing_is_no_error(telegram: Telegram) -> None:
    question = said(QUESTION)
    await telegram.tell(question)
    await telegram.tell(edited(question, QUESTION))
    assert not telegram.observer.failures
    assert len(telegram.sent) == 1


async def test_the_same_update_is_answered_once(telegram: Telegram) -> None:
    question = said(QUESTION)
    await telegram.tell(question)
    await telegram.tell(question)
    assert len(telegram.sent) == 1


async def test_a_sticker_is_answered_with_how_to_ask(telegram: Telegram) -> None:
    sticker = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "type": "regular"}
    await telegram.tell(said(None, sticker={**sticker, "is_animated": False, "is_video": False}))
    assert "I read words" in telegram.last["text"]


@pytest.mark.parametrize(
    ("choice", "sender", "language"),
    [
        (Choice(), ANNA, Language.EN),
        (Choice(), BRUNO, Language.FR),
        (Choice(Language.EN), BRUNO, Language.EN),
    ],
)
async def test_where_a_question_has_no_language_the_persons_counts(
    telegram: Telegram, choice: Choice, sender: dict[str, Any], language: Language
) -> None:
    telegram.desk.records.keep_person(sender["id"], choice)
    await telegram.tell(said("?!", sender=sender))
    assert telegram.observer.asks[0].language is language


async def test_floods_are_answered_then_told_then_ignored(engine: Engine, fake: FakeTelegram) -> None:
    telegram = telegram_over(replace(make_house(engine), pace=Pace(burst=2)), fake)
    for _ in range(6):
        await telegram.tell(said("hello"))
    assert len(telegram.sent) == 3
    assert "very fast" in telegram.last["text"]
    await telegram.tell(said("bonjour", sender=BRUNO))
    assert len(telegram.sent) == 4


# Groups


async def test_ask_in_a_group_is_answered_short_quoted_and_silent(telegram: Telegram) -> None:
    question = said(f"/ask {QUESTION}", chat=GROUP)
    await telegram.tell(question)
    [form] = telegram.sent
    assert reply_to(form) == question["message"]["message_id"]
    assert json.loads(form["reply_parameters"])["allow_sending_without_reply"]
    assert form["disable_notification"] == "true"


async def test_ask_in_reply_answers_that_message(telegram: Telegram) -> None:
    asked = message(QUESTION, chat=GROUP, sender=BRUNO)
    await telegram.tell(said("/ask", chat=GROUP, reply_to_message=asked))
    assert reply_to(telegram.sent[0]) == asked["message_id"]
    assert "CNIL" in telegram.last["text"]


@pytest.mark.parametrize(
    ("more", "thread"),
    [({"message_thread_id": 9, "is_topic_message": True}, "9"), ({"message_thread_id": 9}, None)],
)
async def test_answers_stay_in_their_topic(
    telegram: Telegram, more: dict[str, Any], thread: str | None
) -> None:
    await telegram.tell(said("/ask hello", chat=FORUM, **more))
    assert telegram.sent[0].get("message_thread_id") == thread


@pytest.mark.parametrize("sender", [ANNA, OTHER_BOT])
async def test_a_group_is_left_in_peace(telegram: Telegram, sender: dict[str, Any]) -> None:
    await telegram.tell(said("Does anybody know how to complain to the CNIL?", chat=GROUP, sender=sender))
    assert not telegram.fake.calls


async def test_a_groups_language_counts_where_the_person_has_none(telegram: Telegram) -> None:
    telegram.desk.records.keep_room(GROUP["id"], RoomChoice(language=Language.FR))
    await telegram.tell(said("/ask ?!", chat=GROUP, sender={**ANNA, "language_code": "de"}))
    assert telegram.observer.asks[0].language is Language.FR


async def test_the_bot_says_hello_when_it_is_added_and_forgets_when_it_is_removed(telegram: Telegram) -> None:
    await telegram.tell(membership("left", "member", chat=GROUP))
    assert "/ask" in telegram.last["text"]
    telegram.desk.records.keep_room(GROUP["id"], RoomChoice(volunteer=True))
    await telegram.tell(membership("member", "kicked", chat=GROUP))
    assert telegram.desk.records.room(GROUP["id"]) == RoomChoice()


async def test_whoever_blocks_the_bot_is_forgotten(telegram: Telegram) -> None:
    telegram.desk.records.keep_person(ANNA["id"], Choice(Language.FR))
    await telegram.tell(membership("member", "kicked"))
    assert telegram.desk.records.person(ANNA["id"]) == Choice()


# Commands


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
@pytest.mark.parametrize("where", [{}, {"chat": GROUP}])
@pytest.mark.parametrize("sender", [ANNA, BRUNO])
async def test_every_command_is_answered_everywhere(
    telegram: Telegram, command: str, where: dict[str, Any], sender: dict[str, Any]
) -> None:
    await telegram.tell(said(f"/{command}", sender=sender, **where))
    assert telegram.sent


@pytest.mark.parametrize("payload", ["", "nonsense", "{0.__class__}", "%s%n", "x" * 64])
async def test_start_says_hello_or_that_the_link_is_old(telegram: Telegram, payload: str) -> None:
    await telegram.tell(said(f"/start {payload}".strip()))
    assert len(telegram.sent) == 1


async def test_a_deep_link_shows_its_entry(telegram: Telegram, engine: Engine) -> None:
    await telegram.tell(said(f"/start {entry(engine)}", sender=BRUNO))
    assert engine.catalog.entries[0].fr.question[:20].replace("'", "’") in telegram.last["text"].replace(
        "'", "’"
    )


async def test_why_shows_the_nearest_entries(telegram: Telegram, engine: Engine) -> None:
    title = engine.catalog.entries[0].en.question
    await telegram.tell(said(f"/why {title}"))
    assert title in telegram.last["text"]
    await telegram.tell(said("/why"))
    assert "/why" in telegram.last["text"]


async def test_why_can_be_asked_about_somebodys_message(telegram: Telegram) -> None:
    asked = message(QUESTION, chat=GROUP, sender=BRUNO)
    await telegram.tell(said("/why", chat=GROUP, reply_to_message=asked))
    assert "%" in telegram.last["text"]


async def test_language_and_region_are_chosen_by_buttons_and_forgotten(telegram: Telegram) -> None:
    await telegram.tell(said("/lang"))
    menu = telegram.last
    await telegram.tell(pressed(choices.encode(Chosen(Setting.LANGUAGE, Whose.PERSON, "fr")), under=menu))
    assert "✓ Français" in [
        b["text"] for row in telegram.last["reply_markup"]["inline_keyboard"] for b in row
    ]
    await telegram.tell(said("/region"))
    await telegram.tell(
        pressed(choices.encode(Chosen(Setting.REGION, Whose.PERSON, "ch")), under=telegram.last)
    )
    assert telegram.desk.records.person(ANNA["id"]) == Choice(Language.FR, Region.CH)
    question = telegram.desk.records.question("x", telegram_place(), telegram_person())
    assert (question.language, question.region) == (Language.FR, Region.CH)
    await telegram.tell(said("/forget"))
    assert telegram.desk.records.person(ANNA["id"]) == Choice()
    await telegram.tell(said("/forget"))
    assert "nothing to erase" in telegram.last["text"]


def telegram_place() -> Any:
    from adapters.telegram_bot.parse import Place

    return Place(ANNA["id"])


def telegram_person() -> Any:
    from adapters.telegram_bot.parse import Person

    return Person(ANNA["id"])


# A group's administrators


async def test_only_administrators_change_a_groups_settings(telegram: Telegram) -> None:
    await telegram.tell(said("/settings", chat=GROUP))
    assert "reply_markup" not in telegram.last
    telegram.fake.administrators.add(ANNA["id"])
    await telegram.tell(said("/settings", chat=GROUP))
    menu = telegram.last
    volunteer = choices.encode(Chosen(Setting.VOLUNTEER, Whose.ROOM, "on"))
    await telegram.tell(pressed(volunteer, sender=BRUNO, under=menu))
    assert not telegram.desk.records.room(GROUP["id"]).volunteer
    await telegram.tell(pressed(volunteer, sender=ANNA, under=menu))
    assert telegram.desk.records.room(GROUP["id"]).volunteer
    telegram.fake.administrators.clear()  # removed a minute ago
    await telegram.tell(pressed(choices.encode(Chosen(Setting.VOLUNTEER, Whose.ROOM, "off")), under=menu))
    assert telegram.desk.records.room(GROUP["id"]).volunteer


async def test_an_anonymous_administrator_is_one(telegram: Telegram) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await telegram.tell(said("/settings", chat=GROUP, sender=anonymous, sender_chat=GROUP))
    assert "reply_markup" in telegram.last


@pytest.mark.parametrize("id", ["Tlpxx", "Tvpon ", "Tvg", "Txgon", "Tlp" + "a" * 60, "", "T", "Trgeu.1"])
def test_ids_that_no_menu_made_mean_nothing(id: str) -> None:
    assert choices.decode(id) is None


# Buttons


async def test_every_press_is_acknowledged(telegram: Telegram, engine: Engine) -> None:
    await telegram.tell(said(f"/start {entry(engine)}"))
    answer = telegram.last
    presses = [encode(Press(action, Language.EN, entry(engine))) for action in Action]
    presses += [
        "",
        "x" * 64,
        "../../etc",
        "aseno-such-entry",
        "bsfx",
        "ate",
        "atf",
        "ape" + engine.catalog.topics[0].id,
    ]
    for number, id in enumerate(presses, 1):
        await telegram.tell(pressed(id, under=answer))
        assert len(telegram.fake.made("answerCallbackQuery")) == number, id


@pytest.mark.parametrize("id", ["", "junk", "aseno-such-entry", "bsex"])
async def test_an_outdated_button_says_so_and_offers_a_way_on(telegram: Telegram, id: str) -> None:
    await telegram.tell(pressed(id, under=message("old", sender=ME)))
    [form] = telegram.fake.made("answerCallbackQuery")
    assert "out of date" in form["text"]
    assert "ate" in telegram.sent[0]["reply_markup"]


async def test_the_other_language_and_the_sources_replace_the_answer(
    telegram: Telegram, engine: Engine
) -> None:
    await telegram.tell(said(f"/start {entry(engine)}"))
    await telegram.tell(
        pressed(encode(Press(Action.SWITCH, Language.FR, entry(engine))), under=telegram.last)
    )
    assert "English" in json.dumps(telegram.last["reply_markup"])
    await telegram.tell(
        pressed(encode(Press(Action.SOURCES, Language.EN, entry(engine))), under=telegram.last)
    )
    assert "Back to the answer" in json.dumps(telegram.last["reply_markup"])
    assert len(telegram.sent) == 1


async def test_a_follow_up_in_private_is_a_new_message_and_a_choice_is_not(
    telegram: Telegram, engine: Engine
) -> None:
    show = encode(Press(Action.SHOW, Language.EN, entry(engine)))
    await telegram.tell(said("/topics"))
    await telegram.tell(pressed(show, under=telegram.last))
    assert len(telegram.sent) == 1
    await telegram.tell(
        pressed(encode(Press(Action.SHOW, Language.EN, engine.catalog.entries[1].id)), under=telegram.last)
    )
    assert len(telegram.sent) == 2


async def test_a_button_under_a_deleted_message_is_answered_below(telegram: Telegram, engine: Engine) -> None:
    gone = message("old", sender=ME)
    await telegram.tell(pressed(encode(Press(Action.SHOW, Language.EN, entry(engine))), under=gone))
    assert len(telegram.sent) == 1


async def test_verdicts_are_counted_once_each_and_thanked(telegram: Telegram, engine: Engine) -> None:
    await telegram.tell(said(f"/start {entry(engine)}"))
    answer = telegram.last
    for _ in range(5):
        await telegram.tell(pressed(encode(Press(Action.HELPFUL, Language.EN, entry(engine))), under=answer))
    assert telegram.observer.verdicts == [(entry(engine), True)]
    assert telegram.fake.made("answerCallbackQuery")[0]["text"].startswith("Thank you")


async def test_after_a_bad_verdict_there_are_ways_on(telegram: Telegram, engine: Engine) -> None:
    await telegram.tell(said(f"/start {entry(engine)}"))
    await telegram.tell(
        pressed(encode(Press(Action.NOT_HELPFUL, Language.EN, entry(engine))), under=telegram.last)
    )
    assert telegram.observer.verdicts == [(entry(engine), False)]
    assert "Sorry" in telegram.last["text"]


async def test_a_hundred_presses_are_all_acknowledged_and_few_are_obeyed(
    engine: Engine, fake: FakeTelegram
) -> None:
    telegram = telegram_over(replace(make_house(engine), pace=Pace(burst=3)), fake)
    await telegram.tell(said("/topics"))
    for _ in range(100):
        await telegram.tell(
            pressed(
                encode(Press(Action.TOPIC, Language.EN, engine.catalog.topics[0].id)), under=telegram.last
            )
        )
    assert len(fake.made("answerCallbackQuery")) == 100
    assert len(fake.made("editMessageText")) == 3


@pytest.mark.parametrize(
    ("sender", "administrator", "gone"), [(ANNA, False, True), (BRUNO, False, False), (BRUNO, True, True)]
)
async def test_the_asker_and_administrators_can_delete_an_answer(
    telegram: Telegram, sender: dict[str, Any], administrator: bool, gone: bool
) -> None:
    await telegram.tell(said(f"/ask {QUESTION}", chat=GROUP, sender=ANNA))
    if administrator:
        telegram.fake.administrators.add(sender["id"])
    await telegram.tell(pressed("ade", sender=sender, under=telegram.last))
    assert (len(telegram.fake.messages) == 0) is gone
    assert len(telegram.fake.made("answerCallbackQuery")) == 1


async def test_the_author_of_the_answered_message_can_delete_after_a_restart(telegram: Telegram) -> None:
    await telegram.tell(said(f"/ask {QUESTION}", chat=GROUP, sender=BRUNO))
    asked = message(QUESTION, chat=GROUP, sender=ANNA)
    await telegram.tell(pressed("ade", sender=ANNA, under={**telegram.last, "reply_to_message": asked}))
    assert not telegram.fake.messages


# Inline


async def test_inline_results_come_page_by_page_for_this_person(telegram: Telegram) -> None:
    await telegram.tell(typed(""))
    [form] = telegram.fake.made("answerInlineQuery")
    first = {result["id"] for result in json.loads(form["results"])}
    assert form["is_personal"] == "true"
    assert form["next_offset"] == "10"
    await telegram.tell(typed("", "10"))
    assert first.isdisjoint(
        {r["id"] for r in json.loads(telegram.fake.made("answerInlineQuery")[1]["results"])}
    )


@pytest.mark.parametrize("text", ["meta", "empêcher meta", "x" * 256, "?!", "<b>", "🤷" * 100])
async def test_anything_may_be_typed(telegram: Telegram, text: str) -> None:
    await telegram.tell(typed(text, "junk"))
    assert len(telegram.fake.made("answerInlineQuery")) == 1


async def test_words_in_french_find_answers_in_french(telegram: Telegram) -> None:
    await telegram.tell(typed("comment empêcher Meta d'utiliser mes photos ?", sender=ANNA))
    ids = [result["id"] for result in json.loads(telegram.fake.made("answerInlineQuery")[0]["results"])]
    assert ids
    assert all(id.startswith("fr-") for id in ids)


async def test_a_result_that_was_sent_can_be_switched_and_judged(telegram: Telegram, engine: Engine) -> None:
    switch = encode(Press(Action.SWITCH, Language.FR, entry(engine)))
    await telegram.tell(pressed(switch, inline_message_id="abc"))
    assert "abc" in telegram.fake.texts
    await telegram.tell(
        pressed(encode(Press(Action.NOT_HELPFUL, Language.FR, entry(engine))), inline_message_id="abc")
    )
    assert telegram.observer.verdicts == [(entry(engine), False)]
    assert not telegram.sent


# Hidden answers (Bot API 10.3)


async def test_hidden_answers_are_for_the_asker_alone(engine: Engine, fake: FakeTelegram) -> None:
    telegram = telegram_over(make_house(engine, telegram_ephemeral=True), fake)
    await telegram.tell(said(f"/ask {QUESTION}", chat=GROUP))
    [form] = telegram.sent
    assert json.loads(form["ephemeral_message_parameters"]) == {"receiver_user_id": ANNA["id"]}
    await telegram.tell(said("hello"))
    assert "ephemeral_message_parameters" not in telegram.sent[1]


async def test_a_group_can_want_hidden_answers(telegram: Telegram) -> None:
    telegram.desk.records.keep_room(GROUP["id"], RoomChoice(hidden=True))
    await telegram.tell(said("/ask hello", chat=GROUP))
    assert "ephemeral_message_parameters" in telegram.sent[0]


async def test_where_answers_cannot_be_hidden_they_are_short(engine: Engine, fake: FakeTelegram) -> None:
    telegram = telegram_over(make_house(engine, telegram_ephemeral=True), fake)
    fake.refuse("sendMessage", 400, "Bad Request: ephemeral messages are not available in this chat")
    await telegram.tell(said(f"/ask {QUESTION}", chat=GROUP))
    assert ["ephemeral_message_parameters" in form for form in telegram.sent] == [True, False]


async def test_a_hidden_answer_is_edited_and_deleted_in_its_own_way(
    telegram: Telegram, engine: Engine
) -> None:
    under = message("An answer.", chat=GROUP, sender=ME, ephemeral_message_id=8)
    await telegram.tell(pressed(encode(Press(Action.MORE, Language.EN, entry(engine))), under=under))
    [form] = telegram.fake.made("editEphemeralMessageText")
    assert (form["receiver_user_id"], form["ephemeral_message_id"]) == (str(ANNA["id"]), "8")
    await telegram.tell(pressed("ade", under=under))
    assert len(telegram.fake.made("deleteEphemeralMessage")) == 1


# Unasked answers


UNASKED = "how do I complain to the CNIL in France?"


class Certain(Engine):
    """An engine that is sure of one answer to everything, so that the rules beside the matcher show."""

    def ask(self, question: Question) -> Reply:
        reply = self.show(self.catalog.entries[0].id, Language.EN, question.room)
        return replace(reply, candidates=(Candidate(self.catalog.entries[0].id, 0.99),))


@pytest.fixture
def eager(engine: Engine, fake: FakeTelegram) -> Telegram:
    """A bot that is certain, in a group that wants unasked answers."""
    telegram = telegram_over(make_house(Certain(engine._knowledge)), fake)
    telegram.desk.records.keep_room(GROUP["id"], RoomChoice(volunteer=True, cooldown=3))
    return telegram


async def test_unasked_answers_come_only_where_they_are_wanted(eager: Telegram) -> None:
    await eager.tell(said(UNASKED, chat=FORUM))
    assert not eager.sent
    await eager.tell(said(UNASKED, chat=GROUP))
    assert len(eager.sent) == 1


async def test_unasked_answers_come_seldom(eager: Telegram) -> None:
    for _ in range(4):
        await eager.tell(said(UNASKED, chat=GROUP, sender=BRUNO))
    assert len(eager.sent) == 1
    await eager.tell(said(UNASKED, chat=GROUP, sender=BRUNO))
    assert len(eager.sent) == 2


async def test_what_people_say_to_each_other_is_not_answered(eager: Telegram) -> None:
    asked = message("hello", chat=GROUP, sender=BRUNO)
    await eager.tell(said(UNASKED, chat=GROUP, reply_to_message=asked))
    await eager.tell(said("they complained to the CNIL in France", chat=GROUP))
    assert not eager.sent


async def test_an_unasked_answer_is_sent_away_by_anybody(eager: Telegram) -> None:
    await eager.tell(said(UNASKED, chat=GROUP))
    rows = eager.last["reply_markup"]["inline_keyboard"]
    [away] = [b["callback_data"] for row in rows for b in row if b["callback_data"].startswith("ad")]
    await eager.tell(pressed(away, sender=BRUNO, under=eager.last))
    assert not eager.fake.messages
    assert [helpful for _, helpful in eager.observer.verdicts] == [False]
