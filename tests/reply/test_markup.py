"""The tiny markup: what it reads, what it refuses, and that nothing else comes through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Listing, Mark, Paragraph, Span
from bot.reply.markup import cited, links, number, parse, plain, refused


def test_paragraphs_lists_styles_links_and_marks_are_read() -> None:
    blocks = parse(
        "Yes, **bold** and *soft* [here](https://example.org/a_b).[^cnil-2025] [^ico]\n\n1. one\n2. two\n\n- x"
    )
    assert blocks == (
        Paragraph(
            (
                Span("Yes, "), Span("bold", bold=True), Span(" and "), Span("soft", italic=True), Span(" "),
                Span("here", url="https://example.org/a_b"), Span("."), Mark("cnil-2025"), Mark("ico"),
            )
        ),
        Listing(((Span("one"),), (Span("two"),)), ordered=True),
        Listing(((Span("x"),),), ordered=False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# Title", 0, "a heading"),
        ("Fine.\n\n<script>x</script>", 2, "HTML"),
        ("`code`", 0, "code"),
        ("    indented", 0, "an indented block"),
        ("```\nx\n```", 0, "a code block"),
        ("> said", 0, "a quotation block"),
        ("a\n\n---", 2, "a ruler"),
        ("![x](https://example.org)", 0, "a picture"),
        ("- a\n  - b", 1, "a list inside a list"),
    ],
)
def test_everything_else_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    assert (line, what) in [(found.line, found.what) for found in refused(text)]


def test_plain_markup_is_not_refused() -> None:
    assert refused("One.[^a]\n\n1. **two**\n2. [three](https://example.org)\n\n- *four*") == ()


def test_marks_get_the_numbers_of_their_sources_and_unknown_ones_vanish() -> None:
    (block,) = number(parse("a[^x] b[^y]"), {"y": 1})
    assert block == Paragraph((Span("a"), Span(" b"), Mark("y", 1)))


def test_links_and_cited_sources_are_listed_in_order() -> None:
    text = "[a](https://a.org) x[^two] [b](https://b.org)[^one][^two]"
    assert links(text) == ("https://a.org", "https://b.org")
    assert cited(text) == ("two", "one")


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_shown(text: str) -> None:
    assert isinstance(plain(parse(text)), str)
