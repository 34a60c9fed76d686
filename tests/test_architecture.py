"""The direction of imports: adapters → bot → nothing. A fresh interpreter imports the core and is watched."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CORE_MAY_USE = {
    "babel", "markdown_it", "mdurl", "numpy", "pydantic", "pydantic_core", "annotated_types", "typing_inspection",
    "typing_extensions", "rapidfuzz", "yaml", "Stemmer", "cython_runtime",
}  # fmt: skip
"""Everything outside the standard library that the core may import, with what these bring along."""

HEAVY = {"numpy", "pydantic", "markdown_it", "rapidfuzz"}
"""What `import bot` must not wait for."""

WATCHED = """
import importlib, json, pkgutil, sys
before = set(sys.modules)
import bot
first = sorted({name.partition(".")[0] for name in set(sys.modules) - before})
if sys.argv[1] == "all":
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        importlib.import_module(module.name)
roots = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps({"first": first, "all": sorted(roots - set(sys.stdlib_module_names))}))
"""


def imported(how: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, how], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def test_the_core_imports_no_chat_library_and_no_network() -> None:
    found = {name for name in imported("all")["all"] if not name.startswith("_")}
    assert found - CORE_MAY_USE - {"bot"} == set()


def test_importing_the_core_is_light() -> None:
    assert HEAVY.isdisjoint(imported("door")["first"])


CHAT_LIBRARIES = {"telegram", "discord", "aiohttp"}
MAY_USE = {
    "terminal": set(),
    "telegram_bot": {"telegram", "aiohttp"},
    "discord_bot": {"discord", "aiohttp"},
    "web": {"aiohttp"},
}


@pytest.mark.parametrize("room", MAY_USE)
def test_an_adapter_uses_one_chat_library_and_no_other_adapter(room: str) -> None:
    for path in sorted((ROOT / "adapters" / room).rglob("*.py")):
        for name in modules(path):
            root, _, rest = name.partition(".")
            assert root not in CHAT_LIBRARIES - MAY_USE[room], f"{path.name} imports {name}"
            other = rest.partition(".")[0] if root == "adapters" else room
            assert other not in set(MAY_USE) - {room}, f"{path.name} imports {name}"


def test_the_core_names_no_platform_in_its_code() -> None:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        assert {name.partition(".")[0] for name in modules(path)}.isdisjoint({*CHAT_LIBRARIES, "adapters"}), (
            path
        )


def modules(path: Path) -> set[str]:
    """The absolute names that a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_the_public_door_is_sorted_and_whole() -> None:
    import bot

    assert bot.__all__ == sorted(bot.__all__)
    assert all(hasattr(bot, name) for name in bot.__all__)


def test_every_module_says_what_it_is_for() -> None:
    for room in ("bot", "adapters"):
        for path in sorted((ROOT / room).rglob("*.py")):
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
