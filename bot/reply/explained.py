"""Why this answer? The nearest entries with how sure the matcher is of each, and how it read the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.words import message
from bot.model import Abstain, Answer, Choices, Listing, Paragraph, Reason, Span
from bot.reply.compose import entry_rows
from bot.reply.menus import note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.matching.limits import Limits
    from bot.matching.rank import Ranking
    from bot.model import Block, Candidate, Decision, Reply
    from bot.reply.compose import Voice

SHOWN = 3
"""Candidates; those beyond count for next to nothing."""

_VERDICTS: Mapping[type[Decision], str] = {
    Answer: message("I answer with the first of these:"),
    Choices: message("None is sure enough, so I offer these:"),
    Abstain: message("None is sure enough, so I say that I don't know. The nearest were:"),
}


def explained(ranking: Ranking, decision: Decision, limits: Limits, voice: Voice) -> Reply:
    """What was decided, between which entries, and from which certainty on the bot answers outright."""
    nearest = ranking.candidates[:SHOWN]
    if not nearest:
        return note(
            voice.words.say("Nothing in it is a question about AI and privacy that I could look up."), voice
        )
    say = voice.words.say
    blocks: list[Block] = [
        _line(say(_VERDICTS[type(decision)])),
        Listing(tuple((Span(_candidate(one, voice)),) for one in nearest), ordered=True),
        _line(say("Below {percent} % I never answer outright.", percent=round(limits.answer * 100))),
        *_readings(ranking, voice),
    ]
    entries = [voice.catalog.by_id[one.entry_id] for one in nearest]
    return voice.reply(Abstain(Reason.MENU), tuple(blocks), entry_rows(entries, voice))


def _candidate(one: Candidate, voice: Voice) -> str:
    title = voice.title(voice.catalog.by_id[one.entry_id])
    return voice.words.say("{title} ({percent} % sure)", title=title, percent=round(one.confidence * 100))


def _readings(ranking: Ranking, voice: Voice) -> Sequence[Block]:
    """The words that were read as others: misspelt ones, text-speak."""
    read = ", ".join(f"{mended.typed} → {' '.join(mended.meant)}" for mended in ranking.mended)
    return (_line(voice.words.say("Read as meant: {words}", words=read)),) if read else ()


def _line(text: str) -> Paragraph:
    return Paragraph((Span(text),))
