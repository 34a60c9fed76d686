"""What every adapter offers to the process that runs it, and what it is given."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from adapters.http import Http

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot import Engine
    from bot.i18n.words import Words
    from bot.model import Reply
    from bot.privacy.pace import Pace
    from bot.privacy.store import Keys, Store
    from bot.settings import Settings

GRACE = 10.0
"""Seconds that answers under way may take after a stop was asked for."""


@dataclass(slots=True)
class Pulse:
    """When a platform was last heard; on the monotonic clock, which no clock change moves."""

    heard: float = 0.0
    connected: bool = False
    trouble: str = ""  # the class of the last error, never its text

    def beat(self) -> None:
        """The platform was just heard."""
        self.heard, self.connected, self.trouble = time.monotonic(), True, ""

    def lost(self, trouble: str) -> None:
        """The platform was not reached."""
        self.connected, self.trouble = False, trouble

    @property
    def silence(self) -> float:
        """Seconds since the platform was heard; infinite before the first time."""
        return time.monotonic() - self.heard if self.heard else float("inf")


class Observer(Protocol):
    """Counts events without anybody in them; the web side turns them into metrics."""

    def asked(self, platform: str, reply: Reply, seconds: float) -> None: ...
    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None: ...
    def send_failed(self, platform: str, error: str) -> None: ...


class Silent:
    """An observer that counts nothing."""

    def asked(self, platform: str, reply: Reply, seconds: float) -> None:
        """Nothing."""

    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None:
        """Nothing."""

    def send_failed(self, platform: str, error: str) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class House:
    """What all adapters of a process share."""

    engine: Engine
    settings: Settings
    store: Store
    keys: Keys
    pace: Pace
    observer: Observer = field(default_factory=Silent)
    http: Http = field(default_factory=Http)


class Adapter(Protocol):
    """A platform's bot, as the supervisor sees it."""

    name: str
    pulse: Pulse

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish the answers under way within `GRACE` seconds.

        Raises PlatformError when the platform refuses the bot for good. Any other error ends this
        run and the supervisor starts another after a pause.
        """
        ...


@runtime_checkable
class Announcer(Protocol):
    """An adapter that can reach the rooms which moderators named for the bot's own messages."""

    pulse: Pulse

    async def announce(self, text: Callable[[Words], str]) -> None:
        """Write `text`, in each room's language, to every room that moderators chose; never raises."""
        ...


@runtime_checkable
class Feedable(Protocol):
    """An adapter that takes updates from the web server instead of fetching them."""

    async def feed(self, update: Mapping[str, object]) -> Mapping[str, object] | None:
        """Handle one update; what is returned is the answer that goes into the webhook's response."""
        ...
