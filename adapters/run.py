"""`faqbot run`: one process with its adapters, its web side and the watch on its FAQ.

Exit codes: 0 after a stop that was asked for; 1 when the FAQ is broken and never was whole; 2 for settings
that cannot work; 3 when every platform refuses its token, 4 when another process uses it; 128 and the
signal's number after a second signal.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from adapters.learn import learn_apart, needed
from adapters.life import Adapter, House
from adapters.log import Journal, facts, set_up
from adapters.process import Process
from adapters.signals import Signals
from bot import Engine
from bot.cache import user_cache
from bot.catalog.folder import packaged
from bot.errors import CatalogError, UsageError
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore, SqliteStore
from bot.settings import drop_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.life import Observer
    from adapters.web.metrics import Metrics
    from bot.model import Reply
    from bot.privacy.store import Store
    from bot.settings import Settings

log = logging.getLogger("faqbot.run")

PLATFORMS = {"telegram": "adapters.telegram_bot", "discord": "adapters.discord_bot"}
"""Where each platform's `build` is; a room is imported only when its platform runs."""

NOTHING_TO_RUN = (
    "No token: set FAQBOT_TELEGRAM_TOKEN or FAQBOT_DISCORD_TOKEN (or the same with _FILE). "
    "To try the bot without one, run `faqbot chat`."
)

Builder = Callable[[House], Adapter]
"""Makes the adapter of one platform."""


@dataclass(frozen=True, slots=True)
class Observers:
    """Several observers as one."""

    all: tuple[Observer, ...]

    def asked(self, platform: str, reply: Reply, seconds: float) -> None:
        """Told to each."""
        for one in self.all:
            one.asked(platform, reply, seconds)

    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None:
        """Told to each."""
        for one in self.all:
            one.verdict(platform, entry_id, helpful)

    def send_failed(self, platform: str, error: str) -> None:
        """Told to each."""
        for one in self.all:
            one.send_failed(platform, error)


def run(
    settings: Settings, platforms: tuple[str, ...] = (), builders: Mapping[str, Builder] | None = None
) -> int:
    """Run these platforms, or all whose token is set, until a signal; the exit code.

    Raises UsageError and CatalogError for what must be put right before a start.
    """
    set_up(settings)
    names = chosen(settings, platforms)
    with Signals() as signals:
        from adapters.web.metrics import Metrics

        metrics = Metrics()
        house = furnish(settings, metrics)
        adapters = [_builder(name, builders)(house) for name in names]
        drop_secrets()
        return asyncio.run(Process(house, adapters, metrics).run(signals))


def chosen(settings: Settings, platforms: tuple[str, ...]) -> tuple[str, ...]:
    """The platforms to run; UsageError when one is unknown or has no token."""
    with_token = tuple(name for name in PLATFORMS if getattr(settings, f"{name}_token"))
    if not platforms and not with_token:
        raise UsageError(NOTHING_TO_RUN)
    for name in platforms:
        if name not in PLATFORMS:
            raise UsageError(f"{name} is not a platform: choose from {' and '.join(PLATFORMS)}")
        if name not in with_token:
            raise UsageError(
                f"No token for {name}: set FAQBOT_{name.upper()}_TOKEN or FAQBOT_{name.upper()}_TOKEN_FILE."
            )
    return tuple(dict.fromkeys(platforms)) or with_token


def furnish(settings: Settings, metrics: Metrics) -> House:
    """What the adapters share. A broken FAQ folder is no reason not to start if it was whole once."""
    return House(
        engine=open_engine(settings),
        settings=settings,
        store=open_store(settings),
        keys=Keys(settings.pepper.reveal() if settings.pepper else None),
        pace=Pace(),
        observer=Observers((Journal(), metrics)),
    )


def open_engine(settings: Settings) -> Engine:
    """The engine of the FAQ folder, or of what it held when it was whole last."""
    root, cached = settings.faq_dir or packaged(), settings.cache_dir or user_cache()
    if cached is not None and needed(root, cached):
        log.info("learning the faq")
        asyncio.run(learn_apart(root, cached))
    try:
        return Engine.open(settings.faq_dir, cached=settings.cache_dir)
    except CatalogError as broken:
        last = Engine.last_good(settings.faq_dir, cached=settings.cache_dir)
        if last is None:
            raise
        log.error("starting with the last good faq", extra=facts(errors=len(broken.findings)))  # noqa: TRY400
        return last


def open_store(settings: Settings) -> Store:
    """Where choices are kept; UsageError when the folder cannot be used."""
    if settings.data_dir is None:
        return MemoryStore()
    try:
        return SqliteStore(settings.data_dir)
    except (OSError, sqlite3.Error) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise UsageError(
            f"FAQBOT_DATA_DIR cannot be used ({reason}): the bot must be able to write there"
        ) from None


def _builder(name: str, builders: Mapping[str, Builder] | None) -> Builder:
    builder: Builder = builders[name] if builders else import_module(PLATFORMS[name]).build
    return builder
