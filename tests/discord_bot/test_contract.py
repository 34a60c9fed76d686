"""The contract of all adapters, held by Discord: the same conversation, the same decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.model import Room
from tests.contract.conversations import CONVERSATIONS, Conversation, hold
from tests.contract.discord_driver import DiscordDriver

if TYPE_CHECKING:
    from adapters.life import House
    from tests.discord_bot.people import Town


@pytest.mark.parametrize("direct", [True, False], ids=["direct message", "only me"])
@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=str)
async def test_members_get_what_the_core_decided(
    conversation: Conversation, direct: bool, town: Town, house: House
) -> None:
    await hold(conversation, DiscordDriver(town, direct=direct), house.engine)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=str)
async def test_everyone_is_shown_what_the_core_decided(
    conversation: Conversation, town: Town, house: House
) -> None:
    # What follows a public answer is for whoever presses, alone: that is held above.
    await hold(replace(conversation, presses=()), DiscordDriver(town, Room.GROUP), house.engine)
