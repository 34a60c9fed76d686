"""Words mended towards the FAQ's own, and weights that do not run away while they are learned."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from bot.matching.evidence import Evidence
from bot.matching.fit import learn_parts
from bot.matching.leaveout import RIGHT, Asked
from bot.matching.limits import PARTS
from bot.matching.spelling import Speller

COUNTS = {
    "card": 90,
    "add": 9,
    "c": 3,
    "l": 40,
    "ia": 80,
    "opt": 9,
    "out": 9,
    "have": 50,
    "what": 60,
    "want": 40,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("crad", "card"),  # swapped within: only the first and the last letter are left in place
        ("hvae", "have"),
        ("waht", "what"),  # and not the rarer "want", one slip away as well
        ("cadd", "card"),  # one slip from a usual word rather than "c add"
        ("crd", "card"),  # a letter lost
        ("adx", "adx"),  # three letters have too many neighbours otherwise
        ("lia", "l ia"),
        ("optout", "opt out"),
    ],
)
def test_a_slip_is_read_as_the_usual_word(typed: str, meant: str) -> None:
    words, _ = Speller(COUNTS, {}).mend((typed,), COUNTS.__contains__)
    assert " ".join(words) == meant


def test_weights_far_from_the_goal_do_not_run_away() -> None:
    asked = [_asked(size, wrong) for size in (0.6, 0.8, 1.0) for wrong in (False, False, False, True)]
    start = dict.fromkeys(PARTS, 0.0) | {"words": -40.0}
    learned = learn_parts(asked, start)
    assert 0 < learned["words"] < 10


def _asked(size: float, wrong: bool) -> Asked:
    """The right entry has `size` more of its words in common than the other; or less, once in four times."""
    parts = np.zeros((2, len(PARTS)), np.float32)
    parts[int(wrong), PARTS.index("words")] = size
    evidence = Evidence(np.array([0, 1]), parts, 0.0, 0.0)
    return Asked(RIGHT, "a", cast("Any", None), cast("Any", None), evidence, 0)
