"""How good are the decisions on questions whose right entries are known? Figures, and failures by cause."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Abstain, Answer, Choices, Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Judge = Callable[[str], "Judged"]

FIRST_FEW = 3


@dataclass(frozen=True, slots=True)
class Measuring:
    """A question with the entries that satisfy its asker: none of them for a question out of scope.

    `kind` is the style of a question in scope, the kind of one out of scope, or the axis of a
    contrast; the two questions of a contrast share a `pair`.
    """

    text: str
    language: str
    right: tuple[str, ...] = ()
    kind: str = ""
    pair: str = ""

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Measuring:
        """The question on one line of a measuring file."""
        right = told.get("ids", ())
        kind = told.get("axis") or told.get("kind") or told.get("style") or ""
        ids = tuple(map(str, right)) if isinstance(right, (list, tuple)) else ()
        return cls(str(told["q"]), str(told.get("lang", "")), ids, str(kind), str(told.get("pair", "")))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the bot made of a question: entries best first, the best one's probability, the decision."""

    candidates: tuple[str, ...]
    confidence: float
    decision: Decision


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with what the bot made of it."""

    question: Measuring
    judged: Judged

    @property
    def right_first(self) -> bool:
        """The first candidate is a right one."""
        return self.judged.candidates[:1] != () and self.judged.candidates[0] in self.question.right

    @property
    def in_first_few(self) -> bool:
        """A right entry is among the first three candidates."""
        return bool(set(self.judged.candidates[:FIRST_FEW]) & set(self.question.right))

    @property
    def answered_right(self) -> bool:
        """One entry was shown, a right one."""
        decision = self.judged.decision
        return isinstance(decision, Answer) and decision.entry_id in self.question.right

    @property
    def answered_wrong(self) -> bool:
        """One entry was shown, none of the right ones."""
        return isinstance(self.judged.decision, Answer) and not self.answered_right

    @property
    def offered(self) -> bool:
        """A choice was shown."""
        return isinstance(self.judged.decision, Choices)

    @property
    def solved(self) -> bool:
        """The right entry was shown, or stood in the choice shown."""
        decision = self.judged.decision
        held = isinstance(decision, Choices) and bool(set(decision.entry_ids) & set(self.question.right))
        return self.answered_right or held

    @property
    def cause(self) -> str:
        """Why a question in scope was not answered right, in a few words."""
        if self.answered_right:
            return "answered right"
        if self.solved:
            return "offered among choices"
        if isinstance(self.judged.decision, Abstain):
            return f"abstained: {self.judged.decision.reason}" + (
                " (right first)" if self.right_first else ""
            )
        return "answered wrong" if self.answered_wrong else "choices without the right entry"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares (0..1) of a set of questions in scope."""

    count: int
    right_first: float
    in_first_few: float
    answered_right: float
    answered_wrong: float
    solved: float


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of an evaluation.

    `by_language` and `by_style` are shares right first; `out_of_scope` are, by kind, the shares
    answered outright and offered choices, with their number; `contrasts` are shares of pairs with both
    sides right. `calibration_error` is that of the stated probability, on questions in and out of scope.
    """

    whole: Figures
    by_language: Mapping[str, float]
    by_style: Mapping[str, float]
    out_of_scope: Mapping[str, tuple[float, float, int]]
    contrasts: Mapping[str, tuple[float, int]]
    calibration_error: float
    outcomes: tuple[Outcome, ...]

    @property
    def contrast(self) -> float:
        """The share of all pairs with both sides right."""
        total = sum(count for _, count in self.contrasts.values())
        return sum(share * count for share, count in self.contrasts.values()) / max(total, 1)


def evaluate(
    judge: Judge,
    in_scope: Iterable[Measuring],
    out_of_scope: Iterable[Measuring],
    contrasts: Iterable[Measuring],
) -> Report:
    """Ask all the questions and count."""
    asked = tuple(Outcome(question, judge(question.text)) for question in in_scope)
    outside = tuple(Outcome(question, judge(question.text)) for question in out_of_scope)
    paired = tuple(Outcome(question, judge(question.text)) for question in contrasts)
    by_kind = _grouped(outside, lambda one: one.question.kind)
    return Report(
        whole=figures(asked),
        by_language=_shares(_grouped(asked, lambda one: one.question.language)),
        by_style=_shares(_grouped(asked, lambda one: one.question.kind)),
        out_of_scope={kind: (_share(o.answered_wrong for o in some), _share(o.offered for o in some), len(some))
                      for kind, some in by_kind.items()},
        contrasts=_pairs(paired),
        calibration_error=_calibration_error(asked + outside),
        outcomes=asked + outside + paired,
    )  # fmt: skip


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of some questions in scope."""
    return Figures(
        len(outcomes),
        _share(one.right_first for one in outcomes),
        _share(one.in_first_few for one in outcomes),
        _share(one.answered_right for one in outcomes),
        _share(one.answered_wrong for one in outcomes),
        _share(one.solved for one in outcomes),
    )


def failures(report: Report) -> dict[str, tuple[Outcome, ...]]:
    """The questions in scope that were not answered right, by cause, most frequent first."""
    wrong = [one for one in report.outcomes if one.question.right and not one.question.pair]
    causes = _grouped([one for one in wrong if not one.answered_right], lambda one: one.cause)
    return dict(sorted(causes.items(), key=lambda pair: -len(pair[1])))


def _pairs(outcomes: Iterable[Outcome]) -> dict[str, tuple[float, int]]:
    by_pair = _grouped(outcomes, lambda one: one.question.pair)
    by_axis: dict[str, list[bool]] = defaultdict(list)
    for sides in by_pair.values():
        by_axis[sides[0].question.kind].append(all(side.right_first for side in sides))
    return {axis: (_share(both), len(both)) for axis, both in by_axis.items()}


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, tuple[Outcome, ...]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[key(one)].append(one)
    return {name: tuple(some) for name, some in groups.items()}


def _shares(groups: Mapping[str, Sequence[Outcome]]) -> dict[str, float]:
    return {name: _share(one.right_first for one in some) for name, some in groups.items()}


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / max(len(counted), 1)


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Mean distance between the stated probability and the share that was right, over ten bins."""
    bins: dict[int, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        bins[min(int(one.judged.confidence * 10), 9)].append(one)
    distance = sum(
        abs(sum(one.judged.confidence for one in some) - sum(one.right_first for one in some))
        for some in bins.values()
    )
    return distance / max(len(outcomes), 1)
