"""What `faqbot doctor` finds on a platform: each point is fine as it is, or says what to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """One point: `text` says what holds, or what is wrong and where to change it."""

    ok: bool
    text: str
