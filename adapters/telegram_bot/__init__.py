"""Telegram: the bot, and the doctor that tells an operator what to set in BotFather."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.telegram_bot.bot import TelegramBot
from adapters.telegram_bot.doctor import doctor

if TYPE_CHECKING:
    from adapters.life import Adapter, House

__all__ = ["build", "doctor"]


def build(house: House) -> Adapter:
    """The bot of this house."""
    return TelegramBot(house)
