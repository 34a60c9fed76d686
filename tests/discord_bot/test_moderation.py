"""From "none of these helped" to the moderators: shown first, masked, and only if the member sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord_bot.client import FaqClient
from adapters.life import Pulse
from bot.privacy.store import RoomChoice
from tests.discord_bot.people import KETTLE, KETTLE_FR, META, labels, text

if TYPE_CHECKING:
    import simcord

    from adapters.life import House
    from tests.discord_bot.people import Speaking, Town

WORDS = "my bank wants my *face*, call 06 12 34 56 78 or ada@example.org @everyone\n# what now?"


@pytest.fixture
def den(town: Town, simcord_bot: FaqClient) -> simcord.ChannelHandle:
    """A moderators' channel that the server named."""
    den = town.guild.create_text_channel("moderators")
    desk = simcord_bot.desk
    desk.house.store.keep_room(desk.room_key(town.guild.id), RoomChoice(moderators_room=str(den.id)))
    return den


async def filled(town: Town) -> simcord.InteractionResult:
    asked = await town.ada.slash(town.channel, "ask", question=KETTLE)
    assert asked.response
    shown = await town.ada.click(asked.response, label="None of these helped")
    assert shown.modal
    return await town.ada.submit_modal(shown, {"text": WORDS})


async def test_without_a_channel_there_is_no_button(town: Town) -> None:
    asked = await town.ada.slash(town.channel, "ask", question=KETTLE)
    assert asked.response
    assert "None of these helped" not in labels(asked.response.components)


async def test_a_text_is_shown_masked_before_it_is_sent(town: Town, den: simcord.ChannelHandle) -> None:
    preview = await filled(town)
    assert preview.ephemeral
    assert preview.response
    shown = text(preview.response.components)
    assert "06 12" not in shown
    assert "example.org" not in shown
    assert "> \\# what now?" in shown
    assert den.last_message is None


async def test_what_is_sent_is_what_was_shown_and_names_nobody(
    town: Town, den: simcord.ChannelHandle
) -> None:
    preview = await filled(town)
    assert preview.response
    quoted = [line for line in text(preview.response.components).splitlines() if line.startswith("> ")]
    await town.ada.click(preview.response, label="Send it")
    body = [one.json for one in town.env.http_requests if one.path == f"/channels/{den.id}/messages"][-1]
    assert body
    sent = text(body["components"])
    assert [line for line in sent.splitlines() if line.startswith("> ")] == quoted
    assert town.ada.name not in sent
    assert str(town.ada.id) not in sent
    assert "Sent." in text(preview.response.components)


async def test_a_member_may_think_better_of_it(town: Town, den: simcord.ChannelHandle) -> None:
    preview = await filled(town)
    assert preview.response
    await town.ada.click(preview.response, label="Send nothing")
    assert den.last_message is None
    assert "nothing was sent" in text(preview.response.components)


async def test_it_works_across_restarts_and_in_french(
    town: Town, den: simcord.ChannelHandle, house: House, speaking: Speaking
) -> None:
    speaking.locale = "fr"
    asked = await town.ada.slash(town.channel, "ask", question=KETTLE_FR)
    assert asked.response
    await town.env.restart_bot(FaqClient(house, Pulse()))
    shown = await town.ada.click(asked.response, label="Rien de cela ne m’a aidé")
    await town.env.restart_bot(FaqClient(house, Pulse()))
    preview = await town.ada.submit_modal(shown, {"text": WORDS})
    assert preview.response
    assert "[masqué]".replace("[", "\\[").replace("]", "\\]") in text(preview.response.components)
    await town.env.restart_bot(FaqClient(house, Pulse()))
    await town.ada.click(preview.response, label="Envoyer")
    assert den.last_message is not None


async def test_a_channel_that_is_gone_is_said_so(town: Town, den: simcord.ChannelHandle) -> None:
    preview = await filled(town)
    assert preview.response
    town.env.inject_error("POST", f"/channels/{den.id}/messages", status=404, code=10003, times=None)
    await town.ada.click(preview.response, label="Send it")
    assert "could not be sent" in text(preview.response.components)


async def test_after_a_bad_verdict_the_moderators_are_offered(town: Town, den: simcord.ChannelHandle) -> None:
    asked = await town.ada.slash(town.channel, "ask", question=META)
    assert asked.response
    verdict = await town.ada.click(asked.response, label="Not helpful")
    assert verdict.response
    assert "None of these helped" in labels(verdict.response.components)
