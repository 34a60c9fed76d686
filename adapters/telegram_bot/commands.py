"""The command menus and the bot's profile: what Telegram shows before anybody writes.

Telegram keeps a menu for each scope and language, and the narrowest scope wins without merging
(setMyCommands), so each scope gets its whole list. Setting is rate-limited hard: what already
stands there is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)

from bot.i18n.words import message, words
from bot.model import Language

if TYPE_CHECKING:
    from telegram import Bot


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what the menu says about it, and which menus show it."""

    name: str
    description: str
    private: bool = True
    groups: bool = False
    administrators: bool = False


COMMANDS: tuple[Command, ...] = (
    Command("ask", message("Ask a question"), groups=True, administrators=True),
    Command("topics", message("Browse the answers by topic"), groups=True, administrators=True),
    Command("lang", message("Choose your language"), administrators=True),
    Command("region", message("Choose where you live"), administrators=True),
    Command("settings", message("Settings of this group"), private=False, administrators=True),
    Command("why", message("See why an answer was chosen"), groups=True, administrators=True),
    Command("privacy", message("What I keep about you"), groups=True, administrators=True),
    Command("forget", message("Erase what you chose"), groups=True, administrators=True),
    Command("help", message("How to use me"), groups=True, administrators=True),
    Command("about", message("What I am"), groups=True, administrators=True),
    Command("start", message("Begin here"), private=False),  # works, but nobody needs it in a menu
)
"""In the order in which menus show them."""

NAMES = tuple(command.name for command in COMMANDS)

LANGUAGES: tuple[tuple[str, Language], ...] = (("", Language.EN), ("fr", Language.FR))
"""What Telegram calls them: the empty code is for everybody without a menu of their own."""

NAME = message("AI and privacy: answers")
SHORT = message("Answers about AI and your privacy, in English and French, with sources and dates.")
DESCRIPTION = message(
    "Ask me about AI and your privacy in your own words, in English or French: what companies do with your data, how "
    "to say no, what your rights are. People wrote every answer, with sources and dates; I make nothing up. "
    "I keep nothing of what you write: /privacy."
)


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole list of one scope in one language."""

    scope: BotCommandScope
    code: str
    commands: tuple[BotCommand, ...]


def menus(*, ephemeral: bool = False) -> tuple[Menu, ...]:
    """Every menu there is; in groups, `ephemeral` asks Telegram to hide the command itself too."""
    return tuple(menu for code, language in LANGUAGES for menu in _menus(code, language, ephemeral=ephemeral))


def _menus(code: str, language: Language, *, ephemeral: bool) -> tuple[Menu, ...]:
    hidden = {"is_ephemeral": True} if ephemeral else None
    private = tuple(_entry(command, language) for command in COMMANDS if command.private)
    groups = tuple(_entry(command, language, hidden) for command in COMMANDS if command.groups)
    administrators = tuple(
        _entry(command, language, hidden) for command in COMMANDS if command.administrators
    )
    return (
        Menu(BotCommandScopeDefault(), code, private),
        Menu(BotCommandScopeAllPrivateChats(), code, private),
        Menu(BotCommandScopeAllGroupChats(), code, groups),
        Menu(BotCommandScopeAllChatAdministrators(), code, administrators),
    )


def _entry(command: Command, language: Language, more: dict[str, bool] | None = None) -> BotCommand:
    return BotCommand(command.name, words(language).say(command.description), api_kwargs=more)


async def publish(bot: Bot, *, ephemeral: bool = False) -> None:
    """Make menus and profile what they should be, changing only what differs."""
    for menu in menus(ephemeral=ephemeral):
        there = await bot.get_my_commands(menu.scope, menu.code)
        if [_told(one) for one in there] != [_told(one) for one in menu.commands]:
            await bot.set_my_commands(menu.commands, menu.scope, menu.code)
    for code, language in LANGUAGES:
        await _publish_profile(bot, code, language)


def _told(command: BotCommand) -> tuple[str, str, bool]:
    return command.command, command.description, bool(command.api_kwargs.get("is_ephemeral"))


async def _publish_profile(bot: Bot, code: str, language: Language) -> None:
    say = words(language).say
    if (await bot.get_my_name(code)).name != say(NAME):
        await bot.set_my_name(say(NAME), code)
    if (await bot.get_my_short_description(code)).short_description != say(SHORT):
        await bot.set_my_short_description(say(SHORT), code)
    if (await bot.get_my_description(code)).description != say(DESCRIPTION):
        await bot.set_my_description(say(DESCRIPTION), code)
