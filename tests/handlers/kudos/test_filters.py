"""Which kudos a list shows."""

from datetime import UTC, datetime

import pytest

from bot.kudos.rules import DEFAULT_EMOJI, DEFAULT_VALUES, Rules
from handlers.kudos import filters
from handlers.kudos.filters import Filter, OnePersonAtATime, UnknownFilter

RULES = Rules(DEFAULT_EMOJI, 5, DEFAULT_VALUES)
LISTENED = next(one.id for one in DEFAULT_VALUES if one.name == "listened")
KEPT = next(one.id for one in DEFAULT_VALUES if one.name == "kept a promise")

# A Wednesday, at half past midnight in Berlin.
NOW = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Filter()),
        ("<@U1>", Filter(person="U1")),
        ("<@W1|ann>, this month", Filter("W1", "", "this month")),
        ("Last  WEEK <@U1> #listened", Filter("U1", LISTENED, "last week")),
        ("#kept-a-promise", Filter(value_id=KEPT)),
        ("<#C012|listened> this year", Filter("", LISTENED, "this year")),
    ],
)
def test_it_is_read_in_any_order(text: str, meant: Filter) -> None:
    assert filters.read(text, RULES) == meant
    assert Filter.from_json(meant.to_json()) == meant


@pytest.mark.parametrize(
    "text", ["#unheard-of", "yesterday", "@ann", "<!channel>", "<#C012|>", "1"]
)
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(UnknownFilter):
        filters.read(text, RULES)


def test_two_people_are_too_many() -> None:
    with pytest.raises(OnePersonAtATime):
        filters.read("<@U1> <@U2>", RULES)


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("this week", "2026-03-01 23:00", "2026-03-08 23:00"),
        ("last week", "2026-02-22 23:00", "2026-03-01 23:00"),
        # Clocks go forward at the end of it.
        ("this month", "2026-02-28 23:00", "2026-03-31 22:00"),
        ("last month", "2026-01-31 23:00", "2026-02-28 23:00"),
        ("this year", "2025-12-31 23:00", "2026-12-31 23:00"),
        ("last year", "2024-12-31 23:00", "2025-12-31 23:00"),
    ],
)
def test_a_period_is_one_of_the_relationships_calendar(period: str, since: str, until: str) -> None:
    span = filters.span(period, "Europe/Berlin", NOW)
    assert span == tuple(datetime.fromisoformat(f"{moment}+00:00") for moment in (since, until))


def test_every_period_can_be_typed_and_has_an_end() -> None:
    for period in filters.PERIODS:
        assert filters.read(period, RULES).period == period
        since, until = filters.span(period, "UTC", NOW)
        assert since is not None
        assert until is not None
        assert since < until
    assert filters.span("", "UTC", NOW) == (None, None)
