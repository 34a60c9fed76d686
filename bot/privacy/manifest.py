"""Every kind of datum that the bot reads or keeps: `/privacy` and docs/PRIVACY.md are made of this.

A datum that is not listed here must not be touched: tests compare the list with the fields that the
adapters read and with the columns of the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.i18n.words import message


class Kept(StrEnum):
    """How long a datum lives."""

    MOMENT = "moment"  # while the answer is being made
    MEMORY = "memory"  # in memory, until a limit or a restart
    CHOICE = "choice"  # on disk, only if the operator turned it on, until the person erases it


@dataclass(frozen=True, slots=True)
class Datum:
    """One kind of datum: what it is, what for, how long; both texts are in the catalogues."""

    id: str
    what: str
    why: str
    kept: Kept
    days: int = 0  # for Kept.CHOICE: after how many days it goes by itself
    stored: tuple[str, ...] = ()  # for Kept.CHOICE: the fields of the store that hold it


MANIFEST: tuple[Datum, ...] = (
    Datum("question", message("the words of your question"), message("to find the answer"), Kept.MOMENT),
    Datum("address", message("the number of the chat and of the message"), message("to reply to it"), Kept.MOMENT),
    Datum("locale", message("the language of your app"), message("when your question leaves its language open"),
          Kept.MOMENT),
    Datum("report", message("a text that you send to a server's moderators"),
          message("only after you saw exactly what is sent; it then lies in their channel, not with me"), Kept.MOMENT),
    Datum("pace", message("a scrambled number that stands for you"),
          message("to stop floods; it cannot be turned back and changes every day"), Kept.MEMORY),
    Datum("answered", message("which of my answers belongs to which message, as scrambled numbers"),
          message("to mend the answer when you edit your question, and to let you take it away"), Kept.MEMORY),
    Datum("choice", message("the language and region you choose"), message("so that you need not choose again"),
          Kept.CHOICE, 90, ("person.language", "person.region")),
    Datum("room", message("the settings that a group's moderators choose, with the numbers of the channels they name"),
          message("to behave as the group wants"), Kept.CHOICE, 365,
          ("room.language", "room.region", "room.volunteer", "room.cooldown", "room.hidden", "room.volunteer_rooms",
           "room.forums", "room.moderators_room")),
    Datum("tally", message("how often each answer was called helpful or not"),
          message("to know which answers to mend; nothing says by whom"), Kept.MEMORY),
)  # fmt: skip
"""In the order in which people are told."""
