"""An observer for tests of every adapter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import Reply


@dataclass(slots=True)
class Counting:
    """An observer that keeps what it was told."""

    asks: list[Reply] = field(default_factory=list)
    verdicts: list[tuple[str, bool]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def asked(self, platform: str, reply: Reply, seconds: float) -> None:
        self.asks.append(reply)

    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None:
        self.verdicts.append((entry_id, helpful))

    def send_failed(self, platform: str, error: str) -> None:
        self.failures.append(error)
