"""The bot on Discord: slash commands, buttons, mentions, direct messages and help forums.

Needs no privileged intent. `build` makes the adapter, `doctor` looks at what the developer portal
says, `sync` gives Discord the commands.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.advice import Advice
    from adapters.life import Adapter, House
    from bot import Engine
    from bot.settings import Settings

# Below WARNING discord.py writes whole messages and people's numbers; no setting may turn that on.
logging.getLogger("discord").setLevel(logging.WARNING)


def build(house: House) -> Adapter:
    """The adapter of this process; it connects when it is run."""
    from adapters.discord_bot.adapter import DiscordAdapter

    return DiscordAdapter(house)


async def doctor(settings: Settings) -> tuple[Advice, ...]:
    """What is right and wrong with the token and the settings of the developer portal."""
    from adapters.discord_bot.portal import examine

    return await examine(settings)


async def sync(settings: Settings, engine: Engine) -> str:
    """Give Discord the commands now, whether they changed or not, and say how many there are."""
    from adapters.discord_bot.portal import write_commands

    return await write_commands(settings, engine)
