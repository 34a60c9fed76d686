"""Long polling: fetch updates, hand them over, acknowledge them; say so when nobody answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.log import facts
from adapters.telegram_bot.parse import KINDS
from adapters.telegram_bot.records import PLATFORM
from adapters.telegram_bot.request import SlowDown
from adapters.telegram_bot.send import ENDLESS
from bot.errors import AlreadyRunning, TokenRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Bot

    from adapters.life import Pulse
    from adapters.telegram_bot.send import Patience

log = logging.getLogger("faqbot.telegram")

T = TypeVar("T")

WAIT = 25
"""Seconds that Telegram may hold a call back until there is an update."""

CONFLICTS = 4
"""Refusals in a row because of another poller: enough for a restart that overlaps, then it is a mistake."""

REFUSED = (
    "Telegram does not accept the bot's token: copy it again from @BotFather into FAQBOT_TELEGRAM_TOKEN."
)
RUNNING = "Another process fetches updates with the same Telegram token: stop one of them."


@dataclass(slots=True)
class Poller:
    """Fetches updates until it is told to stop."""

    bot: Bot
    pulse: Pulse
    take: Callable[[Mapping[str, Any]], Awaitable[object]]
    patience: Patience = ENDLESS
    wait: int = WAIT
    offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; raises TokenRefused or AlreadyRunning when polling on makes no sense."""
        troubles = conflicts = 0
        while not stop.is_set():
            try:
                updates = await unless(stop, self._fetch())
            except TelegramError as trouble:
                conflicts = conflicts + 1 if isinstance(trouble, Conflict) else 0
                if isinstance(trouble, InvalidToken):
                    raise TokenRefused(REFUSED) from None
                if conflicts >= CONFLICTS:
                    raise AlreadyRunning(RUNNING) from None
                await unless(stop, asyncio.sleep(self._trouble(trouble, troubles)))
                troubles += 1
            else:
                troubles = conflicts = 0
                await self._hand_over(updates or [])

    async def acknowledge(self) -> None:
        """Tell Telegram what was taken, so that the next process does not answer it again."""
        if self.offset is not None:
            with contextlib.suppress(TelegramError):
                await self._get_updates(limit=1, timeout=0)

    async def _fetch(self) -> list[Mapping[str, Any]]:
        updates = await self._get_updates(timeout=self.wait)
        self.pulse.beat()
        return updates

    async def _get_updates(self, **asked: int) -> list[Mapping[str, Any]]:
        """The updates as Telegram wrote them.

        The library reads all of a batch or none: one update that it cannot read would come back for
        ever and keep the others away.
        """
        form = {"offset": self.offset or 0, "allowed_updates": json.dumps(KINDS), **asked}
        request = self.bot.request
        patience = (request.read_timeout or 0) + asked["timeout"]
        found: Any = await request.post(
            f"{self.bot.base_url}/getUpdates?{urlencode(form)}", read_timeout=patience
        )
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def _hand_over(self, updates: list[Mapping[str, Any]]) -> None:
        for update in updates:
            await self.take(update)
            self.offset = int(update["update_id"]) + 1

    def _trouble(self, trouble: TelegramError, troubles: int) -> float:
        """Note what went wrong; how long to wait before the next try."""
        kind = type(trouble).__name__
        self.pulse.lost(kind)
        log.warning("no updates", extra=facts(platform=PLATFORM, error=kind))
        return trouble.seconds if isinstance(trouble, SlowDown) else self.patience.pause(min(troubles, 10))


async def unless(stop: asyncio.Event, work: Awaitable[T]) -> T | None:
    """What the work gives, or None as soon as a stop is asked for."""
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        doing.cancel()
        stopping.cancel()
        await asyncio.gather(doing, stopping, return_exceptions=True)
