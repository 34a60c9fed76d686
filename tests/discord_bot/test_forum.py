"""New posts in chosen forums: one quiet suggestion, once, from the title, when very sure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from adapters.discord_bot import forum, starters
from bot import Question
from bot.model import Action, Candidate, Room
from bot.privacy.store import RoomChoice
from tests.discord_bot.people import CHOICE, KETTLE, META, META_FR, labels, text

if TYPE_CHECKING:
    import simcord

    from adapters.discord_bot.client import FaqClient
    from bot import Engine
    from tests.discord_bot.people import Town


@pytest.fixture
def help_forum(town: Town, simcord_bot: FaqClient) -> simcord.ChannelHandle:
    made = town.guild.create_forum_channel("help")
    desk = simcord_bot.desk
    desk.house.store.keep_room(desk.room_key(town.guild.id), RoomChoice(forums=(str(made.id),)))
    return made


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starters, "PAUSES", (0.0, 0.0))


async def post(town: Town, client: FaqClient, where: simcord.ChannelHandle, title: str) -> Any:
    """A member opens a post, which simcord has no verb for: the thread is made in its back end."""
    backend = town.env.backend
    thread = backend.create_thread(where.id, title, owner_id=town.ada.id)
    await town.env.settle()
    return thread


def sent(town: Town, thread: Any) -> list[dict[str, Any]]:
    path = f"/channels/{thread.id}/messages"
    return [
        one.json for one in town.env.http_requests if one.path == path and one.method == "POST" and one.json
    ]


@pytest.mark.parametrize(
    ("title", "answered"), [(META, True), (META_FR, True), (CHOICE, False), (KETTLE, False)]
)
async def test_only_a_title_with_one_sure_answer_gets_a_suggestion(
    town: Town, simcord_bot: FaqClient, help_forum: simcord.ChannelHandle, title: str, answered: bool
) -> None:
    thread = await post(town, simcord_bot, help_forum, title)
    messages = sent(town, thread)
    assert len(messages) == int(answered)
    if answered:
        assert messages[0]["flags"] & 1 << 12  # no notification
        assert ("Not this" if title == META else "Pas cela") in labels(messages[0]["components"])
        assert "Meta" in text(messages[0]["components"])


async def test_other_channels_are_left_alone(town: Town, simcord_bot: FaqClient) -> None:
    other = town.guild.create_forum_channel("off-topic")
    thread = await post(town, simcord_bot, other, META)
    assert sent(town, thread) == []


async def test_a_post_that_is_not_ready_is_tried_again(
    town: Town, simcord_bot: FaqClient, help_forum: simcord.ChannelHandle
) -> None:
    town.env.inject_error("POST", "/channels/*/messages", status=403, code=40058, times=2)
    thread = await post(town, simcord_bot, help_forum, META)
    assert len(sent(town, thread)) == 3


async def test_the_author_and_moderators_can_send_it_away_and_nobody_else(
    town: Town, simcord_bot: FaqClient, help_forum: simcord.ChannelHandle
) -> None:
    for index, (author, role) in enumerate(
        (("ada", None), ("bob", None), ("mo", discord.Permissions(manage_threads=True)))
    ):
        thread = await post(town, simcord_bot, help_forum, META)
        handle = next(one for one in help_forum.threads if one.id == thread.id)
        message = handle.last_message
        assert message
        roles = [town.guild.create_role(f"r{index}", permissions=role)] if role else []
        person = (
            town.ada if author == "ada" else town.guild.add_member(town.env.create_user(author), roles=roles)
        )
        pressed = await person.click(message, label="Not this")
        assert (handle.last_message is None) is (author != "bob")
        assert pressed.acknowledged


def test_a_suggestion_is_short_and_can_be_sent_away(engine: Engine) -> None:
    reply = engine.show("meta-optout-eu", engine.ask(Question(META)).language, Room.GROUP)
    offered = forum.suggestion(reply)
    assert [button.press.action for button in offered.buttons] == [Action.MORE, Action.SWITCH, Action.DELETE]


@pytest.mark.parametrize(("confidence", "sure"), [(0.99, True), (0.91, True), (0.89, False)])
def test_sure_means_very_sure(engine: Engine, confidence: float, sure: bool) -> None:
    reply = engine.show("meta-optout-eu", engine.ask(Question(META)).language)
    assert forum.sure(replace(reply, candidates=(Candidate("meta-optout-eu", confidence),))) is sure


def test_a_channel_rests_between_suggestions_and_a_forum_need_not() -> None:
    rests = forum.Cooldowns(most=2)
    room = RoomChoice(volunteer_rooms=("1",), forums=("2",), cooldown=2)
    for channel in (1, 2):
        assert rests.over(channel, room)
        rests.spoke(channel)
    assert rests.over(2, room)
    assert not rests.over(1, room)
    rests.heard(1)
    rests.heard(1)
    assert rests.over(1, room)
    rests.spoke(3)
    rests.spoke(4)
    assert rests.over(1, room)  # the oldest is forgotten
