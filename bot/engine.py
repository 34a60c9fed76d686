"""The door to the core: questions and presses in, replies out.

The engine holds one reference, to everything it knows (`Knowledge`, frozen); a reload builds the
next one, and only when it is whole takes it in the place of the last.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot import cache
from bot.catalog.folder import packaged
from bot.i18n.words import words
from bot.knowledge import learn, remember
from bot.model import Action, Language, Reason, Reply, Room, Spoken
from bot.reply import compose, menus
from bot.reply.compose import Voice
from bot.respond import explained, respond, why

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.catalog.catalog import Catalog
    from bot.knowledge import Knowledge
    from bot.matching.explain import Explanation
    from bot.matching.index import Index
    from bot.matching.limits import Limits
    from bot.model import Press, Question
    from bot.suggest import Suggester, Suggestion


def _today() -> date:
    return datetime.now(UTC).date()


class Engine:
    """Answers questions from one FAQ; safe to share between threads and adapters."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        root: Path | None = None,
        cached: Path | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self._knowledge = knowledge
        self._root = root
        self._cached = cached
        self._today = today
        self._suggester: tuple[str, Suggester] | None = None

    @classmethod
    def open(
        cls, path: Path | None = None, *, cached: Path | None = None, today: Callable[[], date] = _today
    ) -> Engine:
        """The engine of a FAQ folder (the packaged one without a path), compiled at most once a content.

        `cached` is where compiled FAQs are kept; by default the user's cache folder.
        """
        root, kept = path or packaged(), cached or cache.user_cache()
        return cls(learn(root, kept), root=root, cached=kept, today=today)

    @classmethod
    def last_good(
        cls, path: Path | None = None, *, cached: Path | None = None, today: Callable[[], date] = _today
    ) -> Engine | None:
        """The engine of what the folder held when it was whole last, for a start with a broken one; None without."""
        root, kept = path or packaged(), cached or cache.user_cache()
        known = remember(root, kept) if kept else None
        return cls(known, root=root, cached=kept, today=today) if known else None

    @property
    def root(self) -> Path | None:
        """The folder that `reload` reads."""
        return self._root

    @property
    def cached(self) -> Path | None:
        """The folder where compiled FAQs are kept."""
        return self._cached

    @property
    def catalog(self) -> Catalog:
        """The FAQ that is in force."""
        return self._knowledge.catalog

    @property
    def index(self) -> Index:
        """The compiled index that is in force."""
        return self._knowledge.index

    @property
    def limits(self) -> Limits:
        """The learned limits that are in force."""
        return self._knowledge.limits

    def reload(self) -> bool:
        """Learn the folder again and take it over; False when nothing has changed.

        Raises CatalogError, and keeps what it knew, when the folder holds errors. Takes seconds:
        call it off the event loop. Questions are answered meanwhile.
        """
        if self._root is None:
            return False
        known = learn(self._root, self._cached)
        changed = known.catalog.fingerprint != self.catalog.fingerprint
        self._knowledge = known
        return changed

    def ask(self, question: Question) -> Reply:
        """The reply to a question: an answer, a choice of at most three, or an honest "I don't know"."""
        return respond(self._knowledge, question, self._today())

    def press(self, press: Press, room: Room = Room.PRIVATE) -> Reply:
        """The reply to a button; one whose entry is gone gets a kind way on."""
        voice = self._voice(press.language, room)
        entry = voice.catalog.entry(press.target)
        if press.action is Action.TOPICS:
            return menus.topics(voice)
        if press.action is Action.TOPIC:
            shelf = voice.catalog.topic(press.target)
            return menus.topic(shelf, press.page, voice) if shelf else menus.abstain(Reason.OUTDATED, voice)
        if press.action is Action.PRIVACY:
            return self.privacy(press.language, room)
        if entry is None:
            return menus.abstain(Reason.OUTDATED, voice)
        if press.action is Action.SOURCES:
            return compose.sources(entry, voice)
        if press.action in (Action.HELPFUL, Action.NOT_HELPFUL):
            return menus.verdict(entry, press.action is Action.HELPFUL, voice)
        return compose.answer(entry, voice, whole=press.action is Action.MORE)

    def show(self, entry_id: str, language: Language, room: Room = Room.PRIVATE) -> Reply:
        """An entry by its id or a former one, as a deep link asks for it."""
        voice = self._voice(language, room)
        entry = voice.catalog.entry(entry_id)
        return compose.answer(entry, voice) if entry else menus.abstain(Reason.OUTDATED, voice)

    def topics(self, language: Language) -> Reply:
        """The shelves of the FAQ."""
        return menus.topics(self._voice(language))

    def say(self, reason: Reason, language: Language) -> Reply:
        """The bot's own small answer of this kind, for commands such as /start and /help."""
        return menus.abstain(reason, self._voice(language))

    def privacy(self, language: Language, room: Room = Room.PRIVATE) -> Reply:
        """What is read and what is kept, from the manifest that the code is tested against."""
        return menus.privacy(self._voice(language, room))

    def suggest(self, text: str, language: Language, limit: int = 25) -> tuple[Suggestion, ...]:
        """Entries for a question that is still being typed, best first."""
        return self._current_suggester().suggest(text, language, limit)

    def explained(self, question: Question) -> Reply:
        """Why this question gets the reply it gets, in the words of a member."""
        return explained(self._knowledge, question, self._today())

    def why(self, question: Question) -> Explanation:
        """What counted for this question: the parts of its score, the runner-up, the limit."""
        return why(self._knowledge, question)

    def _voice(self, language: Language, room: Room = Room.PRIVATE) -> Voice:
        return Voice(self._knowledge.catalog, words(language), self._today(), room, Spoken(language.value))

    def _current_suggester(self) -> Suggester:
        from bot.suggest import Suggester

        known = self._knowledge
        if self._suggester is None or self._suggester[0] != known.catalog.fingerprint:
            self._suggester = (known.catalog.fingerprint, Suggester.of(known.catalog, known.index))
        return self._suggester[1]
