"""Fitting weights to what was found for left-out questions, by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.matching.limits import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.matching.leaveout import Asked

LEAST = {
    "name": (0.0, np.inf), "other name": (-np.inf, -3.0), "other product": (-np.inf, 0.0), "no name": (-np.inf, 0.0),
    "region": (0.0, np.inf), "other region": (-np.inf, -6.0), "area": (1.0, np.inf), "other area": (-np.inf, -3.0),
    "no place": (-np.inf, -2.0),
}  # fmt: skip
"""Guards may be learned stronger than this, never weaker: phrasings seldom show what they guard against."""

STEPS = 40
"""Newton steps; ten are the rule."""

SHORTEST_STEP = 1e-3
"""A step is halved until it leads downhill, at most to this share: far from the goal a whole one may run away."""

PULL = 0.02
"""Strength of the pull to the weights before: it settles parts that hardly ever occur."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose stated probability lies in one tenth, and how many were right (0..1)."""

    stated: float
    right: float
    count: int


def learn_parts(asked: Sequence[Asked], start: Mapping[str, float]) -> dict[str, float]:
    """Weights under which the right entry most likely stands first among those considered.

    Maximum likelihood of a conditional logit, pulled gently to the weights before.
    """
    found = [one for one in asked if one.right >= 0]
    width = max(len(one.evidence.parts) for one in found)
    table = np.zeros((len(found), width, len(PARTS)))
    masked = np.full((len(found), width), -1e9)
    for row, one in enumerate(found):
        table[row, : len(one.evidence.parts)] = one.evidence.parts
        masked[row, : len(one.evidence.parts)] = 0
    right = np.array([one.right for one in found])
    prior = np.array([start[name] for name in PARTS])
    weights = prior.copy()
    bounds = [np.array([LEAST.get(n, (-np.inf, np.inf))[side] for n in PARTS]) for side in (0, 1)]
    for _ in range(STEPS):
        step = _newton_step(table, masked, right, weights, prior)
        before, share = weights, 1.0
        loss = _loss(table, masked, right, before, prior)
        weights = np.clip(before - step, *bounds)
        while share > SHORTEST_STEP and _loss(table, masked, right, weights, prior) > loss:
            share /= 2
            weights = np.clip(before - share * step, *bounds)
        if np.abs(weights - before).max() < 1e-4:
            break
    return dict(zip(PARTS, weights.tolist(), strict=True))


def _loss(
    table: NDArray[np.float64], masked: NDArray[np.float64], right: NDArray[np.int64],
    weights: NDArray[np.float64], prior: NDArray[np.float64],
) -> float:  # fmt: skip
    """What is made as small as can be: the surprise at the right entries, and the distance to the weights before."""
    scores = table @ weights + masked
    most = scores.max(axis=1)
    surprise = (
        most + np.log(np.exp(scores - most[:, None]).sum(axis=1)) - scores[np.arange(len(right)), right]
    )
    return float(surprise.sum() + PULL / 2 * ((weights - prior) ** 2).sum())


def _newton_step(
    table: NDArray[np.float64], masked: NDArray[np.float64], right: NDArray[np.int64],
    weights: NDArray[np.float64], prior: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    scores = table @ weights + masked
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = grown / grown.sum(axis=1, keepdims=True)
    means = np.einsum("qc,qcp->qp", shares, table)
    gradient = (means - table[np.arange(len(right)), right]).sum(axis=0) + PULL * (weights - prior)
    spread = np.einsum("qc,qcp,qcr->pr", shares, table, table, optimize=True) - means.T @ means
    return np.asarray(np.linalg.solve(spread + PULL * np.eye(len(weights)), gradient))


def logistic(
    signs: NDArray[np.float64], right: NDArray[np.float64], counts: NDArray[np.float64], pull: float = 1.0
) -> NDArray[np.float64]:
    """Weights of a logistic regression, the first sign (always 1) left free. Newton's method."""
    weights = np.zeros(signs.shape[1])
    ridge = pull * np.eye(signs.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(STEPS):
        stated = 1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30)))
        curve = (signs * (counts * stated * (1 - stated))[:, None]).T @ signs + ridge
        step = np.linalg.solve(curve, signs.T @ (counts * (stated - right)) + ridge @ weights)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def reliability(stated: NDArray[np.float64], right: NDArray[np.float64]) -> tuple[Bin, ...]:
    """Ten bins of stated probability with the share that was right."""
    tenth = np.minimum((stated * 10).astype(int), 9)
    return tuple(
        Bin(float(stated[tenth == t].mean()), float(right[tenth == t].mean()), int((tenth == t).sum()))
        for t in range(10)
        if (tenth == t).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of stated and true shares, weighed by size."""
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.stated - one.right) for one in bins) / max(total, 1)
