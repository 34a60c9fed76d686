"""The values that travel between rooms: questions, entries, decisions, replies.

Everything here is frozen. Nothing here knows a platform, a file or a user: a `Question` carries
no id and no name, so that no later step could keep one by accident.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Language(StrEnum):
    """A language that the FAQ is written in."""

    EN = "en"
    FR = "fr"

    @property
    def other(self) -> Language:
        """The other of the two."""
        return Language.FR if self is Language.EN else Language.EN


class Spoken(StrEnum):
    """What a question sounds like; only the first two name a language with confidence."""

    EN = "en"
    FR = "fr"
    MIXED = "mixed"
    OTHER = "other"
    UNSURE = "unsure"


class Region(StrEnum):
    """Where an answer holds; an entry without a region holds everywhere."""

    EU = "eu"
    UK = "uk"
    CH = "ch"
    US = "us"
    CA = "ca"
    BR = "br"
    AU = "au"


class Room(StrEnum):
    """The kind of place that a question was asked in."""

    PRIVATE = "private"
    GROUP = "group"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and the hints that may settle its language and region.

    `language` and `region` are the person's own choice. `locale` is the client's language and
    `room_language` the room's: both count only where the text itself leaves the language open.
    """

    text: str
    language: Language | None = None
    region: Region | None = None
    locale: Language | None = None
    room_language: Language | None = None
    room: Room = Room.PRIVATE


@dataclass(frozen=True, slots=True)
class Source:
    """A published text that an answer rests on; `date` is YYYY, YYYY-MM, YYYY-MM-DD or None."""

    id: str
    title: str
    publisher: str
    url: str
    language: str
    date: str | None = None
    access: str = "read"
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One language's side of an entry; the answer is written in the markup of `bot.reply.markup`."""

    question: str
    answer: str
    phrasings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the FAQ with its answer in both languages."""

    id: str
    topic: str
    review_by: date
    en: Version
    fr: Version
    sources: tuple[Source, ...]
    as_of: str | None = None
    regions: tuple[Region, ...] = ()
    family: str | None = None
    area: str | None = None
    aliases: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()

    def version(self, language: Language) -> Version:
        """The side written in this language."""
        return self.en if language is Language.EN else self.fr


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf of entries, with its title in both languages."""

    id: str
    en: str
    fr: str

    def title(self, language: Language) -> str:
        """The title in this language."""
        return self.en if language is Language.EN else self.fr


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer a question; `confidence` is the probability (0..1) that it does."""

    entry_id: str
    confidence: float


class Reason(StrEnum):
    """Why a question gets no entry of its own."""

    EMPTY = "empty"  # nothing to read: spaces, punctuation, emoji
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    STOP = "stop"
    WHO = "who"  # who are you
    CAPABILITIES = "capabilities"  # what can you do
    STORED = "stored"  # what do you keep about me
    OTHER_LANGUAGE = "other_language"
    UNKNOWN_WORDS = "unknown_words"  # far from everything in the FAQ
    UNSURE = "unsure"  # on topic, but no entry is likely enough
    MENU = "menu"  # nothing was asked: a list or a note that a button or a command opened
    OUTDATED = "outdated"  # a button of a version or an entry that no longer exists


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry answers the question."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class Choices:
    """One of these entries, best first and at most three, very likely answers the question."""

    entry_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abstain:
    """No entry is likely enough, or none was asked for; the reason says which."""

    reason: Reason


Decision = Answer | Choices | Abstain


class Action(StrEnum):
    """What pressing a button does; the value is the letter kept in the button's id."""

    SHOW = "s"  # show an entry
    MORE = "m"  # show the whole answer where the short one stands
    SOURCES = "o"  # list the sources
    SWITCH = "l"  # show the same entry in the other language
    TOPICS = "t"  # list the topics
    TOPIC = "p"  # list a topic's entries, page by page
    HELPFUL = "y"
    NOT_HELPFUL = "n"
    PRIVACY = "v"  # what is kept, and how to erase it
    DELETE = "d"  # take the bot's message away


@dataclass(frozen=True, slots=True)
class Press:
    """The whole meaning of a button: nothing is looked up when it is pressed."""

    action: Action
    language: Language
    target: str = ""  # an entry id or a topic id
    page: int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A press with the words that a person reads on it."""

    label: str
    press: Press


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a source is cited, by the source's id and its number in this reply."""

    source_id: str
    number: int = 0


Inline = Span | Mark


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that stands alone."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of lines, numbered when the order matters."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool = False


Block = Paragraph | Listing


@dataclass(frozen=True, slots=True)
class Cited:
    """A source with its number in this reply, counted from 1."""

    number: int
    source: Source


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show: words in one language, in the order they stand here, and buttons.

    `caution` comes first (the entry is past its review date), then `title` (the entry's question),
    `blocks` (the short answer is the first of them), the numbered `sources` that they cite, and
    `notes` (as of when, for where). `rows` are buttons. `candidates` are the matcher's, best first.
    """

    decision: Decision
    language: Language
    spoken: Spoken
    blocks: tuple[Block, ...]
    title: str = ""
    caution: str = ""
    sources: tuple[Cited, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def entry_id(self) -> str | None:
        """The entry that this reply shows, if it shows one."""
        return self.decision.entry_id if isinstance(self.decision, Answer) else None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, row after row."""
        return tuple(button for row in self.rows for button in row)
