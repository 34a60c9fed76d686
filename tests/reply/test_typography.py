"""French is set as French, whatever its author typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Language
from bot.reply.typography import NARROW, NO_BREAK, typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("Pourquoi?", f"Pourquoi{NARROW}?"),
        ('l\'IA dit "non" : oui', f"l’IA dit «{NO_BREAK}non{NO_BREAK}»{NO_BREAK}: oui"),
        ("« déjà »", f"«{NO_BREAK}déjà{NO_BREAK}»"),
        ("10 % ou 10%", f"10{NARROW}% ou 10{NARROW}%"),
        ("1 500 euros", f"1{NARROW}500{NO_BREAK}euros"),
        ("article 21", f"article{NO_BREAK}21"),
        ("à 12:30", "à 12:30"),
        ("https://example.org/a?b=c:d", "https://example.org/a?b=c:d"),
        ("écrire à dpo@example.org !", f"écrire à dpo@example.org{NARROW}!"),
    ],
)
def test_french_is_typeset(typed: str, printed: str) -> None:
    assert typeset(typed, Language.FR) == printed


def test_english_is_left_as_it_is() -> None:
    assert typeset('Why? It\'s 10 %: "yes"', Language.EN) == 'Why? It\'s 10 %: "yes"'


@given(st.text(alphabet=st.sampled_from("ab'\"«»?!:;% 1é\u00a0\u202f\n."), max_size=60))
def test_setting_what_is_set_changes_nothing(text: str) -> None:
    once = typeset(text, Language.FR)
    assert typeset(once, Language.FR) == once
