"""What people and groups of this platform chose, kept under scrambled numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Question, Room

if TYPE_CHECKING:
    from adapters.telegram_bot.parse import Person, Place
    from bot.model import Language
    from bot.privacy.store import Choice, Keys, RoomChoice, Store

PLATFORM = "telegram"


@dataclass(frozen=True, slots=True)
class Records:
    """The store, by Telegram's numbers, which it never sees."""

    store: Store
    keys: Keys

    def person(self, id: int) -> Choice:
        """What this person chose."""
        return self.store.person(self._person(id))

    def keep_person(self, id: int, choice: Choice) -> None:
        """Keep what this person chose."""
        self.store.keep_person(self._person(id), choice)

    def room(self, chat: int) -> RoomChoice:
        """What this group's administrators chose."""
        return self.store.room(self._room(chat))

    def keep_room(self, chat: int, choice: RoomChoice) -> None:
        """Keep what this group's administrators chose."""
        self.store.keep_room(self._room(chat), choice)

    def forget(self, number: int, room: Room) -> bool:
        """Erase all there is; a private chat has the number of its person."""
        return self.store.forget(self._person(number) if room is Room.PRIVATE else self._room(number))

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup."""
        self.keep_room(new, self.room(old))
        self.forget(old, Room.GROUP)

    def question(self, text: str, place: Place, person: Person) -> Question:
        """The question with every hint there is about its language and region."""
        choice = self.person(person.id)
        room = self.room(place.chat) if place.room is Room.GROUP else None
        return Question(
            text=text,
            language=choice.language,
            region=choice.region or (room.region if room else None),
            locale=person.locale,
            room_language=room.language if room else None,
            room=place.room,
        )

    def language(self, place: Place | None, person: Person) -> Language | None:
        """The language to speak where nothing was said yet: chosen, the app's, the group's."""
        chosen = self.person(person.id).language or person.locale
        if chosen is None and place is not None and place.room is Room.GROUP:
            return self.room(place.chat).language
        return chosen

    def _person(self, id: int) -> str:
        return self.keys.of(PLATFORM, "person", id)

    def _room(self, chat: int) -> str:
        return self.keys.of(PLATFORM, "room", chat)
