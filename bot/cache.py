"""A compiled FAQ on disk, under the fingerprint of the files it was made from.

Learning the FAQ takes seconds, reading what was learned a fraction of one. A cache that is missing,
damaged, of another version or not writable costs those seconds again and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalog.catalog import Catalog
from bot.catalog.codec import decode, encode

if TYPE_CHECKING:
    from bot.matching.index import Index

FORMAT = 2
"""Changes whenever the bytes below mean something else."""

KEPT = 3
"""Compiled FAQs left in the folder: today's, and some to go back to."""

SUFFIX = ".faqbot"


def user_cache() -> Path | None:
    """Where this user's programs keep what they can make again (XDG base directories); None without a home."""
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(home) / "faqbot" if home else Path("~/.cache/faqbot").expanduser()
    except RuntimeError:  # a container's user may have neither a HOME nor a name
        return None


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
    data = len(text).to_bytes(8, "big") + text + index.to_bytes()
    if not _write(path_of(folder, catalog.fingerprint), data):
        return False
    _forget_old(folder)
    return True


def _write(target: Path, data: bytes) -> bool:
    """The file whole or not at all, even when the power fails in between."""
    scratch = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        return False
    return True


def mark_good(folder: Path, root: Path, fingerprint: str, limits: bytes) -> None:
    """Remember that this content of the FAQ in `root` was whole: what a restart with a broken one goes back to."""
    data = fingerprint.encode() + b"\n" + limits
    target = _good(folder, root)
    with contextlib.suppress(OSError):
        os.utime(path_of(folder, fingerprint))  # the newest, so that it is not forgotten
    with contextlib.suppress(OSError):
        if target.read_bytes() == data:
            return
    _write(target, data)


def last_good(folder: Path, root: Path) -> tuple[Catalog, Index, bytes] | None:
    """The compiled FAQ that was whole last in `root`, and its limits; None when there is none."""
    try:
        fingerprint, _, limits = _good(folder, root).read_bytes().partition(b"\n")
    except OSError:
        return None
    recalled = recall(folder, fingerprint.decode("ascii", "replace"))
    return (*recalled, limits) if recalled else None


def _good(folder: Path, root: Path) -> Path:
    """One mark a FAQ folder, as several may share a cache."""
    name = hashlib.sha256(os.fsencode(root.absolute())).hexdigest()
    return folder / f"{name[:16]}.good"


def _forget_old(folder: Path) -> None:
    def age(path: Path) -> float:
        return path.stat().st_mtime

    with contextlib.suppress(OSError):
        for old in sorted(folder.glob(f"*{SUFFIX}"), key=age, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
