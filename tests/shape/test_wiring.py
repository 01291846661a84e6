"""Every name that Slack may send back is wired to something, once, and jobs may run at any time."""

import importlib
import pkgutil
from datetime import timedelta
from itertools import chain
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

import handlers
from handlers import register
from handlers.register import ACTIONS, FORMS, JOBS, SHORTCUTS, join_tables, renderers
from storage.records import Base
from tests.world import World

# Modals without a submit button: nothing comes back from them.
ONLY_SHOWN = {"loading", "problem_record", "notice"}


def ids_modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(handlers.__path__, "handlers.")
    return [importlib.import_module(m.name) for m in found if m.name.endswith(".ids")]


def names_of(module: ModuleType) -> set[str]:
    return {v for k, v in vars(module).items() if k.isupper() and isinstance(v, str)}


def test_every_feature_keeps_its_names_in_a_leaf() -> None:
    modules = ids_modules()
    assert len(modules) >= 5
    for module in modules:
        imported = {v.__name__ for v in vars(module).values() if isinstance(v, ModuleType)}
        assert imported == set(), module.__name__


def test_every_name_is_wired() -> None:
    wired = set(ACTIONS) | set(FORMS) | set(SHORTCUTS) | ONLY_SHOWN
    for module in ids_modules():
        assert names_of(module) <= wired, module.__name__


def test_no_name_is_used_by_two_features() -> None:
    names = [name for module in ids_modules() for name in names_of(module)]
    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="used by two features: same"):
        join_tables({"same": 1}, {"same": 2})


def walk(value: Any) -> list[dict[str, Any]]:
    """Every object inside a message or view."""
    if isinstance(value, list):
        return [found for entry in value for found in walk(entry)]
    if isinstance(value, dict):
        return [value, *(found for entry in value.values() for found in walk(entry))]
    return []


async def test_every_button_and_form_that_was_ever_sent_is_wired(world: World) -> None:
    shown = ("/pulse new", "/kudos", "/problem broken", "/rapport", "/pulse")
    for command in (*shown, "/kudos list", "/kudos me", "/kudos rules", "/kudos quiet"):
        name, _, text = command.partition(" ")
        await world.ann.command(name, text, in_=world.room)
        if await world.ann.modal():
            await world.ann.closes()
    sent = [entry["body"] for entry in await world.box.wire() if "out" in entry]
    acked = [entry["ack"] for entry in await world.box.wire() if "in" in entry]
    objects = walk(sent) + walk(acked)
    actions = {o["action_id"].partition(":")[0] for o in objects if o.get("type") == "button"}
    forms = {o["callback_id"] for o in objects if o.get("type") == "modal"}
    assert actions and actions <= set(ACTIONS)
    assert forms and forms <= set(FORMS) | ONLY_SHOWN


async def test_every_card_can_be_rendered(world: World) -> None:
    kinds = renderers(world.rapport.desk)
    assert {"proposal", "introduction", "setup_change", "pulse_question", "kudos"} <= set(kinds)


async def dump(world: World) -> dict[str, list[str]]:
    async with world.rapport.database.read() as session:
        return {
            name: sorted(str(tuple(row)) for row in await session.execute(select(table)))
            for name, table in Base.metadata.tables.items()
            if name not in {"lanes", "listening"}
        }


async def test_every_job_may_run_again(world: World) -> None:
    await world.ann.command("/pulse", "new", in_=world.room)
    await world.ann.submits({"weekday": "Tuesday", "at": "10:00", "open_hours": "4"})
    for hours in (30, 12):  # in the middle of a round, and after it
        await world.pass_time(by=timedelta(hours=hours))
        now = await world.box.now()
        before = await dump(world)
        for job in chain.from_iterable(JOBS):
            await job(world.rapport.desk, now)
        await world.settle()
        assert await dump(world) == before
    assert len(before["pulse_rounds"]) == 1


def test_the_table_of_contents_names_only_what_is_there() -> None:
    assert set(register.SHORTCUT_NAMES) == set(SHORTCUTS)
    assert all(name.startswith("/") for name in register.COMMANDS)
