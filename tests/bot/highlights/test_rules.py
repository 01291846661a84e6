"""Streaks, firsts and memories: what is said on which day, whatever happened before."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.highlights import rules
from bot.highlights.rules import Facts, First, Highlight, Kind, Memory, Promise, Thing

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
PROMISES = st.lists(
    st.builds(
        Promise,
        due=st.dates(TODAY - 60 * DAY, TODAY + 30 * DAY),
        done_on=st.none() | st.dates(TODAY - 90 * DAY, TODAY),
    ),
    max_size=40,
)


def kept(count: int, *, ending: date = TODAY) -> list[Promise]:
    """So many promises that were kept on their day, the last one on `ending`."""
    days = [ending - n * DAY for n in range(count)]
    return [Promise(day, day) for day in days]


def said(facts: Facts, today: date = TODAY) -> list[tuple[Kind, str]]:
    return [(one.kind, one.mark) for one in rules.find(facts, today)]


@pytest.mark.parametrize(
    ("promises", "mark"),
    [
        (kept(9), None),
        (kept(10), "10"),
        (kept(23), "20"),
        ([*kept(10), Promise(TODAY - DAY, None)], None),
        ([*kept(10), Promise(TODAY - 30 * DAY, TODAY - 29 * DAY)], "10"),
        ([*kept(10), Promise(TODAY, None), Promise(TODAY + 9 * DAY, None)], "10"),
        (kept(10, ending=TODAY - 8 * DAY), None),
    ],
    ids=["nine", "ten", "twenty-three", "overdue", "late-before", "still-open", "long-ago"],
)
def test_promises_kept_in_a_row(promises: list[Promise], mark: str | None) -> None:
    expected = [] if mark is None else [(Kind.PROMISES, mark)]
    assert said(Facts(since=TODAY, promises=promises)) == expected


@given(PROMISES)
def test_a_streak_is_what_was_kept_since_the_latest_that_was_not(promises: list[Promise]) -> None:
    broken = [one.due for one in promises if not one.is_kept and (one.done_on or one.due < TODAY)]
    latest = max(broken, default=date.min)
    since = [one.done_on for one in promises if one.is_kept and one.due > latest]
    assert sorted(rules.find_kept(promises, TODAY)) == sorted(since)


@given(PROMISES, st.randoms())
def test_the_order_in_which_promises_are_loaded_does_not_matter(
    promises: list[Promise], chance: random.Random
) -> None:
    shuffled = list(promises)
    chance.shuffle(shuffled)
    assert sorted(rules.find_kept(shuffled, TODAY)) == sorted(rules.find_kept(promises, TODAY))


@given(st.lists(st.integers(0, 60), max_size=50), st.sampled_from([10, 100]))
def test_every_round_number_is_found_by_whoever_looks_each_week(
    growths: list[int], step: int
) -> None:
    count, found = 0, []
    for grown in growths:
        count += grown
        number = rules.find_round(count, grown, step)
        assert number is None or count - grown < number <= count
        found += [] if number is None else [number]
    assert found == sorted(set(found)), "each once, and upwards"
    assert all(number % step == 0 for number in found)
    assert (max(found, default=0)) == count // step * step


@pytest.mark.parametrize(
    ("today", "facts", "mark"),
    [
        (date(2026, 10, 1), Facts(date(2026, 7, 1), solved=1), "2026-Q3"),
        (date(2027, 1, 7), Facts(date(2026, 7, 1), solved=4), "2026-Q4"),
        (date(2027, 1, 8), Facts(date(2026, 7, 1), solved=4), None),
        (date(2026, 10, 1), Facts(date(2026, 7, 2), solved=1), None),
        (date(2026, 10, 1), Facts(date(2026, 7, 1), solved=0), None),
        (date(2026, 10, 1), Facts(date(2026, 7, 1), solved=3, came_back=1), None),
    ],
    ids=["first-day", "last-day", "too-late", "not-whole", "nothing-to-return", "one-returned"],
)
def test_a_quarter_in_which_no_problem_came_back(
    today: date, facts: Facts, mark: str | None
) -> None:
    assert said(facts, today) == ([] if mark is None else [(Kind.CALM, mark)])


@given(DAYS)
def test_a_quarter_is_over_before_the_next_one_begins(today: date) -> None:
    begin, end = rules.last_quarter(today)
    assert begin.day == end.day == 1
    assert end <= today
    assert 90 <= (end - begin).days <= 92
    assert rules.last_quarter(end - DAY)[1] == begin


@pytest.mark.parametrize("kind", [Kind.SWIFT, Kind.BORDER])
def test_a_first_is_news_for_a_week(kind: Kind) -> None:
    for ago, told in ((0, True), (6, True), (7, False), (400, False)):
        first = First("id", TODAY - ago * DAY)
        facts = Facts(TODAY, swift=first) if kind is Kind.SWIFT else Facts(TODAY, border=first)
        expected = [Highlight(kind, subject_id="id")] if told else []
        assert rules.find(facts, TODAY) == expected, ago


def test_a_hundred_kudos() -> None:
    for count, lately, mark in ((99, 5, None), (100, 1, "100"), (204, 5, "200"), (204, 4, None)):
        facts = Facts(TODAY, kudos=count, kudos_lately=lately)
        assert said(facts) == ([] if mark is None else [(Kind.HUNDRED, mark)]), count


@pytest.mark.parametrize(
    ("since", "today", "years"),
    [
        (date(2025, 11, 2), TODAY, 1),
        (date(2025, 11, 3), TODAY, None),
        (date(2024, 10, 27), TODAY, 2),
        (date(2024, 10, 26), TODAY, None),
        (date(2025, 12, 30), date(2027, 1, 2), 1),
        (TODAY, TODAY, None),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (date(2024, 2, 29), date(2028, 2, 28), None),
    ],
)
def test_years_together(since: date, today: date, years: int | None) -> None:
    assert rules.find_years(since, today) == years


@given(DAYS, st.integers(1, 2500))
def test_each_year_together_is_found_on_its_day(since: date, later: int) -> None:
    today = since + timedelta(days=later)
    years = rules.find_years(since, today)
    if years is None:
        return
    assert abs(later - years * 365.25) < 9
    assert rules.find_years(since, today - 7 * DAY) is None


@given(st.integers(2020, 2031))
def test_each_day_is_remembered_once_a_year_later(year: int) -> None:
    first = date(year, 1, 1)
    looked = [first + n * DAY for n in range((date(year + 1, 1, 1) - first).days)]
    remembered = [day for today in looked for day in rules.days_a_year_ago(today)]
    before = date(year - 1, 1, 1)
    assert remembered == [before + n * DAY for n in range((first - before).days)]


def test_the_29th_of_february() -> None:
    assert rules.days_a_year_ago(date(2029, 2, 28)) == [date(2028, 2, 28), date(2028, 2, 29)]
    assert rules.days_a_year_ago(date(2028, 2, 29)) == []
    assert rules.days_a_year_ago(date(2028, 2, 28)) == [date(2027, 2, 28)]


@given(st.lists(st.booleans(), max_size=60))
def test_a_memory_is_told_once_a_week_at_most(days: list[bool]) -> None:
    last, told = None, []
    for number, has_memory in enumerate(days):
        today = TODAY + number * DAY
        memories = [Memory(Thing.KUDOS, f"kudos {number}")] if has_memory else []
        facts = Facts(TODAY, memories=memories, remembered_on=last)
        if rules.find(facts, today):
            last = today
            told.append(today)
    gaps = [(late - early).days for early, late in pairwise(told)]
    assert all(gap >= 7 for gap in gaps)
    assert bool(told) == any(days), "the first one is never kept back"


def test_the_rarest_memory_is_told_and_only_on_a_day_without_news() -> None:
    memories = [
        Memory(Thing.KUDOS, "k1", weight=9),
        Memory(Thing.LESSON, "l1"),
        Memory(Thing.MILESTONE, "m1"),
        Memory(Thing.KUDOS, "k2", weight=10),
    ]
    for left, expected in ((4, "m1"), (2, "l1"), (1, "k1")):
        assert said(Facts(TODAY, memories=memories[:left])) == [(Kind.MEMORY, expected)]
    assert said(Facts(TODAY, memories=[memories[0], memories[3]])) == [(Kind.MEMORY, "k2")]
    news = Facts(TODAY, promises=kept(10), memories=memories)
    assert said(news) == [(Kind.PROMISES, "10")]
    quiet = rules.find(news, TODAY, off={Kind.PROMISES})
    assert [one.subject_id for one in quiet] == ["m1"], "what is switched off is no news"
    assert rules.find(news, TODAY, off=set(Kind)) == []
