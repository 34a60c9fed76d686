"""What arrives from Discord as the core's values: no id and no name gets past this room."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.model import Language, Question, Region, Room
from bot.privacy.store import Choice, RoomChoice

_PICKED = re.compile(r"entry:(en|fr):([a-z0-9-]{1,40})")
"""How an autocompleted question names the entry that was picked from the list."""

_TAGS = re.compile(r"<(?:@[!&]?|#|t:|id:|/[^:>]{1,100}:|a?:\w{1,40}:)[\w:-]{1,40}>")


@dataclass(frozen=True, slots=True)
class Where:
    """Everything about the place and the person that may shape an answer.

    `shared`: others can read along. `home`: the bot is a member there, so that its moderators' settings
    hold; elsewhere it was brought along by the person who uses it.
    """

    choice: Choice = field(default_factory=Choice)
    room: RoomChoice = field(default_factory=RoomChoice)
    locale: Language | None = None
    guild_locale: Language | None = None
    shared: bool = False
    home: bool = False

    @property
    def language(self) -> Language:
        """The language of menus and notes, where no question says more."""
        hints = (self.choice.language, self.locale, self.room.language, self.guild_locale)
        return next((hint for hint in hints if hint), Language.EN)

    @property
    def region(self) -> Region | None:
        """The person's own region, else the one that this server's moderators set."""
        return self.choice.region or self.room.region

    @property
    def hidden(self) -> bool:
        """Whether answers are for the asker's eyes only: a guest in a foreign server is quiet."""
        return self.shared and (self.room.hidden or not self.home)


def language_of(locale: str | None) -> Language | None:
    """The language of a Discord locale (`en-GB`, `fr`), or None for one that the FAQ is not written in."""
    return next((language for language in Language if (locale or "").split("-")[0] == language), None)


def text_of(content: str) -> str:
    """A message's own words, without mentions, channels, emoji and times."""
    return " ".join(_TAGS.sub(" ", content).split())


def pick(entry_id: str, language: Language) -> str:
    """The value of an autocompleted question: exact, whatever its title."""
    return f"entry:{language}:{entry_id}"


def picked(text: str) -> tuple[str, Language] | None:
    """The entry that was picked from the autocompleted list, or None where somebody typed."""
    found = _PICKED.fullmatch(text)
    return (found[2], Language(found[1])) if found else None


def question(text: str, where: Where, *, hidden: bool) -> Question:
    """The question as the core wants it: whole answers where nobody else reads along."""
    return Question(
        text=text_of(text),
        language=where.choice.language,
        region=where.region,
        locale=where.locale,
        room_language=where.room.language or where.guild_locale,
        room=Room.GROUP if where.shared and not hidden else Room.PRIVATE,
    )
