"""When to answer a group that did not ask: rarely, only questions, only when very sure. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model import Answer, Spoken

if TYPE_CHECKING:
    from bot.model import Reply

SURE = 0.9
"""Confidence beyond what an asked answer needs: a wrong one that nobody asked for costs trust twice."""

FEWEST_WORDS = 4
"""Shorter questions are mostly said to somebody in particular ("really?", "and you?")."""

LONGEST = 400
"""Characters; longer messages tell a story, and people should answer those."""

_ASKING = re.compile(
    r"(?:how|what|which|who|where|when|why|can|could|do|does|did|is|are|should|will"
    r"|comment|que|quel|quels|quelle|quelles|qui|où|quand|pourquoi|combien|est-ce|puis-je|peut-on|faut-il|dois-je)\b",
    re.IGNORECASE,
)


def is_question(text: str) -> bool:
    """True for a question to everybody: it asks, and it is neither a word nor a story."""
    long_enough = len(text.split()) >= FEWEST_WORDS and len(text) <= LONGEST
    return long_enough and ("?" in text or _ASKING.match(text) is not None)


def rested(since: int | None, cooldown: int) -> bool:
    """True when enough was said between people since the last unasked answer."""
    return since is None or since > cooldown


def is_welcome(reply: Reply) -> bool:
    """True for an answer that may stand unasked."""
    sure = bool(reply.candidates) and reply.candidates[0].confidence >= SURE
    return isinstance(reply.decision, Answer) and sure and reply.spoken in (Spoken.EN, Spoken.FR)
