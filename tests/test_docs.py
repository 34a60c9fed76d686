"""The documents say what is so: tables made of the code, commands and settings all named, links that lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from adapters.cli import app
from bot import Engine
from bot.errors import FaqbotError
from bot.settings import SETTINGS
from tests.docs import PARTS, PICTURE, ROOT, Part, picture, quality

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "faq" / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.file}: {part.name}")
def test_generated_parts_are_in_step(part: Part) -> None:
    text = (ROOT / part.file).read_text(encoding="utf-8")
    assert part.written_into(text) == text, "run `python -m tests.docs`"


def test_the_quality_told_is_the_quality_measured(engine: Engine) -> None:
    told, measured = (re.findall(r"\| (.+?) \| (\d+)% \|", text) for text in (README, quality(engine)))
    assert [name for name, _ in told] == [name for name, _ in measured]
    for (name, then), (_, now) in zip(told, measured, strict=True):
        assert abs(int(then) - int(now)) <= 2, f"{name}: {then} % told, {now} % measured"


def test_the_picture_shows_what_the_bot_answers_today() -> None:
    assert picture() == PICTURE.read_text(encoding="utf-8"), "run `python -m tests.docs`"


def test_every_command_and_setting_is_in_the_readme() -> None:
    for name in getattr(typer.main.get_command(app), "commands", {}):
        assert f"faqbot {name}" in README, name
    for setting in SETTINGS:
        assert f"`{setting.name}`" in README, setting.name


def test_every_exit_code_is_in_the_readme() -> None:
    codes = {error.exit_code for error in _tree(FaqbotError)}
    told = README[README.index("Exit codes:") :].split("\n")[0]
    assert codes == {int(code) for code in re.findall(r"\b(\d) ", told)} - {0}


def _tree(error: type[FaqbotError]) -> set[type[FaqbotError]]:
    return {error}.union(*(_tree(child) for child in error.__subclasses__()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_files_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not target.startswith(("http://", "https://")) and target != "entries/<topic>/<id>.yaml":
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_make_targets_that_documents_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8")))
        assert named <= targets, document.name


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    listed = [
        *project["dependencies"],
        *(d for extra in project["optional-dependencies"].values() for d in extra),
    ]
    for dependency in listed:
        (line,) = [line for line in text.splitlines() if line.lstrip().startswith(f'"{dependency}",')]
        assert re.search(r"#\s+\w+.{8,}", line), line


def test_the_lock_files_hold_hashes_and_name_no_host() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|file:|--index-url|--find-links", text), path.name
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_the_lock_holds_everything_that_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").lower()
    for dependency in project["dependencies"]:
        name = re.split(r"[<>=!~\[;]", dependency)[0].strip().lower().replace("_", "-").replace(".", "-")
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name
