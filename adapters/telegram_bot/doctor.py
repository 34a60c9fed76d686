"""What the token can read about its bot, and what to change in BotFather. For operators, so in English."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from adapters.advice import Advice
from adapters.http import Http
from adapters.telegram_bot.bot import make_bot
from adapters.telegram_bot.commands import LANGUAGES, menus
from adapters.telegram_bot.polling import REFUSED
from adapters.telegram_bot.send import Patience, insist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import Bot, User, WebhookInfo

    from bot.settings import Settings

PATIENCE = Patience(deadline=10.0)


async def doctor(settings: Settings) -> tuple[Advice, ...]:
    """Every point that can be seen from here, fine or not; never raises for what Telegram says."""
    if settings.telegram_token is None:
        return (Advice(ok=False, text="FAQBOT_TELEGRAM_TOKEN is not set: get a token from @BotFather."),)
    http = Http()
    try:
        return await _examine(make_bot(settings, http), settings)
    except InvalidToken:
        return (Advice(ok=False, text=REFUSED),)
    except TelegramError as trouble:
        return (
            Advice(
                ok=False, text=f"Telegram cannot be reached ({type(trouble).__name__}): check the network."
            ),
        )
    finally:
        await http.close()


async def _examine(bot: Bot, settings: Settings) -> tuple[Advice, ...]:
    me = await insist(bot.get_me, PATIENCE)
    webhook = await insist(bot.get_webhook_info, PATIENCE)
    found = [
        Advice(ok=True, text="Telegram accepts the token."),
        *_abilities(me),
        *_delivery(webhook, settings),
    ]
    return (*found, await _menus(bot, settings), await _descriptions(bot))


def _abilities(me: User) -> Iterator[Advice]:
    if me.supports_inline_queries:
        yield Advice(ok=True, text="Inline mode is on.")
    else:
        yield Advice(ok=False, text="Inline mode is off: BotFather, /setinline, to be asked in any chat.")
    if me.can_read_all_group_messages:
        text = (
            "The bot is sent every message of its groups: BotFather, /setprivacy, Enable; then add it anew."
        )
        yield Advice(ok=False, text=text)
    else:
        yield Advice(
            ok=True, text="Privacy mode is on: in groups the bot sees commands and replies to it only."
        )
    if not me.can_join_groups:
        yield Advice(ok=False, text="The bot cannot be added to groups: BotFather, /setjoingroups, Enable.")


def _delivery(webhook: WebhookInfo, settings: Settings) -> Iterator[Advice]:
    wanted = settings.telegram_webhook_url
    if wanted is None and webhook.url:
        yield Advice(
            ok=False,
            text="A webhook is set: `faqbot run telegram` removes it and polls; stop its other user.",
        )
    elif wanted is not None and webhook.url != wanted:
        yield Advice(
            ok=False,
            text="The webhook is not FAQBOT_TELEGRAM_WEBHOOK_URL yet: `faqbot run telegram` sets it.",
        )
    else:
        yield Advice(ok=True, text="Updates come by webhook." if wanted else "Updates come by long polling.")
    if webhook.last_error_message:
        yield Advice(ok=False, text=f"Telegram's last delivery failed: {webhook.last_error_message}")
    if webhook.pending_update_count:
        yield Advice(ok=True, text=f"Updates that wait: {webhook.pending_update_count}.")


async def _menus(bot: Bot, settings: Settings) -> Advice:
    for menu in menus(ephemeral=settings.telegram_ephemeral):
        there = await insist(partial(bot.get_my_commands, menu.scope, menu.code), PATIENCE)
        if [one.command for one in there] != [one.command for one in menu.commands]:
            return Advice(
                ok=False, text="The command menus are not set yet: `faqbot run telegram` sets them."
            )
    return Advice(ok=True, text="The command menus are set for every scope and language.")


async def _descriptions(bot: Bot) -> Advice:
    for code, _ in LANGUAGES:
        if not (await insist(partial(bot.get_my_description, code), PATIENCE)).description:
            return Advice(ok=False, text="The bot has no description yet: `faqbot run telegram` sets it.")
    return Advice(ok=True, text="The bot describes itself in both languages.")
