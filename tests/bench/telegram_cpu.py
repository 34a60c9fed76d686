"""CPU of an answered update, beside a bare echo bot on the same library, in one run.

    python -m tests.bench.telegram_cpu [--updates 400] [--rounds 3] [--at-once 64]

Updates come as JSON, are read by the library, answered, and the answers go over real sockets to a
server in another process, whose CPU does not count. The rounds of all bots alternate, so that a busy
machine is busy for all of them; the median round speaks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from adapters.life import House
from adapters.telegram_bot.bot import TelegramBot
from adapters.telegram_bot.request import AiohttpRequest
from bot import Engine, Question
from bot.privacy.pace import Pace
from bot.privacy.store import Keys, MemoryStore
from bot.settings import Secret, Settings

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_0123456789"
QUESTIONS = Path(__file__).parents[1] / "data" / "in_scope.jsonl"
AT_ONCE = 64
"""Updates under way at a time: a burst, which is when CPU matters."""

ME = {"id": 123456, "is_bot": True, "first_name": "FAQ", "username": "faq_bot"}
SENT = {
    "message_id": 1,
    "date": 1_790_000_000,
    "chat": {"id": 7, "type": "private"},
    "from": ME,
    "text": "x" * 600,
}

Answer = Callable[[dict[str, Any]], Awaitable[object]]


def serve(told: Connection) -> None:
    """A server that takes every call; its address goes back through the pipe."""

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        result = ME if request.match_info["method"] == "getMe" else SENT
        return web.json_response({"ok": True, "result": result})

    async def main() -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", handle)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.send(f"http://127.0.0.1:{runner.addresses[0][1]}")
        await asyncio.Event().wait()

    asyncio.run(main())


def updates(number: int, start: int) -> list[dict[str, Any]]:
    """Questions of members, each from another person in another chat."""
    texts = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [_update(start + n, texts[n % len(texts)]) for n in range(number)]


def _update(number: int, text: str) -> dict[str, Any]:
    person = {"id": number, "is_bot": False, "first_name": "x", "language_code": "en"}
    chat = {"id": number, "type": "private", "first_name": "x"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text},
    }


async def echo(base: str, house: House, *, light: bool) -> Answer:
    """The smallest bot there is: it sends back what it was sent."""

    async def repeat(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{base}/bot").updater(None)
    application: Application[Any, Any, Any, Any, Any, Any] = (
        builder.request(AiohttpRequest(house.http)) if light else builder
    ).build()
    application.add_handler(MessageHandler(filters.TEXT, repeat))
    await application.initialize()
    return lambda update: application.process_update(Update.de_json(update, application.bot))


async def ours(base: str, house: House, *, light: bool) -> Answer:
    """The whole bot: reading, matching, rendering, sending."""
    bot = TelegramBot(replace(house, settings=replace(house.settings, telegram_api=base)))
    if not light:
        bot._bot = Bot(
            TOKEN, base_url=f"{base}/bot", request=HTTPXRequest(), get_updates_request=HTTPXRequest()
        )
    bot._open_desk(await bot._introduce())
    return bot.feed


def core(engine: Engine) -> Answer:
    """The matcher and the composer alone, without a platform."""

    async def ask(update: dict[str, Any]) -> object:
        return engine.ask(Question(update["message"]["text"]))

    return ask


async def milliseconds(answer: Answer, given: list[dict[str, Any]], at_once: int) -> float:
    """CPU of this process for each of these updates."""
    gate = asyncio.Semaphore(at_once)

    async def one(update: dict[str, Any]) -> None:
        async with gate:
            await answer(update)

    before = time.process_time()
    await asyncio.gather(*map(one, given))
    return (time.process_time() - before) * 1000 / len(given)


async def measure(base: str, number: int, rounds: int, at_once: int) -> dict[str, float]:
    """The median of each bot's rounds."""
    settings = Settings(telegram_token=Secret(TOKEN))
    house = House(Engine.open(), settings, MemoryStore(), Keys(), Pace())
    bots = {
        "the core of ours, alone": core(house.engine),
        "echo, the library's request": await echo(base, house, light=False),
        "echo, our request": await echo(base, house, light=True),
        "ours, the library's request": await ours(base, house, light=False),
        "ours": await ours(base, house, light=True),
    }
    figures: dict[str, list[float]] = {name: [] for name in bots}
    for round in range(rounds + 1):  # the first one warms up
        for place, (name, answer) in enumerate(bots.items()):
            given = updates(number if round else 50, 1_000_000 * (place + 1) + 10_000 * round)
            figures[name].append(await milliseconds(answer, given, at_once))
    await house.http.close()
    return {name: statistics.median(found[1:]) for name, found in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--updates", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    chosen = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    found = asyncio.run(measure(here.recv(), chosen.updates, chosen.rounds, chosen.at_once))
    server.terminate()
    for name, cpu in found.items():
        print(f"{name:<30} {cpu:6.2f} ms of CPU an answer, {1000 / cpu:6.0f} answers a CPU-second")
    heavy = found["ours, the library's request"]
    bare = found["echo, the library's request"]
    print(f"\nours with the library's request against the echo bot: {heavy / bare:.2f} times")
    print(f"answers a CPU-second of ours against the echo bot:    {bare / found['ours']:.2f} times")


if __name__ == "__main__":
    main()
