"""Discord keeps a copy of the commands: it is written anew only when they have changed.

What was written last is remembered as a hash in the cache folder; without a writable one the
commands are written at each start, which Discord allows too.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from discord import app_commands

FILE = "discord-commands.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What Discord was given last: its hash, and the number that Discord gave each command."""

    hash: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def mentions(self) -> Mapping[str, str]:
        """How each command is named so that a press runs it."""
        return {name: f"</{name}:{number}>" for name, number in self.numbers.items()}


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord gets them, in all languages."""
    translator = tree.translator
    if translator is None:
        raise ValueError("the tree has no translator: its commands would be in one language only")
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


def hash_of(commands: Iterable[Mapping[str, Any]], application: int | None) -> str:
    """The same for the same commands of the same application, in whichever order."""
    texts = sorted(json.dumps(command, sort_keys=True, ensure_ascii=False) for command in commands)
    return sha256(json.dumps([application, texts]).encode()).hexdigest()


async def synchronise(
    tree: app_commands.CommandTree[Any], folder: Path | None, *, force: bool = False
) -> Mapping[str, str]:
    """Give Discord the commands if they are not those it has; the result names each for a mention."""
    current = hash_of(await payload(tree), tree.client.application_id)
    last = recall(folder)
    if last.hash != current or force:
        given = await tree.sync()
        last = Written(current, {command.name: command.id for command in given})
        keep(folder, last)
    return last.mentions


def recall(folder: Path | None) -> Written:
    """What was written last, as far as anybody remembers."""
    if folder is None:
        return Written()
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Written(
            str(found["hash"]), {str(name): int(number) for name, number in found["numbers"].items()}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Written()


def keep(folder: Path | None, written: Written) -> None:
    """Remember it, where the folder can be written."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        scratch = folder / (FILE + ".tmp")
        scratch.write_text(json.dumps(asdict(written)), encoding="utf-8")
        scratch.replace(folder / FILE)
