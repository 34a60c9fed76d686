"""python-telegram-bot's requests over the process's one aiohttp session.

Measured: a quarter of the CPU of the library's own client for each call. Errors carry their kind
and nothing else: addresses hold the token, answers may hold a member's words.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from telegram.request import RequestData

    from adapters.http import Http

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CONNECT = 5.0
READ = 10.0
"""Seconds until a call counts as lost; getUpdates adds its own waiting."""

NO_WORD = 3.0
"""Seconds to wait after "too many requests" that does not say how long."""


class SlowDown(TelegramError):
    """Telegram asks for a pause of so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Telegram asks to slow down")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """Carries calls to the Bot API; the session is shared and closed by whoever made it."""

    __slots__ = ("_http",)

    def __init__(self, http: Http) -> None:
        self._http = http

    async def initialize(self) -> None:
        """Nothing: the session is made when it is first needed."""

    async def shutdown(self) -> None:
        """Nothing: others use the session."""

    @property
    def read_timeout(self) -> float:
        """What getUpdates adds to its own waiting."""
        return READ

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = READ,
        write_timeout: Any = None, connect_timeout: Any = CONNECT, pool_timeout: Any = None,
    ) -> tuple[int, bytes]:  # fmt: skip
        """The status and body of one call; raises SlowDown, TimedOut or NetworkError."""
        body = urlencode(request_data.json_parameters).encode() if request_data else b""
        limits = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, CONNECT), total=_seconds(read_timeout, READ) + CONNECT
        )
        try:
            async with self._http.session.request(
                method, url, data=body, headers=FORM, timeout=limits
            ) as answer:
                code, payload = answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as trouble:
            raise NetworkError(type(trouble).__name__) from None
        if code == 429:
            raise SlowDown(_pause(payload))
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as JSON; what is not (a proxy's page, half an answer) passes as a network error.

        The library's own would log the whole payload.
        """
        try:
            return json.loads(payload)
        except ValueError:
            raise NetworkError("the answer is not JSON") from None


def _seconds(given: Any, default: float) -> float:
    value = given.value if isinstance(given, DefaultValue) else given
    return float(value) if isinstance(value, int | float) else default


def _pause(payload: bytes) -> float:
    """The seconds that a 429 asks for; some proxies answer with anything."""
    try:
        asked = json.loads(payload)["parameters"]["retry_after"]
        return max(0.0, float(asked))
    except (ValueError, KeyError, TypeError):
        return NO_WORD
