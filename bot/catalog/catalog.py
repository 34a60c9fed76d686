"""The FAQ as one frozen value, and the questions that other rooms ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.catalog.smalltalk import SmallTalk
from bot.catalog.vocabulary import Vocabulary
from bot.model import Entry, Topic


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every entry in the order of its topic, the words that go with them, and one fingerprint of it all."""

    entries: tuple[Entry, ...]
    topics: tuple[Topic, ...]
    vocabulary: Vocabulary
    smalltalk: SmallTalk
    fingerprint: str
    by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = {alias: entry for entry in self.entries for alias in entry.aliases}
        ids.update({entry.id: entry for entry in self.entries})
        object.__setattr__(self, "by_id", ids)

    def entry(self, id: str) -> Entry | None:
        """The entry with this id, or with this former id."""
        return self.by_id.get(id)

    def topic(self, id: str) -> Topic | None:
        """The topic with this id."""
        return next((topic for topic in self.topics if topic.id == id), None)

    def of_topic(self, topic_id: str) -> tuple[Entry, ...]:
        """The entries of a topic, in their order."""
        return tuple(entry for entry in self.entries if entry.topic == topic_id)

    def siblings(self, entry: Entry) -> tuple[Entry, ...]:
        """The entries that answer the same question for other regions."""
        if entry.family is None:
            return ()
        return tuple(other for other in self.entries if other.family == entry.family and other.id != entry.id)

    def follow_ups(self, entry: Entry) -> tuple[Entry, ...]:
        """What a reader of this entry would ask next."""
        found = (self.entry(id) for id in entry.follow_ups)
        return tuple(other for other in found if other is not None)
