"""A bot on a Discord in one process, whose every request is judged by Discord's own description."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest
import simcord
import simcord.interactions
from simcord import Env

from adapters.discord_bot.client import FaqClient
from adapters.life import House, Pulse
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore
from bot.settings import Settings
from tests.conftest import TODAY
from tests.counting import Counting
from tests.discord_bot import openapi
from tests.discord_bot.people import Settled, Speaking, Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot import Engine


@pytest.fixture(scope="session", autouse=True)
def _the_judge_is_there() -> None:
    if openapi.document() is None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            print(
                f"\nDISCORD'S OPENAPI IS NOT AT {openapi.FILE}: requests are held to the hand-kept limits alone\n"
            )


@pytest.fixture
def observer() -> Counting:
    return Counting()


@pytest.fixture(scope="session")
def settled(engine: Engine) -> Settled:
    """The engine with a few settled decisions."""
    return Settled(engine._knowledge, today=lambda: TODAY)


@pytest.fixture
def house(settled: Settled, tmp_path: Path, observer: Counting) -> House:
    """What the process would share, in memory, with a pace that never hurries anybody."""
    settings = Settings(cache_dir=tmp_path)
    return House(settled, settings, MemoryStore(), Keys("p" * 32), Pace(burst=10_000), observer)


@pytest.fixture
def simcord_bot(house: House) -> FaqClient:
    return FaqClient(house, Pulse())


@pytest.fixture(autouse=True)
def speaking(monkeypatch: pytest.MonkeyPatch) -> Speaking:
    """Interactions as people of one locale send them, from a server that the bot was added to.

    simcord always says en-US and names no owner of the installation.
    """
    speaks = Speaking()
    original = simcord.interactions.base_payload

    def patched(*args: Any, **kwargs: Any) -> Any:
        record, payload = original(*args, **kwargs)
        speaks.change(payload)
        return record, payload

    monkeypatch.setattr(simcord.interactions, "base_payload", patched)
    return speaks


@pytest.fixture
async def env(simcord_bot: FaqClient, speaking: Speaking) -> AsyncIterator[Env]:
    """The Discord of this test; at its end each request of the bot is judged, and what it swallowed is raised."""
    discord = Env(simcord_bot, shard_count=1)
    await discord.start()
    try:
        yield discord
    finally:
        await discord.shutdown()
    assert not judged(discord)
    discord.raise_errors()


def judged(discord: Env) -> list[str]:
    """What is wrong with the requests of the bot."""
    judge = openapi.document()
    faults = [fault for one in discord.http_requests if one.json for fault in openapi.over_limits(one.json)]
    for one in discord.http_requests if judge else ():
        if one.json and judge:
            faults += judge.faults(one.method, one.path, one.json)
        if judge:
            faults += judge.unknown_parameters(one.method, one.path, one.params or {})
    return faults


@pytest.fixture
def known_specs() -> openapi.Document:
    judge = openapi.document()
    if judge is None:
        pytest.skip(f"no OpenAPI at {openapi.FILE}")
    return judge


@pytest.fixture
def town(env: Env) -> Town:
    guild = env.create_guild()
    channel = guild.create_text_channel("general")
    return Town(env, guild, channel, guild.add_member(env.create_user("ada")))
