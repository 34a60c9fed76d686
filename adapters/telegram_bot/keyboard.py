"""Buttons as Telegram's inline keyboards: labels that fit, ids within 64 bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.model import Action
from bot.reply.buttons import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Button

MOST_BYTES = 64
"""`callback_data` of a button (InlineKeyboardButton)."""

LABEL = 64
"""Characters of a label; the clients show fewer on a phone, and cut by themselves."""

_ASIDE = frozenset({Action.SWITCH, Action.HELPFUL, Action.NOT_HELPFUL})


def keyboard(rows: Iterable[Iterable[Button]]) -> InlineKeyboardMarkup | None:
    """The rows as Telegram wants them, or None when there is no button."""
    made = [[_button(button.label, encode(button.press)) for button in row] for row in rows]
    return InlineKeyboardMarkup([row for row in made if row]) if any(made) else None


def labelled(rows: Iterable[Iterable[tuple[str, str]]]) -> InlineKeyboardMarkup:
    """A keyboard from labels and ids that are ready."""
    return InlineKeyboardMarkup([[_button(label, id) for label, id in row] for row in rows])


def _button(label: str, id: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…", callback_data=id
    )


def under_an_answer(markup: InlineKeyboardMarkup | None) -> bool:
    """True when the message with this keyboard is an answer, not a menu: only answers can be judged."""
    ids = (button.callback_data for row in markup.inline_keyboard for button in row) if markup else ()
    presses = (decode(id) for id in ids if isinstance(id, str))
    return any(press is not None and press.action in _ASIDE for press in presses)
