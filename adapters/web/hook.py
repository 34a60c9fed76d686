"""Telegram's webhook: who may post, how much, and what Telegram is told so that it repeats only what is of use.

A 4xx or 5xx makes Telegram send the same update again for a day, so an update that can never succeed gets a 200.
"""

from __future__ import annotations

import hmac
import json
import logging
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.web.receipts import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.life import Feedable
    from adapters.web.receipts import Receipts
    from bot.settings import Secret

log = logging.getLogger("faqbot.webhook")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
"""Where Telegram puts what was told to it with the webhook's address."""

MOST_BYTES = 1 << 20
"""Updates have a few kilobytes; nothing that Telegram sends comes near this."""


class Hook:
    """Hands each new update to the adapter once."""

    def __init__(
        self,
        adapter: Feedable,
        secret: Secret,
        receipts: Receipts,
        *,
        stopping: Callable[[], bool],
        told: Callable[[int], None] = lambda status: None,
    ) -> None:
        self._adapter, self._secret, self._receipts = adapter, secret.reveal().encode(), receipts
        self._stopping, self._told = stopping, told

    async def handle(self, request: web.Request) -> web.Response:
        """The response to one call."""
        response = await self._respond(request)
        self._told(response.status)
        return response

    async def _respond(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return web.Response(status=415)  # Telegram never compresses: this could only be a bomb
        try:
            update = _update(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if self._stopping():
            return web.Response(status=503, headers={"Retry-After": "5"})
        return await self._once(update)

    async def _once(self, update: Mapping[str, object]) -> web.Response:
        update_id = int(str(update["update_id"]))
        claim = await self._receipts.claim(update_id)
        if claim is not Claim.NEW:
            return web.Response(status=200 if claim is Claim.DONE else 409)
        try:
            answer = await self._adapter.feed(update)
        except Exception:  # the same update would crash again: say it was taken, tell the log
            log.exception("update crashed")
            answer = None
        except BaseException:  # the process is being stopped: whoever comes next may have it
            await self._receipts.drop(update_id)
            raise
        await self._receipts.done(update_id)
        return web.json_response(answer) if answer else web.Response()


def _update(body: bytes) -> Mapping[str, object]:
    """The update in a body; ValueError for anything else."""
    update = json.loads(body)
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise ValueError("not an update")  # noqa: TRY004  # a wrong body, not a wrong argument
    return update
