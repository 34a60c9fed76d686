"""`faqbot check`: everything that a program can say about a FAQ folder, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.catalog import lint, schema
from bot.catalog.findings import Finding, errors
from bot.catalog.folder import STYLE_FILE, read_folder
from bot.catalog.load import load
from bot.catalog.style import load_style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from bot.catalog.load import Located

SCHEMA_FILE = "entry.schema.json"
SCHEMA_LINE = "# yaml-language-server: $schema=../../entry.schema.json"
"""First line of every entry: editors that know it complete and check fields while typing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many entries were read, and what was found."""

    entries: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the FAQ from loading."""
        return errors(self.findings)


def check(root: Path, today: date) -> Checked:
    """Every error and warning about the FAQ in this folder, sorted by file and line."""
    folder = read_folder(root)
    loaded = load(folder)
    style, found = load_style(folder.files.get(STYLE_FILE))
    schema_findings = _schema(root) if folder.files else ()
    lines = [finding for place in loaded.located for finding in _schema_line(place, folder.files[place.file])]
    warnings = lint.findings(loaded.located, style, today)
    return Checked(
        len(loaded.located), tuple(sorted({*loaded.findings, *found, *schema_findings, *lines, *warnings}))
    )


def _schema_line(place: Located, data: bytes) -> Iterator[Finding]:
    if SCHEMA_LINE.encode() not in data[:200]:
        yield Finding(
            place.file, 1, "", "the line for editors is missing", f"make `{SCHEMA_LINE}` the first line"
        )


def _schema(root: Path) -> tuple[Finding, ...]:
    """The shipped JSON Schema must be the one that the models give."""
    try:
        shipped = (root / SCHEMA_FILE).read_text(encoding="utf-8")
    except OSError:
        shipped = ""
    if shipped == schema.json_schema():
        return ()
    return (Finding(SCHEMA_FILE, 1, "", "not in step with the bot", "run `faqbot schema` to write it anew"),)
