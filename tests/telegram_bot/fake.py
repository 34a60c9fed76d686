"""A Bot API that refuses what the specifications refuse and parses markup as Telegram does.

`FakeTelegram` knows no socket: `Offline` carries calls to it inside the process, `serve` over real
sockets on 127.0.0.1, with a script of faults.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram.request import BaseRequest, RequestData

from tests.telegram_bot import tdlib
from tests.telegram_bot.spec import available, specification, utf16
from tests.telegram_bot.updates import ME

Json = dict[str, Any]
TOKEN = "123456:CANARYTOKEN_abcdefghijklmnopqrstuvw"

unchecked: list[str] = []
"""Calls of this run that no specification has judged, because none was there."""

NEWER = ("ephemeral", "is_ephemeral")
"""What only the newest specification knows."""


@dataclass
class Call:
    """A call as it came off the wire."""

    method: str
    form: dict[str, str]
    at: float


@dataclass
class Step:
    """What happens, once, to the next call of a method instead of its answer."""

    method: str
    kind: str  # refuse, reset, hang, html, half
    code: int = 200
    text: str = ""
    parameters: Json = field(default_factory=dict)


@dataclass
class FakeTelegram:
    """The state of a small Telegram: updates to fetch, calls made, messages as members see them."""

    updates: list[Json] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    script: list[Step] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    texts: dict[str, Any] = field(default_factory=dict)
    me: Json = field(default_factory=lambda: dict(ME))
    webhook: Json = field(
        default_factory=lambda: {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    )
    token: str = TOKEN

    def made(self, *methods: str) -> list[dict[str, str]]:
        """The forms of all calls of these methods, in order."""
        return [call.form for call in self.calls if call.method in methods]

    def refuse(self, method: str, code: int, text: str, **parameters: Any) -> None:
        """Refuse the next call of a method."""
        self.script.append(Step(method, "refuse", code, text, parameters))

    def trouble(self, method: str, kind: str, code: int = 200, text: str = "") -> None:
        """Let the next call of a method meet trouble: reset, hang, html, half."""
        self.script.append(Step(method, kind, code, text))

    def step(self, method: str) -> Step | None:
        """What the script has for this call."""
        for step in self.script:
            if step.method == method:
                self.script.remove(step)
                return step
        return None

    def answer(self, method: str, form: Mapping[str, str]) -> tuple[int, Json]:
        """Telegram's answer: a refusal with the first fault, or the result."""
        self.calls.append(Call(method, dict(form), time.monotonic()))
        fault = self._fault(method, form)
        if fault:
            self.faults.append(fault)
            return refusal(400, f"Bad Request: {fault}")
        try:
            return 200, {"ok": True, "result": self._result(method, form)}
        except _Refusal as no:
            return refusal(no.code, no.text)

    def _fault(self, method: str, form: Mapping[str, str]) -> str | None:
        if not available():
            unchecked.append(method)
        newer = any(word in method.lower() or word in json.dumps(dict(form)) for word in NEWER)
        for version in available():
            if newer and version != "10.3":
                continue
            found = specification(version).faults(method, form)
            if found:
                return f"{version} {found[0]}"
        return None

    def _result(self, method: str, form: Mapping[str, str]) -> Any:
        known = getattr(self, "_" + re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", method), None)
        return known(form) if known else True

    def _get_me(self, form: Mapping[str, str]) -> Json:
        return self.me

    def _get_webhook_info(self, form: Mapping[str, str]) -> Json:
        return self.webhook

    def _get_updates(self, form: Mapping[str, str]) -> list[Json]:
        self.updates = [one for one in self.updates if one["update_id"] >= int(form.get("offset", 0))]
        wanted = json.loads(form.get("allowed_updates", "[]"))
        given = [one for one in self.updates if not wanted or set(one) & set(wanted)]
        return given[: int(form.get("limit", 100))]

    def _get_chat_member(self, form: Mapping[str, str]) -> Json:
        person = int(form["user_id"])
        user = {"id": person, "is_bot": False, "first_name": "x"}
        if person not in self.administrators:
            return {"status": "member", "user": user}
        return {"status": "creator", "user": user, "is_anonymous": False}

    def _send_message(self, form: Mapping[str, str]) -> Json:
        chat = int(form["chat_id"])
        kind = "private" if chat > 0 else "supergroup"
        made: Json = {
            "message_id": 5000 + len(self.calls),
            "date": 1_790_000_000,
            "chat": {"id": chat, "type": kind},
            "from": self.me,
        }
        made |= self._shown(form)
        self.messages[chat, made["message_id"]] = made
        return made

    def _edit_message_text(self, form: Mapping[str, str]) -> Any:
        shown = self._shown(form)
        if "inline_message_id" in form:
            self.texts[form["inline_message_id"]] = shown
            return True
        key = int(form["chat_id"]), int(form["message_id"])
        if key not in self.messages:
            raise _Refusal(400, "Bad Request: message to edit not found")
        before = self.messages[key]
        if (before["text"], before.get("reply_markup")) == (shown["text"], shown.get("reply_markup")):
            raise _Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            )
        before.pop("reply_markup", None)
        before |= shown
        return before

    def _delete_message(self, form: Mapping[str, str]) -> bool:
        if self.messages.pop((int(form["chat_id"]), int(form["message_id"])), None) is None:
            raise _Refusal(400, "Bad Request: message to delete not found")
        return True

    def _shown(self, form: Mapping[str, str]) -> Json:
        text = form["text"]
        if form.get("parse_mode") == "HTML" and not tdlib.is_here():
            text = html.unescape(re.sub(r"<[^>]+>", "", text))
        elif form.get("parse_mode") == "HTML":
            try:
                text = tdlib.parse(text).text
            except tdlib.Refused as no:
                raise _Refusal(400, f"Bad Request: can't parse entities: {no}") from None
        if not 0 < utf16(text) <= 4096:
            raise _Refusal(
                400, "Bad Request: message is too long" if text else "Bad Request: message text is empty"
            )
        markup = {"reply_markup": json.loads(form["reply_markup"])} if "reply_markup" in form else {}
        return {"text": text, **markup}

    def _set_my_commands(self, form: Mapping[str, str]) -> bool:
        self.texts[_menu(form)] = json.loads(form["commands"])
        return True

    def _get_my_commands(self, form: Mapping[str, str]) -> list[Json]:
        return list(self.texts.get(_menu(form), []))

    def _profile(self, name: str, form: Mapping[str, str]) -> Json:
        return {name: self.texts.get(name + form.get("language_code", ""), "")}

    def _get_my_name(self, form: Mapping[str, str]) -> Json:
        return self._profile("name", form)

    def _get_my_description(self, form: Mapping[str, str]) -> Json:
        return self._profile("description", form)

    def _get_my_short_description(self, form: Mapping[str, str]) -> Json:
        return self._profile("short_description", form)

    def _set(self, name: str, form: Mapping[str, str]) -> bool:
        self.texts[name + form.get("language_code", "")] = form.get(name, "")
        return True

    def _set_my_name(self, form: Mapping[str, str]) -> bool:
        return self._set("name", form)

    def _set_my_description(self, form: Mapping[str, str]) -> bool:
        return self._set("description", form)

    def _set_my_short_description(self, form: Mapping[str, str]) -> bool:
        return self._set("short_description", form)


class _Refusal(Exception):
    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def refusal(code: int, text: str, parameters: Json | None = None) -> tuple[int, Json]:
    """Telegram's way of saying no."""
    more = {"parameters": parameters} if parameters else {}
    return code, {"ok": False, "error_code": code, "description": text, **more}


def _menu(form: Mapping[str, str]) -> str:
    return f"commands {form.get('scope', '')} {form.get('language_code', '')}"


class Offline(BaseRequest):
    """Carries the library's calls to a fake without a socket."""

    def __init__(self, fake: FakeTelegram) -> None:
        self.fake = fake

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        form = dict(request_data.json_parameters) if request_data else {}
        name = url.rsplit("/", 1)[-1]
        step = self.fake.step(name)
        if step is not None:
            self.fake.calls.append(Call(name, form, time.monotonic()))
            code, answer = refusal(step.code, step.text, step.parameters)
        else:
            code, answer = self.fake.answer(name, form)
        return code, json.dumps(answer).encode()


@asynccontextmanager
async def serve(fake: FakeTelegram) -> AsyncIterator[str]:
    """The fake's address on 127.0.0.1, for FAQBOT_TELEGRAM_API."""
    ending = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        form = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        if request.match_info["token"] != fake.token:
            return _json(refusal(401, "Unauthorized"))
        step = fake.step(method)
        if step is not None:
            fake.calls.append(Call(method, form, time.monotonic()))
            return await _meet(step, request, ending)
        code, answer = fake.answer(method, form)
        if method == "getUpdates" and code == 200:
            answer["result"] = await _held(fake, form, answer["result"], ending)
        return _json((code, answer))

    application = web.Application()
    application.router.add_route("*", "/bot{token}/{method}", handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        ending.set()
        await runner.cleanup()


async def _held(
    fake: FakeTelegram, form: Mapping[str, str], found: list[Json], ending: asyncio.Event
) -> list[Json]:
    """Hold getUpdates back until there is something, as long as it asks for."""
    ends = time.monotonic() + float(form.get("timeout", 0))
    while not found and time.monotonic() < ends and not ending.is_set():
        await asyncio.sleep(0.01)
        found = fake._get_updates(form)
    return found


async def _meet(step: Step, request: web.Request, ending: asyncio.Event) -> web.StreamResponse:
    if step.kind == "hang":
        await asyncio.wait_for(ending.wait(), 30)
    if step.kind in ("reset", "hang"):
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    if step.kind == "html":
        return web.Response(status=step.code, text="<html>CANARYPROXY</html>", content_type="text/html")
    if step.kind == "half":
        return web.Response(text='{"ok": true, "result": {"message_id": 1, "text": "CANARYHALF')
    return _json(refusal(step.code, step.text, step.parameters))


def _json(answer: tuple[int, Json]) -> web.Response:
    return web.json_response(answer[1], status=answer[0])
