"""The learned numbers: how much each part counts, and how sure is sure enough.

They are kept in `faq/limits.toml`, written by `faqbot calibrate` and never by hand. Without the
file the numbers here hold: they were learned on the first FAQ and serve until the next learning.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = (
    "words", "pairs", "groups", "pieces",  # the entry as a whole, by kind of feature
    "learned",  # what tells the entry from its rivals
    "nearest", "near",  # its nearest phrasing, its five nearest
    "own words",  # how much of the question the entry's own words cover
    "sentence",  # the best single sentence of a longer message
    "name", "other name", "other product", "no name",
    "region", "other region", "area", "other area",
)  # fmt: skip
"""What a score is the sum of, in the order it is shown."""

SIGNS = ("bias", "score", "margin", "share", "nearest", "coverage", "nearest x coverage", "mended", "length",
         "foreign name", "other region", "rare unknown", "own words", "own words x nearest")  # fmt: skip
"""What the probability of being right is judged by; see `rank.signs`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Weights of the parts, weights of the signs, and the two limits of a decision (probabilities)."""

    parts: Mapping[str, float] = field(default_factory=lambda: dict(_FIRST_PARTS))
    signs: Mapping[str, float] = field(default_factory=lambda: dict(_FIRST_SIGNS))
    answer: float = 0.7
    choices: float = 0.5
    known_words: float = 0.35

    def to_toml(self) -> str:
        """The text of `faq/limits.toml`."""
        lines = ["# Learned by `faqbot calibrate` from the FAQ itself. Do not edit: run the command again."]
        lines += [f"{name} = {getattr(self, name):.4f}" for name in ("answer", "choices", "known_words")]
        for table in ("parts", "signs"):
            lines += ["", f"[{table}]"]
            lines += [f'"{name}" = {value:.5f}' for name, value in getattr(self, table).items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, text: str) -> Limits:
        """The limits in such a text; what it leaves out keeps its first value, unknown names are errors."""
        read = tomllib.loads(text)
        unknown = read.keys() - {one.name for one in fields(cls)}
        unknown |= read.get("parts", {}).keys() - set(PARTS) | read.get("signs", {}).keys() - set(SIGNS)
        if unknown:
            raise ValueError(f"limits.toml: not known: {', '.join(sorted(unknown))}; run `faqbot calibrate`")
        first = cls()
        return replace(
            first,
            **{name: float(read.get(name, getattr(first, name))) for name in ("answer", "choices", "known_words")},
            parts={**first.parts, **read.get("parts", {})},
            signs={**first.signs, **read.get("signs", {})},
        )


_FIRST_PARTS = {
    "words": 12.0, "pairs": 12.0, "groups": 12.0, "pieces": 12.0, "learned": 0.0, "nearest": 3.0, "near": 6.0,
    "own words": 1.0,
    "sentence": 3.0, "name": 1.0, "other name": -4.0, "other product": -0.5, "no name": -0.5,
    "region": 0.5, "other region": -3.0, "area": 1.0, "other area": -2.0,
}  # fmt: skip
_FIRST_SIGNS = {
    "bias": -3.0, "score": 0.1, "margin": 0.5, "share": 2.0, "nearest": 2.0, "coverage": 1.0,
    "nearest x coverage": 1.0, "mended": -1.0, "length": 0.0, "foreign name": -1.0, "other region": -1.0,
    "rare unknown": -0.5, "own words": 1.0, "own words x nearest": 0.0,
}  # fmt: skip
