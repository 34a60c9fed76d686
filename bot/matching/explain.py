"""Why this answer: the parts of the score, the runner-up, the limits, and how the question was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.decide import decide
from bot.matching.rank import Part
from bot.model import Spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.matching.limits import Limits
    from bot.matching.rank import Ranking, Scored
    from bot.matching.spelling import Mended
    from bot.model import Decision


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of the score, for the best entry and for the runner-up."""

    name: str
    best: float
    second: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """A probability (0..1), the least that an answer needs, and the weight of each sign in it.

    The signs' weights add up to the log odds of the probability.
    """

    probability: float
    least: float
    signs: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that counted. The parts of an entry add up to its score, and nothing else does."""

    decision: Decision
    words: tuple[str, ...]
    mended: tuple[Mended, ...]
    groups: tuple[str, ...]
    names: tuple[str, ...]
    best: Scored | None
    second: Scored | None
    parts: tuple[Compared, ...]
    scope: Sureness
    first: Sureness

    @property
    def margin(self) -> float:
        """How far the best score lies above the runner-up's."""
        return (self.best.score if self.best else 0.0) - (self.second.score if self.second else 0.0)


def explain(ranking: Ranking, limits: Limits, spoken: Spoken = Spoken.UNSURE) -> Explanation:
    """The explanation of a ranking under these limits."""
    best = ranking.scored[0] if ranking.scored else None
    second = ranking.scored[1] if len(ranking.scored) > 1 else None
    return Explanation(
        decide(ranking, limits, spoken), ranking.words, ranking.mended, ranking.groups, ranking.asked.names,
        best, second, _compared(best, second),
        Sureness(ranking.scope, limits.answer_scope, _weighed(ranking, limits.scope)),
        Sureness(ranking.first, limits.answer_first, _weighed(ranking, limits.first)),
    )  # fmt: skip


def _compared(best: Scored | None, second: Scored | None) -> tuple[Compared, ...]:
    left = {part.name: part.value for part in best.parts} if best else {}
    right = {part.name: part.value for part in second.parts} if second else {}
    return tuple(Compared(name, left.get(name, 0.0), right.get(name, 0.0)) for name in {**left, **right})


def _weighed(ranking: Ranking, weights: Mapping[str, float]) -> tuple[Part, ...]:
    return tuple(Part(sign.name, sign.value * weights[sign.name]) for sign in ranking.signs)
