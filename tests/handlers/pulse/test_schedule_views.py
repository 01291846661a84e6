"""The fields of a schedule say what they are filled with, and are read back as that."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given

from bot.core.errors import InvalidInput
from bot.pulse.schedules import Schedule
from bot.pulse.schedules.quiet import EVENING_TO_MORNING
from bot.pulse.schedules.rhythms import DayOfMonth, Monthly, NthWeekday, Weekly
from handlers.pulse.schedule_views import read_schedule, schedule_inputs
from handlers.request import Request
from tests.bot.pulse.schedules.samples import SCHEDULES

TODAY = date(2026, 11, 9)


def submitted(state: dict[str, dict[str, Any]]) -> Request:
    """What Slack sends when a form is submitted whose inputs have these elements."""
    values = {block_id: {block_id: element} for block_id, element in state.items()}
    moment = datetime(2026, 11, 9, 9, tzinfo=UTC)
    return Request(
        *(None, None, None, "I", "B", "U", moment),  # who asks, and where, is not read here
        view={"state": {"values": values}},
    )


def untouched(schedule: Schedule) -> dict[str, dict[str, Any]]:
    """The state of the form, submitted as it was opened."""
    state = {}
    for block in schedule_inputs(schedule):
        element = block["element"]
        state[block["block_id"]] = {
            "type": element["type"],
            "selected_option": element.get("initial_option"),
            "selected_time": element.get("initial_time"),
            "selected_date": element.get("initial_date"),
        }
    return state


def chosen(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


@given(SCHEDULES)
def test_an_untouched_form_changes_nothing(schedule: Schedule) -> None:
    read = read_schedule(submitted(untouched(schedule)), TODAY)
    assert read == replace(schedule, start=schedule.start or TODAY)


def test_the_form_of_a_new_pulse_says_friday_afternoon_every_week() -> None:
    read = read_schedule(submitted(untouched(Schedule(Weekly(4), time(15)))), TODAY)
    assert read == Schedule(Weekly(4), time(15), start=TODAY, quiet=EVENING_TO_MORNING)


def test_months_and_quarters() -> None:
    state = untouched(Schedule(Weekly(0), time(9))) | {"every": chosen("month")}
    assert read_schedule(submitted(state), TODAY).rhythm == Monthly(NthWeekday(1, 0))
    state |= {"every": chosen("quarter:2"), "day": chosen("day:31")}
    assert read_schedule(submitted(state), TODAY).rhythm == Monthly(DayOfMonth(31), 2)


@pytest.mark.parametrize(
    ("block_id", "element"),
    [
        ("at", {"type": "timepicker", "selected_time": "21:00"}),
        ("at", {"type": "timepicker", "selected_time": "soon"}),
        ("at", {"type": "timepicker", "selected_time": None}),
        ("weekday", chosen("9")),
        ("weekday", chosen("never")),
        ("every", chosen("99")),
        ("end", {"type": "datepicker", "selected_date": "2026-11-08"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(block_id: str, element: dict[str, Any]) -> None:
    state = untouched(Schedule(Weekly(0), time(9))) | {block_id: element}
    with pytest.raises(InvalidInput) as caught:
        read_schedule(submitted(state), TODAY)
    assert list(caught.value.problems) == [block_id]
