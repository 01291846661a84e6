"""Every line is JSON and says where it belongs; none quotes a row."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bound_contextvars

import handlers
from bot.log import bind_feature
from handlers.kudos import listeners as kudos
from handlers.register import ACTIONS, FORMS, SHORTCUTS
from storage.database import Database
from tests.logs import Log, recorded

SECRET = "they have never once listened"

log = structlog.get_logger(__name__)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    with recorded("DEBUG", monkeypatch) as recording:
        yield recording


def test_what_is_bound_stands_on_our_lines_and_on_those_of_libraries(written: Log) -> None:
    with bound_contextvars(installation="T1", relationship="r1", feature=""):
        bind_feature(kudos.on_command)
        log.info("ours")
        logging.getLogger("slack_bolt").warning("theirs")
    for line in written.lines:
        assert line["installation"] == "T1"
        assert line["relationship"] == "r1"
        assert line["feature"] == "kudos"
    assert [line["level"] for line in written.lines] == ["info", "warning"]


def test_libraries_say_nothing_below_a_warning(written: Log) -> None:
    for name in ("sqlalchemy.engine", "aiosqlite", "slack_sdk", "asyncio"):
        logging.getLogger(name).info("a row, or a request")
    assert written.text == ""


def test_every_listener_belongs_to_a_feature_by_where_it_stands(written: Log) -> None:
    rooms = {one.name for one in Path(handlers.__file__).parent.iterdir() if one.is_dir()}
    rooms |= {"commands"}
    with bound_contextvars(feature=None):
        for listener in (*ACTIONS.values(), *FORMS.values(), *SHORTCUTS.values()):
            bind_feature(listener)
            log.info("bound")
    assert {line["feature"] for line in written.lines} <= rooms


async def test_a_database_that_complains_does_not_quote_the_row(
    database: Database, written: Log
) -> None:
    wrong = text(
        "INSERT INTO held_commands (id, user_id, command, text, at) "
        "VALUES ('1', 'U1', '/kudos', :secret, NULL)"
    )
    try:
        async with database.write() as session:
            await session.execute(wrong, {"secret": SECRET})
    except DBAPIError:
        log.exception("database_failed")
    (line,) = written.lines
    assert SECRET not in written.text
    assert "test_log.py" in line["exception"]
    assert "null" in line["error"].casefold()


def test_other_errors_keep_their_traceback(written: Log) -> None:
    try:
        {}["no such thing"]
    except LookupError:
        log.exception("unexpected_error")
    (line,) = written.lines
    assert "KeyError: 'no such thing'" in line["exception"]


def test_whoever_leaves_a_note_is_named_in_no_line(written: Log) -> None:
    with bound_contextvars(feature="notes"):
        log.info("refused", user="U1", channel="D1", code="too-many")
    with bound_contextvars(feature="kudos"):
        log.info("refused", user="U1", channel="C1", code="too-many")
    unnamed, named = written.of("refused")
    assert "user" not in unnamed
    assert "channel" not in unnamed
    assert unnamed["code"] == "too-many"
    assert (named["user"], named["channel"]) == ("U1", "C1")
