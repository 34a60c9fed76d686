"""Receipts in Redis, against a small server that speaks its protocol, with its faults."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from adapters.web.receipts import Claim, RedisReceipts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytest.importorskip("redis", reason="the extra `redis` is not installed")


class FakeRedis:
    """SET NX EX, GET, DELETE and the greetings of a client; `fault` says how it misbehaves."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.fault = ""
        self.port = 0

    async def open(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                words = []
                for _ in range(int(line[1:])):
                    size = int((await reader.readline())[1:])
                    words.append((await reader.readexactly(size + 2))[:-2].decode())
                if self.fault == "frozen":
                    await asyncio.sleep(2)
                writer.write(self._answer(words))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, words: list[str]) -> bytes:
        command = words[0].upper()
        if command == "HELLO":
            return b"-ERR unknown command\r\n"
        if self.fault == "full" and command == "SET":
            return b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
        if self.fault == "password" and command in ("SET", "GET", "DEL"):
            return b"-NOAUTH Authentication required.\r\n"
        if command == "SET":
            if "NX" in words and words[1] in self.kept:
                return b"$-1\r\n"
            self.kept[words[1]] = words[2]
            return b"+OK\r\n"
        if command == "GET":
            found = self.kept.get(words[1])
            return f"${len(found)}\r\n{found}\r\n".encode() if found else b"$-1\r\n"
        if command == "DEL":
            return b":1\r\n" if self.kept.pop(words[1], None) else b":0\r\n"
        return b"+OK\r\n"


@pytest.fixture
async def redis() -> AsyncIterator[FakeRedis]:
    fake = FakeRedis()
    server = await fake.open()
    yield fake
    server.close()


@pytest.fixture
async def workers(redis: FakeRedis) -> AsyncIterator[tuple[RedisReceipts, RedisReceipts]]:
    pair = (
        RedisReceipts.at(f"redis://127.0.0.1:{redis.port}/0"),
        RedisReceipts.at(f"redis://127.0.0.1:{redis.port}/0"),
    )
    yield pair
    for one in pair:
        await one.close()


async def test_two_processes_share_their_receipts(workers: tuple[RedisReceipts, RedisReceipts]) -> None:
    one, other = workers
    assert await one.claim(1) is Claim.NEW
    assert await other.claim(1) is Claim.BUSY
    await one.done(1)
    assert await other.claim(1) is Claim.DONE
    assert await one.claim(1) is Claim.DONE
    assert await one.claim(2) is Claim.NEW
    await one.drop(2)
    assert await other.claim(2) is Claim.NEW


async def test_only_update_numbers_are_kept(
    redis: FakeRedis, workers: tuple[RedisReceipts, RedisReceipts]
) -> None:
    await workers[0].claim(77)
    await workers[0].done(77)
    assert redis.kept == {"faqbot:update:77": "done"}


@pytest.mark.parametrize("fault", ["frozen", "full", "password"])
async def test_n20_while_redis_fails_each_process_goes_by_its_own_memory(
    redis: FakeRedis, workers: tuple[RedisReceipts, RedisReceipts], fault: str
) -> None:
    redis.fault = fault
    one = workers[0]
    began = time.monotonic()
    assert await one.claim(1) is Claim.NEW
    assert one.trouble
    await one.done(1)
    assert await one.claim(1) is Claim.DONE
    assert time.monotonic() - began < 6
    redis.fault = ""
    assert await one.claim(2) is Claim.NEW
    assert not one.trouble


async def test_n20_redis_that_is_not_there_costs_no_answer() -> None:
    receipts = RedisReceipts.at("redis://127.0.0.1:9/0")
    assert await receipts.claim(1) is Claim.NEW
    await receipts.done(1)
    assert await receipts.claim(1) is Claim.DONE
    assert receipts.trouble == "ConnectionError"
    await receipts.close()
