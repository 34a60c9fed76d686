"""Asking: the command, what it offers while typing, the context menu, a mention, a direct message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.privacy.pace import Pace
from bot.privacy.store import Choice, RoomChoice
from tests.counting import Counting
from tests.discord_bot.people import CHOICE, META, META_FR, labels, text

if TYPE_CHECKING:
    from adapters.discord_bot.client import FaqClient
    from tests.discord_bot.people import Speaking, Town


async def test_a_question_is_answered_shortly_for_everyone(town: Town, observer: Counting) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.response
    assert not result.ephemeral
    shown = text(result.response.components)
    assert "### How do I stop Meta" in shown
    assert "**Sources**" in shown
    assert "1. [" in shown
    assert "The whole answer" in labels(result.response.components)
    assert "Show to everyone" not in labels(result.response.components)
    assert [reply.entry_id for reply in observer.asks] == ["meta-optout-eu"]


async def test_a_member_may_keep_an_answer_to_themselves(town: Town) -> None:
    result = await town.ada.slash(town.channel, "ask", question=META, private=True)
    assert result.ephemeral
    assert result.response
    assert "Show to everyone" in labels(result.response.components)
    assert "The whole answer" not in labels(result.response.components)  # it is there already
    assert town.channel.last_message is None


async def test_moderators_may_hide_answers_and_a_member_may_show_one(
    town: Town, simcord_bot: FaqClient
) -> None:
    desk = simcord_bot.desk
    desk.house.store.keep_room(desk.room_key(town.guild.id), RoomChoice(hidden=True))
    assert (await town.ada.slash(town.channel, "ask", question=META)).ephemeral
    assert not (await town.ada.slash(town.channel, "ask", question=META, private=False)).ephemeral


@pytest.mark.parametrize(
    ("locale", "question", "title"),
    [
        ("en-US", META, "How do I stop Meta"),
        ("fr", META, "How do I stop Meta"),  # the question's language, whatever the app's
        ("en-GB", META_FR, "Meta"),
        ("de", META_FR, "Meta"),
        ("fr", CHOICE, "Meta"),
    ],
)
async def test_the_answer_speaks_the_language_of_the_question(
    town: Town, speaking: Speaking, locale: str, question: str, title: str
) -> None:
    speaking.locale = locale
    result = await town.ada.slash(town.channel, "ask", question=question)
    assert result.response
    shown = text(result.response.components)
    assert title in shown
    french = question == META_FR or (locale == "fr" and question != META)
    assert ("À jour" in shown or "Je ne suis pas sûr" in shown) == french


@pytest.mark.parametrize(
    ("locale", "typed", "first"),
    [
        ("en-US", "stop meta train europe", "How do I stop Meta using my posts"),
        ("fr", "opposition meta", "Meta"),
        ("de", "claude train", "Claude"),
        ("en-GB", "", ""),
    ],
)
async def test_typing_offers_titles(
    town: Town, speaking: Speaking, locale: str, typed: str, first: str
) -> None:
    speaking.locale = locale
    offered = await town.ada.autocomplete(town.channel, "ask", "question", typed)
    assert 1 <= len(offered) <= 25
    assert any(first in choice["name"] for choice in offered[:5])
    assert all(len(choice["name"]) <= 100 and len(choice["value"]) <= 100 for choice in offered)


async def test_what_was_picked_is_what_is_answered(town: Town) -> None:
    offered = await town.ada.autocomplete(town.channel, "ask", "question", "stop meta train europe")
    result = await town.ada.slash(town.channel, "ask", question=offered[0]["value"])
    assert result.response
    assert offered[0]["name"].rstrip("…") in text(result.response.components)


async def test_a_pick_of_an_entry_that_is_gone_is_answered_kindly(town: Town) -> None:
    result = await town.ada.slash(town.channel, "ask", question="entry:fr:no-such-entry")
    assert result.response
    assert "n’est plus valable" in text(result.response.components)


async def test_the_context_menu_answers_whoever_opened_it(town: Town) -> None:
    bob = town.guild.add_member(town.env.create_user("bob"))
    asked = await bob.send(town.channel, META)
    result = await town.ada.context_menu(town.channel, "Answer from the FAQ", asked)
    assert result.ephemeral
    assert result.response
    assert "### How do I stop Meta" in text(result.response.components)
    shared = await town.ada.click(result.response, label="Show to everyone")
    assert not shared.ephemeral
    assert shared.response
    assert f"/{town.channel.id}/{asked.id}" in text(shared.response.components)
    assert bob.mention not in text(shared.response.components)


async def test_the_context_menu_on_a_picture_says_that_it_reads_words(town: Town) -> None:
    bob = town.guild.add_member(town.env.create_user("bob"))
    asked = await bob.send(town.channel, "", attachments=[("cat.png", b"\x89PNG")])
    result = await town.ada.context_menu(town.channel, "Answer from the FAQ", asked)
    assert result.response
    assert "I read words" in text(result.response.components)


async def test_a_mention_is_answered_below_the_question(town: Town, simcord_bot: FaqClient) -> None:
    assert simcord_bot.user
    asked = await town.ada.send(town.channel, f"{simcord_bot.user.mention} {META}")
    answer = town.channel.last_message
    assert answer
    assert answer.reference
    assert answer.reference.message_id == asked.id
    assert not answer.mentions
    assert "### How do I stop Meta" in text(_raw(town))


async def test_talk_that_is_not_for_the_bot_stays_unanswered(town: Town, observer: Counting) -> None:
    bob = town.guild.add_member(town.env.create_user("bob"))
    first = await town.ada.send(town.channel, META)
    await bob.send(town.channel, f"{town.ada.mention} @everyone {META}", reply_to=first)
    assert len(town.channel.history()) == 2
    assert observer.asks == []


async def test_a_bot_is_never_answered(town: Town, simcord_bot: FaqClient) -> None:
    robot = town.guild.add_member(town.env.create_user("robot", bot=True))
    assert simcord_bot.user
    await robot.send(town.channel, f"{simcord_bot.user.mention} hello")
    assert len(town.channel.history()) == 1


async def test_a_direct_message_is_a_question(town: Town) -> None:
    await town.ada.send_dm(META)
    answer = town.ada.user.dm_channel.last_message
    assert answer
    assert "### How do I stop Meta" in text(_raw(town))


async def test_where_answers_are_hidden_a_mention_gets_a_button(town: Town, simcord_bot: FaqClient) -> None:
    desk = simcord_bot.desk
    desk.house.store.keep_room(desk.room_key(town.guild.id), RoomChoice(hidden=True))
    assert simcord_bot.user
    await town.ada.send(town.channel, f"{simcord_bot.user.mention} {META}")
    answer = town.channel.last_message
    assert answer
    assert "only you will see it" in text(_raw(town))
    pressed = await town.ada.click(
        answer, label="How do I stop Meta using my posts for AI training in Europe?"
    )
    assert pressed.ephemeral


async def test_a_guest_in_a_foreign_server_is_quiet(town: Town, speaking: Speaking) -> None:
    speaking.guest = True
    assert (await town.ada.slash(town.channel, "ask", question=META)).ephemeral


async def test_choices_of_person_and_server_are_heeded(town: Town, simcord_bot: FaqClient) -> None:
    desk = simcord_bot.desk
    desk.house.store.keep_person(desk.person(town.ada.id), Choice(language=None))
    result = await town.ada.slash(town.channel, "language", language="fr")
    assert result.response
    assert "en français" in text(result.response.components)
    topics = await town.ada.slash(town.channel, "topics")
    assert topics.response
    assert "Sur quoi voulez-vous" in text(topics.response.components)


async def test_a_flood_is_told_once_and_then_left_alone(town: Town, simcord_bot: FaqClient) -> None:
    object.__setattr__(simcord_bot.desk.house, "pace", Pace(burst=1))
    assert simcord_bot.user
    for _ in range(4):
        await town.ada.send(town.channel, f"{simcord_bot.user.mention} hello")
    assert len(town.channel.history()) == 4 + 2
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.ephemeral
    assert result.response
    assert "a lot at once" in text(result.response.components)


async def test_an_error_ends_in_a_kind_word(
    town: Town, simcord_bot: FaqClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(META)

    monkeypatch.setattr(simcord_bot.desk.engine, "ask", broken)
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.ephemeral
    assert result.response
    assert "Something went wrong" in text(result.response.components)


async def test_what_discord_refuses_goes_out_in_a_plainer_form(town: Town) -> None:
    town.env.inject_error("POST", "/interactions/*/*/callback", status=400, code=50035, times=1)
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.response
    assert result.response.embeds[0].title
    assert "The whole answer" in labels(result.response.components)
    town.env.inject_error("POST", "/interactions/*/*/callback", status=400, code=50035, times=2)
    result = await town.ada.slash(town.channel, "ask", question=META)
    assert result.response
    assert "### How do I stop Meta" in result.response.content


async def test_nothing_is_asked_of_a_channel_that_forbids_it_twice(
    town: Town, simcord_bot: FaqClient, observer: Counting
) -> None:
    town.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    assert simcord_bot.user
    await town.ada.send(town.channel, f"{simcord_bot.user.mention} hello")
    assert observer.failures == ["Forbidden"]
    assert len([one for one in town.env.http_requests if one.path.endswith("/messages")]) == 1


def _raw(town: Town) -> object:
    """The components of the bot's last message, as it sent them."""
    sent = [
        one.json for one in town.env.http_requests if one.path.endswith("/messages") and one.method == "POST"
    ]
    return sent[-1]["components"] if sent[-1] else []
