"""The straight line: normalise → language → rank → decide → compose, from one question to one reply.

Pure: what is known, the question and today's date go in, a reply comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.words import words
from bot.language import detect
from bot.model import Abstain, Answer, Language, Spoken
from bot.reply import compose, menus
from bot.reply.compose import Voice
from bot.reply.smalltalk import recognise
from bot.text import words as split

if TYPE_CHECKING:
    from datetime import date

    from bot.knowledge import Knowledge
    from bot.language import Heard
    from bot.matching.explain import Explanation
    from bot.matching.rank import Ranking
    from bot.model import Decision, Question, Reply

LEANING = 1.0
"""Evidence (about: small words) that French needs beyond English where no hint settles the language."""


def respond(known: Knowledge, question: Question, today: date) -> Reply:
    """The reply to a question: an answer, a choice of at most three, or an honest "I don't know"."""
    heard = detect(question.text)
    talk = recognise(known.phrasebook, split(question.text))
    if talk:
        language = talk.language or reply_language(heard, question)
        voice = Voice(known.catalog, words(language), today, question.room, heard.spoken)
        return menus.abstain(talk.reason, voice)
    ranking = ranked(known, question)
    return shown(decided(known, ranking, heard.spoken), _voice(known, question, heard, ranking, today))


def explained(known: Knowledge, question: Question, today: date) -> Reply:
    """Why the question gets the reply it gets, in the words of a member; small talk explains itself."""
    from bot.reply.explained import explained as explain

    if recognise(known.phrasebook, split(question.text)):
        return respond(known, question, today)
    heard, ranking = detect(question.text), ranked(known, question)
    decision = decided(known, ranking, heard.spoken)
    return explain(ranking, decision, known.limits, _voice(known, question, heard, ranking, today))


def why(known: Knowledge, question: Question) -> Explanation:
    """All that counted for the question: the parts of its score, the runner-up, the limits."""
    from bot.matching.explain import explain

    return explain(ranked(known, question), known.limits, detect(question.text).spoken)


def reply_language(heard: Heard, question: Question) -> Language:
    """The question's own language; where it has none, the person's choice, the client's, the room's."""
    if heard.spoken in (Spoken.EN, Spoken.FR):
        return Language(heard.spoken.value)
    hints = (question.language, question.locale, question.room_language)
    heavier = Language.FR if heard.french > heard.english + LEANING else Language.EN
    return next((hint for hint in hints if hint), heavier)


def ranked(known: Knowledge, question: Question) -> Ranking:
    """The entries for the question, best first."""
    from bot.matching.rank import rank  # imported here: numpy is heavy, and `import bot` must be light

    return rank(known.index, question.text, limits=known.limits, region=question.region)


def decided(known: Knowledge, ranking: Ranking, spoken: Spoken) -> Decision:
    """What to do with a ranking."""
    from bot.matching.decide import decide

    return decide(ranking, known.limits, spoken)


def shown(decision: Decision, voice: Voice) -> Reply:
    """The reply that a decision leads to."""
    if isinstance(decision, Abstain):
        return menus.abstain(decision.reason, voice)
    if isinstance(decision, Answer):
        return compose.answer(voice.catalog.by_id[decision.entry_id], voice)
    return menus.choices([voice.catalog.by_id[id] for id in decision.entry_ids], voice)


def _voice(known: Knowledge, question: Question, heard: Heard, ranking: Ranking, today: date) -> Voice:
    language = words(reply_language(heard, question))
    return Voice(known.catalog, language, today, question.room, heard.spoken, ranking.candidates)
