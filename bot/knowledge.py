"""What the bot knows at a moment, and how it comes to know it: recalled if it can be, learned if not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import cache
from bot.catalog.findings import Finding, errors
from bot.catalog.folder import LIMITS_FILE, read_folder
from bot.errors import CatalogError
from bot.matching.limits import Limits
from bot.reply.smalltalk import phrasebook

if TYPE_CHECKING:
    from pathlib import Path

    from bot.catalog.catalog import Catalog
    from bot.catalog.folder import Folder
    from bot.matching.index import Index
    from bot.reply.smalltalk import Phrasebook


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the bot knows at a moment."""

    catalog: Catalog
    index: Index
    limits: Limits
    phrasebook: Phrasebook


def learn(root: Path, cached: Path | None) -> Knowledge:
    """What the bot knows from this folder: recalled if it was learned before, else learned and kept.

    Raises CatalogError with every finding when the folder holds errors.
    """
    folder = read_folder(root)
    recalled = cache.recall(cached, folder.fingerprint) if cached and not folder.findings else None
    catalog, index = recalled or _compile(folder)
    if cached and recalled is None:
        cache.keep(cached, catalog, index)
    text = folder.files.get(LIMITS_FILE, b"")
    known = Knowledge(catalog, index, _limits(text), phrasebook(catalog.smalltalk))
    if cached:
        cache.mark_good(cached, root, folder.fingerprint, text)
    return known


def remember(root: Path, cached: Path) -> Knowledge | None:
    """What was known when the folder was whole last, for a start with a broken one; None without."""
    found = cache.last_good(cached, root)
    if found is None:
        return None
    catalog, index, text = found
    return Knowledge(catalog, index, _limits(text), phrasebook(catalog.smalltalk))


def _compile(folder: Folder) -> tuple[Catalog, Index]:
    # Imported here: validation and compiling are heavy rooms that a cached start never enters.
    from bot.catalog.load import load
    from bot.matching.index import compile_index

    loaded = load(folder)
    if loaded.catalog is None:
        raise CatalogError(errors(loaded.findings))
    return loaded.catalog, compile_index(loaded.catalog)


def _limits(text: bytes) -> Limits:
    try:
        return Limits.from_toml(text.decode()) if text else Limits()
    except ValueError as problem:
        cure = "run `faqbot calibrate` to write the file anew"
        raise CatalogError([Finding(LIMITS_FILE, 1, "", str(problem), cure)]) from problem
