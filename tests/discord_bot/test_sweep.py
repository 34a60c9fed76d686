"""Every entry, in both languages, on every surface: within Discord's limits and valid by its description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord.http import handle_message_parameters
from hypothesis import given, settings
from hypothesis import strategies as some

from adapters.discord_bot import card as cards
from adapters.discord_bot import forum, render
from adapters.discord_bot.autocomplete import choices
from adapters.discord_bot.card import Card
from adapters.discord_bot.controls import LONGEST
from adapters.discord_bot.desk import Desk
from adapters.discord_bot.moderation import preview
from adapters.discord_bot.parse import Where
from bot.model import Abstain, Language, Paragraph, Press, Reason, Reply, Room, Span, Spoken
from bot.privacy.store import RoomChoice
from bot.suggest import Suggestion
from tests.discord_bot import openapi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.life import House
    from bot import Engine

PLACES = (
    (Where(), False),
    (Where(shared=True, home=True), False),
    (Where(shared=True, home=True, room=RoomChoice(moderators_room="1")), True),
)


def body(parts: render.Parts) -> dict[str, Any]:
    """The request that discord.py makes of these arguments."""
    given = {name: value for name, value in parts.items() if name != "suppress_embeds"}
    flags = discord.MessageFlags(suppress_embeds=True) if parts.get("suppress_embeds") else None
    none = discord.AllowedMentions.none()
    extra: dict[str, Any] = {"flags": flags} if flags else {}
    with handle_message_parameters(allowed_mentions=none, **given, **extra) as made:
        return dict(made.payload or {})


def longest(one: Any, other: Any) -> Any:
    """Two bodies of one shape as one, with the longer text at each place."""
    if isinstance(one, dict):
        return {key: longest(value, other[key]) for key, value in one.items()}
    if isinstance(one, list):
        return [longest(*pair) for pair in zip(one, other, strict=True)]
    return max(one, other, key=openapi.utf16) if isinstance(one, str) else one


def replies(engine: Engine, language: Language) -> Iterator[Reply]:
    """Whatever the core can show in this language."""
    for entry in engine.catalog.entries:
        for room in (Room.PRIVATE, Room.GROUP):
            yield engine.show(entry.id, language, room)
            yield forum.suggestion(engine.show(entry.id, language, room))
        for button in engine.show(entry.id, language).buttons:
            yield engine.press(button.press)
    for topic in engine.topics(language).buttons:
        yield engine.press(topic.press)
        for page in range(1, 9):
            yield engine.press(Press(topic.press.action, language, topic.press.target, page))
    yield from (engine.topics(language), engine.privacy(language))
    yield from (engine.say(reason, language) for reason in Reason if reason is not Reason.MENU)


@pytest.mark.parametrize("language", Language)
async def test_every_reply_fits_every_surface(house: House, language: Language) -> None:
    desk, shapes, seen, shown = Desk(house), dict[Any, Any](), set[Card](), 0
    for reply in replies(house.engine, language):
        for where, hidden in PLACES:
            made = desk.card(reply, where, hidden=hidden, message=10**19)
            if made in seen:
                continue
            seen.add(made)
            for parts in (render.layout(made), render.embed(made, language), render.plain(made, language)):
                sent = body(parts)
                assert not openapi.over_limits(sent), reply.title or reply.decision
                shapes[openapi.shape(sent)] = longest(sent, shapes.get(openapi.shape(sent), sent))
                shown += 1
    desk.close()
    judge = openapi.document()
    assert not [
        fault
        for sent in shapes.values()
        if judge
        for fault in judge.faults("POST", "/channels/1/messages", sent)
    ]
    assert shown > 6 * len(house.engine.catalog.entries)


@pytest.mark.parametrize("language", Language)
def test_no_source_of_any_answer_is_left_out(house: House, language: Language) -> None:
    for entry in house.engine.catalog.entries:
        reply = house.engine.show(entry.id, language)
        made = cards.card(reply)
        assert len(made.sources) == len(reply.sources)
        assert all(
            cited.source.url.split("(")[0] in text
            for cited, text in zip(reply.sources, made.sources, strict=True)
        )


def test_every_title_can_be_offered_while_typing(engine: Engine) -> None:
    for entry in engine.catalog.entries:
        for language in Language:
            one = choices([Suggestion(entry.id, entry.version(language).question, language)])[0]
            assert 1 <= len(one.name) <= LONGEST
            assert len(one.value) <= LONGEST


@settings(max_examples=150, deadline=None)
@given(some.text(max_size=1500))
async def test_nothing_that_a_member_types_breaks_a_card(text: str) -> None:
    assert not openapi.over_limits(body(render.layout(preview(text, Language.FR))))
    reply = Reply(
        Abstain(Reason.MENU), Language.EN, Spoken.EN, (Paragraph((Span(text * 4),)),), title=text[:90]
    )
    made = cards.card(reply)
    assert sum(map(cards.size, made.texts)) <= cards.TEXT
    plain = body(render.plain(made, Language.EN))
    assert openapi.utf16(plain["content"] or "") <= openapi.CONTENT
