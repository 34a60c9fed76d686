"""What people get to see: short answer first, sources, dates, cautions, ways on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import Engine
from bot.model import Abstain, Action, Answer, Language, Press, Question, Reason, Region, Room, Spoken
from bot.reply.markup import plain

if TYPE_CHECKING:
    from pathlib import Path

OBJECTING = "how do I stop Meta from training its AI on my posts in the EU?"


def test_an_answer_opens_with_the_short_one_and_ends_with_its_date(engine: Engine) -> None:
    reply = engine.show("meta-optout-eu", Language.EN)
    assert reply.title == "How do I stop Meta using my posts for AI training in Europe?"
    assert len(plain(reply.blocks[:1])) <= 300
    assert reply.notes[0].startswith("As of ")
    assert "European Union" in reply.notes[1]
    assert [cited.number for cited in reply.sources] == list(range(1, len(reply.sources) + 1))


def test_dates_are_written_as_the_reader_writes_them(engine: Engine) -> None:
    assert engine.show("meta-closed-now", Language.EN).notes[0] == "As of June 2026"
    assert engine.show("meta-closed-now", Language.FR).notes[0] == "À jour en juin 2026"


def test_past_its_review_date_an_answer_opens_with_a_caution(tmp_path: Path, engine: Engine) -> None:
    later = Engine(engine._knowledge, today=lambda: date(2028, 1, 1))
    caution = later.show("meta-optout-eu", Language.FR).caution
    assert "31 décembre 2026" in caution
    assert engine.show("meta-optout-eu", Language.FR).caution == ""


def test_a_group_gets_the_short_answer_with_a_way_to_the_whole_one(engine: Engine) -> None:
    short = engine.show("meta-optout-eu", Language.EN, Room.GROUP)
    assert len(short.blocks) == 1
    (more,) = [button for button in short.buttons if button.press.action is Action.MORE]
    assert engine.press(more.press, Room.GROUP).blocks == engine.show("meta-optout-eu", Language.EN).blocks


def test_short_and_whole_answers_number_their_sources_alike(engine: Engine) -> None:
    for entry in engine.catalog.entries:
        short = engine.show(entry.id, Language.EN, Room.GROUP)
        whole = engine.show(entry.id, Language.EN)
        assert whole.sources[: len(short.sources)] == short.sources


def test_region_siblings_are_offered_as_buttons(engine: Engine) -> None:
    labels = [button.label for button in engine.show("meta-optout-eu", Language.FR).buttons]
    assert "Pour\u00a0: Suisse" in labels
    assert "Pour\u00a0: Union européenne" not in labels


def test_the_other_language_is_one_press_away(engine: Engine) -> None:
    english = engine.show("chatgpt-memory", Language.EN)
    (switch,) = [button for button in english.buttons if button.press.action is Action.SWITCH]
    assert switch.label == "Français"
    french = engine.press(switch.press)
    assert (french.language, french.entry_id) == (Language.FR, "chatgpt-memory")


@pytest.mark.parametrize(
    ("text", "reason", "language"),
    [
        ("hi there!", Reason.GREETING, Language.EN),
        ("Bonjour à tous", Reason.GREETING, Language.FR),
        ("merciii beaucoup", Reason.THANKS, Language.FR),
        ("who are you?", Reason.WHO, Language.EN),
        ("Que sais-tu faire ?", Reason.CAPABILITIES, Language.FR),
        ("hello, what do you store about me?", Reason.STORED, Language.EN),
        ("stop", Reason.STOP, Language.EN),
        ("au revoir", Reason.GOODBYE, Language.FR),
        ("", Reason.EMPTY, Language.EN),
        ("🤷🤷", Reason.EMPTY, Language.EN),
        ("Wie kann ich der Nutzung meiner Daten widersprechen?", Reason.OTHER_LANGUAGE, Language.EN),
    ],
)
def test_small_talk_gets_its_own_small_answer(
    engine: Engine, text: str, reason: Reason, language: Language
) -> None:
    reply = engine.ask(Question(text=text))
    assert reply.decision == Abstain(reason)
    assert reply.language is language
    assert plain(reply.blocks)


def test_a_greeting_with_a_question_is_answered_as_the_question(engine: Engine) -> None:
    alone = engine.ask(Question(text=OBJECTING))
    greeted = engine.ask(Question(text="Hello bot, good morning! " + OBJECTING + " Thanks a lot"))
    assert isinstance(alone.decision, Answer)
    assert greeted.decision == alone.decision


def test_other_languages_are_told_so_in_both_of_ours(engine: Engine) -> None:
    text = plain(engine.ask(Question(text="¿Cómo puedo oponerme al uso de mis datos?")).blocks)
    assert "English and French" in text
    assert "français et en anglais" in text


@pytest.mark.parametrize(
    ("hints", "language"),
    [
        ({}, Language.EN),
        ({"room_language": Language.FR}, Language.FR),
        ({"locale": Language.EN, "room_language": Language.FR}, Language.EN),
        ({"language": Language.FR, "locale": Language.EN}, Language.FR),
    ],
)
def test_an_open_language_falls_back_to_the_person_the_client_the_room(
    engine: Engine, hints: dict[str, Language], language: Language
) -> None:
    reply = engine.ask(Question(text="meta ai", **hints))  # type: ignore[arg-type]  # each hint is a language
    assert reply.spoken in (Spoken.UNSURE, Spoken.MIXED)
    assert reply.language is language


def test_the_question_s_own_language_beats_every_hint(engine: Engine) -> None:
    reply = engine.ask(Question(text=OBJECTING, language=Language.FR, locale=Language.FR))
    assert reply.language is Language.EN


def test_a_chosen_region_picks_the_sibling(engine: Engine) -> None:
    reply = engine.ask(
        Question(text="how do I stop Meta from training its AI on my posts?", region=Region.UK)
    )
    assert reply.candidates[0].entry_id == "meta-optout-uk"


def test_buttons_of_renamed_entries_work_and_of_vanished_ones_say_so(engine: Engine) -> None:
    renamed = engine.press(Press(Action.SHOW, Language.EN, "copy-paste-notice"))
    assert renamed.entry_id == "meta-goodbye-legal"
    gone = engine.press(Press(Action.SHOW, Language.FR, "never-was"))
    assert gone.decision == Abstain(Reason.OUTDATED)
    assert [button.press.action for button in gone.buttons] == [Action.TOPICS]


def test_every_entry_is_reached_through_the_topics(engine: Engine) -> None:
    reached = set()
    for shelf in engine.topics(Language.EN).buttons:
        page: Press | None = shelf.press
        while page:
            reply = engine.press(page)
            reached |= {b.press.target for b in reply.buttons if b.press.action is Action.SHOW}
            onward = [
                b.press for b in reply.buttons if b.press.action is Action.TOPIC and b.press.page > page.page
            ]
            page = onward[0] if onward else None
    assert reached == {entry.id for entry in engine.catalog.entries}


@pytest.mark.parametrize("language", Language)
def test_a_verdict_is_thanked_for_and_a_bad_one_gets_ways_on(engine: Engine, language: Language) -> None:
    good = engine.press(Press(Action.HELPFUL, language, "meta-optout-eu"))
    bad = engine.press(Press(Action.NOT_HELPFUL, language, "meta-optout-eu"))
    assert plain(good.blocks)
    assert not good.buttons
    assert [b.press.action for b in bad.buttons][-1] is Action.TOPICS
    assert len(bad.buttons) > 1


def test_no_reply_ever_holds_the_words_of_the_question(engine: Engine) -> None:
    canary = "xylophonecanary"
    for text in (canary, f"{OBJECTING} {canary}", f"hello {canary}", f"<b>{canary}</b> {{0.__class__}} %s"):
        assert canary not in repr(engine.ask(Question(text=text)))
