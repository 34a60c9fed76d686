"""The life of the process: adapters kept running, the web side, the watch on the FAQ, an orderly end."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import SystemRandom
from typing import TYPE_CHECKING

from adapters.life import GRACE, Announcer, Feedable
from adapters.log import facts, loop_handler
from adapters.reload import Reloader
from adapters.web.health import BLOCKED, Health
from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from adapters.life import Adapter, House
    from adapters.signals import Signals
    from adapters.web.hook import Hook
    from adapters.web.metrics import Metrics
    from bot.i18n.words import Words

log = logging.getLogger("faqbot.run")

BEAT = 0.25
"""Seconds between two looks at the event loop's lateness."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between the runs of an adapter that fails: doubled each time, started anew after a steady run.

    With at most two minutes, Discord's thousand sign-ins a day are never used up.
    """

    first: float = 1.0
    most: float = 120.0
    steady: float = 600.0

    def next(self, before: float, ran: float) -> float:
        """The pause after a run of this length, when the last one was `before`."""
        return self.first if ran >= self.steady or not before else min(before * 2, self.most)


@dataclass(slots=True)
class Process:
    """The life of the process, from the first connection to the last answer."""

    house: House
    adapters: Sequence[Adapter]
    metrics: Metrics
    pauses: Pauses = field(default_factory=Pauses)
    grace: float = GRACE
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _refusals: list[PlatformError] = field(default_factory=list)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, signals: Signals) -> int:
        """Serve until a stop or until every platform has refused; the exit code."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(loop_handler)
        reloader = Reloader(self.house.engine, told=self.metrics.reloaded, announce=self._announce)
        health = Health(self.house.engine, self.adapters, reloader, self.house.store)
        signals.attach(loop, stop=self.stop.set, reload=lambda: self._beside(reloader.reload()))
        async with AsyncExitStack() as closing:
            closing.callback(self.house.store.close)
            closing.push_async_callback(self.house.http.close)
            closing.push_async_callback(self._end_background)
            await self._open_web(health, reloader, closing)
            for work in (reloader.run(), self._beat(health), self._expire()):
                self._beside(work)
            log.info("started", extra=facts(platforms=[one.name for one in self.adapters],
                     entries=len(self.house.engine.catalog.entries)))  # fmt: skip
            await self._keep_all(health)
        return self._code()

    def _code(self) -> int:
        code = 0 if self.stop.is_set() or not self._refusals else self._refusals[0].exit_code
        log.info("stopped", extra=facts(exit_code=code))
        return code

    async def _keep_all(self, health: Health) -> None:
        """Until every adapter has ended; after a stop, until the time for answers under way is over."""
        keeping = {asyncio.create_task(self.keep(one, health), name=one.name) for one in self.adapters}
        stopping = asyncio.create_task(self.stop.wait())
        while not self.stop.is_set() and (running := {task for task in keeping if not task.done()}):
            await asyncio.wait({*running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        health.stopping = True
        late = (await asyncio.wait(keeping, timeout=self.grace))[1]
        for task in late:
            log.warning("answers cut short", extra=facts(platform=task.get_name()))
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1.0)

    async def keep(self, adapter: Adapter, health: Health) -> None:
        """Run an adapter again and again, with growing pauses, until a stop or until it is refused."""
        pause = 0.0
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                await adapter.run(self.stop)
                trouble = "ended"
            except PlatformError as refusal:
                self._refuse(adapter, refusal, health)
                return
            except (
                Exception
            ) as error:  # whatever it is, the other platform goes on and this one is tried again
                trouble = type(error).__name__
                log.exception("adapter failed", extra=facts(platform=adapter.name))
            if self.stop.is_set():
                return
            pause = self.pauses.next(pause, time.monotonic() - began)
            await self._pause_before_next(adapter, trouble, pause)

    def _refuse(self, adapter: Adapter, refusal: PlatformError, health: Health) -> None:
        adapter.pulse.lost(type(refusal).__name__)
        health.refused[adapter.name] = str(refusal)
        self._refusals.append(refusal)
        log.critical(
            "refused", extra=facts(platform=adapter.name, error=type(refusal).__name__, advice=str(refusal))
        )

    async def _pause_before_next(self, adapter: Adapter, trouble: str, pause: float) -> None:
        adapter.pulse.lost(trouble)
        self.metrics.restarted(adapter.name)
        pause *= SystemRandom().uniform(0.8, 1.2)  # several processes must not come back in step
        log.warning(
            "adapter starts again", extra=facts(platform=adapter.name, error=trouble, seconds=round(pause, 1))
        )
        try:
            await asyncio.wait_for(self.stop.wait(), pause)
        except TimeoutError:
            return

    async def _open_web(self, health: Health, reloader: Reloader, closing: AsyncExitStack) -> None:
        """The web server, when a port is set, with the webhook, when its address is set."""
        settings = self.house.settings
        if settings.http_port is None:
            return
        from adapters.web.server import application, serve

        self.metrics.watch(self.house.engine, self.adapters, lambda: reloader.since)
        app = application(health, self.metrics, self._hook(health, closing))
        runner = await serve(app, settings.http_port)
        closing.push_async_callback(runner.cleanup)

    def _hook(self, health: Health, closing: AsyncExitStack) -> tuple[str, Hook] | None:
        settings = self.house.settings
        fed = [one for one in self.adapters if isinstance(one, Feedable)]
        if not fed or settings.telegram_webhook_url is None or settings.telegram_webhook_secret is None:
            return None
        from adapters.web.hook import Hook
        from adapters.web.receipts import MemoryReceipts, RedisReceipts

        receipts = RedisReceipts.at(settings.redis_url.reveal()) if settings.redis_url else MemoryReceipts()
        closing.push_async_callback(receipts.close)
        hook = Hook(fed[0], settings.telegram_webhook_secret, receipts,
                    stopping=lambda: health.stopping, told=self.metrics.hooked)  # fmt: skip
        return settings.telegram_webhook_url, hook

    def _beside(self, work: Coroutine[None, None, None]) -> None:
        """Do this work beside everything else, until the end."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _end_background(self) -> None:
        for task in tuple(self._background):
            task.cancel()
        if self._background:
            await asyncio.wait(self._background, timeout=1.0)

    async def _beat(self, health: Health) -> None:
        """Notice when the event loop was blocked: nothing else could."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(BEAT)
            health.lag = max(0.0, time.monotonic() - before - BEAT)
            self.metrics.late(health.lag)
            if health.lag >= BLOCKED:
                log.warning("event loop blocked", extra=facts(seconds=round(health.lag, 1)))

    async def _expire(self) -> None:
        """Choices go by the clock, also where nobody asks."""
        while True:
            self.house.store.expire()
            await asyncio.sleep(3_600.0)

    async def _announce(self, text: Callable[[Words], str]) -> None:
        for adapter in self.adapters:
            if isinstance(adapter, Announcer):
                self._beside(self._announce_by(adapter, text))

    async def _announce_by(self, adapter: Announcer, text: Callable[[Words], str]) -> None:
        """As soon as the platform is reached, which after a start may take a while."""
        while not adapter.pulse.connected:  # noqa: ASYNC110  # a pulse is read, it tells nobody
            await asyncio.sleep(1.0)
        await adapter.announce(text)
