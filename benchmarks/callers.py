"""Slack's side of a measure over HTTP: signed requests, so many at once, as fast as they are acked.

A request is bytes on a kept connection and an answer is read as bytes, for the machine's cores are
to work for whom is measured.
"""

import asyncio
import hashlib
import hmac
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.children import Answer, be_child
from bot.transport import EVENTS_PATH

SECRET = "signing-secret-of-the-benchmark"  # noqa: S105 - opens nothing


@asynccontextmanager
async def open_callers() -> AsyncIterator[Answer]:
    """A question carries the port, the bodies to send and how many at once.

    The answer: the `seconds` until all were acked, and `refused`, those that were not.
    """
    yield call_all


async def call_all(*, port: int, bodies: list[str], at_once: int) -> dict[str, Any]:
    """Send all bodies over `at_once` connections."""
    waiting = deque(_request(body.encode()) for body in bodies)
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(at_once)]
    began = time.perf_counter()
    refused = sum(await asyncio.gather(*(_work_off(waiting, *line) for line in lines)))
    seconds = time.perf_counter() - began
    for _, writer in lines:
        writer.close()
    return {"seconds": seconds, "refused": refused}


async def _work_off(
    waiting: deque[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> int:
    refused = 0
    while waiting:
        writer.write(waiting.popleft())
        refused += await _read_answer(reader) != b"200"
    return refused


async def _read_answer(reader: asyncio.StreamReader) -> bytes:
    """The status of the next answer, read with its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    _, _, rest = head.lower().partition(b"content-length:")
    await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
    return head.split(b" ", 2)[1]


def _request(body: bytes) -> bytes:
    stamp = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    head = (
        f"POST {EVENTS_PATH} HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: v0={signed.hexdigest()}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    be_child(open_callers)
