"""The rule for speaking unasked, and what is remembered for it."""

from __future__ import annotations

import pytest

from adapters.telegram_bot.memory import Memory
from adapters.telegram_bot.volunteer import SURE, is_question, is_welcome, rested
from bot.model import Abstain, Answer, Candidate, Choices, Language, Reason, Reply, Spoken


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("How do I opt out of Meta AI?", True),
        ("comment refuser meta ai svp", True),
        ("does anybody know how meta uses photos", True),
        ("is my data safe here", True),
        ("really?", False),
        ("and you, Bob?", False),
        ("Meta is bad.", False),
        ("I asked them yesterday and they said no", False),
        ("What a story? " + "word " * 100, False),
    ],
)
def test_questions_to_everybody(text: str, asks: bool) -> None:
    assert is_question(text) is asks


@pytest.mark.parametrize(("since", "may"), [(None, True), (0, False), (20, False), (21, True)])
def test_the_rest_between_two_unasked_answers(since: int | None, may: bool) -> None:
    assert rested(since, 20) is may


def reply(decision: Answer | Choices | Abstain, confidence: float, spoken: Spoken = Spoken.EN) -> Reply:
    return Reply(decision, Language.EN, spoken, (), candidates=(Candidate("x", confidence),))


@pytest.mark.parametrize(
    ("given", "welcome"),
    [
        (reply(Answer("x"), 0.99), True),
        (reply(Answer("x"), SURE - 0.01), False),
        (reply(Answer("x"), 0.99, Spoken.UNSURE), False),
        (reply(Choices(("x",)), 0.99), False),
        (reply(Abstain(Reason.UNSURE), 0.99), False),
        (Reply(Answer("x"), Language.EN, Spoken.EN, ()), False),
    ],
)
def test_only_very_sure_answers_are_welcome(given: Reply, welcome: bool) -> None:
    assert is_welcome(given) is welcome


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    memory = Memory(most=10)
    for number in range(1_000):
        assert memory.first("update", number)
    assert len(memory) == 10
    assert not memory.first("update", 999)
    assert memory.first("update", 0)


def test_memory_holds_nobody() -> None:
    memory = Memory()
    memory.answered(7001002003, 55, 7001002003, 66)
    assert memory.answer_to(7001002003, 55) == 66
    assert memory.asked_for(7001002003, 66, 7001002003)
    assert not memory.asked_for(7001002003, 66, 7004005006)
    assert "7001002003" not in repr(memory)


def test_overheard_messages_count_from_the_last_unasked_answer() -> None:
    memory = Memory()
    assert memory.overheard(1) is None
    memory.spoke_up(1)
    assert [memory.overheard(1) for _ in range(3)] == [1, 2, 3]
    assert memory.overheard(2) is None
