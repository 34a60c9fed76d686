"""`faqbot doctor`: everything that can be looked at from here, with what to change."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.advice import Advice
from bot.errors import CatalogError, UsageError

if TYPE_CHECKING:
    from bot.settings import Settings

PLATFORMS = ("telegram", "discord")


def examine(settings: Settings, platforms: tuple[str, ...]) -> tuple[Advice, ...]:
    """The FAQ, the tokens, and each platform that was named or whose token is set."""
    strange = [name for name in platforms if name not in PLATFORMS]
    if strange:
        raise UsageError(f"`{strange[0]}` is not a platform: write telegram or discord")
    tokens = {"telegram": settings.telegram_token, "discord": settings.discord_token}
    wanted = platforms or tuple(name for name in PLATFORMS if tokens[name])
    advice = [_faq(settings)]
    if not wanted:
        advice.append(
            Advice(
                False,
                "No token is set: FAQBOT_TELEGRAM_TOKEN or FAQBOT_DISCORD_TOKEN. Without one, `faqbot chat` works.",
            )
        )
    for name in wanted:
        advice += _platform(name, settings)
    return tuple(advice)


def _faq(settings: Settings) -> Advice:
    from bot import Engine

    try:
        engine = Engine.open(settings.faq_dir, cached=settings.cache_dir)
    except CatalogError as broken:
        return Advice(False, f"The FAQ has {len(broken.findings)} errors: `faqbot check` names them.")
    return Advice(True, f"The FAQ is whole: {len(engine.catalog.entries)} entries.")


def _platform(name: str, settings: Settings) -> tuple[Advice, ...]:
    token = settings.telegram_token if name == "telegram" else settings.discord_token
    if token is None:
        return (Advice(False, f"FAQBOT_{name.upper()}_TOKEN is not set."),)
    if name == "telegram":
        from adapters import telegram_bot as platform
    else:
        from adapters import discord_bot as platform  # type: ignore[no-redef]
    return asyncio.run(platform.doctor(settings))
