"""`faqbot forecast`: what a change of the FAQ would do, before anybody merges it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from adapters.terminal.measure import committed, forecast_phrasing, read_questions, run_forecast, show_weakest
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import IO

    from bot import Engine
    from bot.matching.index import Index
    from bot.model import Language


def forecast(
    engine: Engine,
    entry_id: str | None,
    phrasing: str | None,
    language: Language,
    questions: Sequence[Path],
    weakest: int,
    out: IO[str],
) -> None:
    """Print the forecast of one phrasing, of the uncommitted changes, or the weakest entries.

    Raises UsageError for an entry without a phrasing, an unknown entry, or outside a git checkout.
    """
    from bot.matching.forecast import phrasings
    from bot.matching.forecast import weakest as find_weakest

    asked = tuple(read_questions(questions or _own_questions(engine)))
    if weakest:
        show_weakest(find_weakest(engine.catalog, engine.limits), weakest, out)
    elif entry_id and phrasing:
        forecast_phrasing(engine, entry_id, language, phrasing, asked, out)
    elif entry_id:
        raise UsageError(f'Write the phrasing too: faqbot forecast {entry_id} "how do i ..."')
    else:
        everything = (*asked, *phrasings(engine.catalog.entries))
        run_forecast(engine.catalog, _committed_index(engine), engine.index, engine.limits, everything, out)


def _own_questions(engine: Engine) -> list[Path]:
    """The measuring questions of the checkout that the FAQ lies in, if it lies in one."""
    return sorted((engine.root.parent / "tests" / "data").glob("*.jsonl")) if engine.root else []


def _committed_index(engine: Engine) -> Index:
    """The index of the FAQ as it was last committed."""
    from bot import Engine as Opener

    if engine.root is None:
        raise UsageError("There is no FAQ folder to compare with.")
    before = committed(engine.root)
    try:
        return Opener.open(before).index
    finally:
        shutil.rmtree(before, ignore_errors=True)
