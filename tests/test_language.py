"""English, French, both, another language, or too little to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import detect, learn_pieces
from bot.matching.index import asked_as
from bot.model import Language, Spoken

if TYPE_CHECKING:
    from bot import Engine


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("How do I stop this?", Spoken.EN),
        ("Does ChatGPT, Claude or Gemini keep what I write on WhatsApp?", Spoken.EN),
        ("comment on arrête ça", Spoken.FR),
        ("jpeu refuser lia de meta cmt", Spoken.FR),
        ("l'IA de Meta", Spoken.FR),
        ("hey", Spoken.UNSURE),
        ("meta ai?", Spoken.UNSURE),
        ("opt out", Spoken.UNSURE),
        ("", Spoken.UNSURE),
        ("???", Spoken.UNSURE),
        ("ChatGPT Claude Gemini Copilot", Spoken.UNSURE),
        ("¿Cómo puedo evitar que Meta use mis fotos?", Spoken.OTHER),
        ("Wie kann ich verhindern, dass Meta meine Daten nutzt?", Spoken.OTHER),
        ("Как запретить Мете использовать мои посты?", Spoken.OTHER),
        ("هل يمكن حذف Meta AI من واتساب؟", Spoken.OTHER),
        ("Hoe kan ik bezwaar maken tegen het gebruik van mijn gegevens?", Spoken.OTHER),
        (
            "I would like to know si je peux refuser que mes photos soient utilisées, is that possible?",
            Spoken.MIXED,
        ),
    ],
)
def test_languages_are_told_apart(text: str, spoken: Spoken) -> None:
    assert detect(text).spoken is spoken


def test_hardly_any_phrasing_of_the_faq_is_taken_for_a_third_language(engine: Engine) -> None:
    texts = [
        t for e in engine.catalog.entries for language in Language for t in asked_as(e.version(language))
    ]
    foreign = [text for text in texts if detect(text).spoken is Spoken.OTHER]
    assert len(foreign) < len(texts) / 1000, foreign[:20]


def test_a_hint_of_evidence_comes_with_the_verdict() -> None:
    heard = detect("comment je fais pour refuser")
    assert heard.french > heard.english


@given(st.text(max_size=200))
def test_any_text_has_a_verdict(text: str) -> None:
    assert detect(text).spoken in Spoken


def test_pieces_lean_to_the_language_they_come_from() -> None:
    table = learn_pieces(["the way things were"] * 40, ["les choses étaient"] * 40)
    odds = {piece: float(number) for piece, number in (line.split(" ") for line in table.splitlines())}
    assert odds["th"] < 0 < odds["les"]
