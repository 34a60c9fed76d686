"""Adapters that do what a script says, and a process made of them.

    python -m tests.run.fakes telegram=serve discord=crash,serve

Behaviours, one for each run of the adapter (the last one repeats): `serve` until a stop; `answer` as long
as it takes, then end; `crash` with a text that must not be told; `refuse`; `running` elsewhere; `end` at
once; `hang` whatever is asked; `block` the event loop first.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from adapters.life import House, Pulse
from adapters.run import run
from bot.errors import AlreadyRunning, FaqbotError, TokenRefused
from bot.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.i18n.words import Words

SECRET_TEXT = "the-words-of-a-member"
ANSWERING = 0.6


class Fake:
    """An adapter by script."""

    def __init__(self, name: str, *script: str) -> None:
        self.name, self.script, self.pulse = name, list(script), Pulse()
        self.runs = 0
        self.answered = 0
        self.fed: list[int] = []
        self.notices: list[Callable[[Words], str]] = []

    async def run(self, stop: asyncio.Event) -> None:
        behaviour = self.script[min(self.runs, len(self.script) - 1)]
        self.runs += 1
        await getattr(self, f"_{behaviour}")(stop)

    async def announce(self, text: Callable[[Words], str]) -> None:
        self.notices.append(text)

    async def feed(self, update: Mapping[str, object]) -> Mapping[str, object] | None:
        self.fed.append(int(str(update["update_id"])))
        if "crash" in update:
            raise RuntimeError(SECRET_TEXT)
        if "slow" in update:
            await asyncio.sleep(0.3)
        return {"method": "sendMessage", "chat_id": 1, "text": "answer"} if "message" in update else None

    async def _serve(self, stop: asyncio.Event) -> None:
        self.pulse.beat()
        await stop.wait()

    async def _answer(self, stop: asyncio.Event) -> None:
        await self._serve(stop)
        await asyncio.gather(*(self._one_answer() for _ in range(20)))
        print(f"answered {self.answered}", flush=True)

    async def _one_answer(self) -> None:
        await asyncio.sleep(ANSWERING)
        self.answered += 1

    async def _crash(self, stop: asyncio.Event) -> None:
        raise RuntimeError(SECRET_TEXT)

    async def _refuse(self, stop: asyncio.Event) -> None:
        raise TokenRefused("The platform does not know the token: copy it again.")

    async def _running(self, stop: asyncio.Event) -> None:
        raise AlreadyRunning("Another process answers with this token: stop it first.")

    async def _end(self, stop: asyncio.Event) -> None:
        return

    async def _hang(self, stop: asyncio.Event) -> None:
        self.pulse.beat()
        await asyncio.Event().wait()

    async def _block(self, stop: asyncio.Event) -> None:
        self.pulse.beat()
        time.sleep(2.5)  # noqa: ASYNC251  # this is the fault
        await stop.wait()


def builder(name: str, *script: str) -> Callable[[House], Fake]:
    return lambda house: Fake(name, *script)


def main() -> int:
    """A process as `faqbot run` makes it, with fakes for its platforms."""
    given = (argument.split("=") for argument in sys.argv[1:])
    builders = {name: builder(name, *script.split(",")) for name, script in given}
    try:
        return run(read_settings(), tuple(builders), builders)
    except FaqbotError as problem:
        print(problem, file=sys.stderr)
        return problem.exit_code


if __name__ == "__main__":
    sys.exit(main())
