"""An entry becomes a reply: which words, in which order, with which sources and buttons.

Pure: the catalogue, the words of the language and today's date are passed in. The short answer
stands first everywhere; a group gets only that, with a button for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.i18n.dates import as_of, day, region_name
from bot.model import (
    Abstain,
    Action,
    Answer,
    Button,
    Candidate,
    Choices,
    Cited,
    Language,
    Paragraph,
    Press,
    Region,
    Reply,
    Room,
    Span,
    Spoken,
)  # fmt: skip
from bot.reply import markup
from bot.reply.typography import typeset, typeset_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.catalog.catalog import Catalog
    from bot.i18n.words import Words
    from bot.model import Block, Entry

MOST_FOLLOW_UPS = 3
"""More buttons than this bury the answer on a phone."""

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything that shapes a reply beside its content."""

    catalog: Catalog
    words: Words
    today: date
    room: Room = Room.PRIVATE
    spoken: Spoken = Spoken.UNSURE
    candidates: tuple[Candidate, ...] = ()

    @property
    def language(self) -> Language:
        """The language of the reply."""
        return self.words.language

    def title(self, entry: Entry) -> str:
        """The entry's question, typeset."""
        return typeset(entry.version(self.language).question, self.language)

    def reply(
        self, decision: Answer | Choices | Abstain, blocks: tuple[Block, ...], rows: Rows = ()
    ) -> Reply:
        """A reply of blocks and buttons alone."""
        return Reply(decision, self.language, self.spoken, blocks, rows=rows, candidates=self.candidates)


def answer(entry: Entry, voice: Voice, *, whole: bool = False) -> Reply:
    """An entry's answer; `whole` shows all of it even where the room asks for the short one."""
    blocks = markup.parse(entry.version(voice.language).answer)
    short = voice.room is not Room.PRIVATE and not whole and len(blocks) > 1
    shown = blocks[:1] if short else blocks
    sources = _cited(entry, shown)
    numbers = {cited.source.id: cited.number for cited in sources}
    return Reply(
        decision=Answer(entry.id),
        language=voice.language,
        spoken=voice.spoken,
        title=voice.title(entry),
        caution=_caution(entry, voice),
        blocks=typeset_blocks(markup.number(shown, numbers), voice.language),
        sources=sources,
        notes=_notes(entry, voice),
        rows=_answer_rows(entry, voice, short=short),
        candidates=voice.candidates,
    )


def sources(entry: Entry, voice: Voice) -> Reply:
    """The entry's sources alone, numbered as in its whole answer."""
    blocks = markup.parse(entry.version(voice.language).answer)
    intro = Paragraph((Span(voice.words.say("What this answer rests on:")),))
    back = Button(voice.words.say("Back to the answer"), Press(Action.MORE, voice.language, entry.id))
    return Reply(
        Answer(entry.id), voice.language, voice.spoken, (intro,), title=voice.title(entry),
        sources=_cited(entry, blocks), notes=_notes(entry, voice), rows=((back,),),
    )  # fmt: skip


def _cited(entry: Entry, blocks: tuple[Block, ...]) -> tuple[Cited, ...]:
    by_id = {source.id: source for source in entry.sources}
    ids = (id for id in markup.marks(blocks) if id in by_id)
    return tuple(Cited(number, by_id[id]) for number, id in enumerate(ids, 1))


def _caution(entry: Entry, voice: Voice) -> str:
    if voice.today <= entry.review_by:
        return ""
    when = day(entry.review_by, voice.language)
    return voice.words.say(
        "This answer should have been checked again by {day}: open its sources before you act on it.",
        day=when,
    )


def _notes(entry: Entry, voice: Voice) -> tuple[str, ...]:
    dated = as_of(entry.as_of, voice.words) if entry.as_of else voice.words.say("The sources carry no date")
    if not entry.regions:
        return (dated,)
    places = ", ".join(region_name(region, voice.language) for region in entry.regions)
    return (dated, voice.words.say("Where this applies: {places}", places=places))


def _answer_rows(entry: Entry, voice: Voice, *, short: bool) -> Rows:
    more = Button(voice.words.say("The whole answer"), Press(Action.MORE, voice.language, entry.id))
    following = voice.catalog.follow_ups(entry)[:MOST_FOLLOW_UPS]
    rows: list[tuple[Button, ...]] = [(more,)] if short else []
    rows += _sibling_rows(entry, voice)
    rows += entry_rows(following, voice) if not short else ()
    return (*rows, _tools(entry, voice, short=short))


def _sibling_rows(entry: Entry, voice: Voice) -> list[tuple[Button, ...]]:
    """The same question for other regions; one button a region, two on a line."""
    buttons: dict[Region, Button] = {}
    for other in voice.catalog.siblings(entry):
        for region in other.regions:
            if region not in entry.regions and region not in buttons:
                label = voice.words.say("For: {place}", place=region_name(region, voice.language))
                buttons[region] = Button(label, Press(Action.SHOW, voice.language, other.id))
    listed = [buttons[region] for region in Region if region in buttons]
    return [tuple(listed[start : start + 2]) for start in range(0, len(listed), 2)]


def entry_rows(entries: Iterable[Entry], voice: Voice) -> Rows:
    """A button for each entry, a line each."""
    return tuple(
        (Button(voice.title(entry), Press(Action.SHOW, voice.language, entry.id)),) for entry in entries
    )


def _tools(entry: Entry, voice: Voice, *, short: bool) -> tuple[Button, ...]:
    """The other language and the verdict, under every answer; all sources, where only some are shown."""
    language, say = voice.language, voice.words.say
    switch = "Français" if language is Language.EN else "English"
    sources = Button(say("Sources"), Press(Action.SOURCES, language, entry.id))
    return (
        *((sources,) if short else ()),
        Button(switch, Press(Action.SWITCH, language.other, entry.id)),
        Button(say("Helpful"), Press(Action.HELPFUL, language, entry.id)),
        Button(say("Not helpful"), Press(Action.NOT_HELPFUL, language, entry.id)),
    )
