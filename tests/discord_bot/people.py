"""What tests need to speak with the bot and to read what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import Engine, Question
from bot.i18n.words import words
from bot.language import detect
from bot.model import Abstain, Answer, Candidate, Choices, Reason
from bot.reply.compose import Voice
from bot.respond import reply_language, shown
from tests.conftest import TODAY
from tests.discord_bot.openapi import walk

if TYPE_CHECKING:
    import simcord

    from bot.model import Decision, Reply


@dataclass(slots=True)
class Speaking:
    """The locale of people's apps, and how they got the bot."""

    locale: str = "en-US"
    guild_locale: str = "en-US"
    guest: bool = False

    def change(self, payload: dict[str, Any]) -> None:
        """Make an interaction say so."""
        payload["locale"] = self.locale
        person = (payload.get("user") or payload.get("member", {}).get("user", {})).get("id", "1")
        if "guild_id" in payload:
            payload["guild_locale"] = self.guild_locale
            owner = {"1": person} if self.guest else {"0": payload["guild_id"]}
            payload["authorizing_integration_owners"] = owner


@dataclass(slots=True)
class Town:
    """A server with one channel and one member."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ada: simcord.MemberActor


META = "how do I stop Meta from training its AI on my posts in the EU?"
META_FR = "comment empêcher Meta d'entraîner son IA avec mes publications en Europe ?"
CHOICE = "meta opt out"
KETTLE = "how do I descale a kettle"
KETTLE_FR = "comment détartrer une bouilloire"

SETTLED: dict[str, Decision] = {
    META: Answer("meta-optout-eu"),
    META_FR: Answer("meta-optout-eu"),
    CHOICE: Choices(("meta-optout-eu", "meta-optout-uk")),
    KETTLE: Abstain(Reason.UNSURE),
    KETTLE_FR: Abstain(Reason.UNSURE),
}


class Settled(Engine):
    """The real engine, but for the questions of these tests, whose decisions are settled.

    What is tested here is what the adapter makes of a decision, and the matcher learns every week.
    """

    def ask(self, question: Question) -> Reply:
        decision = SETTLED.get(question.text)
        if decision is None:
            return super().ask(question)
        heard = detect(question.text)
        known = tuple(
            Candidate(id, 0.99)
            for id in getattr(decision, "entry_ids", (getattr(decision, "entry_id", ""),))
            if id
        )
        language = reply_language(heard, question)
        voice = Voice(self.catalog, words(language), TODAY, question.room, heard.spoken, known)
        return shown(decision, voice)


def text(components: Any) -> str:
    """All that a message made of components says."""
    return "\n\n".join(part["content"] for part in walk(components) if part["type"] == 10)


def labels(components: Any) -> list[str]:
    """The labels of buttons, and the options of menus."""
    found: list[str] = []
    for part in walk(components):
        if part["type"] == 2:
            found.append(part["label"])
        found += [option["label"] for option in part.get("options", ())] if part["type"] == 3 else []
    return found
