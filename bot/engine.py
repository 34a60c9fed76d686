"""The door to the core: questions and presses in, replies out.

The engine holds one reference, to everything it knows (`Knowledge`, frozen); a reload builds the
next one, and only when it is whole takes it in the place of the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot import cache
from bot.catalog.findings import Finding, errors
from bot.catalog.folder import LIMITS_FILE, packaged, read_folder
from bot.errors import CatalogError
from bot.i18n.words import words
from bot.language import detect
from bot.matching.limits import Limits
from bot.model import Abstain, Action, Answer, Language, Reason, Reply, Room, Spoken
from bot.reply import compose, menus
from bot.reply.compose import Voice
from bot.reply.smalltalk import phrasebook, recognise
from bot.text import words as split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.catalog.catalog import Catalog
    from bot.catalog.folder import Folder
    from bot.language import Heard
    from bot.matching.explain import Explanation
    from bot.matching.index import Index
    from bot.matching.rank import Ranking
    from bot.model import Candidate, Decision, Press, Question
    from bot.reply.smalltalk import Phrasebook
    from bot.suggest import Suggester, Suggestion


LEANING = 1.0
"""Evidence (about: small words) that French needs beyond English where no hint settles the language."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the bot knows at a moment."""

    catalog: Catalog
    index: Index
    limits: Limits
    phrasebook: Phrasebook


def _today() -> date:
    return datetime.now(UTC).date()


def learn(root: Path, cached: Path | None) -> Knowledge:
    """What the bot knows from this folder: recalled if it was learned before, else learned and kept.

    Raises CatalogError with every finding when the folder holds errors.
    """
    folder = read_folder(root)
    recalled = cache.recall(cached, folder.fingerprint) if cached and not folder.findings else None
    catalog, index = recalled or _compile(folder)
    if cached and recalled is None:
        cache.keep(cached, catalog, index)
    text = folder.files.get(LIMITS_FILE, b"")
    known = Knowledge(catalog, index, _limits(text), phrasebook(catalog.smalltalk))
    if cached:
        cache.mark_good(cached, root, folder.fingerprint, text)
    return known


def _compile(folder: Folder) -> tuple[Catalog, Index]:
    # Imported here: validation and compiling are heavy rooms that a cached start never enters.
    from bot.catalog.load import load
    from bot.matching.index import compile_index

    loaded = load(folder)
    if loaded.catalog is None:
        raise CatalogError(errors(loaded.findings))
    return loaded.catalog, compile_index(loaded.catalog)


def _limits(text: bytes) -> Limits:
    try:
        return Limits.from_toml(text.decode()) if text else Limits()
    except ValueError as problem:
        cure = "run `faqbot calibrate` to write the file anew"
        raise CatalogError([Finding(LIMITS_FILE, 1, "", str(problem), cure)]) from problem


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
        found = cache.last_good(kept, root) if kept else None
        if found is None:
            return None
        catalog, index, text = found
        known = Knowledge(catalog, index, _limits(text), phrasebook(catalog.smalltalk))
        return cls(known, root=root, cached=kept, today=today)

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
        known = self._knowledge
        heard = detect(question.text)
        talk = recognise(known.phrasebook, split(question.text))
        language = (talk.language if talk else None) or reply_language(heard, question)
        decision, candidates = (Abstain(talk.reason), ()) if talk else _decide(known, question, heard.spoken)
        voice = Voice(known.catalog, words(language), self._today(), question.room, heard.spoken, candidates)
        return _reply(decision, voice)

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
        from bot.reply.explained import explained

        known = self._knowledge
        heard = detect(question.text)
        if recognise(known.phrasebook, split(question.text)):
            return self.ask(question)  # small talk explains itself
        ranking = _rank(known, question)
        decision, candidates = _decide(known, question, heard.spoken)
        words_of = words(reply_language(heard, question))
        voice = Voice(known.catalog, words_of, self._today(), question.room, heard.spoken, candidates)
        return explained(ranking, decision, known.limits, voice)

    def why(self, question: Question) -> Explanation:
        """What counted for this question: the parts of its score, the runner-up, the limit."""
        from bot.matching.explain import explain

        known = self._knowledge
        return explain(_rank(known, question), known.limits, detect(question.text).spoken)

    def _voice(self, language: Language, room: Room = Room.PRIVATE) -> Voice:
        return Voice(self._knowledge.catalog, words(language), self._today(), room, Spoken(language.value))

    def _current_suggester(self) -> Suggester:
        from bot.suggest import Suggester

        known = self._knowledge
        if self._suggester is None or self._suggester[0] != known.catalog.fingerprint:
            self._suggester = (known.catalog.fingerprint, Suggester.of(known.catalog, known.index))
        return self._suggester[1]


def reply_language(heard: Heard, question: Question) -> Language:
    """The question's own language; where it has none, the person's choice, the client's, the room's."""
    if heard.spoken in (Spoken.EN, Spoken.FR):
        return Language(heard.spoken.value)
    hints = (question.language, question.locale, question.room_language)
    heavier = Language.FR if heard.french > heard.english + LEANING else Language.EN
    return next((hint for hint in hints if hint), heavier)


def _decide(known: Knowledge, question: Question, spoken: Spoken) -> tuple[Decision, tuple[Candidate, ...]]:
    from bot.matching.decide import decide

    ranking = _rank(known, question)
    return decide(ranking, known.limits, spoken), ranking.candidates


def _rank(known: Knowledge, question: Question) -> Ranking:
    from bot.matching.rank import rank

    return rank(known.index, question.text, limits=known.limits, region=question.region)


def _reply(decision: Decision, voice: Voice) -> Reply:
    if isinstance(decision, Abstain):
        return menus.abstain(decision.reason, voice)
    ids = (decision.entry_id,) if isinstance(decision, Answer) else decision.entry_ids
    entries = [voice.catalog.by_id[id] for id in ids]
    return (
        compose.answer(entries[0], voice) if isinstance(decision, Answer) else menus.choices(entries, voice)
    )
