"""The thin shell over discord.py: what it hears goes to the desk, what the desk says is sent."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from adapters.discord_bot import forum, moderation, notes, starters
from adapters.discord_bot.card import card
from adapters.discord_bot.commands import add_commands
from adapters.discord_bot.desk import PLATFORM, Desk
from adapters.discord_bot.moderators import moderators_group
from adapters.discord_bot.parse import question, text_of
from adapters.discord_bot.presses import Pressed
from adapters.discord_bot.registration import synchronise
from adapters.discord_bot.translate import Translations
from adapters.discord_bot.turn import FAILURES, Turn, dressed
from bot.cache import user_cache
from bot.i18n.words import words
from bot.model import Language
from bot.privacy.pace import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord_bot.card import Card
    from adapters.discord_bot.parse import Where
    from adapters.discord_bot.render import Parts
    from adapters.life import House, Pulse
    from bot.i18n.words import Words
    from bot.model import Reply

log = logging.getLogger("faqbot.discord")

Interaction = discord.Interaction[Any]

LONGEST_SLEEP = 30.0
"""Seconds that a rate limit may hold an answer up; beyond, nobody waits for it any more."""

HEARTBEAT_TIMEOUT = 60.0
"""Seconds without an acknowledged heartbeat, after which discord.py takes the connection for dead."""


def intents() -> discord.Intents:
    """What the bot asks Discord to be told: nothing that needs a privilege.

    `guilds` tells of new threads and forum posts, the two others of messages; their text arrives only
    where the bot is mentioned or written to directly.
    """
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Tree(app_commands.CommandTree["FaqClient"]):
    """The commands, with errors that tell the person and keep quiet about them."""

    async def on_error(
        self, interaction: discord.Interaction[FaqClient], error: app_commands.AppCommandError
    ) -> None:
        """Answer kindly; log the class alone, for the text of an error can quote a person."""
        where = self.client.desk.where(interaction)
        outdated = isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch))
        log.warning("a command failed: %s", type(getattr(error, "original", error)).__name__)
        reply = notes.changed(where.language) if outdated else notes.sorry(where.language)
        async with Turn(interaction, where.language, hidden=True) as turn:
            await turn.show(card(reply))


class FaqClient(discord.AutoShardedClient):
    """The bot on Discord: no privileged intent, the smallest caches, nobody ever pinged."""

    def __init__(self, house: House, pulse: Pulse) -> None:
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            max_ratelimit_timeout=LONGEST_SLEEP,
            enable_debug_events=True,  # for on_socket_raw_receive, the only public sign of a heartbeat
        )
        self.desk = Desk(house)
        self.pulse = pulse
        self.cooldowns = forum.Cooldowns()
        self.tree = command_tree(self)

    async def setup_hook(self) -> None:
        """Before the gateway: controls, commands, and the slow first computation off the event loop."""
        self.add_dynamic_items(Pressed)
        folder = self.desk.house.settings.cache_dir or user_cache()
        await self.tree.set_translator(Translations())
        self.desk.commands = await synchronise(self.tree, folder)
        await self.desk.suggest("", Language.EN)

    async def close(self) -> None:
        """Leave the gateway and let the thread go."""
        await super().close()
        self.desk.close()

    # -- the pulse ---------------------------------------------------------------------------------

    async def on_socket_raw_receive(self, message: str) -> None:
        """Discord was heard, be it only an acknowledged heartbeat."""
        self.pulse.beat()

    async def on_shard_disconnect(self, shard: int) -> None:
        """A connection was lost; discord.py resumes it by itself."""
        self.pulse.lost("Disconnected")

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Name the event and the class of the error, never what it was about."""
        kind = sys.exc_info()[0]
        log.error("%s failed: %s", event_method, kind.__name__ if kind else "unknown")

    # -- what is heard -----------------------------------------------------------------------------

    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms; commands go through the tree, buttons through `Pressed`."""
        if interaction.type is discord.InteractionType.modal_submit:
            await moderation.submitted(self.desk, interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer messages to the bot: direct ones, and those that mention it."""
        parent = getattr(message.channel, "parent_id", None) or message.channel.id
        self.cooldowns.heard(parent)
        if not self._is_for_us(message) or self.desk.work.full:
            return
        where = self.desk.where_of_message(message)
        verdict = self.desk.house.pace.ask(PLATFORM, message.author.id)
        with self.desk.work.one():
            if verdict is Verdict.TELL:
                await self._reply(message, notes.too_fast(where.language), where)
            elif verdict is Verdict.ANSWER:
                await self._reply(message, await self._answer(message.content, where), where)

    async def _answer(self, text: str, where: Where) -> Reply:
        """The reply to a message; whatever goes wrong inside is one polite sentence outside."""
        try:
            reply = await self.desk.ask(question(text, where, hidden=where.hidden))
        except Exception as error:  # noqa: BLE001 - the last line before a person who waits
            log.error("a message was not answered: %s", type(error).__name__)  # noqa: TRY400 - a trace can quote
            return notes.sorry(where.language)
        return notes.behind_a_button(reply, self.desk.engine) if where.hidden else reply

    def _is_for_us(self, message: discord.Message) -> bool:
        """Bots are not answered, or two of them would talk for ever; neither is the system."""
        spoken = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.author.bot or message.webhook_id or not spoken:
            return False
        return message.guild is None or any(self.user and one.id == self.user.id for one in message.mentions)

    async def _reply(self, message: discord.Message, reply: Reply, where: Where) -> None:
        """Reply below the message, quietly; a message that is gone meanwhile is answered all the same."""
        made = self.desk.card(reply, where, hidden=False)
        extra: Parts = {"nonce": message.id}
        if message.guild:
            extra["reference"] = message.to_reference(fail_if_not_exists=False)
        try:
            await dressed(lambda parts: message.channel.send(**parts, **extra), made, reply.language)
        except FAILURES as error:  # kicked, muted, gone: there is nobody to tell
            self.desk.house.observer.send_failed(PLATFORM, type(error).__name__)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Suggest an answer below a new post, where the moderators want that and its title is clear."""
        room = self.desk.room(thread.guild.id)
        own = self.user is not None and thread.owner_id == self.user.id
        if (
            own
            or not forum.listens(room, thread.parent_id)
            or not self.cooldowns.over(thread.parent_id, room)
        ):
            return
        where = self.desk.where_of_guild(thread.guild)
        with self.desk.work.one():
            reply = await self.desk.off_the_loop(
                self.desk.engine.ask, question(text_of(thread.name), where, hidden=False)
            )
            if not forum.sure(reply):
                return
            self.cooldowns.spoke(thread.parent_id)
            made = self.desk.card(forum.suggestion(reply), where, hidden=False)
            await starters.send(thread, made, reply.language, self.desk.house.observer)

    # -- what is said without being asked ------------------------------------------------------------

    async def announce(self, text: Callable[[Words], str]) -> None:
        """Write to each moderators' channel of the servers the bot is in."""
        for guild in self.guilds:
            where = self.desk.where_of_guild(guild)
            if where.room.moderators_room:
                made = card(notes.note(text(words(where.language)), where.language))
                channel = self.get_partial_messageable(int(where.room.moderators_room))
                await self._announce(channel, made, where.language)

    async def _announce(self, channel: discord.PartialMessageable, made: Card, language: Language) -> None:
        try:
            await dressed(lambda parts: channel.send(**parts), made, language)
        except FAILURES as error:
            self.desk.house.observer.send_failed(PLATFORM, type(error).__name__)


def command_tree(client: FaqClient) -> Tree:
    """All commands: the members' first, then the moderators'."""
    tree = Tree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )
    add_commands(tree, client.desk)
    tree.add_command(moderators_group(client.desk))
    return tree
