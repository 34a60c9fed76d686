"""Where questions and presses are taken to the core and its replies brought back; no decision is made here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.discord_bot import notes, parse
from adapters.discord_bot.card import NO_COMMANDS, Card, card, share_key, tell_key
from adapters.discord_bot.parse import Where, language_of
from adapters.discord_bot.turn import Turn
from adapters.discord_bot.work import Work
from bot.model import Abstain, Choices, Reason
from bot.privacy.pace import Pace, Verdict
from bot.privacy.store import Choice, RoomChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from adapters.discord_bot.card import Key
    from adapters.life import House
    from bot.model import Language, Question, Region, Reply
    from bot.suggest import Suggestion

T = TypeVar("T")

PLATFORM = "discord"
HELPLESS = (Reason.UNSURE, Reason.UNKNOWN_WORDS)
"""Abstentions after which the moderators may know more."""


class Desk:
    """Takes what the shell heard, asks the core, and says what to show."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.engine = house.engine
        self.work = Work()
        self.presses = Pace(burst=25, refill=1.0)  # browsing takes many quick presses
        self.commands: Mapping[str, str] = NO_COMMANDS
        # One thread: the core is pure computing, more threads would only fight for the interpreter,
        # and the event loop stays free to acknowledge within three seconds.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="faqbot-discord")

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # -- who asks, where ---------------------------------------------------------------------------

    def where(self, interaction: discord.Interaction[Any]) -> Where:
        """The place and the person of an interaction, from its own words alone: a guest has no cache."""
        home = interaction.guild_id is not None and interaction.is_guild_integration()
        return Where(
            choice=self.house.store.person(self.person(interaction.user.id)),
            room=self.room(interaction.guild_id) if home else RoomChoice(),
            locale=language_of(str(interaction.locale)),
            guild_locale=language_of(str(interaction.guild_locale)) if interaction.guild_locale else None,
            shared=interaction.guild_id is not None or interaction.context.private_channel,
            home=home,
        )

    def where_of_message(self, message: discord.Message) -> Where:
        """The place and the person of a message: Discord does not say which language its author's app has."""
        where = self.where_of_guild(message.guild) if message.guild else Where()
        return replace(where, choice=self.house.store.person(self.person(message.author.id)))

    def where_of_guild(self, guild: discord.Guild) -> Where:
        """A server that the bot is a member of, with nobody in particular."""
        locale = language_of(str(guild.preferred_locale))
        return Where(room=self.room(guild.id), guild_locale=locale, shared=True, home=True)

    def person(self, number: int) -> str:
        """What a person's choices are kept under."""
        return self.house.keys.of(PLATFORM, "person", number)

    def room_key(self, number: int) -> str:
        """What a server's settings are kept under."""
        return self.house.keys.of(PLATFORM, "room", number)

    def room(self, number: int | None) -> RoomChoice:
        """What a server's moderators chose."""
        return self.house.store.room(self.room_key(number)) if number is not None else RoomChoice()

    # -- the core ----------------------------------------------------------------------------------

    async def ask(self, question: Question) -> Reply:
        """The core's reply, counted without anybody in it."""
        started = time.perf_counter()
        reply = await self.off_the_loop(self.engine.ask, question)
        self.house.observer.asked(PLATFORM, reply, time.perf_counter() - started)
        return reply

    async def find(self, text: str, where: Where, *, hidden: bool) -> Reply:
        """The reply to typed words, or the entry that was picked from the autocompleted list."""
        question, picked = parse.question(text, where, hidden=hidden), parse.picked(text)
        return self.engine.show(*picked, question.room) if picked else await self.ask(question)

    async def suggest(self, text: str, language: Language) -> tuple[Suggestion, ...]:
        """Entries for a question that is still being typed."""
        return await self.off_the_loop(self.engine.suggest, text, language, 25)

    async def off_the_loop(self, call: Callable[..., T], *arguments: object) -> T:
        """The result of a computation, made beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    # -- what is shown -----------------------------------------------------------------------------

    def card(self, reply: Reply, where: Where, *, hidden: bool, message: int = 0) -> Card:
        """The card of a reply in this place."""
        return card(reply, self._extras(reply, where, hidden=hidden, message=message), self.commands)

    def _extras(self, reply: Reply, where: Where, *, hidden: bool, message: int) -> tuple[Key, ...]:
        helpless = isinstance(reply.decision, Choices) or (
            isinstance(reply.decision, Abstain) and reply.decision.reason in HELPLESS
        )
        tell = (tell_key(reply.language),) if where.room.moderators_room and helpless else ()
        return (*(share_key(reply, message) if where.shared and hidden else ()), *tell)

    async def answer(
        self,
        interaction: discord.Interaction[Any],
        text: str,
        *,
        only_me: bool | None = None,
        message: int = 0,
    ) -> None:
        """Answer a question that a command brought; `message` is the number of somebody's message it stands in."""
        where = self.where(interaction)
        hidden = where.shared and (where.hidden if only_me is None else only_me)
        with self.work.one():
            async with Turn(interaction, where.language, hidden=hidden) as turn:
                refused = self.refused(interaction, where)
                if refused is not None:
                    turn.hidden = True
                    return await turn.show(card(refused))
                reply = await self.find(text, where, hidden=hidden)
                turn.language = reply.language
                await turn.show(self.card(reply, where, hidden=hidden, message=message))
        return None

    async def tell(self, interaction: discord.Interaction[Any], reply: Callable[[Where], Reply]) -> None:
        """Show something that concerns only the person who asked for it."""
        where = self.where(interaction)
        with self.work.one():
            async with Turn(interaction, where.language, hidden=where.shared) as turn:
                refused = self.refused(interaction, where, self.presses)
                await turn.show(self.card(refused or reply(where), where, hidden=False))

    def refused(
        self, interaction: discord.Interaction[Any], where: Where, pace: Pace | None = None
    ) -> Reply | None:
        """Why this person is not answered now, or None. Interactions are always told: silence would look broken."""
        if self.work.full:
            return notes.busy(where.language)
        verdict = (self.house.pace if pace is None else pace).ask(PLATFORM, interaction.user.id)
        return None if verdict is Verdict.ANSWER else notes.too_fast(where.language)

    # -- choices -----------------------------------------------------------------------------------

    def choose_language(self, number: int, chosen: Language | None, where: Where) -> Reply:
        """Keep the person's language, and say so in it."""
        self._keep(number, replace(where.choice, language=chosen))
        return notes.chosen_language(chosen, chosen or where.locale or where.language)

    def choose_region(self, number: int, chosen: Region | None, where: Where) -> Reply:
        """Keep the person's region, and say so."""
        self._keep(number, replace(where.choice, region=chosen))
        return notes.chosen_region(chosen, where.language)

    def _keep(self, number: int, choice: Choice) -> None:
        """Nothing chosen is nothing kept."""
        key = self.person(number)
        if choice == Choice():
            self.house.store.forget(key)
        else:
            self.house.store.keep_person(key, choice)
