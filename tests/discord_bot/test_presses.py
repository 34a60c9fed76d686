"""Buttons and menus: in place where one person sees them, for that person alone elsewhere, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord_bot.client import FaqClient
from adapters.life import Pulse
from bot.privacy.pace import Pace
from tests.counting import Counting
from tests.discord_bot.people import KETTLE, META, labels, text

if TYPE_CHECKING:
    from adapters.life import House
    from tests.discord_bot.people import Speaking, Town


async def test_a_press_on_a_public_answer_is_answered_in_private(town: Town) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.response
    for label in ("The whole answer", "Français", "For: United Kingdom", "Helpful", "Not helpful"):
        pressed = await town.ada.click(result.response, label=label)
        assert pressed.ephemeral, label
    assert len(town.channel.history()) == 1


async def test_a_press_on_a_private_answer_changes_it(town: Town) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META, private=True)
    assert result.response
    await town.ada.click(result.response, label="Français")
    assert "À jour" in text(result.response.components)
    await town.ada.click(result.response, label="English")
    assert "As of" in text(result.response.components)


async def test_a_verdict_leaves_the_answer_and_is_counted(town: Town, observer: Counting) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META, private=True)
    assert result.response
    thanks = await town.ada.click(result.response, label="Helpful")
    assert thanks.response
    assert "Thank you" in text(thanks.response.components)
    await town.ada.click(result.response, label="Not helpful")
    assert observer.verdicts == [("meta-optout-eu", True), ("meta-optout-eu", False)]
    assert "### How do I stop Meta" in text(result.response.components)


async def test_one_can_browse_to_any_answer(town: Town) -> None:
    result = await town.ada.slash(town.channel, "topics")
    assert result.ephemeral
    assert result.response
    menu = next(
        part for row in result.response.components for part in row.get("components", ()) if part["type"] == 3
    )
    assert len(menu["options"]) >= 6
    await town.ada.select(result.response, [menu["options"][0]["value"]])
    assert "Browse the topics" in labels(result.response.components)
    entries = next(
        p for row in result.response.components for p in row.get("components", ()) if p["type"] == 3
    )
    await town.ada.select(result.response, [entries["options"][0]["value"]])
    assert entries["options"][0]["label"].rstrip("…") in text(result.response.components)


async def test_a_button_works_after_a_restart(town: Town, house: House) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META)
    fresh = FaqClient(house, Pulse())
    await town.env.restart_bot(fresh)
    assert result.response
    pressed = await town.ada.click(result.response, label="The whole answer")
    assert pressed.ephemeral
    assert pressed.response
    assert "### How do I stop Meta" in text(pressed.response.components)


@pytest.mark.parametrize(
    "id", ["zzz9", "asfno-such-entry", "d1q-", "d1sfgarbage", "d0sold", "a" * 100, "../../etc", "é"]
)
@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_what_this_version_did_not_make_is_answered_kindly(
    town: Town, simcord_bot: FaqClient, speaking: Speaking, id: str, locale: str
) -> None:
    from discord import ui

    speaking.locale = locale
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="old", custom_id=id))
    view.stop()
    channel = simcord_bot.get_channel(town.channel.id)
    old = await channel.send(view=view)  # type: ignore[union-attr]
    pressed = await town.ada.click(old, label="old")
    assert pressed.ephemeral
    assert pressed.response
    assert any(word in text(pressed.response.components) for word in ("out of date", "n’est plus valable"))


async def test_nothing_is_remembered_of_what_was_sent(town: Town, simcord_bot: FaqClient) -> None:
    for _ in range(3):
        await town.ada.slash(town.channel, "ask", question=META)
        await town.ada.slash(town.channel, "topics")
    store = simcord_bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views


async def test_a_flood_of_presses_is_acknowledged_and_few_are_answered(
    town: Town, simcord_bot: FaqClient
) -> None:
    simcord_bot.desk.presses = Pace(burst=4, refill=1_000)
    result = await town.ada.slash(town.channel, "ask", question=META, private=True)
    assert result.response
    presses = [await town.ada.click(result.response, label="Helpful") for _ in range(20)]
    assert all(press.acknowledged for press in presses)
    kinds = [
        one.json["type"] for one in town.env.http_requests if one.path.endswith("/callback") and one.json
    ]
    assert (kinds.count(4), kinds.count(6)) == (1 + 4, 16)


async def test_unanswered_questions_lead_to_the_topics(town: Town) -> None:
    result = await town.ada.slash(town.channel, "ask", question=KETTLE)
    assert result.response
    await town.ada.click(result.response, label="Browse the topics")
