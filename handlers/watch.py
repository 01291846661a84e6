"""Sees to it that what was done for somebody is found again in the log and in the figures."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from bot import metrics
from bot.log import bind_feature

log = structlog.get_logger(__name__)


@contextmanager
def watched(kind: str, listener: Callable[..., object], installation_id: str) -> Iterator[None]:
    """Time what is done here, and name to whom and what each line of the log belongs.

    The time counts for the feature that it turns out to be about.
    """
    clear_contextvars()
    bind_contextvars(installation=installation_id)
    bind_feature(listener)
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - begun
        metrics.time_handler(kind, get_contextvars()["feature"], seconds)
        log.debug("handled", kind=kind, seconds=round(seconds, 3))
        clear_contextvars()
