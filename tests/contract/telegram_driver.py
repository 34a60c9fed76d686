"""A member on Telegram, for the one contract suite: real parsing, rendering and library, no socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapters.telegram_bot.html import JOINER
from bot.model import Room
from tests.contract.conversations import Seen
from tests.telegram_bot.updates import ANNA, GROUP, PRIVATE, pressed, said

if TYPE_CHECKING:
    from tests.telegram_bot.conftest import Telegram


class TelegramDriver:
    """Writes in a private chat, or asks with /ask in a group, and presses what is shown."""

    def __init__(self, telegram: Telegram, room: Room = Room.PRIVATE) -> None:
        self.room = room
        self._telegram = telegram
        self._message: dict[str, Any] = {}

    async def ask(self, text: str) -> Seen:
        """Send the question and read the answer."""
        asked = said(text) if self.room is Room.PRIVATE else said(f"/ask {text}", chat=GROUP)
        await self._telegram.tell(asked)
        return self._read()

    async def press(self, label: str) -> Seen:
        """Press the button that begins with this label, as far as it is shown."""
        id = next(id for shown, id in self._buttons() if label.startswith(shown.rstrip("…")))
        await self._telegram.tell(pressed(id, sender=ANNA, under=self._message))
        return self._read()

    def _read(self) -> Seen:
        """The message that was written or changed last."""
        forms = self._telegram.fake.made("sendMessage", "editMessageText")
        chat = PRIVATE if self.room is Room.PRIVATE else GROUP
        number = forms[-1].get("message_id")
        self._message = (
            self._telegram.fake.messages[chat["id"], int(number)] if number else self._telegram.last
        )
        return Seen(self._message["text"].replace(JOINER, ""), tuple(label for label, _ in self._buttons()))

    def _buttons(self) -> list[tuple[str, str]]:
        rows = self._message.get("reply_markup", {}).get("inline_keyboard", [])
        return [(button["text"], button["callback_data"]) for row in rows for button in row]
