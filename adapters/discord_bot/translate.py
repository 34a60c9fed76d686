"""Names and descriptions of commands in the languages of Discord's apps."""

from __future__ import annotations

from typing import Any

from discord import Locale, app_commands

from bot.i18n.words import words
from bot.model import Language

LANGUAGES = {
    Locale.french: Language.FR,
    Locale.american_english: Language.EN,
    Locale.british_english: Language.EN,
}
"""English stands under its own keys too: without them British people would be shown nothing of ours,
and a later change of the default would show through."""


class Translations(app_commands.Translator):
    """Looks the bot's words up in its own catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """The text in this locale, or None for a language that the bot does not speak."""
        language = LANGUAGES.get(locale)
        return words(language).say(string.message) if language else None
