"""What needs no Discord: markup, ids, what arrives, cards, retries, the portal's points."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.discord_bot import card as cards
from adapters.discord_bot import markdown, parse, portal, retry
from adapters.discord_bot.adapter import advice, point_at
from adapters.discord_bot.controls import LONGEST, Act, Deed, decode, distinct, encode
from adapters.discord_bot.moderators import toggled
from adapters.discord_bot.parse import Where
from adapters.discord_bot.work import Work
from bot.model import Action, Button, Language, Listing, Mark, Paragraph, Press, Region, Room, Span
from bot.privacy.store import Choice, RoomChoice

if TYPE_CHECKING:
    from bot import Engine


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2 * 3 * 4 is _24_", r"2 \* 3 \* 4 is \_24\_"),
        ("# not a heading", r"\# not a heading"),
        ("-# not small", r"\-# not small"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        (
            "> no quote, <@123> no mention, <#4> no channel",
            r"\> no quote, \<@123\> no mention, \<#4\> no channel",
        ),
        ("[no](https://link.example)", r"\[no\](https://link.example)"),
        ("https://a.example/x_y_z stays", "https://a.example/x_y_z stays"),
        ("||no|| `secret`", r"\|\|no\|\| \`secret\`"),
    ],
)
def test_nothing_typed_becomes_markup(written: str, shown: str) -> None:
    assert markdown.escape(written) == shown


@given(some.text(max_size=200))
def test_what_is_escaped_reads_as_it_was_typed(text: str) -> None:
    without_addresses = text.replace("http", "hxxp")
    assert re.sub(r"\\([^\w\s]|_)", r"\1", markdown.escape(without_addresses)).count("\\") <= text.count("\\")
    assert not re.search(r"(?<!\\)(?:\\\\)*<[@#]", markdown.escape(without_addresses))


def test_blocks_are_written_in_discords_markup() -> None:
    shown = markdown.blocks(
        (
            Paragraph(
                (
                    Span("Say "),
                    Span("no ", bold=True),
                    Span("here", url="https://a.example/(x)"),
                    Mark("s", 2),
                )
            ),
            Listing(((Span("one"),), (Span("two", italic=True),)), ordered=True),
            Listing(((Span("dot"),),)),
        )
    )
    assert shown == "Say **no** [here](https://a.example/%28x%29) \\[2\\]\n\n1. one\n2. *two*\n\n- dot"


MEANINGS: list[Press | Act] = [
    Press(Action.SHOW, Language.FR, "meta-optout-eu"),
    Press(Action.TOPIC, Language.EN, "law", 12),
    Act(Deed.SHARE, Language.FR, "asfmeta-optout-eu", 10**19),
    Act(Deed.SHARE, Language.EN, "ape" + "x" * 40 + ".99", 10**19),
    Act(Deed.TELL, Language.EN),
    Act(Deed.PICK, Language.FR, "2"),
]


@pytest.mark.parametrize("meaning", MEANINGS)
def test_an_id_says_what_it_was_made_of(meaning: Press | Act) -> None:
    assert decode(encode(meaning)) == meaning
    assert decode(encode(meaning) + "~2") == meaning
    assert len(encode(meaning)) <= LONGEST - 3
    assert encode(meaning).isascii()


@given(some.text(max_size=100))
def test_any_text_is_an_id_or_is_not(text: str) -> None:
    decode(text)
    decode("d1" + text)


def test_twins_get_ids_of_their_own() -> None:
    assert list(distinct(["a", "b", "a", "a"])) == ["a", "b", "a~2", "a~3"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<@900> how do I opt out", "how do I opt out"),
        (
            "<@!900>  hello <#5> <:cat:123456> <a:run:99> <t:1700000000:R> </ask:12> <@&77> <id:guide>",
            "hello",
        ),
        ("1 < 2 and <b> stay", "1 < 2 and <b> stay"),
    ],
)
def test_of_a_message_only_its_words_are_read(content: str, text: str) -> None:
    assert parse.text_of(content) == text


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", Language.FR),
        ("en-GB", Language.EN),
        ("en-US", Language.EN),
        ("de", None),
        ("", None),
        (None, None),
        ("es-419", None),
    ],
)
def test_locales_are_languages_or_unknown(locale: str | None, language: Language | None) -> None:
    assert parse.language_of(locale) == language


def test_the_persons_choice_beats_the_app_and_the_server() -> None:
    where = Where(
        room=RoomChoice(language=Language.FR, region=Region.CH),
        guild_locale=Language.EN,
        shared=True,
        home=True,
    )
    assert (where.language, where.region) == (Language.FR, Region.CH)
    assert replace(where, locale=Language.EN).language is Language.EN
    own = replace(where, choice=Choice(Language.FR, Region.UK), locale=Language.EN)
    assert (own.language, own.region) == (Language.FR, Region.UK)
    asked = parse.question("<@1> why", own, hidden=False)
    assert (asked.text, asked.room, asked.region) == ("why", Room.GROUP, Region.UK)
    assert parse.question("why", own, hidden=True).room is Room.PRIVATE
    assert Where().language is Language.EN


@pytest.mark.parametrize(
    ("where", "hidden"),
    [
        (Where(), False),
        (Where(shared=True, home=True), False),
        (Where(shared=True, home=True, room=RoomChoice(hidden=True)), True),
        (Where(shared=True), True),
    ],
)
def test_a_guest_is_quiet_and_moderators_decide_at_home(where: Where, hidden: bool) -> None:
    assert where.hidden is hidden


def test_what_was_picked_is_told_from_what_was_typed() -> None:
    assert parse.picked(parse.pick("meta-optout-eu", Language.FR)) == ("meta-optout-eu", Language.FR)
    assert parse.picked("entry: what is it") is None
    assert parse.picked("entry:de:x") is None


def test_sources_go_before_the_answer_does(engine: Engine) -> None:
    made = cards.card(engine.show("meta-optout-eu", Language.EN))
    whole = sum(map(cards.size, made.texts))
    shorter = cards.fitted(made, whole - 10, Language.EN)
    assert shorter.sources[-1] == "1 more source"
    assert shorter.body == made.body
    tiny = cards.fitted(made, 300, Language.FR)
    assert sum(map(cards.size, tiny.texts)) <= 300
    assert tiny.body.endswith("…")


@given(some.text(max_size=300), some.integers(1, 200))
def test_a_cut_never_parts_a_pair(text: str, most: int) -> None:
    kept = cards.cut(text, most)
    assert cards.size(kept) <= max(most, cards.size(text) if cards.size(text) <= most else most)
    kept.encode("utf-16-le", "surrogatepass")


def test_six_lines_become_a_menu_and_five_stay_buttons(engine: Engine) -> None:
    buttons = tuple((Button(f"t{n}", Press(Action.TOPIC, Language.EN, f"t{n}")),) for n in range(30))
    reply = engine.topics(Language.EN)
    assert len(cards.card(replace(reply, rows=buttons[:5])).rows) == 5
    menus = cards.card(replace(reply, rows=buttons)).rows
    assert [len(menu.options) for menu in menus if isinstance(menu, cards.Menu)] == [25, 5]


def error(status: int, code: int = 0) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="")
    return discord.HTTPException(response, {"code": code, "message": ""})


@pytest.mark.parametrize(
    ("raised", "again"),
    [
        (error(503), True), (error(500), False), (error(403), False), (error(400), False),
        (ConnectionResetError(104, "reset"), True), (TimeoutError(), False), (OSError(28, "full"), False),
    ],
)  # fmt: skip
async def test_only_what_passes_is_tried_again(raised: Exception, again: bool) -> None:
    calls = 0

    async def send() -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise raised
        return calls

    if again:
        assert await retry.persist(send, (0.0,)) == 2
    else:
        with pytest.raises(type(raised)):
            await retry.persist(send, (0.0,))
        assert calls == 1


async def test_work_is_bounded_and_waited_for() -> None:
    work = Work(most=1)
    assert not work.full
    with work.one():
        assert work.full
        assert not await work.finish(0.01)
    assert await work.finish(0.01)
    assert work.full


def test_channels_are_listed_once_and_not_without_end() -> None:
    assert toggled(("1", "2"), "1", on=True) == ("2", "1")
    assert toggled(("1", "2"), "1", on=False) == ("2",)
    assert len(toggled(tuple(map(str, range(20))), "x", on=True)) == 20


@pytest.mark.parametrize("code", [4004, 4014, 4010, 4012])
def test_each_close_has_its_advice(code: int) -> None:
    assert len(advice(code)) > 40


def test_a_proxy_is_named_with_or_without_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", "before")
    point_at(None)
    assert discord.http.Route.BASE == "before"
    for given_ in ("http://proxy:8080", "http://proxy:8080/api/v10"):
        point_at(given_)
        assert discord.http.Route.BASE == "http://proxy:8080/api/v10"


def application(**changes: Any) -> Any:
    fine = {
        "id": 900, "flags": discord.ApplicationFlags(), "interactions_endpoint_url": None, "bot_public": True,
        "bot_require_code_grant": False, "guild_integration_config": object(), "user_integration_config": object(),
    }  # fmt: skip
    return SimpleNamespace(**{**fine, **changes})


@pytest.mark.parametrize(
    ("changes", "left", "known", "word"),
    [
        ({}, 999, "ask", ""),
        (
            {"flags": discord.ApplicationFlags(gateway_message_content_limited=True)},
            999,
            "ask",
            "Message Content",
        ),
        ({"interactions_endpoint_url": "https://a.example"}, 999, "ask", "Interactions Endpoint URL"),
        ({"user_integration_config": None}, 999, "ask", "User Install"),
        ({"bot_require_code_grant": True}, 999, "ask", "Code Grant"),
        ({}, 3, "ask", "3 starts"),
        ({}, 999, "old", "faqbot discord sync"),
    ],
)
def test_the_doctor_names_what_to_change(changes: dict[str, Any], left: int, known: str, word: str) -> None:
    limits = SimpleNamespace(remaining=left)
    found = list(portal.points(application(**changes), limits, [{"name": known}], [{"name": "ask"}]))
    wrong = [point.text for point in found if not point.ok]
    assert len(wrong) == bool(word)
    assert all(word in text for text in wrong)
    assert "permissions=274877975552" in found[-1].text
    assert "scope=bot+applications.commands" in found[-1].text
