"""What is counted, for Prometheus: nothing in it leads to a person, a room or a question.

Verdicts on an entry are shown only from the fifth on: in a small group, one alone could be somebody's.
"""

from __future__ import annotations

import re
import time
from collections import Counter as Tally
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from adapters.log import decided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from prometheus_client import Metric

    from adapters.life import Adapter
    from bot import Engine
    from bot.model import Reply

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FEWEST_VERDICTS = 5
CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,59}")


class Metrics:
    """An observer that counts; `page` is what Prometheus reads."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._seconds = Histogram(
            "faqbot_question_seconds", "Time from a question's arrival to its answer, by what was decided.",
            ("platform", "language", "decision"), buckets=BUCKETS, registry=registry,
        )  # fmt: skip
        self._send_errors = Counter(
            "faqbot_send_errors", "Messages that could not be delivered, by class of error.",
            ("platform", "error"), registry=registry,
        )  # fmt: skip
        self._reloads = Counter(
            "faqbot_reloads", "Reloads of the FAQ, by outcome.", ("outcome",), registry=registry
        )
        self._webhooks = Counter(
            "faqbot_webhook_updates", "Webhook calls, by the status they were answered with.", ("status",),
            registry=registry,
        )  # fmt: skip
        self._restarts = Counter(
            "faqbot_restarts", "Adapters started again after an error.", ("platform",), registry=registry
        )
        self._lag = Gauge(
            "faqbot_loop_lag_seconds", "How late the event loop was when last looked at.", registry=registry
        )
        self._verdicts: Tally[tuple[str, bool]] = Tally()
        registry.register(_Verdicts(self._verdicts))
        ProcessCollector(registry=registry)

    def asked(self, platform: str, reply: Reply, seconds: float) -> None:
        """A question was answered, or kindly not."""
        self._seconds.labels(platform, reply.spoken.value, decided(reply.decision)).observe(seconds)

    def verdict(self, platform: str, entry_id: str, helpful: bool) -> None:
        """An entry was called helpful, or not."""
        self._verdicts[entry_id, helpful] += 1

    def send_failed(self, platform: str, error: str) -> None:
        """A message could not be delivered; anything that is no name of a class counts as `other`."""
        self._send_errors.labels(platform, error if CLASS.fullmatch(error) else "other").inc()

    def reloaded(self, outcome: str) -> None:
        """The FAQ was learned again: changed, unchanged or refused."""
        self._reloads.labels(outcome).inc()

    def hooked(self, status: int) -> None:
        """A webhook call was answered."""
        self._webhooks.labels(str(status)).inc()

    def restarted(self, platform: str) -> None:
        """An adapter was started again."""
        self._restarts.labels(platform).inc()

    def late(self, seconds: float) -> None:
        """The event loop was late by this much."""
        self._lag.set(seconds)

    def watch(
        self,
        engine: Engine,
        adapters: Sequence[Adapter],
        since: Callable[[], float],
    ) -> None:
        """Show the state of the FAQ and of the platforms too, as it is when Prometheus asks."""
        self._registry.register(_State(engine, adapters, since))

    def page(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)

    def names(self) -> tuple[tuple[str, str], ...]:
        """Every metric with what it says, for the documentation."""
        return tuple(sorted((metric.name, metric.documentation) for metric in self._registry.collect()))


class _Verdicts(Collector):
    """Verdicts by entry, where there are enough of them to be nobody's."""

    def __init__(self, tally: Tally[tuple[str, bool]]) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        text = f"Verdicts on an entry, shown from {FEWEST_VERDICTS} on."
        family = CounterMetricFamily("faqbot_verdicts", text, labels=("entry", "helpful"))
        for (entry, helpful), number in sorted(self._tally.items()):
            if self._tally[entry, True] + self._tally[entry, False] >= FEWEST_VERDICTS:
                family.add_metric((entry, "yes" if helpful else "no"), number)
        yield family


class _State(Collector):
    """What can be read off at any moment."""

    def __init__(
        self,
        engine: Engine,
        adapters: Sequence[Adapter],
        since: Callable[[], float],
    ) -> None:
        self._engine, self._adapters, self._since = engine, adapters, since

    def collect(self) -> Iterator[Metric]:
        catalog, today = self._engine.catalog, datetime.now(UTC).date()
        overdue = sum(entry.review_by < today for entry in catalog.entries)
        yield _gauge("faqbot_catalog_entries", "Entries of the FAQ in force.", len(catalog.entries))
        yield _gauge("faqbot_catalog_overdue_entries", "Entries past their review date.", overdue)
        yield _gauge("faqbot_catalog_age_seconds", "Time since the FAQ in force was taken over.",
                     time.monotonic() - self._since())  # fmt: skip
        version = GaugeMetricFamily(
            "faqbot_catalog_info", "The FAQ in force, by its fingerprint.", labels=("version",)
        )
        version.add_metric((catalog.fingerprint[:12],), 1)
        yield version
        yield self._platforms("faqbot_platform_connected", "1 where the platform is reached.",
                              ((one.name, float(one.pulse.connected)) for one in self._adapters))  # fmt: skip
        yield self._platforms("faqbot_platform_silence_seconds", "Time since the platform was last heard.",
                              ((one.name, one.pulse.silence) for one in self._adapters))  # fmt: skip

    @staticmethod
    def _platforms(name: str, text: str, values: Iterable[tuple[str, float]]) -> Metric:
        family = GaugeMetricFamily(name, text, labels=("platform",))
        for platform, value in values:
            family.add_metric((platform,), value)
        return family


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)
