"""The one web server of the process: `/livez`, `/readyz`, `/metrics` and, where it is set, the webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from adapters.web.hook import MOST_BYTES
from bot.errors import UsageError

if TYPE_CHECKING:
    from adapters.web.health import Health
    from adapters.web.hook import Hook
    from adapters.web.metrics import Metrics


def application(health: Health, metrics: Metrics, hook: tuple[str, Hook] | None = None) -> web.Application:
    """The routes; `hook` is the webhook's public address and what answers there."""

    async def livez(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        return web.json_response(health.report(), status=200 if health.ready() else 503)

    async def page(_: web.Request) -> web.Response:
        return web.Response(body=metrics.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=MOST_BYTES)
    app.on_response_prepare.append(_bare)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", page)
    if hook is not None:
        app.router.add_post(urlsplit(hook[0]).path or "/", hook[1].handle)
    return app


async def _bare(_: web.Request, response: web.StreamResponse) -> None:
    """Versions of libraries are nobody's business, and nothing here may be kept by a proxy."""
    response.headers["Server"] = "faqbot"
    response.headers["Cache-Control"] = "no-store"


async def serve(app: web.Application, port: int) -> web.AppRunner:
    """Listen on this port, on all addresses; `cleanup` of what comes back ends it.

    No access log: it would hold addresses of whoever calls. UsageError when the port is taken.
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
    except OSError as problem:
        await runner.cleanup()
        reason = problem.strerror or type(problem).__name__
        raise UsageError(
            f"FAQBOT_HTTP_PORT: cannot listen on port {port} ({reason}): choose another"
        ) from None
    return runner
