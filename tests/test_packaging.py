"""The wheel holds all that the bot needs: code, FAQ, catalogues, word lists."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, as an installation lays them out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_the_installed_bot_answers_without_its_checkout(unpacked: Path, tmp_path: Path) -> None:
    code = "from bot import Engine, Question; e = Engine.open(); print(len(e.catalog.entries), e.root)"
    environ = {**os.environ, "PYTHONPATH": str(unpacked), "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    count, root = done.stdout.split(maxsplit=1)
    assert int(count) >= 229
    assert Path(root.strip()) == unpacked / "bot" / "faq"


def test_nothing_that_tests_or_builds_is_in_the_wheel(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).parts[0] for path in unpacked.rglob("*") if path.is_file()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"bot", "adapters"}
    assert (unpacked / "bot" / "i18n" / "locales" / "fr" / "LC_MESSAGES" / "faqbot.po").is_file()
    assert (unpacked / "bot" / "py.typed").is_file()
    assert not list(unpacked.rglob("*.pyc"))


def test_the_command_is_installed(unpacked: Path) -> None:
    (entry_points,) = unpacked.glob("*.dist-info/entry_points.txt")
    assert "faqbot = adapters.cli:main" in entry_points.read_text(encoding="utf-8")
