"""What every kind of update needs: the core, the hand that sends, what was chosen, manners."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adapters.telegram_bot.memory import Memory
from adapters.telegram_bot.records import PLATFORM
from adapters.telegram_bot.render import note
from bot.i18n.words import words
from bot.model import Language, Room
from bot.privacy.pace import Verdict

if TYPE_CHECKING:
    from telegram import User

    from adapters.life import House
    from adapters.telegram_bot.parse import Person, Place
    from adapters.telegram_bot.records import Records
    from adapters.telegram_bot.send import Sender
    from bot.i18n.words import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """Where updates are seen to; `me` is the bot as Telegram knows it."""

    house: House
    sender: Sender
    records: Records
    me: User
    memory: Memory = field(default_factory=Memory)

    def language(self, place: Place | None, person: Person) -> Language:
        """The language to speak where no question tells it."""
        return self.records.language(place, person) or Language.EN

    def words(self, place: Place | None, person: Person) -> Words:
        """The bot's words in that language."""
        return words(self.language(place, person))

    def for_whom(self, place: Place, person: Person) -> Place:
        """The place; for this person's eyes only, where the operator or the group wants it so."""
        if place.room is not Room.GROUP:
            return replace(place, quoted=None)
        hidden = self.house.settings.telegram_ephemeral or self.records.room(place.chat).hidden
        return replace(place, receiver=person.id) if hidden else place

    async def may_go_on(self, place: Place, person: Person) -> bool:
        """True when this person is not too fast; they are told once when they are."""
        verdict = self.house.pace.ask(PLATFORM, person.id)
        if verdict is Verdict.TELL:
            await self.sender.send(self.for_whom(place, person), note(self.too_fast(place, person)))
        return verdict is Verdict.ANSWER

    def too_fast(self, place: Place | None, person: Person) -> str:
        """What somebody reads who asks or presses without a pause."""
        return self.words(place, person).say("That was very fast. Give me a minute, then ask again.")

    def sorry(self, place: Place | None, person: Person) -> str:
        """What somebody reads when the bot broke."""
        return self.words(place, person).say("Something went wrong on my side. Please try again.")
