"""The core of the bot: no chat library, no network, no global state."""

from bot.engine import Engine
from bot.errors import CatalogError, FaqbotError, SettingsError
from bot.model import (
    Abstain,
    Action,
    Answer,
    Button,
    Candidate,
    Choices,
    Language,
    Press,
    Question,
    Reason,
    Region,
    Reply,
    Room,
    Spoken,
)  # fmt: skip

__all__ = [
    "Abstain",
    "Action",
    "Answer",
    "Button",
    "Candidate",
    "CatalogError",
    "Choices",
    "Engine",
    "FaqbotError",
    "Language",
    "Press",
    "Question",
    "Reason",
    "Region",
    "Reply",
    "Room",
    "SettingsError",
    "Spoken",
]
