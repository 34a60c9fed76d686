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
    from collections.abc import Sequence
    from typing import IO

    from adapters.advice import Advice
    from bot.catalog.catalog import Catalog
    from bot.catalog.check import Checked
    from bot.catalog.stats import Row
    from bot.settings import Row as SettingRow


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


def show_settings(rows: Sequence[SettingRow], out: IO[str]) -> None:
    """Every setting with its value, where it comes from and what it means."""
    screen = console(out)
    for row in rows:
        screen.print(
            Text.assemble((row.name, "bold"), " = ", row.value or "(not set)", (f"  [{row.source}]", "dim"))
        )
        screen.print(Text("    " + row.meaning, style="dim"))


def show_advice(advice: Sequence[Advice], out: IO[str]) -> int:
    """Every point that was looked at; 1 when something must be changed."""
    screen = console(out)
    for point in advice:
        screen.print(Text.assemble(("ok    ", "green") if point.ok else ("change ", "bold red"), point.text))
    return 0 if all(point.ok for point in advice) else 1


def show_links(catalog: Catalog, *, unread: bool, listed: bool) -> int:
    """Every address with what became of it; 1 when one is gone."""
    import asyncio

    from adapters.links import links, open_all

    wanted = [link for link in links(catalog) if not (unread and link.read)]
    screen = console()
    if listed:
        for link in wanted:
            screen.print(f"{'read     ' if link.read else 'link-only'} {link.url}", soft_wrap=True)
        return 0

    async def show() -> int:
        gone = 0
        async for opened in open_all(wanted):
            gone += opened.state == "gone"
            if opened.state != "ok":
                line = (
                    f"{opened.state:8} {opened.link.url} {opened.detail} ({', '.join(opened.link.entries)})"
                )
                screen.print(line, soft_wrap=True)
        screen.print(f"{len(wanted)} addresses, {gone} gone")
        return gone

    return 1 if asyncio.run(show()) else 0
