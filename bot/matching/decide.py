"""From a ranking to one of three outcomes: an answer, a choice of at most three, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import Abstain, Answer, Choices, Decision, Reason, Spoken

if TYPE_CHECKING:
    from bot.matching.limits import Limits
    from bot.matching.rank import Ranking

MOST_CHOICES = 3
"""More than three buttons are read no better than a search result."""


def decide(ranking: Ranking, limits: Limits, spoken: Spoken = Spoken.UNSURE) -> Decision:
    """What to do with this ranking; `spoken` other than the FAQ's languages is never answered."""
    if not ranking.words:
        return Abstain(Reason.EMPTY)
    if spoken is Spoken.OTHER:
        return Abstain(Reason.OTHER_LANGUAGE)
    if not ranking.candidates or ranking.known < limits.known_words:
        return Abstain(Reason.UNKNOWN_WORDS)
    best = ranking.candidates[0]
    if best.confidence >= limits.answer:
        return Answer(best.entry_id)
    offered = ranking.candidates[:MOST_CHOICES]
    if ranking.scope >= limits.choices:
        return Choices(tuple(one.entry_id for one in offered))
    return Abstain(Reason.UNSURE)
