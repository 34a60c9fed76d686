"""A compiled FAQ on disk, under the fingerprint of the files it was made from.

Learning the FAQ takes seconds, reading what was learned a fraction of one. A cache that is missing,
damaged, of another version or not writable costs those seconds again and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalog.catalog import Catalog
from bot.catalog.codec import decode, encode

if TYPE_CHECKING:
    from bot.matching.index import Index

FORMAT = 1
"""Changes whenever the bytes below mean something else."""

KEPT = 3
"""Compiled FAQs left in the folder: today's, and some to go back to."""

SUFFIX = ".faqbot"


def user_cache() -> Path:
    """Where this user's programs keep what they can make again (XDG base directories)."""
    home = os.environ.get("XDG_CACHE_HOME")
    return Path(home) / "faqbot" if home else Path("~/.cache/faqbot").expanduser()


def path_of(folder: Path, fingerprint: str) -> Path:
    """The file that holds what was compiled from this content by this version."""
    return folder / f"{fingerprint[:32]}-{FORMAT}{SUFFIX}"


def recall(folder: Path, fingerprint: str) -> tuple[Catalog, Index] | None:
    """The compiled FAQ of this content, or None when it must be compiled."""
    from bot.matching.index import Index

    try:
        data = path_of(folder, fingerprint).read_bytes()
        size = int.from_bytes(data[:8], "big")
        catalog = decode(Catalog, json.loads(data[8 : 8 + size]))
        return catalog, Index.from_bytes(data[8 + size :])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def keep(folder: Path, catalog: Catalog, index: Index) -> bool:
    """Write the compiled FAQ whole or not at all; False where the folder cannot be written."""
    text = json.dumps(encode(catalog), ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) - 8 & 63)  # the index's arrays want to start at multiples of 64 bytes
    target = path_of(folder, catalog.fingerprint)
    scratch = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(len(text).to_bytes(8, "big") + text + index.to_bytes())
        scratch.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        return False
    _forget_old(folder)
    return True


def _forget_old(folder: Path) -> None:
    def age(path: Path) -> float:
        return path.stat().st_mtime

    with contextlib.suppress(OSError):
        for old in sorted(folder.glob(f"*{SUFFIX}"), key=age, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
