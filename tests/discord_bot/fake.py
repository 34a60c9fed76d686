"""A small Discord over real sockets: a gateway with resume, and REST that refuses what Discord refuses."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord_bot import openapi

TOKEN = "canary-token"
BOT = {
    "id": "900",
    "username": "faq",
    "discriminator": "0",
    "global_name": "faq",
    "avatar": None,
    "bot": True,
}
ADA = {
    "id": "77",
    "username": "canary-ada",
    "discriminator": "0",
    "global_name": "canary-ada",
    "avatar": None,
}
APPLICATION = {
    "id": "900", "name": "faq", "icon": None, "description": "", "bot_public": True, "bot_require_code_grant": False,
    "owner": BOT, "team": None, "flags": 0, "verify_key": "0" * 64, "summary": "",
}  # fmt: skip
GUILD, CHANNEL, FORUM = "100", "200", "300"
PERMISSIONS = str(0x7FFFFFFFFFFFF)
GUILD_CREATE = {
    "id": GUILD, "name": "canary-guild", "owner_id": "77", "preferred_locale": "en-US", "unavailable": False,
    "large": False, "member_count": 2, "features": [], "emojis": [], "stickers": [], "icon": None, "splash": None,
    "roles": [{"id": GUILD, "name": "@everyone", "permissions": PERMISSIONS, "position": 0, "color": 0, "hoist": False,
               "managed": False, "mentionable": False, "flags": 0,
               "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}],
    "members": [{"user": BOT, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}],
    "channels": [{"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": [], "parent_id": None},
                 {"id": FORUM, "type": 15, "name": "help", "position": 1, "permission_overwrites": [], "parent_id": None,
                  "available_tags": [], "flags": 0, "topic": None}],
    "threads": [], "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
    "soundboard_sounds": [], "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
    "explicit_content_filter": 0, "mfa_level": 0, "premium_tier": 0, "nsfw_level": 0, "system_channel_flags": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One REST call of the bot."""

    at: float
    method: str
    path: str
    body: Any


@dataclass(slots=True)
class Step:
    """What the next call whose path holds `path` gets instead of an answer."""

    path: str
    status: int
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    reset: bool = False


class FakeDiscord:
    """One shard, one guild; `script` holds what goes wrong."""

    def __init__(self) -> None:
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.script: list[Step] = []
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self.identifies: list[dict[str, Any]] = []
        self.resumes: list[dict[str, Any]] = []
        self.heartbeats = 0
        self.acknowledges = True
        self.refuses_resume = False
        self.closes_with = 0
        self.starts_left = 999
        self.answered: Counter[str] = Counter()
        self._fine: set[Any] = set()
        self._sequence = 0
        self._log: list[dict[str, Any]] = []
        self._deflate: dict[web.WebSocketResponse, Any] = {}
        self._numbers = iter(range(10_000, 10_000_000))

    # -- gateway -------------------------------------------------------------------------------------

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if request.query.get("compress") == "zlib-stream":
            self._deflate[socket] = zlib.compressobj()
        self.sockets.append(socket)
        await self._send(socket, {"op": 10, "d": {"heartbeat_interval": 300}})
        async for frame in socket:
            await self._heard(socket, json.loads(frame.data))
        return socket

    async def _heard(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        if message["op"] == 1:
            self.heartbeats += 1
            if self.acknowledges:
                await self._send(socket, {"op": 11})
        elif message["op"] == 2:
            await self._identify(socket, message["d"])
        elif message["op"] == 6:
            await self._resume(socket, message["d"])

    async def _identify(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> None:
        self.identifies.append(given)
        if given["token"] != TOKEN or self.closes_with:
            await socket.close(code=self.closes_with or 4004)
            return
        self._sequence, self._log = 0, []
        self.refuses_resume, self.acknowledges = False, True
        resume = self.url.replace("http", "ws") + "/gw"
        await self.event("READY", {"v": 10, "user": BOT, "guilds": [{"id": GUILD, "unavailable": True}], "session_id": "s",
                                   "resume_gateway_url": resume, "application": {"id": "900", "flags": 0},
                                   "shard": given.get("shard", [0, 1])})  # fmt: skip
        await self.event("GUILD_CREATE", GUILD_CREATE)

    async def _resume(self, socket: web.WebSocketResponse, given: dict[str, Any]) -> None:
        self.resumes.append(given)
        if self.refuses_resume:
            await self._send(socket, {"op": 9, "d": False})
            return
        for missed in [one for one in self._log if one["s"] > given["seq"]]:
            await self._send(socket, missed)
        await self.event("RESUMED", {})

    async def event(self, name: str, data: Any, *, deliver: bool = True) -> None:
        """An event; one that is not delivered was missed, and is replayed on a resume."""
        self._sequence += 1
        self._log.append({"op": 0, "t": name, "s": self._sequence, "d": data})
        if deliver:
            await self._send(self.sockets[-1], self._log[-1])

    async def say(self, op: int, data: Any = None) -> None:
        """A message of the gateway itself: 7 asks for a new connection, 9 ends the session."""
        await self._send(self.sockets[-1], {"op": op, "d": data})

    async def drop(self, code: int = 4000) -> None:
        """Close the connection, as networks do."""
        await self.sockets[-1].close(code=code)

    async def _send(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        deflate, raw = self._deflate.get(socket), json.dumps(message)
        if deflate is None:
            await socket.send_str(raw)
        else:
            await socket.send_bytes(deflate.compress(raw.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH))

    # -- REST ----------------------------------------------------------------------------------------

    async def rest(self, request: web.Request) -> web.Response:
        path, raw = "/" + request.match_info["path"], await request.read()
        body = json.loads(raw) if raw else None
        self.requests.append(Request(time.monotonic(), request.method, path, body))
        for step in self.script:
            if step.path in path:
                self.script.remove(step)
                return await self._scripted(request, step)
        webhook = path.startswith(("/interactions/", "/webhooks/"))
        if not webhook and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return self._json({"message": "401: Unauthorized", "code": 0}, 401)
        found = [*openapi.over_limits(body), *self._judged(request.method, path, body)]
        if found:
            self.faults += found
            return self._json({"message": found[0], "code": 50035}, 400)
        return self._answer(request.method, path, body)

    def _judged(self, method: str, path: str, body: Any) -> list[str]:
        """What Discord's description says; once a shape, for judging takes longer than answering."""
        judge = openapi.document()
        shape = (method, judge.template(method, path) if judge else "", openapi.shape(body))
        if judge is None or not body or shape in self._fine:
            return []
        found = judge.faults(method, path, body)
        if not found:
            self._fine.add(shape)
        return found

    async def _scripted(self, request: web.Request, step: Step) -> web.Response:
        if step.reset and request.transport:
            request.transport.abort()
            await asyncio.sleep(0.01)
        return self._json(step.body, step.status, **step.headers)

    def _answer(self, method: str, path: str, body: Any) -> web.Response:
        if path.endswith("/callback"):
            token = path.split("/")[3]
            self.answered[token] += 1
            if self.answered[token] > 1:
                return self._json(
                    {"message": "Interaction has already been acknowledged.", "code": 40060}, 400
                )
            interaction = {
                "id": path.split("/")[2],
                "type": 2,
                "response_message_id": "1",
                "response_message_ephemeral": False,
            }
            return self._json({"interaction": interaction, "resource": {"type": body["type"]}})
        if path.endswith(("/messages/@original", "/messages")):
            return self._json(self.message(path.split("/")[2], (body or {}).get("content") or "", BOT))
        known = {
            "/users/@me": BOT,
            "/oauth2/applications/@me": APPLICATION,
            "/gateway/bot": {"url": self.url.replace("http", "ws") + "/gw", "shards": 1, "session_start_limit": {
                "total": 1000, "remaining": self.starts_left, "reset_after": 3_600_000, "max_concurrency": 1}},
        }  # fmt: skip
        if path in known:
            return self._json(known[path])
        if path == "/applications/900/commands":
            given = body if method == "PUT" else []
            return self._json(
                [
                    {
                        "description": "",
                        **one,
                        "id": next(self._numbers),
                        "application_id": "900",
                        "version": "1",
                    }
                    for one in given
                ]
            )
        return self._json({"message": "404: Not Found", "code": 0}, 404)

    def _json(self, body: Any, status: int = 200, **headers: str) -> web.Response:
        plain = {
            "Content-Type": "application/json",
            "Via": "1.1 google",
            **headers,
        }  # exactly this type: no charset
        return web.Response(body=json.dumps(body).encode(), status=status, headers=plain)

    # -- what people do ------------------------------------------------------------------------------

    def message(
        self, channel: str, content: str, author: dict[str, Any], *mentions: dict[str, Any]
    ) -> dict[str, Any]:
        """A message; its words are withheld from a bot that is neither mentioned nor written to directly."""
        return {
            "id": str(next(self._numbers)), "type": 0, "channel_id": channel, "author": author, "mentions": list(mentions),
            "content": content, "timestamp": "2026-11-21T12:00:00+00:00", "edited_timestamp": None, "tts": False,
            "mention_everyone": False, "mention_roles": [], "attachments": [], "embeds": [], "pinned": False,
            "components": [], "flags": 0,
        }  # fmt: skip

    async def talk(self, content: str, *, to_bot: bool = True, deliver: bool = True) -> dict[str, Any]:
        """Ada writes in the channel."""
        said = self.message(CHANNEL, content if to_bot else "", ADA, *([BOT] if to_bot else []))
        member = {
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        await self.event("MESSAGE_CREATE", {**said, "guild_id": GUILD, "member": member}, deliver=deliver)
        return said

    async def ask(
        self,
        question: str,
        token: str,
        *,
        guest: bool = False,
        kind: int = 2,
        name: str = "ask",
        **options: Any,
    ) -> None:
        """Ada uses /ask, in the channel or, as a guest's own app, in somebody's direct messages."""
        focused = {"focused": True} if kind == 4 else {}
        data = {"id": "1", "name": name, "type": 1,
                "options": [{"name": "question", "type": 3, "value": question, **focused}]}  # fmt: skip
        place: dict[str, Any] = {"guild_id": GUILD, "context": 0, "authorizing_integration_owners": {"0": GUILD},
            "channel": {"id": CHANNEL, "type": 0, "name": "general", "permissions": PERMISSIONS},
            "member": {"user": ADA, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False,
                       "flags": 0, "permissions": PERMISSIONS}, "guild_locale": "en-US"}  # fmt: skip
        if guest:
            place = {"context": 2, "authorizing_integration_owners": {"1": ADA["id"]}, "user": ADA,
                     "channel": {"id": "555", "type": 1, "recipients": [ADA]}}  # fmt: skip
        await self.event("INTERACTION_CREATE", {
            "id": str(next(self._numbers)), "application_id": "900", "type": kind, "token": token, "version": 1,
            "data": data, "channel_id": place["channel"]["id"], "locale": "en-US", "entitlements": [],
            "app_permissions": PERMISSIONS, "attachment_size_limit": 1, **place, **options,
        })  # fmt: skip

    async def post(self, title: str) -> None:
        """Ada opens a post in the forum."""
        await self.event("THREAD_CREATE", {
            "id": "301", "type": 11, "guild_id": GUILD, "parent_id": FORUM, "owner_id": ADA["id"], "name": title,
            "newly_created": True, "message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0,
            "thread_metadata": {"archived": False, "auto_archive_duration": 1440, "locked": False,
                                "archive_timestamp": "2026-11-21T12:00:00+00:00"}, "total_message_sent": 0,
        })  # fmt: skip

    # -- reading -------------------------------------------------------------------------------------

    def made(self, method: str, path: str) -> list[Request]:
        """The calls to paths that end so."""
        return [one for one in self.requests if one.method == method and one.path.endswith(path)]

    def callbacks(self) -> list[Request]:
        """The answers to interactions."""
        return self.made("POST", "/callback")


def limited(path: str, seconds: float, *, everywhere: bool = False) -> Step:
    """A 429 as Discord's own: without `Via` it would read as a ban of Cloudflare's."""
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    scope = "global" if everywhere else "user"
    return Step(path, 429, body, {"X-RateLimit-Scope": scope, "Retry-After": str(seconds)})


async def serve(fake: FakeDiscord) -> web.AppRunner:
    """The fake on a port of its own."""
    app = web.Application()
    app.router.add_get("/gw", fake.gateway)
    app.router.add_get("/gw/", fake.gateway)
    app.router.add_route("*", "/api/v10/{path:.*}", fake.rest)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner


async def until(true: Any, seconds: float = 10.0) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
