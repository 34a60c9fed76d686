"""The project's matcher as the public benchmarks call it: fit on phrasings, rank a question."""

from __future__ import annotations

from bot.catalog.vocabulary import Vocabulary
from bot.language import detect as heard
from bot.matching.index import Index, Known, compile_texts
from bot.matching.rank import rank
from bot.model import Spoken
from bot.text import words


class ProjectMatcher:
    """The very index and ranking that answer members, without a FAQ's own vocabulary."""

    probabilistic = True

    def __init__(self, lang: str = "en") -> None:
        self._index: Index | None = None

    def fit(self, entries: dict[str, list[str]]) -> None:
        """Compile the given phrasings."""
        known = [Known(id) for id in entries]
        self._index = compile_texts(
            known, [[words(text) for text in texts] for texts in entries.values()], Vocabulary(), ""
        )

    def rank(self, question: str) -> list[tuple[str, float]]:
        """The ten best entries with their probabilities."""
        assert self._index is not None
        return [(one.entry_id, one.confidence) for one in rank(self._index, question).candidates]


def detect(text: str) -> str:
    """`en`, `fr`, or another word when the text leaves it open."""
    spoken = heard(text).spoken
    return str(spoken) if spoken in (Spoken.EN, Spoken.FR) else "?"
