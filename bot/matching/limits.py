"""The learned numbers: how much each part counts, and how sure is sure enough.

They are kept in `faq/limits.toml`, written by `faqbot calibrate` and never by hand. Without the
file the numbers here hold: they were learned on the first FAQ and serve until the next learning.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = (
    "words", "pairs", "groups", "pieces",  # the entry as a whole, by kind of feature
    "learned",  # what tells the entry from its rivals
    "nearest", "near",  # its nearest phrasing, its five nearest
    "own words",  # how much of the question the entry's own words cover
    "sentence", "question",  # the best single sentence of a longer message, the best one with a question mark
    "name", "other name", "other product", "no name",
    "region", "other region", "area", "other area", "no place",
)  # fmt: skip
"""What a score is the sum of, in the order it is shown."""

SIGNS = (
    "bias", "score", "margin", "share", "nearest", "known words", "nearest x known", "mended", "length", "other name",
    "strange name", "unknown", "own words", "own words x nearest", "elsewhere", "nearest elsewhere", "chatter",
    "missing", "rarest missing",
)  # fmt: skip
"""What the probabilities are judged by; see `judge.signs`."""


_FIRST_PARTS: dict[str, float] = {
    "words": 12.0, "pairs": 12.0, "groups": 12.0, "pieces": 12.0, "learned": 12.0, "nearest": 3.0, "near": 6.0,
    "own words": 1.0,
    "sentence": 3.0, "question": 3.0, "name": 1.0, "other name": -4.0, "other product": -0.5, "no name": -0.5,
    "region": 0.5, "other region": -3.0, "area": 1.0, "other area": -2.0, "no place": -2.0,
}  # fmt: skip
_FIRST_SCOPE = dict.fromkeys(SIGNS, 0.0) | {"bias": -8.0, "score": 1.0, "known words": 4.0, "own words": 4.0}
_FIRST_FIRST = dict.fromkeys(SIGNS, 0.0) | {"bias": -3.0, "score": 0.3, "margin": 1.5, "share": 3.5}
LEAST = ("answer_scope", "answer_first", "choices_scope", "known_words")
"""The limits of a decision, each a probability or share from which on something is done."""

TABLES = {"parts": PARTS, "scope": SIGNS, "first": SIGNS}
"""The tables of the file, with the names each may hold."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Weights of the parts; weights of the signs of two questions; and the limits of a decision.

    `scope` judges whether any entry answers the question, `first` whether the best one does if any
    does. An answer needs `answer_scope` of the one and `answer_first` of the other, a choice
    `choices_scope`; below `known_words`, the share of the question's weight in known words, neither
    is given.
    """

    parts: Mapping[str, float] = field(default_factory=lambda: dict(_FIRST_PARTS))
    scope: Mapping[str, float] = field(default_factory=lambda: dict(_FIRST_SCOPE))
    first: Mapping[str, float] = field(default_factory=lambda: dict(_FIRST_FIRST))
    answer_scope: float = 0.7
    answer_first: float = 0.55
    choices_scope: float = 0.5
    known_words: float = 0.35

    @property
    def answer(self) -> float:
        """The confidence below which nothing is answered outright."""
        return self.answer_scope * self.answer_first

    def to_toml(self) -> str:
        """The text of `faq/limits.toml`."""
        lines = ["# Learned by `faqbot calibrate` from the FAQ itself. Do not edit: run the command again."]
        lines += [f"{name} = {getattr(self, name):.4f}" for name in LEAST]
        for table in TABLES:
            lines += ["", f"[{table}]"]
            lines += [f'"{name}" = {value:.5f}' for name, value in getattr(self, table).items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, text: str) -> Limits:
        """The limits in such a text; what it leaves out keeps its first value, unknown names are errors."""
        read = tomllib.loads(text)
        unknown = read.keys() - {one.name for one in fields(cls)}
        for table, names in TABLES.items():
            unknown |= read.get(table, {}).keys() - set(names)
        if unknown:
            raise ValueError(f"limits.toml: not known: {', '.join(sorted(unknown))}; run `faqbot calibrate`")
        first = cls()
        tables: dict[str, Any] = {
            table: {**getattr(first, table), **_numbers(read.get(table, {}))} for table in TABLES
        }
        least: dict[str, Any] = {name: float(read.get(name, getattr(first, name))) for name in LEAST}
        return cls(**tables, **least)


def _numbers(table: Mapping[str, object]) -> dict[str, float]:
    return {name: float(str(value)) for name, value in table.items()}
