"""Keeps the engine in step with the FAQ's folder, and remembers what keeps it from being so."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from adapters.learn import learn_apart, needed
from adapters.log import facts
from bot.catalog.findings import errors
from bot.catalog.watch import Watch, in_thread
from bot.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot import Engine
    from bot.catalog.findings import Finding
    from bot.i18n.words import Words

log = logging.getLogger("faqbot.reload")

MOST_TOLD = 5
"""Findings in one line of the log and of health; `faqbot check` shows them all."""


NO_MEMORY = (
    "the FAQ could not be learned: the process that learns was killed. Give the container 1 GB of memory"
)


class Reloader:
    """Takes over each change of the folder that is whole; with any error the last good set stays."""

    def __init__(
        self,
        engine: Engine,
        *,
        told: Callable[[str], None] = lambda outcome: None,
        announce: Callable[[Callable[[Words], str]], Awaitable[None]] | None = None,
    ) -> None:
        self._engine, self._told, self._announce = engine, told, announce
        self._one_at_a_time = asyncio.Lock()
        self.since = time.monotonic()
        self.problems: tuple[str, ...] = ()
        """What is wrong with the folder now: file, line and cure; empty when what it holds is in force."""

    async def run(self, watch: Watch | None = None) -> None:
        """Follow the folder until cancelled."""
        root = self._engine.root
        if root is not None:
            await (watch or Watch(root, self._engine.catalog.fingerprint)).run(self.reload)

    async def reload(self) -> None:
        """Learn the folder, beside the event loop, and take it over when it is whole; never raises."""
        async with self._one_at_a_time:
            began = time.monotonic()
            try:
                if not await self._learned():
                    return await self._failed((NO_MEMORY,))
                changed = await in_thread(self._engine.reload)
            except CatalogError as broken:
                await self._refused(errors(broken.findings))
            except Exception as crash:  # a reload must never end the bot
                log.exception("reload crashed")
                await self._failed((f"the FAQ could not be read ({type(crash).__name__}): see the log",))
            else:
                self._took(changed=changed, seconds=time.monotonic() - began)
        return None

    async def _learned(self) -> bool:
        """Learn in another process what has to be learned; False when that process was killed."""
        root, cached = self._engine.root, self._engine.cached
        if root is None or cached is None or not await in_thread(lambda: needed(root, cached)):
            return True
        return await learn_apart(root, cached)

    def _took(self, *, changed: bool, seconds: float) -> None:
        self.problems = ()
        if changed:
            self.since = time.monotonic()
        outcome, catalog = "changed" if changed else "unchanged", self._engine.catalog
        log.info("reloaded", extra=facts(outcome=outcome, catalog=catalog.fingerprint[:12],
                 entries=len(catalog.entries), seconds=round(seconds, 2)))  # fmt: skip
        self._told(outcome)

    async def _refused(self, findings: tuple[Finding, ...]) -> None:
        await self._failed(tuple(str(finding) for finding in findings))

    async def _failed(self, problems: tuple[str, ...]) -> None:
        first_time, self.problems = not self.problems, problems
        log.error("reload refused", extra=facts(problems=problems[:MOST_TOLD], errors=len(problems),
                  in_force=self._engine.catalog.fingerprint[:12]))  # fmt: skip
        self._told("refused")
        if first_time and self._announce is not None:
            await self._announce(self._notice)

    def _notice(self, words: Words) -> str:
        """What moderators read in their channel: the first problem, and how many more there are."""
        text = words.say("The FAQ has an error, so the last good version stays in force: {problem}",
                         problem=self.problems[0])  # fmt: skip
        more = len(self.problems) - 1
        return (
            f"{text}\n{words.plural('There is {number} more.', 'There are {number} more.', more)}"
            if more
            else text
        )
