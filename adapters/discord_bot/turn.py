"""One interaction: acknowledged within Discord's three seconds and answered once, whatever happens."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import discord

from adapters.discord_bot import notes, render
from adapters.discord_bot.card import Card, card
from adapters.discord_bot.retry import persist, too_late

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from types import TracebackType

    from bot.model import Language

log = logging.getLogger("faqbot.discord")

PATIENCE = 1.0
"""Seconds after which Discord is told to wait; it gives up after three."""

FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
"""What sending can end with, after all retries."""

BAD_REQUEST, FORBIDDEN = 400, 403


def dresses(made: Card, language: Language) -> Iterator[render.Parts]:
    """The card's forms, the best first: each goes where the one before was refused."""
    yield render.layout(made)
    yield render.embed(made, language)
    yield render.plain(made, language)


async def dressed(send: Callable[[render.Parts], Awaitable[Any]], made: Card, language: Language) -> None:
    """Send the card in the best form that is taken.

    A form is refused with 400. A 403 to the first is no matter of form: it is not asked again.
    """
    forms = list(dresses(made, language))
    for number, parts in enumerate(forms):
        try:
            await persist(lambda parts=parts: send(parts))  # type: ignore[misc]
        except discord.HTTPException as error:
            formal = error.status == BAD_REQUEST or (number > 0 and error.status == FORBIDDEN)
            if number == len(forms) - 1 or not formal or too_late(error):
                raise
        else:
            return


class Turn:
    """An interaction from its arrival to its answer, as a context."""

    def __init__(
        self, interaction: discord.Interaction[Any], language: Language, *, hidden: bool, edits: bool = False
    ) -> None:
        self.interaction = interaction
        self.language = language
        self.hidden = hidden
        self.failed = ""
        self._edits = edits  # the answer takes the place of the message whose control was pressed
        self._sending = asyncio.Lock()
        self._reminder: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._reminder = asyncio.create_task(self._remind())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._reminder:
            self._reminder.cancel()
        if error is None and not self.interaction.response.is_done():
            await self._quietly(self.nothing())
        if not isinstance(error, Exception):
            return False
        self.failed = type(error).__name__
        if not (isinstance(error, discord.HTTPException) and too_late(error)):
            log.warning("an interaction was not answered: %s", self.failed)  # the class only: texts can quote
            await self._quietly(self._apologise())
        return True

    async def show(self, made: Card) -> None:
        """Answer with a message: for everyone, or for the person alone where the turn is hidden."""
        async with self._sending:
            await dressed(self._new, made, self.language)

    async def replace(self, made: Card) -> None:
        """Put the card in the place of the message whose control was pressed."""
        async with self._sending:
            await persist(lambda: self._edit(render.layout(made)))

    async def form(self, modal: discord.ui.Modal) -> None:
        """Open a form."""
        modal.stop()  # its answer is read from the interaction itself, also after a restart
        async with self._sending:
            await persist(lambda: self.interaction.response.send_modal(modal))

    async def remove(self) -> None:
        """Take away the message whose control was pressed."""
        await self.nothing()
        await persist(self.interaction.delete_original_response)

    async def nothing(self) -> None:
        """Acknowledge, and show nothing."""
        async with self._sending:
            if not self.interaction.response.is_done():
                await persist(self.interaction.response.defer)

    async def _new(self, parts: render.Parts) -> None:
        response = self.interaction.response
        if response.is_done():  # Discord was told to wait: the answer takes that message's place
            parts = {name: value for name, value in parts.items() if name != "suppress_embeds"}
            await self.interaction.edit_original_response(**parts)
        else:
            await response.send_message(**parts, ephemeral=self.hidden)

    async def _edit(self, parts: render.Parts) -> None:
        if self.interaction.response.is_done():
            await self.interaction.edit_original_response(**parts)
        else:
            await self.interaction.response.edit_message(**parts)

    async def _remind(self) -> None:
        await asyncio.sleep(PATIENCE)
        async with self._sending:
            if not self.interaction.response.is_done():
                await self._quietly(self._wait())

    async def _wait(self) -> None:
        if self._edits:
            await self.interaction.response.defer()
        else:
            await self.interaction.response.defer(ephemeral=self.hidden, thinking=True)

    async def _apologise(self) -> None:
        self.hidden = True
        await self.show(card(notes.sorry(self.language)))

    @staticmethod
    async def _quietly(sending: Awaitable[None]) -> None:
        """The last resort: what fails here is told to nobody but the log."""
        try:
            await sending
        except FAILURES as error:
            log.warning("Discord did not take an acknowledgement: %s", type(error).__name__)
