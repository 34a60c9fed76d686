"""`faqbot ask`: the JSON contract, and what a reader sees."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.terminal.ask import Asking, answer_all, questions
from bot import Engine
from bot.model import Language, Region

KEYS = ["question", "language", "reply_language", "decision", "reason", "entry", "candidates", "milliseconds"]


def asked(engine: Engine, *lines: bytes, asking: Asking | None = None) -> list[dict[str, object]]:
    out = io.StringIO()
    answer_all(engine, questions(lines, asking or Asking()), out, as_json=True)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_one_object_in_order(engine: Engine) -> None:
    lines = [
        b"hi\n",
        b"\n",
        b"does meta train on my photos\r\n",
        b'{"question": "merci"}\n',
        b"last without an end",
    ]
    found = asked(engine, *lines)
    assert [object["question"] for object in found] == [
        "hi", "", "does meta train on my photos", "merci", "last without an end",
    ]  # fmt: skip
    assert all(list(object) == KEYS for object in found)


def test_an_answer_names_its_entry_and_candidates(engine: Engine) -> None:
    (found,) = asked(engine, "Comment porter plainte à la CNIL ?".encode())
    assert (found["decision"], found["entry"], found["reason"]) == ("answer", "complaint-cnil", None)
    assert (found["language"], found["reply_language"]) == ("fr", "fr")
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    assert 1 <= len(candidates) <= 10
    confidences = [candidate["confidence"] for candidate in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_abstaining_says_why(engine: Engine) -> None:
    (found,) = asked(engine, b"how do I descale a kettle")
    assert found["decision"] == "abstain"
    assert found["reason"] in ("unknown_words", "unsure")
    assert found["entry"] is None


def test_an_object_may_bring_its_own_language_and_region(engine: Engine) -> None:
    line = b'{"question": "meta ai", "lang": "fr", "region": "uk"}'
    (question,) = questions([line], Asking(Language.EN, Region.EU))
    assert (question.text, question.language, question.region) == ("meta ai", Language.FR, Region.UK)


@pytest.mark.parametrize(
    "line",
    [b"{not json", b"{}", b"[]", b'{"question": 5}', b'{"question": "x", "lang": "xx", "region": 7}', b"\xff\xfe\x00",
     b'{"question": "\\ud83d"}', b"[" * 5000, b'{"a":' * 5000],
)  # fmt: skip
def test_a_strange_line_is_a_question_like_any_other(engine: Engine, line: bytes) -> None:
    assert len(asked(engine, line)) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=80).filter(lambda b: b"\n" not in b and b"\r" not in b), max_size=5))
def test_one_line_in_is_one_line_out_whatever_it_holds(engine: Engine, lines: list[bytes]) -> None:
    assert len(asked(engine, *lines)) == len(lines)


def test_for_reading_there_are_sources_and_a_date(engine: Engine) -> None:
    out = io.StringIO()
    answer_all(engine, questions([b"how do I complain to the CNIL"], Asking()), out, as_json=False)
    text = out.getvalue()
    assert "Sources" in text
    assert "https://" in text
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())
