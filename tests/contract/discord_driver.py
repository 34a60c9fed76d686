"""A member on Discord, for the one contract suite: the real bot on a Discord in one process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.model import Room
from tests.contract.conversations import Seen
from tests.discord_bot.openapi import walk
from tests.discord_bot.people import labels, text

if TYPE_CHECKING:
    from tests.discord_bot.people import Town

_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((\S+?)\)")
_COMMAND = re.compile(r"</(\w+):\d+>")
_STARS = re.compile(r"(?<!\\)\*+|^### ", re.MULTILINE)


class DiscordDriver:
    """Asks with the command, seen by all or alone, or in direct messages; presses what is shown."""

    def __init__(self, town: Town, room: Room = Room.PRIVATE, *, direct: bool = False) -> None:
        self.room = room
        self._town = town
        self._person: Any = town.ada.user if direct else town.ada
        self._direct = direct
        self._message: Any = None

    async def ask(self, text: str) -> Seen:
        """Ask, and read the answer."""
        if self._direct:
            await self._person.send_dm(text)
            self._message = self._person.dm_channel.last_message
        else:
            private = self.room is Room.PRIVATE
            result = await self._person.slash(self._town.channel, "ask", question=text, private=private)
            self._message = result.response
        return self._read()

    async def press(self, label: str) -> Seen:
        """Press the button, or pick from the menu, what begins with this label."""
        for part in walk(self._components()):
            if part["type"] == 2 and label.startswith(part["label"].rstrip("…")):
                return self._after(await self._person.click(self._message, custom_id=part["custom_id"]))
            for option in part.get("options", ()) if part["type"] == 3 else ():
                if label.startswith(option["label"].rstrip("…")):
                    picked = self._person.select(
                        self._message, [option["value"]], custom_id=part["custom_id"]
                    )
                    return self._after(await picked)
        raise LookupError(label)

    def _after(self, result: Any) -> Seen:
        self._message = result.response or self._message
        return self._read()

    def _components(self) -> Any:
        channel = getattr(self._message, "channel_id", None) or self._message.channel.id
        return self._town.env.backend.get_message(channel, self._message.id).components

    def _read(self) -> Seen:
        return Seen(plain(text(self._components())), tuple(labels(self._components())))


def plain(markup: str) -> str:
    """What a reader sees of Discord's markup; of a link, its words."""
    words = _LINK.sub(r"\1", _COMMAND.sub(r"/\1", markup))
    return re.sub(r"\\(.)", r"\1", _STARS.sub("", words))
