"""The small replies that only this adapter gives, as values of the core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.dates import region_name
from bot.i18n.words import words
from bot.model import Abstain, Action, Answer, Button, Choices, Press, Reason, Reply, Spoken
from bot.reply import markup
from bot.reply.typography import typeset_blocks

if TYPE_CHECKING:
    from bot import Engine
    from bot.model import Language, Region

Rows = tuple[tuple[Button, ...], ...]


def note(text: str, language: Language, rows: Rows = ()) -> Reply:
    """A short text, already in this language; it may hold the markup of answers."""
    shown = typeset_blocks(markup.parse(text), language)
    return Reply(Abstain(Reason.MENU), language, Spoken(language.value), shown, rows=rows)


def sorry(language: Language) -> Reply:
    """Something failed on the bot's side."""
    return note(
        words(language).say("Something went wrong on my side. Please try again in a moment."), language
    )


def too_fast(language: Language) -> Reply:
    """The person asks faster than the bot answers anybody."""
    return note(
        words(language).say("That was a lot at once. Please wait a minute, then ask again."), language
    )


def busy(language: Language) -> Reply:
    """More people ask than can be answered at once."""
    return note(
        words(language).say("Many people are asking at the moment. Please try again shortly."), language
    )


def changed(language: Language) -> Reply:
    """A command of an older version, still in somebody's app."""
    say = words(language).say
    return note(say("This command has changed. Restart Discord to see the new one, or mention me."), language)


def chosen_language(choice: Language | None, language: Language) -> Reply:
    """What was chosen, and what it changes."""
    say = words(language).say
    if choice is None:
        return note(say("I answer in the language of your question again."), language)
    text = say(
        "Where your question does not tell its language, I now answer in English. /forget erases this choice."
    )
    return note(text, language)


def chosen_region(region: Region | None, language: Language) -> Reply:
    """What was chosen, and what it changes."""
    say = words(language).say
    if region is None:
        return note(say("I no longer assume where you live."), language)
    place = region_name(region, language)
    text = say(
        "Where answers differ, I now show those for: {place}. /forget erases this choice.", place=place
    )
    return note(text, language)


def forgotten(something: bool, language: Language) -> Reply:
    """That nothing is left."""
    say = words(language).say
    if something:
        return note(say("Erased: your choices of language and region. Nothing else was kept."), language)
    return note(say("Nothing was kept about you, so there was nothing to erase."), language)


def behind_a_button(reply: Reply, engine: Engine) -> Reply:
    """The reply as one line and buttons, for rooms where answers are for the asker's eyes only.

    A message cannot be shown to one person alone; the answer to a press can.
    """
    say = words(reply.language).say
    ids = _entries(reply)
    titles = {id: entry.version(reply.language).question for id in ids if (entry := engine.catalog.entry(id))}
    rows = tuple((Button(title, Press(Action.SHOW, reply.language, id)),) for id, title in titles.items())
    return (
        note(say("Press to read the answer; only you will see it."), reply.language, rows) if rows else reply
    )


def _entries(reply: Reply) -> tuple[str, ...]:
    decision = reply.decision
    if isinstance(decision, Answer):
        return (decision.entry_id,)
    return decision.entry_ids if isinstance(decision, Choices) else ()
