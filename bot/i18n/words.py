"""Interface texts from the Babel catalogues `locales/<language>/LC_MESSAGES/faqbot.po`.

The .po files are read as they are: what a translator saves is what members see, and no compiled
copy can lag behind. Messages are whole sentences; values go into named places.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.model import Language
from bot.reply.typography import typeset


def message(text: str) -> str:
    """Marks a text that stands in a table for the catalogues; it is translated where it is said."""
    return text


LOCALES = Path(__file__).resolve().parent / "locales"


@dataclass(frozen=True, slots=True)
class Words:
    """The bot's words in one language."""

    language: Language
    _translations: gettext.GNUTranslations

    def say(self, message: str, /, **values: object) -> str:
        """The message in this language, with its places filled."""
        return self._set(self._translations.gettext(message), values)

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The message in the plural form that `number` asks for; `{number}` is filled too."""
        return self._set(self._translations.ngettext(one, many, number), {"number": number, **values})

    def _set(self, text: str, values: dict[str, object]) -> str:
        return typeset(text.format(**values) if values else text, self.language)


@cache
def words(language: Language) -> Words:
    """The words of a language, read once."""
    path = LOCALES / language / "LC_MESSAGES" / "faqbot.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
