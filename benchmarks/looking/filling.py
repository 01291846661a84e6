"""Fills a database with years of use, by the engine itself.

Half of everything belongs to one relationship, the rest to many; but each of them has had the same
pulse every week for five years, and the more answers there are, the more a round has. All but the
latest problems were closed long ago. Numbers are rows of kudos, of answers and of entries each.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.population import Pair, imagine_pairs, populate
from benchmarks.stand_in import TEAM
from bot.core.people import Side
from bot.pulse import questions
from bot.pulse.bank import own_question
from bot.pulse.figures import Given, Minimums, publish
from bot.pulse.questions import Anonymity, Kind
from storage.database import Database
from storage.engines import is_sqlite, open_migrator

RELATIONSHIPS, PEOPLE = 20, 10
BIG = imagine_pairs(RELATIONSHIPS, PEOPLE)[0]
ENTRIES_PER_PROBLEM, OPEN_PROBLEMS = 10, 20
WEEKS = 5 * 52
ROUNDS_FILLED = RELATIONSHIPS * WEEKS
LATEST_ROUND = "round0"

ASKED = tuple(own_question(Kind.SCALE, words) for words in ("How was it?", "And who?", "And now?"))
FIGURES = publish(
    ASKED,
    [Given(f"{side}{n}", side, {0: 1 + n, 1: 5, 2: 4}, {}) for side in Side for n in range(5)],
    Anonymity.ANONYMOUS,
    Minimums(),
)

_RELATIONSHIP = f"CASE WHEN i % 2 = 0 THEN '{BIG.id}' ELSE {{other}} END"
_SIDE = "CASE WHEN i % 2 = 0 THEN 'client' ELSE 'vendor' END"

POSTS = """
INSERT INTO outbox (id, key, kind, lane, installation_id, channel_id, relationship_id, card_kind,
    card_id, state, attempts, ts, created_at)
SELECT 'post' || i, 'kudos:kudos' || i, 'post', '{lane}', '{team}', '{channel}', {relationship},
    'kudos', 'kudos' || i, 'sent', 1, i || '.000000', {moment} FROM {series}"""
KUDOS = """
INSERT INTO kudos (id, relationship_id, giver, giver_side, text, created_at, post_id, value_id)
SELECT 'kudos' || i, {relationship}, 'U0000P00000', 'client', 'the calm handover of night ' || i,
    {moment}, 'post' || i, CASE WHEN i % 3 = 0 THEN 'kept' END FROM {series}"""
GIVERS = """
INSERT INTO kudos_givers (kudos_id, user_id, side, relationship_id, created_at, given_at, acted_ts)
SELECT 'kudos' || i, 'U0000P00000', 'client', {relationship}, {moment}, {moment}, ''
FROM {series}"""
RECEIVERS = """
INSERT INTO kudos_receivers (kudos_id, user_id, side, position, relationship_id, created_at)
SELECT 'kudos' || i, 'U0000P00009', 'vendor', 0, {relationship}, {moment} FROM {series}"""
PULSES = """
INSERT INTO pulses (id, relationship_id, number, title, questions, anonymity, in_channel, schedule,
    open_hours, status, created_by, created_at, effective_from)
SELECT 'pulse' || id, id, 1, 'How was it?', '{questions}', 'anonymous', {no},
    '{{"weekday": 0, "at": "09:00"}}', 24, 'active', 'U0000P00000', created_at, created_at
FROM relationships"""
ROUNDS = """
INSERT INTO pulse_rounds (id, pulse_id, key, questions, figures, status, opened_at, closes_at,
    closed_at, wiped)
SELECT 'round' || i, 'pulse' || {each}, 'key' || i, '{questions}', '{figures}', 'closed', {week},
    {week}, {week}, {yes} FROM {series}"""
ANSWERS = """
INSERT INTO pulse_results (id, round_id, side, kind, score, user_id)
SELECT 'result' || i, 'round' || (i % {rounds}), {side}, 'score', 1 + i % 5, 'U' || i
FROM {series}"""
PROBLEMS = """
INSERT INTO problems (id, relationship_id, number, title, what, whom_client, client_facilitator,
    vendor_facilitator, stage, raised_by, created_at, round_at, moved_at, closed_at)
SELECT 'problem' || i, {relationship}, i + 1, 'The export fails', 'Every night', 'Both',
    'U0000P00000', 'U0000P00009', CASE WHEN i < {open} THEN 'causes' ELSE 'closed' END,
    'U0000P00000', {moment}, {moment}, {moment}, CASE WHEN i < {open} THEN NULL ELSE {moment} END
FROM {series}"""
ENTRIES = """
INSERT INTO problem_entries (id, problem_id, seq, stage, text, author, side, created_at)
SELECT 'entry' || i, 'problem' || (i / {entries}), i, 'define', 'It began on a Monday',
    'U0000P00000', {side}, {moment} FROM {series}"""


async def fill(address: str, rows: int, now: datetime) -> Sequence[Pair]:
    """Write so many rows of each kind, the older the higher their number. Returns the pairs."""
    pairs = imagine_pairs(RELATIONSHIPS, PEOPLE)
    database = Database(address)
    async with database.write() as session:
        await populate(session, pairs)
    await database.close()
    engine = open_migrator(address)
    try:
        async with engine.begin() as connection:
            await _fill(connection, rows, now, sqlite=is_sqlite(address))
    finally:
        await engine.dispose()
    return pairs


async def _fill(connection: AsyncConnection, rows: int, now: datetime, *, sqlite: bool) -> None:
    statements = (
        (POSTS, rows),
        (KUDOS, rows),
        (GIVERS, rows),
        (RECEIVERS, rows),
        (PULSES, 0),
        (ROUNDS, ROUNDS_FILLED),
        (ANSWERS, rows),
        (PROBLEMS, -(-rows // ENTRIES_PER_PROBLEM)),
        (ENTRIES, rows),
    )
    for statement, many in statements:
        words = _words(many, now, sqlite=sqlite)
        await connection.execute(text(statement.format(**words).replace(":", r"\:")))
    await connection.execute(text("ANALYZE"))  # as Postgres does by itself


def _words(many: int, now: datetime, *, sqlite: bool) -> dict[str, object]:
    """How each engine says it. Each row is half a day older than the one before, rounds a week."""
    seconds = f"{int(now.timestamp())} - i * 43200.0"
    week = f"{int(now.timestamp())} - (i / {RELATIONSHIPS}) * 604800.0"
    if sqlite:
        numbers = f"SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {many - 1}"  # noqa: S608
        series = f"(WITH RECURSIVE n AS ({numbers}) SELECT i FROM n)"  # noqa: S608 - numbers of our own
        moment, week = (
            f"strftime('%Y-%m-%d %H:%M:%S.000000', {when}, 'unixepoch')" for when in (seconds, week)
        )
        each = f"printf('%032x', i % {RELATIONSHIPS})"
        other = f"printf('%032x', 1 + i % {RELATIONSHIPS - 1})"
    else:
        series = f"generate_series(0, {many - 1}) AS series(i)"
        moment, week = f"to_timestamp({seconds})", f"to_timestamp({week})"
        each = f"lpad(to_hex(i % {RELATIONSHIPS}), 32, '0')"
        other = f"lpad(to_hex(1 + i % {RELATIONSHIPS - 1}), 32, '0')"
    return {
        "series": series,
        "moment": moment,
        "relationship": _RELATIONSHIP.format(other=other),
        "side": _SIDE,
        "yes": "1" if sqlite else "true",
        "no": "0" if sqlite else "false",
        "each": each,
        "week": week,
        "rounds": ROUNDS_FILLED,
        "questions": json.dumps(questions.dump(ASKED)),
        "figures": json.dumps(FIGURES.to_json()),
        "entries": ENTRIES_PER_PROBLEM,
        "open": OPEN_PROBLEMS,
        "team": TEAM,
        "channel": BIG.channel_id,
        "lane": f"{TEAM}:{BIG.channel_id}",
    }
