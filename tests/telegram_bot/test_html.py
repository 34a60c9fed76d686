"""Styled text: escaped, measured and cut as Telegram does, judged by Telegram's own parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram_bot.commands import NAMES
from adapters.telegram_bot.html import JOINER, LIMIT, Run, split, tame, to_html, to_plain, utf16
from tests.telegram_bot import tdlib

HOSTILE = [
    "<b>bold</b> & </a> <script>",
    "&lt;b&gt; &amp; &eacute; &nbsp; &#60;",
    "a \" quote ' and `ticks` _*[]()~",
    "🤷🏽‍♀️ 👩‍👩‍👧 𝕏 emoji beyond the first plane",
    "עברית \u200f mixed \u200e with marks",
    "e\u0301 combining, ﬁ ligature, \u00a0 no-break, \u202f narrow",
    "[x](tg://user?id=1) https://a.example/?a=1&b=2",
]
WILD = st.text(
    st.one_of(st.sampled_from("@#$/ab1 .,\n<>&\"'_-:é🤷"), st.characters(exclude_categories=("Cs", "Cc"))),
    max_size=60,
)
PIECES = st.sampled_from(
    ["https://a.example", "https://", "http://a.b.fr/x", "a.example", "/", "@cnil", "#rgpd", "$USD", "/stop", "/ask@x_bot",
     ".", ")", "(", "?", "=", "é", "²", "»", " ", "x", "_", "-", "@", "#", ":", "&", "<", "＃x", "·", "\u200c"]
)  # fmt: skip
ADDRESSES = st.lists(PIECES, max_size=12).map("".join)
UNWANTED = {"Mention", "Hashtag", "Cashtag", "BotCommand", "MentionName"}


def shown(text: str) -> str:
    """As Telegram trims it."""
    return text.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_as_they_were(text: str) -> None:
    assert tdlib.parse(to_html([Run(text)])).text == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_style_covers_its_run_and_nothing_else(text: str) -> None:
    parsed = tdlib.parse(to_html([Run("before "), Run("x" + text, bold=True), Run(" after")]))
    assert [(one.kind, one.text) for one in parsed.entities if one.kind == "Bold"] == [("Bold", "x" + text)]


@pytest.mark.parametrize(
    "url", ["https://a.example/?a=1&b=2", 'https://a.example/"><b>', "https://a.example/é"]
)
def test_a_link_keeps_its_address(url: str) -> None:
    found = tdlib.parse(to_html([Run("here", url=url)]))
    assert found.text == "here"
    assert all(one.kind == "TextUrl" for one in found.entities)


@given(WILD | ADDRESSES)
@settings(max_examples=300, deadline=None)
def test_nothing_is_mentioned_tagged_or_commanded_by_accident(text: str) -> None:
    found = {one.kind for one in tdlib.linked(tame(text))}
    assert not found & UNWANTED, (text, found)


@given(WILD | ADDRESSES)
@settings(max_examples=200, deadline=None)
def test_taming_twice_changes_nothing_more_and_adds_only_joiners(text: str) -> None:
    once = tame(text)
    assert tame(once) == once
    assert once.replace(JOINER, "") == "".join(c for c in text if c in tame(c) or c == JOINER).replace(
        JOINER, ""
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ask @cnil today", "Mention"),
        ("see #rgpd", "Hashtag"),
        ("write /stop now", "BotCommand"),
        ("$USD", "Cashtag"),
    ],
)
def test_what_is_tamed_would_have_been_linked(text: str, kind: str) -> None:
    assert kind in {one.kind for one in tdlib.linked(text)}
    assert kind not in {one.kind for one in tdlib.linked(tame(text))}


def test_the_bots_own_commands_can_stay_and_addresses_do() -> None:
    kept = tame("Send /forget, /stop or https://a.example/x/y#z to dpo@a.example", NAMES)
    kinds = {(one.kind, one.text) for one in tdlib.linked(kept)}
    assert kinds == {
        ("BotCommand", "/forget"),
        ("Url", "https://a.example/x/y#z"),
        ("EmailAddress", "dpo@a.example"),
    }


def test_controls_and_lone_surrogates_go() -> None:
    assert tame("a\x00b\ud83dc\u202ed\x1b[31m") == "abcd[31m"


RUNS = st.lists(
    st.builds(
        Run,
        st.text(st.sampled_from("ab .\n🤷<&"), min_size=1, max_size=80),
        bold=st.booleans(),
        italic=st.booleans(),
        url=st.sampled_from([None, None, "https://a.example/"]),
    ),
    max_size=12,
)


@given(RUNS, st.integers(100, 300))
@settings(max_examples=200, deadline=None)
def test_every_part_fits_parses_and_nothing_but_blanks_is_lost(runs: list[Run], limit: int) -> None:
    parts = split(runs, limit)
    for part in parts:
        assert utf16(to_plain(part)) <= limit
        tdlib.parse(to_html(part))
    assert "".join(map(to_plain, parts)).split() == to_plain(runs).split() or len(parts) > 1
    assert "".join("".join(map(to_plain, parts)).split()) == "".join(to_plain(runs).split())


@given(RUNS, st.integers(100, 300))
@settings(max_examples=200, deadline=None)
def test_a_link_is_never_cut(runs: list[Run], limit: int) -> None:
    links = sorted(run.text.strip() for run in runs if run.url)
    found = sorted(run.text.strip() for part in split(runs, limit) for run in part if run.url)
    assert [text for text in found if text] == [text for text in links if text]


def test_a_cut_falls_between_paragraphs_where_there_are_any() -> None:
    paragraph = "Some words. " * 100
    parts = split([Run(paragraph + "\n\n" + paragraph + "\n\n" + paragraph + "\n\n" + paragraph)], LIMIT)
    assert [to_plain(part).count("Some") for part in parts] == [300, 100]


def test_a_text_without_any_boundary_is_cut_between_characters() -> None:
    parts = split([Run("🤷" * 3000)], LIMIT)
    assert [utf16(to_plain(part)) for part in parts] == [4096, 1904]


def test_a_link_that_alone_is_too_long_is_cut_after_all() -> None:
    assert len(split([Run("x" * 5000, url="https://a.example/")], LIMIT)) == 2


@pytest.mark.parametrize(("text", "units"), [("", 0), ("é", 1), ("🤷", 2), ("a🤷🏽", 5)])
def test_lengths_are_those_that_telegram_counts(text: str, units: int) -> None:
    assert utf16(text) == units
