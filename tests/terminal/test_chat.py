"""The conversation in a terminal, typed and read as a person does."""

from __future__ import annotations

import io
import re

import pytest

from adapters.terminal.chat import Chat
from adapters.terminal.render import console
from bot import Engine
from bot.model import Language, Region, Room
from tests.contract.conversations import CONVERSATIONS, Conversation, Seen, hold

NUMBERED = re.compile(r"^ {0,2}(\d+) (?=\S)")


class Terminal:
    """A member at a terminal."""

    room = Room.PRIVATE

    def __init__(self, engine: Engine, width: int = 88) -> None:
        self.out = io.StringIO()
        screen = console(self.out)
        screen.width = width
        self.chat = Chat(engine, screen)

    def type(self, line: str) -> Seen:
        """Type a line; what is new on the screen comes back."""
        start = len(self.out.getvalue())
        self.chat.type(line)
        text = self.out.getvalue()[start:]
        labels: list[str] = []
        for shown in text.splitlines():
            if NUMBERED.match(shown):
                labels.append(NUMBERED.sub("", shown))
            elif labels and shown.startswith("    ") and shown.strip():
                labels[-1] += " " + shown.strip()
        return Seen(text, tuple(labels))

    async def ask(self, text: str) -> Seen:
        self.labels = self.type(text).buttons
        return self._seen()

    async def press(self, label: str) -> Seen:
        number = next(
            n for n, shown in enumerate(self.labels, 1) if " ".join(label.split()) == " ".join(shown.split())
        )
        start = len(self.out.getvalue())
        self.labels = self.type(str(number)).buttons
        return Seen(self.out.getvalue()[start:], self.labels)

    def _seen(self) -> Seen:
        return Seen(self.out.getvalue(), self.labels)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=str)
async def test_members_get_what_the_core_decided(conversation: Conversation, engine: Engine) -> None:
    await hold(conversation, Terminal(engine), engine)


@pytest.mark.parametrize("width", [20, 40, 120])
def test_nothing_but_addresses_is_wider_than_the_terminal(engine: Engine, width: int) -> None:
    terminal = Terminal(engine, width)
    seen = terminal.type("Comment porter plainte à la CNIL ?")
    wide = [line for line in seen.text.splitlines() if len(line) > width]
    assert all("https://" in line for line in wide)


def test_commands_do_what_help_says(engine: Engine) -> None:
    terminal = Terminal(engine)
    assert "/region CODE" in terminal.type("/help").text
    assert "Ask something first" in terminal.type("/why").text
    assert "no answer yet" in terminal.type("/sources").text
    terminal.type("/lang fr")
    assert terminal.chat.language is Language.FR
    terminal.type("/region uk")
    assert terminal.chat.region is Region.UK
    assert "14 " in terminal.type("/topics").text
    assert "/privacy" not in terminal.type("/nonsense").text
    assert "https://" in terminal.type("Comment porter plainte à la CNIL ?").text
    assert "https://cnil.fr" in terminal.type("/sources").text
    terminal.type("/forget")
    assert terminal.chat.language is None
    assert terminal.chat.question is None
    terminal.type("/quit")
    assert terminal.chat.over


@pytest.mark.parametrize(
    "line", ["0", "99", "٣", "/lang", "/lang klingon", "/region", "/region mars", "/", "   ", "\x00"]
)
def test_what_makes_no_sense_gets_a_hint_and_no_traceback(engine: Engine, line: str) -> None:
    terminal = Terminal(engine)
    terminal.type("meta opt out")
    terminal.type(line)
    assert not terminal.chat.over


def test_goodbye_ends_the_conversation(engine: Engine) -> None:
    terminal = Terminal(engine)
    terminal.type("bye")
    assert terminal.chat.over
