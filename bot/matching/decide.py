"""From a ranking to one of three outcomes: an answer, a choice of at most three, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import Abstain, Answer, Choices, Decision, Reason, Spoken

if TYPE_CHECKING:
    from bot.matching.limits import Limits
    from bot.matching.rank import Ranking

MOST_CHOICES = 3
"""More than three buttons are read no better than a search result."""

TOO_SHORT = 3
"""Up to so many words with at most one that tells anything and no name are never answered outright:
"repeat", "un robot" could be about anything."""


def decide(ranking: Ranking, limits: Limits, spoken: Spoken = Spoken.UNSURE) -> Decision:
    """What to do with this ranking; `spoken` other than the FAQ's languages is never answered."""
    if not ranking.words:
        return Abstain(Reason.EMPTY)
    if spoken is Spoken.OTHER:
        return Abstain(Reason.OTHER_LANGUAGE)
    if not ranking.candidates or ranking.known < limits.known_words:
        return Abstain(Reason.UNKNOWN_WORDS)
    if is_sure(ranking, limits):
        return Answer(ranking.candidates[0].entry_id)
    if ranking.scope >= limits.choices_scope:
        return Choices(tuple(one.entry_id for one in ranking.candidates[:MOST_CHOICES]))
    return Abstain(Reason.UNSURE)


def is_sure(ranking: Ranking, limits: Limits) -> bool:
    """Whether the best entry is answered outright."""
    if len(ranking.words) <= TOO_SHORT and ranking.telling <= 1 and not ranking.asked.names:
        return False
    return ranking.scope >= limits.answer_scope and ranking.first >= limits.answer_first
