"""`faqbot check` and `faqbot stats` on the screen, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from adapters.terminal.render import console
from bot.catalog.findings import Severity

if TYPE_CHECKING:
    from typing import IO

    from bot.catalog.check import Checked
    from bot.catalog.stats import Row


def show(checked: Checked, out: IO[str]) -> None:
    """Every finding with its place and cure, then one line that counts."""
    screen = console(out)
    screen.width = max(screen.width, 40)
    for finding in checked.findings:
        error = finding.severity is Severity.ERROR
        screen.print(
            Text.assemble(
                (f"{finding.file}:{finding.line}", "bold"), " ",
                (finding.severity.value, "bold red" if error else "yellow"), " ",
                f"{finding.field}: " if finding.field else "", finding.problem, ("\n    → " + finding.cure, "green"),
            ),
            overflow="fold",
        )  # fmt: skip
    screen.print(summary(checked))


def summary(checked: Checked) -> str:
    """The line that counts: entries, errors, warnings."""
    errors = len(checked.errors)
    warnings = len(checked.findings) - errors
    return f"{checked.entries} entries, {errors} error{_s(errors)}, {warnings} warning{_s(warnings)}"


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def as_json(checked: Checked) -> str:
    """One object: the counts, and every finding with file, line, field, problem, cure and severity."""
    errors = len(checked.errors)
    counts = {"entries": checked.entries, "errors": errors, "warnings": len(checked.findings) - errors}
    return json.dumps(
        {**counts, "findings": [asdict(finding) for finding in checked.findings]}, ensure_ascii=False
    )


def show_stats(rows: tuple[Row, ...], out: IO[str]) -> None:
    """The numbers of the FAQ, a row a topic and language."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in (
        "topic",
        "",
        "entries",
        "phrasings",
        "words",
        "sources",
        "primary",
        "ease",
        "oldest",
        "next review",
    ):
        table.add_column(name, justify="left" if name in ("topic", "") else "right", no_wrap=True)
    for row in rows:
        table.add_row(
            row.topic, row.language, str(row.entries), f"{row.phrasings:,}", f"{row.words:,}", str(row.sources),
            f"{row.primary:.0%}", f"{row.ease:.0f}", row.oldest_as_of or "-", str(row.next_review),
        )  # fmt: skip
    screen = console(out)
    screen.width = 120
    screen.print(table)
