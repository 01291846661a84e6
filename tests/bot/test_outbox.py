"""`rapport outbox` shows no text, and does what was asked for or nothing."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.outbox import NotPossible, describe, drop, look, retry, to_json
from storage import budgets, outbox
from storage.database import Database, database_time
from storage.outbox import THREAD_NOT_POSTED, Card, OutboxRow, Place, State
from storage.schema import OldSchema
from tests.factories import NOW, make_relationship

SECRET = "they have never once listened"
PLACE = Place("T1", channel_id="C1")


@pytest.fixture
async def rows(database: Database) -> dict[str, str]:
    """One post in each state by the name of the state, and a reply that failed for want of one."""
    ids: dict[str, str] = {}
    async with database.write() as session:
        relationship = await make_relationship(session, client_name="Acme", vendor_name="Vee")
        for state in State:
            place = Place("T1", user_id=f"U{state}", relationship_id=relationship.id)
            ids[state] = await outbox.post(
                session,
                key=state,
                place=place,
                now=NOW,
                message={"text": SECRET, "blocks": []},
            )
            values = {"state": state, "attempts": 3, "error": "msg_too_long"}
            await session.execute(
                update(OutboxRow).where(OutboxRow.id == ids[state]).values(values)
            )
        reply = Place("T1", channel_id="C1", thread_post_id=ids[State.FAILED])
        ids["reply"] = await outbox.post(
            session, key="reply", place=reply, now=NOW, card=Card("problem_entry", "p:1")
        )
        await session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == ids["reply"])
            .values(state=State.FAILED, error=THREAD_NOT_POSTED)
        )
    return ids


async def states(database: Database) -> dict[str, str]:
    async with database.read() as session:
        found = await session.execute(select(OutboxRow.id, OutboxRow.state))
        return dict(found.all())


async def test_what_matters_is_shown_and_nothing_that_was_written(
    database_url: str, rows: dict[str, str]
) -> None:
    seen = await look(database_url, 20)
    text = "\n".join(describe(seen))
    for state in (State.WAITING, State.SENDING, State.LOOKING, State.FAILED, State.UNKNOWN):
        (line,) = [one for one in text.splitlines() if rows[state][:12] in one]
        assert line.startswith(state)
        assert f"U{state}" in line and "Acme and Vee" in line and "msg_too_long" in line
    for state in (State.SENT, State.EMPTY, State.DROPPED):
        assert rows[state][:12] not in text
    assert "post problem_entry" in text
    assert "1 waiting, 1 sending, 1 looking, 2 failed, 1 unknown" in text
    assert SECRET not in text
    assert SECRET not in "".join(to_json(seen))


async def test_programs_read_whole_ids(database_url: str, rows: dict[str, str]) -> None:
    lines = [json.loads(line) for line in to_json(await look(database_url, 20))]
    assert {line["id"] for line in lines} >= {rows[State.FAILED], rows[State.WAITING]}
    assert len(lines) == 6
    assert {line["about"] for line in lines} == {"Acme and Vee", "-"}


async def test_what_is_left_out_is_counted(database_url: str, rows: dict[str, str]) -> None:
    lines = describe(await look(database_url, 1))
    assert lines.count("and 2 more (--limit)") == 2


async def test_an_empty_outbox_is_one_sentence(database: Database, database_url: str) -> None:
    assert describe(await look(database_url, 20)) == ["Nothing waits, and nothing failed."]


async def test_what_holds_delivery_back_is_shown_while_it_does(
    database: Database, database_url: str
) -> None:
    async with database.write() as session:
        await make_relationship(session)
        moment = await database_time(session)
        await budgets.block(session, "T1", "chat.postMessage", moment + timedelta(seconds=300))
        await budgets.block(session, "T1", "chat.update", moment - timedelta(seconds=1))
        await budgets.block_installation(session, "T1", moment + timedelta(seconds=300))
    text = "\n".join(describe(await look(database_url, 20)))
    assert "T1: chat.postMessage for " in text
    assert "T1: everything for " in text
    assert "chat.update" not in text


async def test_retry_begins_anew_with_the_replies(
    database: Database, database_url: str, rows: dict[str, str]
) -> None:
    assert (
        await retry(database_url, [rows[State.FAILED][:12]]) == "2 messages are to be said again."
    )
    async with database.read() as session:
        for name in (State.FAILED, "reply"):
            row = await outbox.get_post(session, rows[name])
            assert (row.state, row.attempts, row.error) == (State.WAITING, 0, None)
            assert row.not_before is None
        unknown = await outbox.get_post(session, rows[State.UNKNOWN])
        assert unknown.state == State.UNKNOWN
        assert (await outbox.get_post(session, rows[State.FAILED])).payload["text"] == SECRET


async def test_retry_without_names_is_everything_that_is_kept(
    database: Database, database_url: str, rows: dict[str, str]
) -> None:
    await retry(database_url, [])
    now = await states(database)
    for name in (State.FAILED, State.UNKNOWN, "reply"):
        assert now[rows[name]] == State.WAITING
    for name in (State.SENT, State.EMPTY, State.DROPPED, State.SENDING, State.LOOKING):
        assert now[rows[name]] == name
    assert await retry(database_url, []) == "0 messages are to be said again."


async def test_drop_takes_the_replies_along_and_forgets_the_text(
    database: Database, database_url: str, rows: dict[str, str]
) -> None:
    wanted = [State.WAITING, State.LOOKING, State.FAILED, State.UNKNOWN]
    said = await drop(database_url, [rows[state] for state in wanted])
    assert said == "5 messages are never to be said."
    now = await states(database)
    assert {now[rows[name]] for name in (*wanted, "reply")} == {State.DROPPED}
    async with database.read() as session:
        assert (await outbox.get_post(session, rows[State.FAILED])).payload is None


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.SENDING, "is just being sent"),
        (State.SENT, "was sent"),
        (State.EMPTY, "had nothing to say"),
        (State.DROPPED, "was dropped"),
    ],
)
async def test_a_row_that_cannot_be_acted_on_stops_the_whole_act(
    database: Database, database_url: str, rows: dict[str, str], state: State, sentence: str
) -> None:
    before = await states(database)
    for act in (retry, drop):
        with pytest.raises(NotPossible, match=f"{rows[state][:12]} {sentence}"):
            await act(database_url, [rows[State.FAILED], rows[state]])
    assert await states(database) == before


async def test_what_waits_is_not_retried(database_url: str, rows: dict[str, str]) -> None:
    with pytest.raises(NotPossible, match="waits to be said"):
        await retry(database_url, [rows[State.WAITING]])
    with pytest.raises(NotPossible, match="is just being looked for"):
        await retry(database_url, [rows[State.LOOKING]])


async def test_an_id_has_to_name_one_row(database_url: str, rows: dict[str, str]) -> None:
    with pytest.raises(NotPossible, match="No message in the outbox is called nonsense"):
        await retry(database_url, ["nonsense"])
    with pytest.raises(NotPossible, match="No message"):
        await drop(database_url, ["%"])
    with pytest.raises(NotPossible, match="Several ids begin with"):
        await retry(database_url, [""])


async def test_a_database_that_is_not_there_is_not_made(tmp_path) -> None:
    with pytest.raises(OldSchema, match="There is no database"):
        await look(f"sqlite:///{tmp_path}/none.db", 20)
    assert not list(tmp_path.iterdir())
