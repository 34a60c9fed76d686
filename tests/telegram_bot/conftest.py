"""What Telegram's tests share: a desk over an offline Telegram, a house, and a strict eye on every call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import Bot, Update, User

from adapters.life import House
from adapters.telegram_bot.desk import Desk
from adapters.telegram_bot.records import Records
from adapters.telegram_bot.send import Patience, Sender
from adapters.telegram_bot.wiring import take
from bot import Engine
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore
from bot.settings import Secret, Settings
from tests.counting import Counting
from tests.telegram_bot.fake import TOKEN, FakeTelegram, Offline, unchecked
from tests.telegram_bot.spec import folder
from tests.telegram_bot.updates import ME

SHORT = Patience(deadline=1.0, first=0.01, longest=0.05)


def make_house(engine: Engine, **settings: Any) -> House:
    """A house with its own memory, a patient pace and a token."""
    chosen = Settings(telegram_token=Secret(TOKEN), **settings)
    pace = Pace(burst=settings.pop("burst", 1_000))
    return House(engine, chosen, MemoryStore(), Keys("pepper" * 8), pace, Counting())


@dataclass
class Telegram:
    """The adapter over an offline Telegram: `tell` it an update, then look at `fake`."""

    fake: FakeTelegram
    desk: Desk

    async def tell(self, update: dict[str, Any]) -> None:
        await take(self.desk, Update.de_json(update, self.desk.sender.bot))

    @property
    def observer(self) -> Counting:
        observer = self.desk.house.observer
        assert isinstance(observer, Counting)
        return observer

    @property
    def sent(self) -> list[dict[str, str]]:
        return self.fake.made("sendMessage")

    @property
    def last(self) -> dict[str, Any]:
        """The last message that the bot sent, as members see it now."""
        return list(self.fake.messages.values())[-1]


def telegram_over(house: House, fake: FakeTelegram) -> Telegram:
    """The adapter of this house over this fake."""
    request = Offline(fake)
    bot = Bot(TOKEN, request=request, get_updates_request=request)
    records = Records(house.store, house.keys)
    me = User.de_json(ME, bot)
    return Telegram(fake, Desk(house, Sender(bot, records, house.observer, SHORT), records, me))


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """An offline Telegram; a call that breaks a specification fails the test."""
    made = FakeTelegram()
    yield made
    assert not made.faults


@pytest.fixture
def telegram(engine: Engine, fake: FakeTelegram) -> Telegram:
    """The adapter with default settings."""
    return telegram_over(make_house(engine), fake)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what could not be checked here."""
    if unchecked:
        text = f"{len(unchecked)} calls to Telegram were NOT CHECKED: no specifications in {folder()} (see the README)"
        terminalreporter.write_sep("!", text)
