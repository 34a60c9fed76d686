"""Evaluation, forecast and calibration, on the small FAQ."""

from __future__ import annotations

import pytest

from bot.catalog.vocabulary import Vocabulary
from bot.matching.calibrate import learn
from bot.matching.evaluate import Judged, Measuring, evaluate, failures
from bot.matching.forecast import compare, phrasings, thefts
from bot.matching.index import Known, compile_entries
from bot.matching.leaveout import Material
from bot.matching.limits import SIGNS, Limits
from bot.model import Abstain, Answer, Choices, Decision, Reason
from tests.matching.small import ENTRIES, entry, small_index, vocabulary

QUESTIONS: dict[str, tuple[tuple[str, ...], Decision, tuple[str, ...]]] = {
    "a": (("x",), Answer("x"), ("x", "y")),
    "b": (("x",), Answer("y"), ("y", "x")),
    "c": (("x",), Choices(("y", "x")), ("y", "x")),
    "d": (("x",), Abstain(Reason.UNSURE), ("x",)),
    "e": ((), Answer("x"), ("x",)),
    "f": ((), Abstain(Reason.UNSURE), ("x",)),
}


def judge(text: str) -> Judged:
    """What the table says that the bot made of a question."""
    decision: Decision = QUESTIONS[text][1]
    return Judged(QUESTIONS[text][2], 0.5, decision)


def test_figures_are_shares_of_the_questions() -> None:
    asked = [Measuring(text, "en", right, "plain") for text, (right, _, _) in QUESTIONS.items()]
    report = evaluate(judge, [one for one in asked if one.right], [one for one in asked if not one.right], [])
    whole = report.whole
    assert (whole.right_first, whole.in_first_few, whole.answered_right, whole.answered_wrong, whole.solved) == (
        0.5, 1.0, 0.25, 0.25, 0.5)  # fmt: skip
    assert report.out_of_scope == {"plain": (0.5, 0.0, 2)}
    assert set(failures(report)) == {
        "answered wrong",
        "offered among choices",
        "abstained: unsure (right first)",
    }


def test_a_contrast_counts_when_both_sides_are_right() -> None:
    sides = [Measuring("a", "en", ("x",), "product", "1"), Measuring("b", "en", ("x",), "product", "1")]
    assert evaluate(judge, [], [], sides).contrast == 0.0


def test_a_phrasing_that_takes_questions_is_forecast() -> None:
    greedy = entry("thief", ["deepfake with my face", "fake video of me", "deepfake"], ["deepfake visage"])
    after = compile_entries((*ENTRIES, greedy), vocabulary())
    changes = compare(small_index(), after, Limits(), phrasings(ENTRIES))
    assert ("deepfake", "thief") in {(theft.loser, theft.thief) for theft in thefts(changes)}


def test_learning_gives_limits_that_survive_being_written() -> None:
    topics = ["cats", "dogs", "birds", "fish", "snakes", "horses", "cows", "sheep", "goats", "bees"]
    frames = ["how do i feed {}", "what do {} eat", "food for {}", "{} diet", "feeding {} in winter", "best meal {}",
              "my {} are hungry", "do {} like bread", "where do {} find food", "give {} water", "{} bowl",
              "thirsty {}", "how much food do {} need"]  # fmt: skip
    material = [Material(Known(topic), (tuple(frame.format(topic) for frame in frames),)) for topic in topics]
    learned = learn(material, Vocabulary(), 1, Limits())
    limits = learned.limits
    again = Limits.from_toml(limits.to_toml())
    assert again.answer_first == pytest.approx(limits.answer_first, abs=1e-3)
    assert again.parts == pytest.approx(limits.parts, abs=1e-4)
    assert set(again.scope) == set(SIGNS)


def test_a_limit_with_a_wrong_name_is_refused() -> None:
    with pytest.raises(ValueError, match="calibrate"):
        Limits.from_toml("[parts]\nwrods = 1.0\n")
