"""Button ids: whole meaning, few bytes, and kind to those that are old or forged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Engine
from bot.catalog.schema import MAX_ID
from bot.model import Action, Language, Press
from bot.reply.buttons import LONGEST, decode, encode

presses = st.builds(
    Press,
    st.sampled_from(Action),
    st.sampled_from(Language),
    st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,9}){0,3}", fullmatch=True) | st.just(""),
    st.integers(0, 999),
)


@given(presses)
def test_an_id_says_all_that_the_button_does(press: Press) -> None:
    assert decode(encode(press)) == press


def test_the_longest_id_fits_every_platform() -> None:
    longest = encode(Press(Action.TOPIC, Language.FR, "a" * MAX_ID, 999))
    assert longest.isascii()
    assert len(longest) <= LONGEST < 64


@pytest.mark.parametrize(
    "forged", ["", "a", "zsemeta", "as", "ase../../etc", "ase" + "x" * 41, "asé", "ase\n", "{0}", "%s"]
)
def test_forged_and_foreign_ids_mean_nothing(forged: str) -> None:
    press = decode(forged)
    assert press is None or press.target == ""


def test_every_button_of_every_entry_survives_the_trip(engine: Engine) -> None:
    for entry in engine.catalog.entries:
        for language in Language:
            for button in engine.show(entry.id, language).buttons:
                assert decode(encode(button.press)) == button.press
