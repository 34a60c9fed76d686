"""The commands of members, in one readable list; each is one line of work for the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from adapters.discord_bot import autocomplete, notes
from adapters.discord_bot.parse import Where, question, text_of
from bot.i18n.words import message
from bot.model import Language, Reason, Region

if TYPE_CHECKING:
    from adapters.discord_bot.desk import Desk
    from bot.model import Reply

Interaction = discord.Interaction[Any]
NONE = "none"

LANGUAGES = [
    Choice(name=locale_str(message("The language I write in")), value=NONE),
    Choice(name=locale_str("English"), value="en"),
    Choice(name=locale_str("Français"), value="fr"),
]
REGIONS = [
    Choice(name=locale_str(message("No region in particular")), value=NONE),
    Choice(name=locale_str(message("European Union")), value="eu"),
    Choice(name=locale_str(message("United Kingdom")), value="uk"),
    Choice(name=locale_str(message("Switzerland")), value="ch"),
    Choice(name=locale_str(message("United States")), value="us"),
    Choice(name=locale_str(message("Canada")), value="ca"),
    Choice(name=locale_str(message("Brazil")), value="br"),
    Choice(name=locale_str(message("Australia")), value="au"),
]


def named(name: str) -> locale_str:
    """A name of a command or an option, looked up in the catalogues for each language of the apps."""
    return locale_str(name)


def add_commands(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    """Put the members' commands on the tree, in the order in which they are written here."""
    _add_questions(tree, desk)
    _add_choices(tree, desk)
    _add_menus(tree, desk)


def _add_questions(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    @tree.command(
        name=named(message("ask")), description=named(message("Ask about AI and privacy, in your own words"))
    )
    @app_commands.rename(question=named(message("question")), private=named(message("private")))
    @app_commands.describe(
        question=named(message("Your question, in English or French; or pick one from the list")),
        private=named(message("Whether only you see the answer")),
    )
    async def ask(
        interaction: Interaction, question: app_commands.Range[str, 1, 1500], private: bool | None = None
    ) -> None:
        await desk.answer(interaction, question, only_me=private)

    @ask.autocomplete("question")
    async def offer(interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await autocomplete.offer(desk, interaction, typed)

    @tree.command(
        name=named(message("why")), description=named(message("What an answer to a question is chosen by"))
    )
    @app_commands.rename(question=named(message("question")))
    @app_commands.describe(question=named(message("The question, as you asked it")))
    async def why(interaction: Interaction, question: app_commands.Range[str, 1, 1500]) -> None:
        await desk.tell(interaction, lambda where: _why(desk, question, where))

    @tree.context_menu(name=named(message("Answer from the FAQ")))
    async def answer_this(interaction: Interaction, message: discord.Message) -> None:
        # The person sees the answer first, and may then show it to everyone: nobody else's talk is interrupted.
        await desk.answer(interaction, text_of(message.content), only_me=True, message=message.id)


def _why(desk: Desk, text: str, where: Where) -> Reply:
    return desk.engine.explained(question(text, where, hidden=True))


def _add_choices(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    @tree.command(
        name=named(message("language")),
        description=named(message("Choose the language of answers and menus")),
    )
    @app_commands.rename(language=named(message("language")))
    @app_commands.describe(language=named(message("Where your question does not tell its language")))
    @app_commands.choices(language=LANGUAGES)
    async def language(interaction: Interaction, language: str) -> None:
        chosen = None if language == NONE else Language(language)
        await desk.tell(interaction, lambda where: desk.choose_language(interaction.user.id, chosen, where))

    @tree.command(
        name=named(message("region")), description=named(message("Say where you live: some answers differ"))
    )
    @app_commands.rename(region=named(message("region")))
    @app_commands.describe(region=named(message("Where you live")))
    @app_commands.choices(region=REGIONS)
    async def region(interaction: Interaction, region: str) -> None:
        chosen = None if region == NONE else Region(region)
        await desk.tell(interaction, lambda where: desk.choose_region(interaction.user.id, chosen, where))

    @tree.command(name=named(message("forget")), description=named(message("Erase what you chose here")))
    async def forget(interaction: Interaction) -> None:
        gone = desk.house.store.forget(desk.person(interaction.user.id))
        await desk.tell(interaction, lambda where: notes.forgotten(gone, where.language))


def _add_menus(tree: app_commands.CommandTree[Any], desk: Desk) -> None:
    engine = desk.engine

    @tree.command(name=named(message("topics")), description=named(message("Browse all questions by topic")))
    async def topics(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: engine.topics(where.language))

    @tree.command(
        name=named(message("privacy")), description=named(message("What this bot reads and keeps about you"))
    )
    async def privacy(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: engine.privacy(where.language))

    @tree.command(name=named(message("help")), description=named(message("What you can ask, and how")))
    async def help(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: engine.say(Reason.CAPABILITIES, where.language))

    @tree.command(name=named(message("about")), description=named(message("Who answers here")))
    async def about(interaction: Interaction) -> None:
        await desk.tell(interaction, lambda where: engine.say(Reason.WHO, where.language))
