"""Floods and long days, in the short; `tests.bench.memory` is the long version."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.telegram_bot import build
from bot.privacy.pace import BURST, REFILL, Pace
from tests.bench.memory import Stream, Trial
from tests.telegram_bot.conftest import make_house
from tests.telegram_bot.fake import FakeTelegram, serve
from tests.telegram_bot.updates import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot import Engine

FLOODER = {"id": 4001, "is_bot": False, "first_name": "x", "language_code": "en"}
MESSAGES, OTHERS = 600, 20


def private(person: Mapping[str, object]) -> dict[str, object]:
    return {"id": person["id"], "type": "private", "first_name": "x"}


@pytest.mark.slow
async def test_a1_one_who_floods_is_answered_a_few_times_told_once_and_slows_nobody(engine: Engine) -> None:
    fake = FakeTelegram()
    others = [FLOODER | {"id": 5000 + number} for number in range(OTHERS)]
    async with serve(fake) as address:
        house = replace(make_house(engine, telegram_api=address), pace=Pace())
        adapter, stop = build(house), asyncio.Event()
        running = asyncio.create_task(adapter.run(stop))
        began = time.monotonic()
        for number in range(MESSAGES):
            fake.updates.append(said("hello", chat=private(FLOODER), sender=FLOODER))
            if number % (MESSAGES // OTHERS) == 0:
                other = others[number // (MESSAGES // OTHERS)]
                fake.updates.append(said("hello", chat=private(other), sender=other))
        async with asyncio.timeout(30):
            while fake.updates:  # noqa: ASYNC110  # the fake tells nobody
                await asyncio.sleep(0.02)
        took = time.monotonic() - began
        stop.set()
        await running
        await house.http.close()
    to = [int(form["chat_id"]) for form in fake.made("sendMessage")]
    assert sorted(set(to) - {4001}) == [5000 + number for number in range(OTHERS)]
    assert (
        to.count(4001) <= BURST + took / REFILL + 2
    )  # answers, one notice, and what the clock gave meanwhile
    last_other = max(
        call.at for call in fake.calls if call.method == "sendMessage" and call.form["chat_id"] != "4001"
    )
    assert last_other - began < 10


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_p4_memory_stays_flat_under_a_stream_of_updates(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, platform: str
) -> None:
    """A thousand updates of a thousand people through a real process: its tables are not even full."""
    trial = Trial(platform, Stream(1_000))
    first, last = await trial.run(tmp_path_factory.getbasetemp().parent / "faqbot-compiled", warm=0.6)
    assert last.answers > 700
    assert last.megabytes - first.megabytes < 5
