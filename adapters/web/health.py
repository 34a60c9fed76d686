"""Is the bot alive, and is it of use? Liveness never depends on a platform: a restart would not help."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.life import Adapter, Pulse
    from adapters.reload import Reloader
    from bot import Engine
    from bot.privacy.store import Store

SILENT = 150.0
"""Seconds without a poll or a heartbeat after which a platform counts as lost: three of the slower kind."""

BLOCKED = 2.0
"""Seconds of lateness of the event loop that are worth a reason."""


@dataclass(slots=True)
class Health:
    """Reads off the state of the process; `lag` and `refused` are told by the supervisor."""

    engine: Engine
    adapters: Sequence[Adapter]
    reloader: Reloader
    store: Store
    lag: float = 0.0
    refused: dict[str, str] = field(default_factory=dict)  # the platforms that are given up, and why
    stopping: bool = False

    def ready(self) -> bool:
        """Can at least one platform be answered?"""
        return not self.stopping and any(self._fine(adapter) for adapter in self.adapters)

    def report(self) -> dict[str, Any]:
        """The body of /readyz; `degraded` says what is wrong even while the bot answers."""
        catalog = self.engine.catalog
        return {
            "ready": self.ready(),
            "degraded": list(self.degraded()),
            "catalog": {"version": catalog.fingerprint[:12], "entries": len(catalog.entries)},
            "adapters": {adapter.name: _pulse(adapter.pulse) for adapter in self.adapters},
        }

    def degraded(self) -> Iterator[str]:
        """One sentence a trouble."""
        if self.stopping:
            yield "the process is stopping"
        for adapter in self.adapters:
            if not self._fine(adapter):
                yield f"{adapter.name}: {self.refused.get(adapter.name) or _trouble(adapter.pulse)}"
        yield from (f"faq: {problem}" for problem in self.reloader.problems)
        if self.store.trouble:
            yield f"choices cannot be written to FAQBOT_DATA_DIR ({self.store.trouble}): they are held in memory"
        if self.lag >= BLOCKED:
            yield f"the event loop was blocked for {self.lag:.1f} seconds"

    def _fine(self, adapter: Adapter) -> bool:
        return adapter.name not in self.refused and adapter.pulse.connected and adapter.pulse.silence < SILENT


def _pulse(pulse: Pulse) -> dict[str, Any]:
    heard = None if pulse.silence == float("inf") else round(pulse.silence, 1)
    return {"connected": pulse.connected, "seconds_since_heard": heard, "trouble": pulse.trouble or None}


def _trouble(pulse: Pulse) -> str:
    if pulse.trouble:
        return f"not reached ({pulse.trouble})"
    return "not reached yet" if pulse.silence == float("inf") else f"silent for {pulse.silence:.0f} seconds"
