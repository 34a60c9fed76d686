"""The project's matcher as the public benchmarks call it: fit on phrasings, rank a question.

Nothing here ranks: it is the index, the learning and the ranking that answer members, with an empty
vocabulary, as the benchmarks' entries are not about AI and privacy.
"""

from __future__ import annotations

from bot.catalog.vocabulary import Vocabulary
from bot.language import detect as heard
from bot.matching.calibrate import learn
from bot.matching.index import Index, Known, compile_texts
from bot.matching.leaveout import Material
from bot.matching.limits import Limits
from bot.matching.rank import rank
from bot.model import Spoken
from bot.text import words

SEED = 13

ROUNDS = 2
"""Rounds of leaving out: half of what `faqbot calibrate` takes, as the benchmarks count the time."""


class ProjectMatcher:
    """Compiles the phrasings given and learns the limits from them, as `faqbot calibrate` does."""

    probabilistic = True

    def __init__(self) -> None:
        self._index: Index | None = None
        self._limits = Limits()

    def fit(self, entries: dict[str, list[str]]) -> None:
        """Compile the given phrasings and learn from them."""
        known = [Known(id) for id in entries]
        material = [
            Material(one, (tuple(texts),)) for one, texts in zip(known, entries.values(), strict=True)
        ]
        self._limits = learn(material, Vocabulary(), SEED, Limits(), ROUNDS).limits
        spoken = [[words(text) for text in texts] for texts in entries.values()]
        self._index = compile_texts(known, spoken, Vocabulary(), "")

    def rank(self, question: str) -> list[tuple[str, float]]:
        """The ten best entries with their probabilities."""
        if self._index is None:
            return []
        found = rank(self._index, question, limits=self._limits).candidates
        return [(one.entry_id, one.confidence) for one in found]


def detect(text: str) -> str:
    """`en`, `fr`, or another word when the text leaves it open."""
    spoken = heard(text).spoken
    return str(spoken) if spoken in (Spoken.EN, Spoken.FR) else "?"
