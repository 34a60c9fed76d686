"""`faqbot links`: opens the sources' addresses and tells which moved or are gone.

Those that nobody could open when the answer was written (`access: link-only`) come first. Nothing
but a plain request is sent: no cookie, no referrer, one at a time to each site.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.catalog.catalog import Catalog

PATIENCE = aiohttp.ClientTimeout(total=20)
AT_ONCE = 8
AGENT = "faqbot-links (checks the sources of a public FAQ)"
REFUSES_PROGRAMS = frozenset({401, 403, 405, 406, 429, 451, 999})
"""Statuses that a page in good health gives to programs; a person must look."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address, the entries that cite it, and whether its text was read when they were written."""

    url: str
    entries: tuple[str, ...]
    read: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a link: `state` is ok, moved, gone or unclear."""

    link: Link
    state: str
    detail: str = ""


def links(catalog: Catalog) -> tuple[Link, ...]:
    """Every address that is cited, those never opened first."""
    entries: dict[str, list[str]] = {}
    read: dict[str, bool] = {}
    for entry in catalog.entries:
        for source in entry.sources:
            entries.setdefault(source.url, []).append(entry.id)
            read[source.url] = read.get(source.url, False) or source.access == "read"
    found = (Link(url, tuple(ids), read[url]) for url, ids in entries.items())
    return tuple(sorted(found, key=lambda link: (link.read, link.url)))


async def open_all(wanted: Iterable[Link]) -> AsyncIterator[Opened]:
    """Each link with what became of it, as soon as it is known."""
    hosts: dict[str, asyncio.Lock] = {}
    places = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(
        timeout=PATIENCE, headers={"User-Agent": AGENT}, trust_env=True
    ) as session:

        async def one(link: Link) -> Opened:
            async with hosts.setdefault(urlsplit(link.url).netloc, asyncio.Lock()), places:
                return await _open(session, link)

        for done in asyncio.as_completed([one(link) for link in wanted]):
            yield await done


async def _open(session: aiohttp.ClientSession, link: Link) -> Opened:
    try:
        async with session.get(link.url, allow_redirects=True) as response:
            return _judged(link, response.status, str(response.url))
    except (aiohttp.ClientError, TimeoutError) as problem:
        return Opened(link, "unclear", type(problem).__name__)


def _judged(link: Link, status: int, final: str) -> Opened:
    if status in (404, 410):
        return Opened(link, "gone", str(status))
    if status in REFUSES_PROGRAMS or status >= 500:
        return Opened(link, "unclear", f"{status}: open it by hand")
    if urlsplit(final)[1:3] != urlsplit(link.url)[1:3]:
        return Opened(link, "moved", final)
    return Opened(link, "ok")
