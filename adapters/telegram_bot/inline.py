"""Results for words typed after the bot's name in any chat. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from adapters.telegram_bot.render import messages, summary
from bot.i18n.words import words
from bot.model import Language, Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot import Engine
    from bot.suggest import Suggestion

PAGE = 10
"""Results at once, of the 50 that answerInlineQuery takes: a phone shows four."""

MOST = 50
CACHE = 300
"""Seconds that Telegram may repeat a result to the same person."""

START = "inline"
"""What the button above the results sends to the private chat (1-64 characters)."""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results and where the next begins, empty after the last."""

    articles: tuple[InlineQueryResultArticle, ...]
    next_offset: str


def results(engine: Engine, text: str, language: Language, offset: int) -> Results:
    """The answers that these words may ask for; the most asked ones while nothing is typed."""
    found = engine.suggest(text, language, MOST)
    page = found[offset : offset + PAGE]
    there_is_more = offset + PAGE < len(found)
    return Results(_articles(engine, page, language), str(offset + PAGE) if there_is_more else "")


def _articles(
    engine: Engine, page: Sequence[Suggestion], language: Language
) -> tuple[InlineQueryResultArticle, ...]:
    return tuple(_article(engine, one, language) for one in page)


def _article(engine: Engine, suggestion: Suggestion, language: Language) -> InlineQueryResultArticle:
    reply = engine.show(suggestion.entry_id, language, Room.INLINE)
    if reply.title != suggestion.title:  # the words typed are in the other language
        reply = engine.show(suggestion.entry_id, language.other, Room.INLINE)
    message = messages(reply, Room.INLINE)[0]
    content = InputTextMessageContent(
        message.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(True)
    )
    return InlineQueryResultArticle(
        id=f"{reply.language}-{suggestion.entry_id}",
        title=suggestion.title,
        description=summary(reply, 120),
        input_message_content=content,
        reply_markup=message.keyboard,
    )


def button(language: Language) -> InlineQueryResultsButton:
    """The way to the private chat, above the results."""
    return InlineQueryResultsButton(words(language).say("Ask me in private"), start_parameter=START)
