"""From a question to the entries that may answer it, best first, each with the parts of its score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.matching.evidence import gather
from bot.matching.guards import Asked
from bot.matching.judge import confidences, judge
from bot.matching.limits import PARTS, Limits
from bot.matching.reading import read
from bot.model import Candidate

if TYPE_CHECKING:
    from bot.matching.index import Index
    from bot.matching.spelling import Mended
    from bot.model import Region


@dataclass(frozen=True, slots=True)
class Part:
    """A named share of a score; the score is the sum of its parts."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry with its score and the probability (0..1) that it answers."""

    entry_id: str
    parts: tuple[Part, ...]
    confidence: float

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries for a question, best first, and how the question was read.

    `known` is the share (0..1) of the question's weight that lies in words of the FAQ, `telling` the
    number of words that tell something; `scope` is the probability that any entry answers it, `first`
    that the best one does if any does; `signs` are what these were judged by.
    """

    scored: tuple[Scored, ...] = ()
    words: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()
    groups: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)
    known: float = 0.0
    telling: int = 0
    scope: float = 0.0
    first: float = 0.0
    signs: tuple[Part, ...] = ()

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """At most ten, best first, each with the probability (0..1) that it answers."""
        return tuple(Candidate(one.entry_id, one.confidence) for one in self.scored)


def rank(index: Index, text: str, *, limits: Limits | None = None, region: Region | None = None) -> Ranking:
    """The entries for this text; `region` is the person's choice and yields to a place in the text."""
    reading = read(index, text, region) if index.own else None
    if reading is None:
        return Ranking()
    evidence = gather(index, reading, limits or Limits())
    verdict = judge(index, reading, evidence, limits or Limits())
    scored = tuple(
        Scored(
            index.entries[int(evidence.entries[row])].id,
            tuple(
                Part(name, value)
                for name, value in zip(PARTS, verdict.weighted[row].tolist(), strict=True)
                if value
            ),
            float(confidence),
        )
        for row, confidence in zip(verdict.order, confidences(verdict), strict=True)
    )
    return Ranking(
        scored, reading.words, reading.mended, tuple(dict.fromkeys(one.id for one in reading.features.groups)),
        reading.asked, reading.known, reading.telling, verdict.scope, verdict.first,
        tuple(Part(name, value) for name, value in verdict.signs.items()),
    )  # fmt: skip
