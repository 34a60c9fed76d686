"""What people and groups choose, by buttons: the ids, what a press changes, the menus. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from adapters.telegram_bot.keyboard import labelled
from adapters.telegram_bot.render import note
from bot.i18n.dates import region_name
from bot.model import Language, Region

if TYPE_CHECKING:
    from adapters.telegram_bot.render import TelegramMessage
    from bot.i18n.words import Words
    from bot.privacy.store import Choice, RoomChoice

VERSION = "T"
"""Apart from the letters of `bot.reply.buttons`; changes when the meaning of an id does."""

_ID = re.compile(rf"{VERSION}([lrvh])([pg])([a-z]{{0,3}})")


class Setting(StrEnum):
    """What can be chosen; the value is the letter kept in the button's id."""

    LANGUAGE = "l"
    REGION = "r"
    VOLUNTEER = "v"  # groups: answer unasked
    HIDDEN = "h"  # groups: answers that only the asker sees


class Whose(StrEnum):
    """Whose choice it is."""

    PERSON = "p"
    ROOM = "g"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One press of a settings button; an empty value means: whatever fits."""

    setting: Setting
    whose: Whose
    value: str = ""


def encode(chosen: Chosen) -> str:
    """The id of the button that chooses this."""
    return f"{VERSION}{chosen.setting}{chosen.whose}{chosen.value}"


def decode(id: str) -> Chosen | None:
    """What a settings button says, or None for any other id."""
    found = _ID.fullmatch(id)
    chosen = Chosen(Setting(found[1]), Whose(found[2]), found[3]) if found else None
    return chosen if chosen and chosen.value in _values(chosen.setting) else None


def _values(setting: Setting) -> tuple[str, ...]:
    if setting is Setting.LANGUAGE:
        return ("", *Language)
    return ("", *Region) if setting is Setting.REGION else ("on", "off")


def of_person(choice: Choice, chosen: Chosen) -> Choice:
    """The person's choice after this press."""
    if chosen.setting is Setting.LANGUAGE:
        return replace(choice, language=_language(chosen.value))
    return replace(choice, region=_region(chosen.value)) if chosen.setting is Setting.REGION else choice


def of_room(choice: RoomChoice, chosen: Chosen) -> RoomChoice:
    """The group's choice after this press."""
    if chosen.setting is Setting.LANGUAGE:
        return replace(choice, language=_language(chosen.value))
    if chosen.setting is Setting.REGION:
        return replace(choice, region=_region(chosen.value))
    on = chosen.value == "on"
    return (
        replace(choice, volunteer=on) if chosen.setting is Setting.VOLUNTEER else replace(choice, hidden=on)
    )


def _language(value: str) -> Language | None:
    return Language(value) if value else None


def _region(value: str) -> Region | None:
    return Region(value) if value else None


Button = tuple[str, str]


def language_menu(choice: Choice, words: Words) -> TelegramMessage:
    """Asks a person for their language."""
    text = words.say("Which language do you prefer? I use it when your question leaves it open.")
    return note(text, labelled([_languages(choice.language, Whose.PERSON, words)]))


def region_menu(choice: Choice, words: Words) -> TelegramMessage:
    """Asks a person where they live."""
    text = words.say("Where do you live? Your rights and the forms to use depend on it.")
    return note(text, labelled(_regions(choice.region, Whose.PERSON, words)))


def room_menu(choice: RoomChoice, words: Words) -> TelegramMessage:
    """Asks a group's administrators how to behave there."""
    text = words.say(
        "Settings of this group, for its administrators: the language and the region to assume, whether I may answer "
        "questions that nobody put to me (only when I am very sure, and rarely; I must be an administrator to read "
        "them), and whether only the asker sees an answer."
    )
    unasked = _switch(words.say("Answer unasked"), Setting.VOLUNTEER, on=choice.volunteer)
    hidden = _switch(words.say("Only the asker sees it"), Setting.HIDDEN, on=choice.hidden)
    languages = _languages(choice.language, Whose.ROOM, words)
    return note(text, labelled([languages, *_regions(choice.region, Whose.ROOM, words), [unasked], [hidden]]))


def _switch(label: str, setting: Setting, *, on: bool) -> Button:
    return _marked(label, chosen=on), encode(Chosen(setting, Whose.ROOM, "off" if on else "on"))


def _languages(current: Language | None, whose: Whose, words: Words) -> list[Button]:
    labels = {Language.EN: "English", Language.FR: "Français", None: words.say("Automatic")}
    return [
        (_marked(label, chosen=language is current), encode(Chosen(Setting.LANGUAGE, whose, language or "")))
        for language, label in labels.items()
    ]


def _regions(current: Region | None, whose: Whose, words: Words) -> list[list[Button]]:
    labels: dict[Region | None, str] = {region: region_name(region, words.language) for region in Region}
    labels[None] = words.say("Elsewhere, or rather not say")
    buttons = [
        (_marked(label, chosen=region is current), encode(Chosen(Setting.REGION, whose, region or "")))
        for region, label in labels.items()
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _marked(label: str, *, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label
