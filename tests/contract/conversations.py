"""The one contract of all adapters: the same conversation leads to the same decisions everywhere.

An adapter's tests write a `Driver`, which types and presses as a member does on that platform, and
hold every conversation with it:

    @pytest.mark.parametrize("conversation", CONVERSATIONS, ids=str)
    async def test_members_get_what_the_core_decided(conversation, driver, engine):
        await hold(conversation, driver, engine)

What must be seen comes from the engine itself, so the suite says nothing about matching: it says
that an adapter shows what was decided, whole, and that its buttons do what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.model import Action, Answer, Choices, Question, Room
from bot.reply.markup import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot import Engine
    from bot.model import Button, Reply

_MARK = re.compile(r"\s*\[\d+\]")

SHOWN_BY_ALL = frozenset({Action.SHOW, Action.MORE, Action.TOPICS, Action.TOPIC, Action.SWITCH})
"""Buttons that every platform has; verdicts are for platforms where somebody reads them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member sees after asking or pressing: the words, without markup, and the buttons' labels."""

    text: str
    buttons: tuple[str, ...] = ()


class Driver(Protocol):
    """A member's hands and eyes on one platform."""

    room: Room

    async def ask(self, text: str) -> Seen:
        """Type this as a question where the bot listens, and read what it answers."""
        ...

    async def press(self, label: str) -> Seen:
        """Press the button of the last message that begins with this label, and read what follows."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a member types, then which kinds of buttons they press, one after the other."""

    name: str
    question: str
    presses: tuple[Action, ...] = ()

    def __str__(self) -> str:
        return self.name


CONVERSATIONS: tuple[Conversation, ...] = (
    Conversation("an answer", "how do I stop Meta from training its AI on my posts in the EU?"),
    Conversation("an answer in French", "Comment empêcher Claude de s'entraîner sur mes conversations ?"),
    Conversation("a follow-up", "Comment porter plainte à la CNIL ?", (Action.SHOW,)),
    Conversation(
        "the other language", "Is Telegram's private chat encrypted?", (Action.SWITCH, Action.SWITCH)
    ),
    Conversation("a choice", "meta opt out", (Action.SHOW,)),
    Conversation("a greeting", "hello"),
    Conversation("thanks", "merci beaucoup !"),
    Conversation("what is stored", "what do you store about me?"),
    Conversation("nothing fits", "how do I descale a kettle"),
    Conversation("another language", "Wie kann ich der Nutzung meiner Daten widersprechen?"),
    Conversation("no words", "🤷"),
    Conversation("the shelves", "zzzz qqqq wwww", (Action.TOPICS, Action.TOPIC, Action.SHOW)),
)


async def hold(conversation: Conversation, driver: Driver, engine: Engine) -> None:
    """Hold the conversation, and check after each step that the core's reply is what is seen."""
    reply = engine.ask(Question(text=conversation.question, room=driver.room))
    seen = await driver.ask(conversation.question)
    assert_shown(reply, seen)
    for action in conversation.presses:
        button = next((button for button in reply.buttons if button.press.action is action), None)
        if button is None:  # the content decides which buttons there are
            return
        reply = engine.press(button.press, driver.room)
        assert_shown(reply, await driver.press(button.label))


def assert_shown(reply: Reply, seen: Seen) -> None:
    """The reply's words are all there, its sources too, and its buttons can be pressed."""
    text = _squeezed(seen.text)
    for block in reply.blocks:
        for line in plain([block]).splitlines():
            words = _squeezed(line.lstrip("-0123456789. "))
            assert words in text, f"missing in what is seen: {words!r}"
    for note in (reply.caution, *reply.notes):
        assert _squeezed(note) in text
    if isinstance(reply.decision, Answer | Choices):
        for cited in reply.sources:
            assert _squeezed(cited.source.title)[:40] in text or cited.source.url in seen.text
    for button in _expected(reply.buttons):
        assert any(_same(button.label, label) for label in seen.buttons), f"no button {button.label!r}"


def _expected(buttons: Sequence[Button]) -> list[Button]:
    return [button for button in buttons if button.press.action in SHOWN_BY_ALL]


def _same(label: str, shown: str) -> bool:
    """Labels may be cut to a platform's length, which then shows an ellipsis, or be numbered."""
    whole, cut = _squeezed(label), _squeezed(shown).rstrip("…").rstrip()
    return bool(cut) and (whole.startswith(cut) or cut.endswith(whole))


def _squeezed(text: str) -> str:
    """One space between words, and no source marks ([1]): platforms show these each in their way."""
    return " ".join(_MARK.sub("", text).split())
