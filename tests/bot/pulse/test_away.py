"""People say in their own words until when they are away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RapportError
from bot.pulse.away import LONGEST, check_until, read_until
from bot.pulse.errors import AwayTooLong, AwayUnclear, DayPassed

THURSDAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("until Friday", date(2026, 11, 13)),
        ("till fri.", date(2026, 11, 13)),
        ("monday", date(2026, 11, 16)),
        ("until next Monday", date(2026, 11, 16)),
        ("until Thursday", date(2026, 11, 19)),
        ("until tomorrow", date(2026, 11, 13)),
        ("today", THURSDAY),
        ("until 2026-12-01", date(2026, 12, 1)),
        ("UNTIL  1 December", date(2026, 12, 1)),
        ("until December 1st", date(2026, 12, 1)),
        ("until 3 Jan", date(2027, 1, 3)),
        ("for 3 days", date(2026, 11, 14)),
        ("for a day", THURSDAY),
        ("for 2 weeks", date(2026, 11, 25)),
        ("one week", date(2026, 11, 18)),
    ],
)
def test_words(text: str, until: date) -> None:
    assert read_until(text, THURSDAY) == until


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", AwayUnclear),
        ("soon", AwayUnclear),
        ("until 31 February", AwayUnclear),
        ("for 0 days", AwayUnclear),
        ("until fr", AwayUnclear),
        ("until 2026-13-01", AwayUnclear),
        ("until 2026-11-11", DayPassed),
        ("until 2028-01-01", AwayTooLong),
        ("for 999 weeks", AwayTooLong),
    ],
)
def test_what_is_no_day_is_said(text: str, error: type[RapportError]) -> None:
    with pytest.raises(error):
        read_until(text, THURSDAY)


@given(st.text(max_size=40), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_any_text_is_a_day_within_a_year_or_a_sentence(text: str, today: date) -> None:
    try:
        assert today <= read_until(text, today) <= today + LONGEST
    except RapportError as error:
        assert error.sentence


def test_the_last_day_that_can_be_named() -> None:
    assert check_until(THURSDAY + LONGEST, THURSDAY) == THURSDAY + LONGEST
    with pytest.raises(AwayTooLong):
        check_until(THURSDAY + LONGEST + timedelta(days=1), THURSDAY)
