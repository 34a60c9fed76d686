"""The generated parts of the documents. `python -m tests.docs` writes them anew; test_docs compares.

A part stands between two comments in its document and is made of the code itself, so that no table
can tell what is no longer so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import typer.main
from rich.console import Console
from rich.text import Text

from adapters.cli import app
from adapters.terminal.chat import Chat
from adapters.terminal.measure import evaluated, read_questions
from bot import Engine
from bot.catalog.schema import EntryFile, SourceFile, VersionFile
from bot.model import Language
from bot.settings import FILE, SETTINGS
from tests.operations import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "terminal.svg"
TODAY = date(2026, 11, 21)
ASKED = (
    ("you@home ~ $ faqbot chat", "how do i stop meta useing my fotos for ai, im in ireland"),
    ("vous@maison ~ $ faqbot chat", "coment jfais pr que claude apprene pas avec mes conversation ??"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A generated part of a document: where it stands and what makes it."""

    file: str
    name: str
    make: Callable[[], str]

    def written_into(self, text: str) -> str:
        """The document with this part made anew."""
        pattern = re.compile(rf"(<!-- BEGIN {self.name} -->).*?(<!-- END {self.name} -->)", re.DOTALL)
        made = self.make()
        assert len(pattern.findall(text)) == 1, f"{self.file}: no place for {self.name}"
        return pattern.sub(lambda found: f"{found[1]}{made}{found[2]}", text)


def settings() -> str:
    """The table of all settings."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for setting in SETTINGS:
        name = f"`{setting.name}`" + (f" or `{setting.name}{FILE}`" if setting.secret else "")
        rows.append(f"| {name} | {setting.default or '–'} | {setting.meaning} |")
    return "\n" + "\n".join(rows) + "\n"


def commands() -> str:
    """The table of all commands with their arguments and options."""
    rows = ["| command | what it does |", "|---|---|"]
    rows += [f"| `faqbot {usage}` | {text} |" for usage, text in _commands(typer.main.get_command(app), "")]
    return "\n" + "\n".join(rows) + "\n"


def _commands(group: object, prefix: str) -> Iterator[tuple[str, str]]:
    for name, command in sorted(getattr(group, "commands", {}).items()):
        if getattr(command, "commands", None):
            yield from _commands(command, f"{prefix}{name} ")
        else:
            usage = " ".join(_usage(parameter) for parameter in command.params)
            yield f"{prefix}{name} {usage}".strip(), (command.help or "").strip().split("\n")[0]


def _usage(parameter: object) -> str:
    options = [option for option in getattr(parameter, "opts", []) if option.startswith("--")]
    return f"[{options[0]}]" if options else f"[{str(getattr(parameter, 'name', '')).upper()}]"


def fields() -> str:
    """The table of the fields of an entry."""
    rows = ["| field | | what it holds |", "|---|---|---|"]
    rows += _rows(EntryFile, "")
    rows += _rows(SourceFile, "sources.*name*.")
    rows += _rows(VersionFile, "en. and fr. ")
    return "\n" + "\n".join(rows) + "\n"


def _rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if field.description:
            yield f"| `{prefix}{name}` | {'needed' if field.is_required() else ''} | {field.description} |"


def count() -> str:
    """The number of entries."""
    return str(len(Engine.open().catalog.entries))


def picture() -> str:
    """A real conversation in both languages, as a terminal shows it."""
    engine = Engine.open(today=lambda: TODAY)
    screen = Console(record=True, width=84, file=StringIO(), force_terminal=True, color_system="truecolor",
                     highlight=False, markup=False, legacy_windows=False)  # fmt: skip
    for number, (prompt, question) in enumerate(ASKED):
        if number:
            screen.print()
        screen.print(prompt, style="dim")
        screen.print(f"> {question}", style="bold")
        _head_of_answer(engine, question, screen)
    return screen.export_svg(title="faqbot", unique_id="faqbot")


def _head_of_answer(engine: Engine, question: str, screen: Console) -> None:
    """What fits on one screen: title, first paragraphs, the date, and the first buttons."""
    drawn = Console(record=True, width=84, file=StringIO(), force_terminal=True, color_system="truecolor",
                    highlight=False, markup=False, legacy_windows=False)  # fmt: skip
    chat = Chat(engine, drawn, locale=Language.EN)
    chat.type(question)
    lines = drawn.export_text(styles=True).rstrip().splitlines()
    cut = [*lines[:SHOWN_LINES], "  …", *lines[-LAST_LINES:]]
    for line in cut if len(cut) < len(lines) else lines:
        screen.print(Text.from_ansi(line), soft_wrap=True)


SHOWN_LINES, LAST_LINES = 17, 5

PARTS = (
    Part("README.md", "count", count),
    Part("README.md", "settings", settings),
    Part("README.md", "commands", commands),
    Part("faq/README.md", "fields", fields),
    Part("docs/OPERATING.md", "metrics", documents.metrics),
    Part("docs/PRIVACY.md", "data-en", lambda: documents.data(Language.EN)),
    Part("docs/PRIVACY.md", "data-fr", lambda: documents.data(Language.FR)),
    Part("docs/PRIVACY.md", "stored", documents.stored),
)


def quality(engine: Engine | None = None) -> str:
    """The figures of `make eval`, in whole percent."""
    report = evaluated(
        engine or Engine.open(), read_questions(sorted((ROOT / "tests" / "data").glob("*.jsonl")))
    )
    whole, pairs = report.whole, sum(count for _, count in report.contrasts.values())
    rows = [
        (f"the right entry comes first (of {whole.count} questions)", whole.right_first),
        ("in English", report.by_language["en"]),
        ("in French", report.by_language["fr"]),
        ("it is among the first three", whole.in_first_few),
        ("answered outright, and right", whole.answered_right),
        ("answered outright, and wrong", whole.answered_wrong),
        ("solved: the right answer, or a choice of three that holds it", whole.solved),
        (f"both of two questions that differ in one decisive thing ({pairs} pairs)", report.contrast),
    ]
    rows += [
        (f"{KINDS[kind]} ({count}): answered", answered)
        for kind, (answered, _, count) in report.out_of_scope.items()
    ]
    return "\n| | |\n|---|---|\n" + "".join(f"| {name} | {share:.0%} |\n" for name, share in rows)


KINDS = {
    "offtopic": "off-topic",
    "neartopic": "on topic, but no entry fits",
    "lure": "the same words, another meaning",
    "otherlang": "in another language",
}
QUALITY = Part("README.md", "quality", quality)
"""Compared with a tolerance: another machine may settle a close call otherwise."""


def write() -> None:
    """Write every generated part anew."""
    for part in (*PARTS, QUALITY):
        path = ROOT / part.file
        path.write_text(part.written_into(path.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    write()
