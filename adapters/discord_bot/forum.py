"""When a new post in a help forum gets a suggestion nobody asked for: rarely, quietly, once.

Only the post's title is read: its body does not reach a bot without the privileged intent, and this
one does not ask for it.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.i18n.words import words
from bot.model import Action, Answer, Button, Paragraph, Press, Span

if TYPE_CHECKING:
    from bot.model import Reply
    from bot.privacy.store import RoomChoice

VERY_SURE = 0.9
"""Probability of being right; higher than for an answer that was asked for."""

MOST_ROOMS = 10_000


def listens(room: RoomChoice, parent: int | None) -> bool:
    """Whether the moderators chose this forum or channel for suggestions."""
    return str(parent) in (*room.forums, *room.volunteer_rooms)


def sure(reply: Reply) -> bool:
    """Whether this is one answer, and very likely the right one."""
    return (
        isinstance(reply.decision, Answer)
        and bool(reply.candidates)
        and reply.candidates[0].confidence >= VERY_SURE
    )


def suggestion(reply: Reply) -> Reply:
    """The short answer as an offer, with a way to be rid of it."""
    say = words(reply.language).say
    intro = Paragraph(
        (Span(say("Your title sounds like a question that I have an answer to:"), italic=True),)
    )
    away = Button(say("Not this"), Press(Action.DELETE, reply.language, reply.entry_id or ""))
    return replace(reply, blocks=(intro, *reply.blocks), rows=((*_first(reply), away),))


def _first(reply: Reply) -> tuple[Button, ...]:
    """The whole answer and the other language: the rest would crowd somebody else's post."""
    wanted = (Action.MORE, Action.SWITCH)
    return tuple(button for button in reply.buttons if button.press.action in wanted)


@dataclass(slots=True)
class Cooldowns:
    """Messages heard in a channel since the bot last wrote there unasked; forums need none, a post is a room."""

    most: int = MOST_ROOMS
    _heard: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def heard(self, channel: int | None) -> None:
        """Somebody wrote there."""
        if channel is not None and channel in self._heard:
            self._heard[channel] += 1

    def over(self, channel: int | None, room: RoomChoice) -> bool:
        """Whether the bot may write there unasked."""
        if channel is None or channel not in self._heard or str(channel) in room.forums:
            return True
        return self._heard[channel] >= room.cooldown

    def spoke(self, channel: int | None) -> None:
        """The bot wrote there unasked."""
        if channel is not None:
            self._heard[channel] = 0
            self._heard.move_to_end(channel)
        while len(self._heard) > self.most:
            self._heard.popitem(last=False)
