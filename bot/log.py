"""Structured logs: one JSON object a line, of ours and of libraries, never what people wrote.

Every line says, where it is known, to which `installation`, `relationship`, `feature` and
`delivery` it belongs: whoever finds that out binds it to what follows (structlog's contextvars).
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bind_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

# What happens on every network: its name says enough, a traceback would only point at libraries.
EXPECTED = (SlackApiError, aiohttp.ClientError, TimeoutError, ConnectionError)
# The feature in which nobody is named.
UNNAMED = "notes"


def configure_log(level: str) -> None:
    """Send our own log and the warnings of the libraries to standard error.

    What libraries say below a warning may hold whole rows and requests.
    """
    shared: list[Processor] = [
        merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_writers,
        _name_expected,
        _hide_rows,
        structlog.processors.format_exc_info,
    ]
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    number = logging.getLevelNamesMapping()[level]
    logging.basicConfig(handlers=[libraries], level=max(number, logging.WARNING))
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def bind_feature(function: Callable[..., object]) -> None:
    """What is logged from here on belongs to the feature in whose folder that function stands."""
    bind_contextvars(feature=function.__module__.split(".")[1])


def _name_expected(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the traceback of what was to be expected by its name."""
    error = _error_of(event)
    if isinstance(error, EXPECTED):
        del event["exc_info"]
        event["error"] = type(error).__name__
        if isinstance(error, SlackApiError):
            event["error"] = error.response.get("error")
    return event


def _hide_writers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Whoever leaves an anonymous note is named in no line, nor is their conversation."""
    if event.get("feature") == UNNAMED:
        event.pop("user", None)
        event.pop("channel", None)
    return event


def _hide_rows(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of what a database complains about, keep where and why: the details may quote a row."""
    for error in _chain(_error_of(event)):
        if isinstance(error, DBAPIError):
            del event["exc_info"]
            event["error"] = f"{type(error.orig).__name__}: {_reason(error)}"
            event["exception"] = "".join(traceback.format_tb(error.__traceback__))
            break
    return event


def _error_of(event: EventDict) -> BaseException | None:
    given = event.get("exc_info")
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    return error if isinstance(error, BaseException) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _reason(error: DBAPIError) -> str:
    """The first sentence: Postgres tells it apart from the details, SQLite gives none."""
    told = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    return str(told or error.orig).partition("\n")[0]
