"""The contract of all adapters, held by Telegram: the same conversation, the same decisions."""

from __future__ import annotations

import pytest

from bot import Engine
from bot.model import Room
from tests.contract.conversations import CONVERSATIONS, Conversation, hold
from tests.contract.telegram_driver import TelegramDriver
from tests.telegram_bot.conftest import Telegram


@pytest.mark.parametrize("room", [Room.PRIVATE, Room.GROUP])
@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=str)
async def test_members_get_what_the_core_decided(
    conversation: Conversation, room: Room, telegram: Telegram, engine: Engine
) -> None:
    await hold(conversation, TelegramDriver(telegram, room), engine)
