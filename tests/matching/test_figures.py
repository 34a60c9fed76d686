"""The figures on tests/data must not fall: the whole FAQ, the learned limits, members' questions.

The floors lie a little below what is reached (see the README), so that they fail for a real loss and
not for one question more or less.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.terminal.measure import evaluated, read_questions

if TYPE_CHECKING:
    from bot import Engine
    from bot.matching.evaluate import Report

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = ("in_scope.jsonl", "out_of_scope.jsonl", "contrast.jsonl")


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    """The evaluation of all the project's own questions, as members would be answered."""
    return evaluated(engine, read_questions(DATA / name for name in FILES))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "floor"),
    [("right_first", 0.92), ("in_first_few", 0.97), ("answered_right", 0.75), ("solved", 0.94)],
)
def test_figures_stay_above_their_floor(report: Report, figure: str, floor: float) -> None:
    assert getattr(report.whole, figure) >= floor


@pytest.mark.slow
def test_wrong_answers_stay_rare(report: Report) -> None:
    assert report.whole.answered_wrong <= 0.025


@pytest.mark.slow
def test_contrasts_are_told_apart(report: Report) -> None:
    assert report.contrast >= 0.75


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "most"), [("offtopic", 0.01), ("otherlang", 0.01), ("lure", 0.07), ("neartopic", 0.07)]
)
def test_questions_without_an_entry_are_hardly_answered(report: Report, kind: str, most: float) -> None:
    assert report.out_of_scope[kind][0] <= most


@pytest.mark.slow
def test_the_stated_probability_can_be_trusted(report: Report) -> None:
    assert report.calibration_error <= 0.11


@pytest.mark.slow
def test_no_style_is_left_behind(report: Report) -> None:
    assert min(report.by_style.values()) >= 0.8
