"""What is wrong with the FAQ: one value a problem, with the place and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """An error keeps the FAQ from loading; a warning is for the moderator's judgement."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem: where it is, what was found there, and what to write instead."""

    file: str
    line: int
    field: str
    problem: str
    cure: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        field = f" {self.field}:" if self.field else ""
        return f"{where}: {self.severity}:{field} {self.problem} → {self.cure}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only those that keep the FAQ from loading."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
