"""Dates that act: what is due for review, and whether an answer claims to be newer than its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalog.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.catalog.findings import Finding
    from bot.catalog.load import Located
    from bot.model import Entry


def newest_source(entry: Entry) -> str | None:
    """The date of the newest dated source (YYYY, YYYY-MM or YYYY-MM-DD), None when none is dated."""
    return max((source.date for source in entry.sources if source.date), default=None)


def findings(places: Iterable[Located], today: date) -> Iterator[Finding]:
    """Warnings about dates."""
    for place in places:
        entry = place.entry
        if entry.review_by < today:
            yield place.finding(("review_by",), f"was due for review on {entry.review_by}",
                                "check the answer against its sources, then set a new date", Severity.WARNING)  # fmt: skip
        newest = newest_source(entry)
        if (
            entry.as_of
            and newest
            and not any(_same_day(entry.as_of, s.date) for s in entry.sources if s.date)
        ):
            yield place.finding(
                ("as_of",),
                f"says {entry.as_of}, the newest source is of {newest}",
                f"write `as_of: {newest}`, or cite the source that it comes from",
                Severity.WARNING,
            )
        elif not entry.as_of and newest:
            yield place.finding(
                ("as_of",), "missing, though a source is dated", f"add `as_of: {newest}`", Severity.WARNING
            )


def _same_day(one: str, other: str) -> bool:
    """True when the two name the same day as far as both are told: 2026 agrees with 2026-06."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
