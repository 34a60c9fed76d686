"""Health, metrics and the webhook, over real sockets on 127.0.0.1."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, web
from prometheus_client.parser import text_string_to_metric_families

from adapters.reload import Reloader
from adapters.web.health import SILENT, Health
from adapters.web.hook import HEADER, MOST_BYTES, Hook
from adapters.web.metrics import FEWEST_VERDICTS, Metrics
from adapters.web.probe import main as probe
from adapters.web.probe import ready
from adapters.web.receipts import LEASE, REMEMBERED, Claim, MemoryReceipts
from adapters.web.server import application, serve
from bot import Question
from bot.errors import UsageError
from bot.privacy.store import MemoryStore
from bot.settings import Secret
from tests.run.fakes import SECRET_TEXT, Fake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot import Engine

PASSWORD = "only-telegram-knows-this"
HOOK = "https://bot.example/telegram/hook"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Site:
    """A running web side and a client that knows the password."""

    def __init__(self, engine: Engine, client: ClientSession) -> None:
        self.port = free_port()
        self.client = client
        self.telegram, self.discord = Fake("telegram", "serve"), Fake("discord", "serve")
        self.reloader = Reloader(engine)
        self.store = MemoryStore()
        self.health = Health(engine, (self.telegram, self.discord), self.reloader, self.store)
        self.metrics = Metrics()
        self.metrics.watch(engine, (self.telegram, self.discord), lambda: self.reloader.since)
        self.statuses: list[int] = []
        self.receipts = MemoryReceipts()
        self.hook = Hook(self.telegram, Secret(PASSWORD), self.receipts,
                         stopping=lambda: self.health.stopping, told=self.statuses.append)  # fmt: skip

    async def open(self) -> web.AppRunner:
        return await serve(application(self.health, self.metrics, (HOOK, self.hook)), self.port)

    async def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        async with self.client.request(method, f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, await response.text()

    async def readyz(self) -> tuple[int, dict[str, Any]]:
        status, body = await self.get("/readyz")
        return status, json.loads(body)

    async def post(self, body: object, *, secret: str | None = PASSWORD, **headers: str) -> tuple[int, str]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = headers | ({HEADER: secret} if secret is not None else {})
        url = f"http://127.0.0.1:{self.port}/telegram/hook"
        async with self.client.post(url, data=io.BytesIO(data), headers=given) as response:
            return response.status, await response.text()


@pytest.fixture
async def site(engine: Engine) -> AsyncIterator[Site]:
    async with ClientSession() as client:
        made = Site(engine, client)
        runner = await made.open()
        yield made
        await runner.cleanup()


async def test_liveness_never_depends_on_a_platform(site: Site) -> None:
    site.health.refused["telegram"] = "refused"
    assert await site.get("/livez") == (200, "alive\n")


async def test_readiness_waits_for_the_first_platform(site: Site) -> None:
    status, report = await site.readyz()
    assert status == 503
    assert report["degraded"] == ["telegram: not reached yet", "discord: not reached yet"]
    site.telegram.pulse.beat()
    status, report = await site.readyz()
    assert (status, report["ready"]) == (200, True)
    assert report["degraded"] == ["discord: not reached yet"]
    assert report["adapters"]["telegram"]["seconds_since_heard"] < 5
    assert report["catalog"]["entries"] == len(site.health.engine.catalog.entries)


async def test_n17_a_platform_that_fell_silent_makes_health_red_within_three_minutes(site: Site) -> None:
    assert SILENT < 180
    site.telegram.pulse.beat()
    site.telegram.pulse.heard -= SILENT + 1
    status, report = await site.readyz()
    assert status == 503
    assert report["degraded"][0].startswith("telegram: silent for 151 seconds")


async def test_n5_trouble_shows_and_goes(site: Site) -> None:
    site.telegram.pulse.beat()
    site.discord.pulse.beat()
    site.telegram.pulse.lost("TimedOut")
    assert (await site.readyz())[1]["degraded"] == ["telegram: not reached (TimedOut)"]
    site.telegram.pulse.beat()
    assert (await site.readyz())[1]["degraded"] == []


async def test_every_other_trouble_has_its_reason(site: Site) -> None:
    site.telegram.pulse.beat()
    site.discord.pulse.beat()
    site.reloader.problems = ("entries/a/b.yaml:4: error: x → y",)
    site.store.trouble = "OperationalError"
    site.health.lag = 5.0
    status, report = await site.readyz()
    assert status == 200
    assert report["degraded"] == [
        "faq: entries/a/b.yaml:4: error: x → y",
        "choices cannot be written to FAQBOT_DATA_DIR (OperationalError): they are held in memory",
        "the event loop was blocked for 5.0 seconds",
    ]
    site.health.stopping = True
    assert (await site.readyz())[0] == 503


async def test_metrics_count_questions_by_platform_language_and_decision(site: Site, engine: Engine) -> None:
    reply = engine.ask(Question("hello"))
    site.metrics.asked("telegram", reply, 0.02)
    site.metrics.send_failed("discord", "HTTPException")
    site.metrics.send_failed("discord", "some text that a person wrote")
    site.metrics.reloaded("refused")
    site.metrics.hooked(403)
    site.metrics.late(0.5)
    site.telegram.pulse.beat()
    _, page = await site.get("/metrics")
    samples = {
        (s.name, *sorted(s.labels.values())): s.value
        for f in text_string_to_metric_families(page)
        for s in f.samples
    }
    assert samples["faqbot_question_seconds_count", *sorted(("abstain", "telegram", reply.spoken.value))] == 1
    assert (
        samples[
            "faqbot_question_seconds_bucket", *sorted(("0.025", "abstain", "telegram", reply.spoken.value))
        ]
        == 1
    )
    assert samples["faqbot_send_errors_total", "HTTPException", "discord"] == 1
    assert samples["faqbot_send_errors_total", "discord", "other"] == 1
    assert samples["faqbot_reloads_total", "refused"] == 1
    assert samples["faqbot_webhook_updates_total", "403"] == 1
    assert samples["faqbot_loop_lag_seconds",] == 0.5
    assert samples["faqbot_platform_connected", "telegram"] == 1
    assert samples["faqbot_platform_connected", "discord"] == 0
    assert samples["faqbot_platform_silence_seconds", "discord"] == float("inf")
    assert samples["faqbot_catalog_entries",] == len(engine.catalog.entries)
    assert samples["faqbot_catalog_age_seconds",] >= 0


async def test_only_labels_that_name_nobody_exist(site: Site, engine: Engine) -> None:
    site.metrics.asked("telegram", engine.ask(Question("my name is Canary Bird 4200000001")), 0.1)
    _, page = await site.get("/metrics")
    allowed = {
        "platform",
        "language",
        "decision",
        "error",
        "outcome",
        "status",
        "version",
        "entry",
        "helpful",
        "le",
    }
    assert {
        label for f in text_string_to_metric_families(page) for s in f.samples for label in s.labels
    } <= allowed
    assert "Canary" not in page
    assert "4200000001" not in page


async def test_verdicts_are_shown_only_where_they_could_be_anybodys(site: Site) -> None:
    for number in range(FEWEST_VERDICTS):
        assert "meta-optout-eu" not in (await site.get("/metrics"))[1]
        site.metrics.verdict("telegram", "meta-optout-eu", helpful=number > 0)
    _, page = await site.get("/metrics")
    assert 'faqbot_verdicts_total{entry="meta-optout-eu",helpful="yes"} 4.0' in page
    assert 'faqbot_verdicts_total{entry="meta-optout-eu",helpful="no"} 1.0' in page


async def test_responses_tell_no_versions_and_are_not_kept(site: Site) -> None:
    async with site.client.get(f"http://127.0.0.1:{site.port}/livez") as response:
        assert response.headers["Server"] == "faqbot"
        assert response.headers["Cache-Control"] == "no-store"
    assert (await site.get("/"))[0] == 404


async def test_an_update_is_answered_in_the_response_where_it_can_be(site: Site) -> None:
    status, body = await site.post({"update_id": 7, "message": {"text": "hello"}})
    assert status == 200
    assert json.loads(body) == {"method": "sendMessage", "chat_id": 1, "text": "answer"}
    assert await site.post({"update_id": 8, "poll": {}}) == (200, "")
    assert site.telegram.fed == [7, 8]


BOMB = gzip.compress(b"0" * 50_000_000)
NESTED = b'{"update_id": 1, "message": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"


@pytest.mark.parametrize(
    ("body", "secret", "headers", "status"),
    [
        pytest.param(b'{"update_id": 1}', "wrong", {}, 403, id="wrong secret"),
        pytest.param(b'{"update_id": 1}', None, {}, 403, id="no secret"),
        pytest.param(b'{"update_id": 1}', "clé", {}, 403, id="secret beyond ASCII"),
        pytest.param(b"x" * 10_000_000, "wrong", {}, 403, id="secret is judged before the body"),
        pytest.param(b"x" * (MOST_BYTES + 1), PASSWORD, {}, 413, id="too long"),
        pytest.param(BOMB, PASSWORD, {"Content-Encoding": "gzip"}, 415, id="gzip bomb"),
        pytest.param(b"not json", PASSWORD, {}, 400, id="not JSON"),
        pytest.param(b"", PASSWORD, {}, 400, id="empty"),
        pytest.param(b"\xff\xfe\x00", PASSWORD, {}, 400, id="not a text"),
        pytest.param(NESTED, PASSWORD, {}, 400, id="10,000 levels"),
        pytest.param(b"[1]", PASSWORD, {}, 400, id="a list"),
        pytest.param(b'{"message": {}}', PASSWORD, {}, 400, id="no number"),
        pytest.param(b'{"update_id": "1"}', PASSWORD, {}, 400, id="number as text"),
        pytest.param(b'{"update_id": 1}', PASSWORD, {}, 200, id="without a message"),
        pytest.param(b'{"update_id": 1, "from_the_future": {"x": 1}}', PASSWORD, {}, 200, id="unknown kind"),
        pytest.param(
            b'{"update_id": 1, "crash": 1}', PASSWORD, {}, 200, id="an update that can never succeed"
        ),
    ],
)
async def test_n21_every_call_gets_the_right_status(
    site: Site,
    body: bytes,
    secret: str | None,
    headers: dict[str, str],
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        seen, text = await site.post(body, secret=secret, **headers)
    except OSError:  # the server closed before a giant was sent whole
        seen, text = status, ""
    assert seen == status
    assert "Traceback" not in text
    assert site.statuses[-1:] == [status]
    assert not [record for record in caplog.records if record.name.startswith("aiohttp")]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_n21_other_methods_are_refused(site: Site, method: str) -> None:
    assert (await site.get("/telegram/hook", method))[0] == 405


async def test_n21_the_same_update_twice_is_answered_once(site: Site) -> None:
    assert (await site.post({"update_id": 9, "message": {}}))[0] == 200
    assert await site.post({"update_id": 9, "message": {}}) == (200, "")
    assert (await site.post({"update_id": 3, "message": {}}))[1]  # an older one that was held up is new
    assert site.telegram.fed == [9, 3]


async def test_the_same_update_at_the_same_time_is_told_to_come_back(site: Site) -> None:
    update = {"update_id": 5, "slow": 1}
    statuses = {status for status, _ in await asyncio.gather(site.post(update), site.post(update))}
    assert statuses == {200, 409}
    assert site.telegram.fed == [5]


async def test_a_stopping_process_sends_updates_to_the_next_one(site: Site) -> None:
    site.health.stopping = True
    assert (await site.post({"update_id": 5, "message": {}}))[0] == 503
    assert site.telegram.fed == []


async def test_a_crash_is_logged_without_the_words(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    await site.post({"update_id": 5, "crash": 1})
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == ("faqbot.webhook", "update crashed")
    assert SECRET_TEXT not in record.getMessage()


async def test_a_port_that_is_taken_is_a_clear_error(site: Site) -> None:
    with pytest.raises(UsageError, match="FAQBOT_HTTP_PORT"):
        await serve(application(site.health, site.metrics), site.port)


async def test_the_probe_tells_ready_from_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not await asyncio.to_thread(ready, site.port)
    site.telegram.pulse.beat()
    assert await asyncio.to_thread(ready, site.port)
    assert not await asyncio.to_thread(ready, free_port())
    monkeypatch.delenv("FAQBOT_HTTP_PORT", raising=False)
    assert probe() == 0
    monkeypatch.setenv("FAQBOT_HTTP_PORT", str(site.port))
    assert await asyncio.to_thread(probe) == 0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_a_lease_ends_when_whoever_held_it_died() -> None:
    clock = Clock()
    receipts = MemoryReceipts(clock=clock)
    assert await receipts.claim(1) is Claim.NEW
    assert await receipts.claim(1) is Claim.BUSY
    clock.now += LEASE + 1
    assert await receipts.claim(1) is Claim.NEW
    await receipts.done(1)
    assert await receipts.claim(1) is Claim.DONE
    clock.now += REMEMBERED + 1
    assert await receipts.claim(1) is Claim.NEW
    await receipts.drop(1)
    assert await receipts.claim(1) is Claim.NEW


async def test_receipts_are_bounded() -> None:
    receipts = MemoryReceipts(most=10)
    for number in range(100):
        await receipts.claim(number)
    assert len(receipts._until) == 10
