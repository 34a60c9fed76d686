"""The Telegram bot as the process sees it: it starts, serves, and stops with every answer delivered."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from adapters.life import GRACE, Pulse
from adapters.log import chain, facts, places
from adapters.telegram_bot.commands import publish
from adapters.telegram_bot.crew import Crew
from adapters.telegram_bot.desk import Desk
from adapters.telegram_bot.memory import Memory
from adapters.telegram_bot.parse import KINDS
from adapters.telegram_bot.polling import REFUSED, Poller, unless
from adapters.telegram_bot.records import Records
from adapters.telegram_bot.request import AiohttpRequest
from adapters.telegram_bot.send import ENDLESS, Patience, Sender, insist
from adapters.telegram_bot.wiring import apologise, take
from bot.errors import TokenRefused, UsageError
from bot.model import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import User

    from adapters.http import Http
    from adapters.life import House
    from bot.settings import Settings

log = logging.getLogger("faqbot.telegram")

API = "https://api.telegram.org"
LAST_WORDS = 1.0
"""Seconds of the grace that are kept for acknowledging what was answered."""

HEARTBEAT = 60.0
"""Seconds between signs of life when updates come by webhook, where silence means nothing."""

WEBHOOK_CONNECTIONS = 40


class TelegramBot:
    """Telegram's side of the process; `patience` and `wait` are short in tests."""

    name = "telegram"

    def __init__(self, house: House, patience: Patience | None = None, wait: int | None = None) -> None:
        self.pulse = Pulse()
        self._house = house
        self._patience = patience or Patience()
        self._wait = wait
        self._bot = make_bot(house.settings, house.http)
        self._memory = Memory()
        self._desk: Desk | None = None
        self._ready = asyncio.Event()
        self._crew = Crew()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish the answers under way within the grace."""
        me = await unless(stop, self._introduce())
        if me is None:
            return
        self._open_desk(me)
        settling = asyncio.create_task(self._settle())
        try:
            await (self._listen(stop) if self._house.settings.telegram_webhook_url else self._poll(stop))
        finally:
            settling.cancel()
            await asyncio.gather(settling, return_exceptions=True)

    async def feed(self, update: Mapping[str, object]) -> None:
        """See to an update that came by webhook; returns when its answer is sent, never raises for it."""
        self.pulse.beat()
        task = await self._take(update)
        if task is not None:
            await asyncio.shield(task)

    async def _introduce(self) -> User:
        """The bot as Telegram knows it, asked for until there is an answer."""
        endless = replace(ENDLESS, first=self._patience.first)
        try:
            await insist(self._bot.initialize, endless, self._unreached)
        except InvalidToken:
            raise TokenRefused(REFUSED) from None  # the library's text holds the token
        self.pulse.beat()
        log.info("ready", extra=facts(platform=self.name))
        return self._bot.bot

    def _unreached(self, trouble: TelegramError) -> None:
        self.pulse.lost(type(trouble).__name__)
        log.warning("not reached", extra=facts(platform=self.name, error=type(trouble).__name__))

    def _open_desk(self, me: User) -> None:
        records = Records(self._house.store, self._house.keys)
        sender = Sender(self._bot, records, self._house.observer, self._patience)
        self._desk = Desk(self._house, sender, records, me, self._memory)
        self._ready.set()

    async def _settle(self) -> None:
        """What can be done while the first questions are answered already."""
        await asyncio.to_thread(self._house.engine.suggest, "", Language.EN)  # builds its index
        try:
            await insist(
                lambda: publish(self._bot, ephemeral=self._house.settings.telegram_ephemeral), self._patience
            )
        except TelegramError as trouble:
            log.warning("menus not set", extra=facts(platform=self.name, error=type(trouble).__name__))

    async def _poll(self, stop: asyncio.Event) -> None:
        poller = Poller(self._bot, self.pulse, self._take)
        if self._wait is not None:
            poller.wait, poller.patience = self._wait, self._patience
        try:
            await insist(lambda: self._bot.delete_webhook(drop_pending_updates=False), self._patience)
            await poller.run(stop)
        finally:
            await self._finish()
            await asyncio.wait((asyncio.create_task(poller.acknowledge()),), timeout=LAST_WORDS)

    async def _listen(self, stop: asyncio.Event) -> None:
        """Have updates sent to the web server, which feeds them here; show signs of life meanwhile."""
        await insist(self._announce_address, self._patience)
        try:
            while not stop.is_set():
                await self._feel_pulse()
                await unless(stop, asyncio.sleep(HEARTBEAT))
        finally:
            await self._finish()

    async def _announce_address(self) -> None:
        settings = self._house.settings
        if settings.telegram_webhook_url is None or settings.telegram_webhook_secret is None:
            raise UsageError("FAQBOT_TELEGRAM_WEBHOOK_URL needs FAQBOT_TELEGRAM_WEBHOOK_SECRET")
        await self._bot.set_webhook(
            settings.telegram_webhook_url,
            secret_token=settings.telegram_webhook_secret.reveal(),
            allowed_updates=KINDS,
            max_connections=WEBHOOK_CONNECTIONS,
        )

    async def _feel_pulse(self) -> None:
        try:
            await self._bot.get_me()
        except InvalidToken:
            raise TokenRefused(REFUSED) from None
        except TelegramError as trouble:
            self.pulse.lost(type(trouble).__name__)
        else:
            self.pulse.beat()

    async def _take(self, update: Mapping[str, Any]) -> asyncio.Task[None] | None:
        """The task that sees to an update; None for one that cannot be read and never could be."""
        try:
            read = Update.de_json(dict(update), self._bot)
        except Exception as problem:  # noqa: BLE001  # the library trusts what it reads
            log.warning("update not read", extra=facts(platform=self.name, error=chain(problem)))
            return None
        chat, person = read.effective_chat, read.effective_user
        key = chat.id if chat else person.id if person else 0
        return await self._crew.add(key, lambda: self._see_to(read))

    async def _see_to(self, update: Update) -> None:
        """See to one update; what breaks on the way is told by kind and place, never by its words."""
        await self._ready.wait()
        desk = self._desk
        if desk is None:
            return
        try:
            await take(desk, update)
        except Exception as problem:  # noqa: BLE001  # one broken update must not end the others
            told = facts(platform=self.name, error=chain(problem), at=places(problem.__traceback__))
            log.error("update broke", extra=told)  # noqa: TRY400  # a traceback could quote somebody
            self._house.observer.send_failed(self.name, type(problem).__name__)
            await apologise(desk, update)

    async def _finish(self) -> None:
        late = await self._crew.finish(GRACE - LAST_WORDS)
        if late:
            log.warning("answers broken off", extra=facts(platform=self.name, number=late))


def make_bot(settings: Settings, http: Http) -> Bot:
    """The library's bot over the shared session; its own logs, which quote updates, are off."""
    if settings.telegram_token is None:
        raise UsageError("FAQBOT_TELEGRAM_TOKEN is not set: get a token from @BotFather")
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    base = (settings.telegram_api or API).rstrip("/") + "/bot"
    request = AiohttpRequest(http)
    return Bot(settings.telegram_token.reveal(), base_url=base, request=request, get_updates_request=request)
