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
    from bot.matching.evaluate import Measuring
    from bot.model import Language

SAMPLED = 10
"""Of the phrasings of topics without a change one in so many is asked: enough to show who takes from whom."""


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
    asked = tuple(read_questions(questions or _own_questions(engine)))
    if weakest:
        from bot.matching.forecast import weakest as find_weakest

        show_weakest(find_weakest(engine.catalog, engine.limits), weakest, out)
    elif entry_id and phrasing:
        forecast_phrasing(engine, entry_id, language, phrasing, asked, out)
    elif entry_id:
        raise UsageError(f'Write the phrasing too: faqbot forecast {entry_id} "how do i ..."')
    else:
        _forecast_changes(engine, asked, out)


def _forecast_changes(engine: Engine, asked: tuple[Measuring, ...], out: IO[str]) -> None:
    """What the uncommitted changes would do to the questions, and to the phrasings of the same topics."""
    from bot.matching.forecast import phrasings

    before = _committed(engine)
    old = {entry.id: entry for entry in before.catalog.entries}
    changed = [entry for entry in engine.catalog.entries if old.get(entry.id) != entry]
    if before.catalog.fingerprint == engine.catalog.fingerprint:
        out.write("Nothing is changed since the last commit.\n")
        return
    topics = {entry.topic for entry in changed}
    near = phrasings(entry for entry in engine.catalog.entries if entry.topic in topics)
    others = phrasings(entry for entry in engine.catalog.entries if entry.topic not in topics)
    everything = (*asked, *near, *others[::SAMPLED])
    run_forecast(engine.catalog, before.index, engine.index, engine.limits, everything, out)


def _own_questions(engine: Engine) -> list[Path]:
    """The measuring questions of the checkout that the FAQ lies in, if it lies in one."""
    return sorted((engine.root.parent / "tests" / "data").glob("*.jsonl")) if engine.root else []


def _committed(engine: Engine) -> Engine:
    """The engine of the FAQ as it was last committed."""
    from bot import Engine as Opener

    if engine.root is None:
        raise UsageError("There is no FAQ folder to compare with.")
    folder = committed(engine.root)
    try:
        return Opener.open(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
