"""The ids of buttons and menus: the core's presses, and the few deeds that only Discord has.

    asfmeta-optout-eu            a press of the core, see `bot.reply.buttons`
    d1se asfmeta-optout-eu       a deed: version, letter, language, then what it is about
    …~2                          two buttons of one message may mean the same; their ids may not

Discord sends an id back years later: whatever this version did not make is answered kindly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model import Language, Press
from bot.reply import buttons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VERSION = "d1"
LONGEST = 100
"""Characters of a `custom_id`, and of a menu option's value."""


class Deed(StrEnum):
    """What a control does that the core knows nothing of; the value is the letter in its id."""

    SHARE = "s"  # show an answer that only one person sees to everyone
    PICK = "p"  # a menu: the option that was picked says the rest
    TELL = "t"  # open the form for the moderators
    SEND = "g"  # send them what is shown
    DISCARD = "x"  # send nothing


@dataclass(frozen=True, slots=True)
class Act:
    """A deed with its language and what it is about: a press's id, or a message's number to point to."""

    deed: Deed
    language: Language
    about: str = ""
    message: int = 0


_ID = re.compile(r"d1([a-z])([ef])([a-z0-9.-]{0,48})(?:@(\d{1,20}))?")
_TWIN = re.compile(r"~\d{1,2}$")
_LETTERS = {Language.EN: "e", Language.FR: "f"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_DEEDS = {deed.value: deed for deed in Deed}


def encode(meaning: Press | Act) -> str:
    """The id of a control that does this."""
    if isinstance(meaning, Press):
        return buttons.encode(meaning)
    message = f"@{meaning.message}" if meaning.message else ""
    return f"{VERSION}{meaning.deed}{_LETTERS[meaning.language]}{meaning.about}{message}"


def decode(id: str) -> Press | Act | None:
    """What a control's id says, or None for one that this version did not make."""
    plain = _TWIN.sub("", id)
    found = _ID.fullmatch(plain)
    if found is None:
        return buttons.decode(plain)
    deed = _DEEDS.get(found[1])
    return Act(deed, _LANGUAGES[found[2]], found[3], int(found[4] or 0)) if deed else None


def distinct(ids: Iterable[str]) -> Iterator[str]:
    """The same ids, those that come again marked as twins: Discord refuses an id twice in a message."""
    seen: dict[str, int] = {}
    for id in ids:
        seen[id] = seen.get(id, 0) + 1
        yield id if seen[id] == 1 else f"{id}~{seen[id]}"
