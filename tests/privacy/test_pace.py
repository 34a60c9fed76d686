"""Floods are answered a few times, told once, then ignored; nobody else waits for them."""

from __future__ import annotations

from bot.privacy.pace import BURST, DAY, MOST_PEOPLE, REFILL, Pace, Verdict


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def flood(pace: Pace, clock: Clock, seconds: float, every: float) -> list[Verdict]:
    verdicts = []
    for _ in range(round(seconds / every)):
        verdicts.append(pace.ask("telegram", 1))
        clock.now += every
    return verdicts


def test_a1_fifty_messages_a_second_for_a_minute_get_few_answers_and_one_notice() -> None:
    clock = Clock()
    verdicts = flood(Pace(clock=clock), clock, 60, 0.02)
    assert verdicts.count(Verdict.ANSWER) <= BURST + 60 / REFILL
    assert verdicts.count(Verdict.TELL) == 1
    assert verdicts.index(Verdict.TELL) == BURST


def test_a_flooder_does_not_slow_anybody_else() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    flood(pace, clock, 10, 0.02)
    assert pace.ask("telegram", 2) is Verdict.ANSWER
    assert pace.ask("discord", 1) is Verdict.ANSWER


def test_somebody_who_waited_may_ask_and_is_told_anew() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    flood(pace, clock, 2, 0.02)
    clock.now += BURST * REFILL
    assert [pace.ask("telegram", 1) for _ in range(BURST + 1)] == [Verdict.ANSWER] * BURST + [Verdict.TELL]


def test_a_reader_who_asks_every_ten_seconds_is_never_slowed() -> None:
    clock = Clock()
    assert set(flood(Pace(clock=clock), clock, 3_600, 10)) == {Verdict.ANSWER}


def test_a4_a_crowd_of_strangers_fills_a_bounded_table() -> None:
    pace = Pace(clock=Clock())
    for person in range(3 * MOST_PEOPLE):
        assert pace.ask("telegram", person) is Verdict.ANSWER
    assert len(pace) == MOST_PEOPLE


def test_a_person_is_a_hash_that_changes_every_day() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.ask("telegram", 4_200_000_001)
    (before,) = pace._buckets
    assert b"4200000001" not in before
    clock.now += DAY + 1
    pace.ask("telegram", 4_200_000_001)
    (after,) = pace._buckets
    assert before != after
