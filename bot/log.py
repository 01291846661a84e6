"""Structured logs: one JSON object a line, of ours and of libraries, never what people wrote."""

import logging
import sys

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from structlog.typing import EventDict, Processor, WrappedLogger

# What happens on every network: its name says enough, a traceback would only point at libraries.
EXPECTED = (SlackApiError, aiohttp.ClientError, TimeoutError, ConnectionError)


def configure_log(level: str) -> None:
    """Send our own log and that of the libraries to standard error."""
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_expected,
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
    logging.basicConfig(handlers=[libraries], level=level)
    for name in ("alembic", "apscheduler", "slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _name_expected(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the traceback of what was to be expected by its name."""
    given = event.get("exc_info")
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, EXPECTED):
        del event["exc_info"]
        event["error"] = type(error).__name__
        if isinstance(error, SlackApiError):
            event["error"] = error.response.get("error")
    return event
