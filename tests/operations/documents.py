"""The parts of the operators' documents that are made of the code; `tests.docs` writes and compares them."""

from __future__ import annotations

from dataclasses import fields

from adapters.web.metrics import Metrics
from bot import Engine, Language
from bot.i18n.words import words
from bot.privacy.manifest import MANIFEST, Datum, Kept
from bot.privacy.store import Choice, RoomChoice

HEADS = {
    Language.EN: ("what is read or kept", "why", "how long"),
    Language.FR: ("ce qui est lu ou conservé", "pourquoi", "combien de temps"),
}
MOMENT = {Language.EN: "while the answer is made", Language.FR: "le temps de faire la réponse"}
MEMORY = {
    Language.EN: "in memory, until a restart at the latest",
    Language.FR: "en mémoire, au plus tard jusqu'au redémarrage",
}
CHOICE = {
    Language.EN: "until /forget, or {days} days without use",
    Language.FR: "jusqu'à /forget, ou {days} jours sans utilisation",
}
ROOM = {
    Language.EN: "until moderators change it, or {days} days without use",
    Language.FR: "jusqu'à ce que les modérateurs le changent, ou {days} jours sans utilisation",
}
LONG = {Kept.MOMENT: MOMENT, Kept.MEMORY: MEMORY, Kept.CHOICE: CHOICE}


def data(language: Language) -> str:
    """The table of everything that is read or kept, in this language."""
    head = HEADS[language]
    rows = [f"| {' | '.join(head)} |", "|---|---|---|", *(_datum(datum, language) for datum in MANIFEST)]
    return "\n" + "\n".join(rows) + "\n"


def _datum(datum: Datum, language: Language) -> str:
    say = words(language).say
    long = (ROOM if datum.id == "room" else LONG[datum.kept])[language].format(days=datum.days)
    return f"| {say(datum.what)} | {say(datum.why)} | {long} |"


def stored() -> str:
    """The table of the store's fields."""
    rows = ["| table | column | what it holds |", "|---|---|---|"]
    for table, kind, days in (("person", Choice, 90), ("room", RoomChoice, 365)):
        names = ", ".join(f"`{field.name}`" for field in fields(kind))
        rows.append(
            f"| `{table}` | `key` | HMAC-SHA-256 of platform, kind and number, under `FAQBOT_PEPPER` |"
        )
        rows.append(f"| `{table}` | `choice` | {names} |")
        rows.append(f"| `{table}` | `day` | the day it was last used; erased after {days} days |")
    return "\n" + "\n".join(rows) + "\n"


def metrics() -> str:
    """The table of the bot's own metrics."""
    counted = Metrics()
    counted.watch(Engine.open(), (), lambda: 0.0)
    rows = ["| metric | what it tells |", "|---|---|"]
    rows += [f"| `{name}` | {text} |" for name, text in counted.names() if name.startswith("faqbot_")]
    return "\n" + "\n".join(rows) + "\n"
