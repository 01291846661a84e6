"""The fields of a schedule say what they are filled with, and are read back as that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

import pytest
from hypothesis import given

from bot.core.errors import InvalidInput
from bot.core.rhythms import DayOfMonth, Monthly, NthWeekday, Weekly
from bot.pulse.schedules import Schedule
from handlers.pulse.schedule_views import DEFAULT, read_schedule, show_fields
from tests.bot.pulse.schedules.samples import SCHEDULES

TODAY = date(2026, 11, 9)


@dataclass(frozen=True)
class Filled:
    """A form in which something was entered."""

    fields: Mapping[str, str | None]

    def text_of(self, block_id: str) -> str:
        return self.fields.get(block_id) or ""


def submitted(**changes: str) -> Schedule:
    """The form of a Monday morning, with some fields changed."""
    return read_schedule(Filled(show_fields(Schedule(Weekly(0), time(9))) | changes), TODAY)


@given(SCHEDULES)
def test_an_untouched_form_changes_nothing(schedule: Schedule) -> None:
    read = read_schedule(Filled(show_fields(schedule)), TODAY)
    assert read == replace(schedule, start=schedule.start or TODAY)


def test_what_is_not_asked_is_as_usual() -> None:
    read = read_schedule(Filled({"weekday": "4", "at": "15:00"}), TODAY)
    assert read == replace(DEFAULT, start=TODAY)


def test_months_and_quarters() -> None:
    assert submitted(every="month").rhythm == Monthly(NthWeekday(1, 0))
    assert submitted(every="month", day="").rhythm == Monthly(NthWeekday(1, 0))
    assert submitted(every="quarter:2", day="day:31").rhythm == Monthly(DayOfMonth(31), 2)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("at", "21:00"),
        ("at", "soon"),
        ("at", ""),
        ("weekday", "9"),
        ("weekday", "never"),
        ("every", "99"),
        ("end", "2026-11-08"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        submitted(**{field: text})
    assert list(caught.value.problems) == [field]
