"""What a question was held to mean, and how surely: the entries that came nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord_bot import notes
from bot.i18n.words import words
from bot.model import Action, Answer, Button, Choices, Press

if TYPE_CHECKING:
    from bot import Engine
    from bot.model import Candidate, Language, Reply

MOST = 3


def why_note(reply: Reply, engine: Engine) -> Reply:
    """The nearest entries, best first, each with the probability that it answers the question."""
    nearest = reply.candidates[:MOST]
    if not nearest:
        return reply  # small talk and the like: what the bot said is all there is to say
    lines = [f"{number}. {_line(one, engine, reply.language)}" for number, one in enumerate(nearest, 1)]
    rows = tuple((_button(one, engine, reply.language),) for one in nearest)
    return notes.note("\n".join((_verdict(reply), "", *lines)), reply.language, rows)


def _verdict(reply: Reply) -> str:
    say = words(reply.language).say
    if isinstance(reply.decision, Answer):
        return say("I answer with the first of these:")
    if isinstance(reply.decision, Choices):
        return say("No entry is sure enough, so I offer these:")
    return say("No entry is sure enough, so I say that I do not know. The nearest were:")


def _line(one: Candidate, engine: Engine, language: Language) -> str:
    sure = words(language).say("{percent} % sure", percent=round(100 * one.confidence))
    return f"{_title(one, engine, language)} ({sure})"


def _button(one: Candidate, engine: Engine, language: Language) -> Button:
    return Button(_title(one, engine, language), Press(Action.SHOW, language, one.entry_id))


def _title(one: Candidate, engine: Engine, language: Language) -> str:
    return engine.catalog.by_id[one.entry_id].version(language).question
