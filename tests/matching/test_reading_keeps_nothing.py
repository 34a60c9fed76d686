"""What members type is not kept in any table of the index."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from bot import Question

if TYPE_CHECKING:
    from bot import Engine

CANARIES = ("zyxwoquelle", "quibblefrotz", "pr\u00e9fl\u00fbtage")


def test_no_word_of_a_question_is_left_in_memory(engine: Engine) -> None:
    folded = ("zyxwoquelle", "quibblefrotz", "preflutage")
    for canary in CANARIES:
        engine.ask(Question(f"does {canary} train on my {canary}s, and how do i opt out of {canary}?"))
        engine.suggest(f"{canary} whatsapp", engine.topics(engine.ask(Question("hi")).language).language)
    gc.collect()
    kept = [
        table
        for table in gc.get_objects()
        if isinstance(table, dict) and any(isinstance(key, str) and key.startswith(folded) for key in table)
    ]
    assert kept == []
