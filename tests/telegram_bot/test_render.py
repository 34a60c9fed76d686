"""The content sweep: every entry, in both languages, on every surface, through Telegram's own parser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.telegram_bot.commands import NAMES
from adapters.telegram_bot.html import JOINER, LIMIT, utf16
from adapters.telegram_bot.inline import results
from adapters.telegram_bot.keyboard import MOST_BYTES, keyboard, under_an_answer
from adapters.telegram_bot.render import TOAST, TelegramMessage, messages, note, summary, toast
from bot import Engine
from bot.model import (
    Action,
    Answer,
    Button,
    Language,
    Listing,
    Mark,
    Paragraph,
    Press,
    Reason,
    Reply,
    Room,
    Span,
    Spoken,
)
from bot.reply.buttons import LONGEST
from tests.telegram_bot import tdlib

SURFACES = [
    (Action.SHOW, Room.PRIVATE),
    (Action.SHOW, Room.GROUP),
    (Action.MORE, Room.GROUP),
    (Action.SHOW, Room.INLINE),
    (Action.SOURCES, Room.PRIVATE),
    (Action.HELPFUL, Room.PRIVATE),
    (Action.NOT_HELPFUL, Room.PRIVATE),
]
STYLES = {"Bold", "Italic", "TextUrl", "ExpandableBlockQuote"}
AUTOMATIC = {"Mention", "Hashtag", "Cashtag", "BotCommand", "MentionName"}


def assert_well_made(message: TelegramMessage, reply: Reply) -> str:
    """The text that members see; Telegram accepts the markup and sees only what was meant."""
    parsed = tdlib.parse(message.html)
    assert 0 < utf16(parsed.text) <= LIMIT
    assert {entity.kind for entity in parsed.entities} <= STYLES
    assert not {entity.kind for entity in tdlib.linked(parsed.text)} & AUTOMATIC
    assert 0 < utf16(message.plain) <= LIMIT
    meant = {cited.source.url for cited in reply.sources} | {span.url for span in spans(reply) if span.url}
    assert {entity.url.rstrip("/") for entity in parsed.entities if entity.url} <= {
        url.rstrip("/") for url in meant
    }
    return parsed.text


def spans(reply: Reply) -> list[Span]:
    lines = [line for b in reply.blocks for line in (b.items if isinstance(b, Listing) else (b.inlines,))]
    return [inline for line in lines for inline in line if isinstance(inline, Span)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("action", "room"), SURFACES)
def test_every_entry_is_legal_on_every_surface(
    engine: Engine, language: Language, action: Action, room: Room
) -> None:
    for entry in engine.catalog.entries:
        reply = engine.press(Press(action, language, entry.id), room)
        made = messages(reply, room)
        text = "\n\n".join(assert_well_made(message, reply) for message in made)
        for span in spans(reply):
            assert " ".join(span.text.split()) in " ".join(text.replace(JOINER, "").split()), entry.id
        for cited in reply.sources:
            assert any(cited.source.url.replace("&", "&amp;") in message.html for message in made), entry.id
        for message in made[:-1]:
            assert message.keyboard is None
        for row in made[-1].keyboard.inline_keyboard if made[-1].keyboard else ():
            assert all(1 <= len(str(button.callback_data).encode()) <= MOST_BYTES for button in row)


@pytest.mark.parametrize("language", Language)
def test_every_menu_is_legal(engine: Engine, language: Language) -> None:
    replies = [engine.topics(language), engine.privacy(language)]
    replies += [engine.say(reason, language) for reason in Reason if reason is not Reason.MENU]
    replies += [engine.press(Press(Action.TOPIC, language, shelf.id)) for shelf in engine.catalog.topics]
    for reply in replies:
        for message in messages(reply):
            parsed = tdlib.parse(message.html)
            linked = [one for one in tdlib.linked(parsed.text) if one.kind in AUTOMATIC]
            assert {one.text.removeprefix("/") for one in linked} <= set(NAMES)
            assert {one.kind for one in linked} <= {"BotCommand"}


@pytest.mark.parametrize("language", Language)
def test_every_inline_result_is_legal(engine: Engine, language: Language) -> None:
    offset: str = "0"
    seen: set[str] = set()
    while offset:
        page = results(engine, "", language, int(offset))
        for article in page.articles:
            content = article.input_message_content
            assert 0 < utf16(tdlib.parse(content.message_text).text) <= LIMIT  # type: ignore[attr-defined]  # text content
            assert len(article.id.encode()) <= 64
            assert article.description
            assert article.id not in seen
            seen.add(article.id)
        offset = page.next_offset
    assert 10 < len(seen) <= 50


def test_sources_are_links_and_marks_lead_to_them(engine: Engine) -> None:
    entry = next(entry for entry in engine.catalog.entries if len(entry.sources) > 1)
    reply = engine.show(entry.id, Language.EN)
    parsed = tdlib.parse(messages(reply)[0].html)
    assert ("[1]", reply.sources[0].source.url) in {(one.text, one.url) for one in parsed.entities}
    assert any(reply.sources[0].source.title in one.text for one in parsed.entities if one.kind == "TextUrl")


def a_reply(text: str) -> Reply:
    return Reply(
        Answer("x"), Language.EN, Spoken.EN, (Paragraph((Span(text),)),), title="Title", notes=("Note",)
    )


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b> & </a>",
        "@cnil and #rgpd /stop /help",
        "🤷" * 3000,
        "x" * 9000,
        "a\ud83d\x00b",
        "word " * 3000,
    ],
)
def test_a_hostile_entry_becomes_legal_messages(text: str) -> None:
    for message in messages(a_reply(text)):
        parsed = tdlib.parse(message.html)
        assert utf16(parsed.text) <= LIMIT
        assert utf16(message.plain) <= LIMIT
        assert not {one.kind for one in tdlib.linked(parsed.text)} & AUTOMATIC


def test_a_long_reply_has_its_buttons_under_the_last_message() -> None:
    button = Button("On", Press(Action.TOPICS, Language.EN))
    made = messages(replace(a_reply("word " * 3000), rows=((button,),)))
    assert [message.keyboard is not None for message in made] == [False] * (len(made) - 1) + [True]


def test_lists_have_numbers_or_dots() -> None:
    items = ((Span("one"),), (Span("two"), Mark("s", 9)))
    reply = replace(a_reply("x"), blocks=(Listing(items, ordered=True), Listing(items)))
    assert tdlib.parse(messages(reply)[0].html).text.splitlines()[2:7] == [
        "1. one",
        "2. two [9]",
        "",
        "• one",
        "• two [9]",
    ]


def test_the_caution_comes_first() -> None:
    shown = messages(replace(a_reply("x"), caution="Old"))[0].html
    assert shown.startswith("<b>⚠️ Old</b>\n\n<b>Title</b>")


def test_the_plain_text_shows_the_addresses(engine: Engine) -> None:
    reply = engine.show(engine.catalog.entries[0].id, Language.FR)
    assert reply.sources[0].source.url in messages(reply)[0].plain


def test_the_longest_button_fits() -> None:
    longest = Press(Action.TOPIC, Language.EN, "x" * 40, 999)
    made = keyboard(((Button("é" * 300, longest),),))
    assert made is not None
    [[button]] = made.inline_keyboard
    assert len(str(button.callback_data).encode()) <= LONGEST <= MOST_BYTES
    assert button.text.endswith("…")


def test_answers_are_told_from_menus_by_their_buttons(engine: Engine) -> None:
    answer = messages(engine.show(engine.catalog.entries[0].id, Language.EN))[0]
    assert under_an_answer(answer.keyboard)
    assert not under_an_answer(messages(engine.topics(Language.EN))[0].keyboard)
    assert not under_an_answer(None)


def test_an_unasked_answer_can_be_sent_away(engine: Engine) -> None:
    reply = engine.show(engine.catalog.entries[0].id, Language.EN, Room.GROUP)
    [message] = messages(reply, Room.GROUP, unasked=True)
    assert message.keyboard is not None
    ids = [str(button.callback_data) for row in message.keyboard.inline_keyboard for button in row]
    assert f"ade{engine.catalog.entries[0].id}" in ids
    assert not [id for id in ids if id.startswith("an")]


@pytest.mark.parametrize("language", Language)
def test_toasts_and_summaries_are_short(engine: Engine, language: Language) -> None:
    for entry in engine.catalog.entries:
        reply = engine.show(entry.id, language, Room.INLINE)
        assert len(summary(reply, 120)) <= 120
        assert utf16(toast(reply)) <= TOAST


def test_notes_keep_their_commands_and_no_others() -> None:
    assert JOINER not in note("Send /forget.").html
    assert JOINER in note("Send /other.").html
