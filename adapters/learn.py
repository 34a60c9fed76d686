"""Learns a FAQ in a process of its own: `python -m adapters.learn FOLDER CACHE`.

Learning takes seconds of a whole core and hundreds of megabytes that Python does not give back. Done
apart, it neither slows an answer down nor swells the bot, and a machine without that much memory ends
the learning and not the bot. What was learned is handed over through the cache.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot import cache
from bot.catalog.folder import read_folder
from bot.errors import CatalogError
from bot.knowledge import learn


def needed(root: Path, cached: Path | None) -> bool:
    """Is there something to learn, and a cache to hand it over?"""
    if cached is None or not _writable(cached):
        return False
    folder = read_folder(root)
    return not folder.findings and not cache.path_of(cached, folder.fingerprint).exists()


def _writable(folder: Path) -> bool:
    there = folder if folder.exists() else folder.parent
    return os.access(there, os.W_OK | os.X_OK)


async def learn_apart(root: Path, cached: Path) -> bool:
    """Learn in another process; False when it was killed, as for want of memory. Errors are left to the caller's own look."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAQBOT_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters.learn", str(root), str(cached), env=environment,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C is for the bot, which ends this too
    )  # fmt: skip
    try:
        return await process.wait() >= 0
    finally:
        if process.returncode is None:
            process.kill()


def main() -> int:
    """Learn the folder into the cache; the exit code tells whether it is whole."""
    root, cached = map(Path, sys.argv[1:])
    try:
        learn(root, cached)
    except CatalogError as broken:
        return broken.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
