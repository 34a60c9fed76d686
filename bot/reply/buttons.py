"""Button ids that carry their whole meaning, so that they work after restarts and renames.

    a s f meta-optout-eu        version, action, language, target
    a p e law.2                 … and a page, where a list has pages

Nothing is looked up in a table of past messages. An id is ASCII and at most 48 characters, below
Telegram's 64 bytes (`callback_data`) and Discord's 100 (`custom_id`).
"""

from __future__ import annotations

import re

from bot.model import Action, Language, Press

VERSION = "a"
"""Changes when the meaning of an id does; older buttons are then answered as out of date."""

LONGEST = 48

_ID = re.compile(rf"{VERSION}([a-z])([ef])([a-z0-9-]{{0,40}})(?:\.(\d{{1,3}}))?")
_LETTERS = {Language.EN: "e", Language.FR: "f"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}
_ACTIONS = {action.value: action for action in Action}


def encode(press: Press) -> str:
    """The id of a button that does this."""
    page = f".{press.page}" if press.page else ""
    return f"{VERSION}{press.action}{_LETTERS[press.language]}{press.target}{page}"


def decode(id: str) -> Press | None:
    """What a button's id says, or None for one that this version did not make."""
    found = _ID.fullmatch(id)
    if found is None or found[1] not in _ACTIONS:
        return None
    return Press(_ACTIONS[found[1]], _LANGUAGES[found[2]], found[3], int(found[4] or 0))
