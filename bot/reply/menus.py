"""Replies that hold no answer: a short choice, the topics, a topic's entries, an honest "I don't know"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n.words import message
from bot.i18n.words import words as words_of
from bot.model import Abstain, Action, Button, Choices, Listing, Paragraph, Press, Reason, Span
from bot.privacy.manifest import MANIFEST, Kept
from bot.reply import markup
from bot.reply.compose import entry_rows
from bot.reply.typography import typeset, typeset_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.model import Block, Entry, Reply, Topic
    from bot.reply.compose import Rows, Voice

PAGE = 8
"""Entries on a page of a topic: what fits on a phone without scrolling far."""

OTHER_LANGUAGE = message("I can only answer in English and French. Could you ask in one of them?")

SMALL_ANSWERS: Mapping[Reason, str] = {
    Reason.EMPTY: message("I read words. Ask me something about AI and your privacy, in English or French."),
    Reason.GREETING: message(
        "Hello! Ask me anything about AI and privacy in your own words, for example: "
        "*does Meta train its AI on my photos?*"
    ),
    Reason.THANKS: message("You are welcome. Ask again whenever you like."),
    Reason.GOODBYE: message("Goodbye, and take care of your data."),
    Reason.STOP: message(
        "All right. I only write when I am asked, and I keep nothing of what you wrote. "
        "To be rid of me altogether, block me or close this chat."
    ),
    Reason.WHO: message(
        "I am a bot, not a person, and I make nothing up: I look for your question in a collection of answers about AI "
        "and privacy that people have written, with their sources and dates. When none fits, I say so."
    ),
    Reason.CAPABILITIES: message(
        "I answer questions about AI and privacy: what companies do with your data, how to say no, what your rights "
        "are, where to complain. Write as you would to a friend, in English or French; mistakes do not matter."
    ),
    Reason.STORED: message(
        "Nothing. I read your question to answer it, then forget it: I keep no text, no name and no number of yours. "
        "The chat app has its own rules, and in a group others can read along. /privacy tells you more."
    ),
    Reason.UNKNOWN_WORDS: message(
        "I don't know. My subject is AI and privacy, and this seems to lie outside it. "
        "The topics show what I can answer."
    ),
    Reason.UNSURE: message(
        "I don't know: none of my answers fits well enough. Try other words, name the app or the country, or browse "
        "the topics. For advice on your own case, turn to your data protection authority."
    ),
    Reason.OUTDATED: message("This button is out of date. Ask again, or browse the topics."),
    Reason.OTHER_LANGUAGE: OTHER_LANGUAGE,
}
"""The bot's own words, by what kept it from answering with an entry."""

_WITHOUT_WAY_ON = (Reason.THANKS, Reason.GOODBYE, Reason.STOP)


def choices(entries: Iterable[Entry], voice: Voice) -> Reply:
    """A short choice: the titles as a list, for those who read, and as buttons, for those who press."""
    shown = tuple(entries)
    intro = Paragraph((Span(voice.words.say("I am not sure which of these you mean:")),))
    titles = Listing(tuple((Span(voice.title(entry)),) for entry in shown), ordered=True)
    rows = (*entry_rows(shown, voice), (topics_button(voice),))
    return voice.reply(Choices(tuple(entry.id for entry in shown)), (intro, titles), rows)


def abstain(reason: Reason, voice: Voice) -> Reply:
    """An honest small answer: what kept the bot from answering, and a way on."""
    texts = [voice.words.say(SMALL_ANSWERS[reason])]
    if reason is Reason.OTHER_LANGUAGE:  # the reader may know either of the two
        texts.append(words_of(voice.language.other).say(OTHER_LANGUAGE))
    blocks = typeset_blocks(markup.parse("\n\n".join(texts)), voice.language)
    rows = () if reason in _WITHOUT_WAY_ON else ((topics_button(voice),),)
    return voice.reply(Abstain(reason), blocks, rows)


def topics(voice: Voice) -> Reply:
    """The shelves, a button each."""
    intro = Paragraph((Span(voice.words.say("What would you like to know about?")),))
    rows = tuple(
        (
            Button(
                typeset(topic.title(voice.language), voice.language),
                Press(Action.TOPIC, voice.language, topic.id),
            ),
        )
        for topic in voice.catalog.topics
        if voice.catalog.of_topic(topic.id)
    )
    return voice.reply(Abstain(Reason.MENU), (intro,), rows)


def topic(shelf: Topic, page: int, voice: Voice) -> Reply:
    """A page of a shelf's entries, with ways to the next page, the previous one and the shelves."""
    entries = voice.catalog.of_topic(shelf.id)
    last = max(0, (len(entries) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown = entries[page * PAGE : (page + 1) * PAGE]
    heading = Paragraph((Span(typeset(shelf.title(voice.language), voice.language), bold=True),))
    rows = (*entry_rows(shown, voice), _turning(shelf, page, last, voice), (topics_button(voice),))
    return voice.reply(Abstain(Reason.MENU), (heading,), tuple(row for row in rows if row))


def _turning(shelf: Topic, page: int, last: int, voice: Voice) -> tuple[Button, ...]:
    """The buttons that turn the page, where there is one to turn to."""
    say, language = voice.words.say, voice.language
    back = Button(say("Previous page"), Press(Action.TOPIC, language, shelf.id, page - 1))
    on = Button(say("Next page"), Press(Action.TOPIC, language, shelf.id, page + 1))
    return tuple(button for button, there in ((back, page > 0), (on, page < last)) if there)


def topics_button(voice: Voice) -> Button:
    """The way on that every dead end offers."""
    return Button(voice.words.say("Browse the topics"), Press(Action.TOPICS, voice.language))


def note(text: str, voice: Voice, rows: Rows = ()) -> Reply:
    """A short text of the bot's own, already in the reader's language; it may hold markup."""
    return voice.reply(Abstain(Reason.MENU), typeset_blocks(markup.parse(text), voice.language), rows)


def verdict(entry: Entry, helpful: bool, voice: Voice) -> Reply:
    """A word for a verdict; after a bad one, the ways on."""
    say = voice.words.say
    if helpful:
        return note(say("Thank you. Only the number of such verdicts is counted, not who gave them."), voice)
    text = say("Sorry about that. Try other words, or see whether one of these fits better:")
    rows = (*entry_rows(voice.catalog.follow_ups(entry), voice), (topics_button(voice),))
    return note(text, voice, rows)


_KEPT = {
    Kept.MOMENT: message("Read for a moment, never kept:"),
    Kept.MEMORY: message("Kept in memory only, gone with a restart:"),
    Kept.CHOICE: message("Kept only if you choose something, until you send /forget:"),
}


def privacy(voice: Voice) -> Reply:
    """What is read and kept, how long and why, made of the manifest."""
    say = voice.words.say
    blocks: list[Block] = [
        Paragraph((Span(say("I keep nothing of what you write, and I have no account of you.")),))
    ]
    for kept, heading in _KEPT.items():
        blocks.append(Paragraph((Span(say(heading), bold=True),)))
        data = (datum for datum in MANIFEST if datum.kept is kept)
        lines = (say("{what}: {why}", what=say(datum.what), why=say(datum.why)) for datum in data)
        blocks.append(Listing(tuple((Span(line),) for line in lines)))
    rights = say(
        "Send /forget to erase what you chose. The chat app has its own rules. "
        "You can complain to your data protection authority."
    )
    return voice.reply(Abstain(Reason.STORED), (*blocks, Paragraph((Span(rights),))))
