"""The one HTTP client of the process, shared by everything that calls out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import ClientSession

CONNECTIONS = 100
"""Open at once, to all hosts together; whoever needs one more waits for it."""


class Http:
    """One aiohttp session, made when it is first used; the supervisor closes it."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        """The session; proxies are those of the environment, cookies are never kept."""
        if self._session is None or self._session.closed:
            from aiohttp import ClientSession, DummyCookieJar, TCPConnector  # the terminal never needs it

            connector = TCPConnector(limit=CONNECTIONS)
            self._session = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), trust_env=True)
        return self._session

    async def close(self) -> None:
        """Close what was opened; a later use opens anew."""
        if self._session is not None:
            await self._session.close()
            self._session = None
