"""What a sound retro is, how its notes are read, and when somebody is reminded of it."""

from datetime import UTC, date, datetime, time

import pytest

from bot.core.errors import InvalidInput
from bot.core.people import Member, Side, Sides
from bot.core.rhythms import LAST, DayOfMonth, Monthly, NthWeekday, Rhythm, Weekly
from bot.core.themes import Theme
from bot.retros import rules, schedules, themes
from bot.retros.errors import RetroMovedOn, UnclearRhythm
from bot.retros.rules import Draft, Grouping, Kind, Look, Stage
from bot.retros.schedules import Plan
from storage import retros_reading
from storage.themes import COMMENT, HEADING, PROBLEM, Named

SIDES = Sides(
    "Acme",
    "Vee",
    (
        Member("UANN", Side.CLIENT),
        Member("UADA", Side.CLIENT),
        Member("UBO", Side.VENDOR),
        Member("UNEW", None),
    ),
)
TODAY = date(2026, 11, 2)
LEADERS = {Side.CLIENT: "UANN", Side.VENDOR: "UBO"}


def at(day: int, hour: int = 8) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (Draft("", LEADERS, (), TODAY), {"title"}),
        (Draft("Q4", LEADERS, (), None), {"notes_until"}),
        (Draft("Q4", LEADERS, (), date(2026, 11, 1)), {"notes_until"}),
        (Draft("Q4", LEADERS, (), date(2027, 2, 1)), {"notes_until"}),
        (Draft("Q4", dict.fromkeys(Side, "UBO"), (), TODAY), {"client_facilitator"}),
        (Draft("Q4", dict.fromkeys(Side, ""), (), TODAY), {f"{s}_facilitator" for s in Side}),
        (Draft("Q4", LEADERS, ("UADA",), TODAY), {"invited"}),
        (Draft("Q4", LEADERS, ("UADA", "UBO", "UNEW"), TODAY), {"invited"}),
        (Draft("Q4", LEADERS, ("UADA", "UBO", "UXXX"), TODAY), {"invited"}),
    ],
)
def test_an_unsound_retro_is_told_by_field(draft: Draft, fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as told:
        rules.check_draft(draft, SIDES, TODAY)
    assert set(told.value.problems) == fields


def test_a_sound_retro_says_until_when_notes_are_asked_for() -> None:
    assert rules.check_draft(Draft("Q4", LEADERS, ("UADA", "UBO"), TODAY), SIDES, TODAY) == TODAY


BEFORE = Draft("Q4", LEADERS, ("UADA", "UBO"), TODAY)


@pytest.mark.parametrize(
    ("before", "after", "stage", "fields"),
    [
        (BEFORE, ({Side.VENDOR: "UBEA"}, ("UADA", "UBO")), Stage.COLLECT, {"vendor_facilitator"}),
        (BEFORE, ({Side.CLIENT: "UADA"}, ("UADA", "UBO")), Stage.COLLECT, set()),
        (BEFORE, ({}, ("UANN", "UBO")), Stage.COLLECT, set()),
        (BEFORE, ({}, ("UANN", "UBO")), Stage.VOTE, {"invited"}),
        (BEFORE, ({}, ("UANN", "UADA", "UBO")), Stage.VOTE, set()),
        (BEFORE, ({}, ()), Stage.VOTE, set()),
        (Draft("Q4", LEADERS, (), TODAY), ({}, ("UANN", "UBO")), Stage.GROUP, {"invited"}),
        (Draft("Q4", LEADERS, ("UGONE", "UBO"), TODAY), ({}, ("UBO",)), Stage.VOTE, set()),
        (
            Draft("Q4", LEADERS | {Side.VENDOR: "UGONE"}, (), TODAY),
            ({Side.VENDOR: "UBO"}, ()),
            Stage.VOTE,
            set(),
        ),
    ],
)
def test_one_side_changes_nothing_that_is_the_others(
    before: Draft, after: tuple[dict[Side, str], tuple[str, ...]], stage: Stage, fields: set[str]
) -> None:
    leaders, invited = after
    draft = Draft("Q5", {**LEADERS, **leaders}, invited, TODAY)
    found: dict[str, str] = {}
    try:
        rules.check_change(before, draft, stage, Side.CLIENT, SIDES)
    except InvalidInput as told:
        found = told.problems
    assert set(found) == fields


def test_each_line_is_a_note_and_none_counts_twice() -> None:
    written = {Kind.IDEA: " meet  more \n\nmeet more\nwrite less", Kind.WELL: "\n  \n"}
    assert rules.read_notes(written) == [(Kind.IDEA, "meet more"), (Kind.IDEA, "write less")]


@pytest.mark.parametrize("lines", [["x" * 501], [f"{n}" for n in range(16)]])
def test_notes_that_are_too_long_or_too_many_are_told_by_field(lines: list[str]) -> None:
    with pytest.raises(InvalidInput) as told:
        rules.read_notes({Kind.BADLY: "\n".join(lines), Kind.WELL: "fine"})
    assert set(told.value.problems) == {"badly"}


@pytest.mark.parametrize(
    ("grouping", "fields"),
    [
        (Grouping(None, "", None, ["n"]), {"name"}),
        (Grouping(None, "Dates", None, []), {"notes"}),
        (Grouping(None, "", None, [], loosen=True), {"notes"}),
        (Grouping("h", "", Theme.TRUST, []), set()),
    ],
)
def test_what_is_put_together_needs_a_name_and_notes(grouping: Grouping, fields: set[str]) -> None:
    try:
        rules.check_grouping(grouping)
    except InvalidInput as told:
        assert set(told.problems) == fields
    else:
        assert not fields


def test_votes_are_three_for_what_is_there() -> None:
    rules.check_votes(["a", "b", "c"], ["a", "b", "c", "d"])
    for wrong in (["a", "b", "c", "d"], ["a", "x"]):
        with pytest.raises(InvalidInput):
            rules.check_votes(wrong, ["a", "b", "c", "d"])


def test_what_is_shown_is_what_may_be_seen() -> None:
    assert set(retros_reading.COUNTED) == {*rules.COUNTED, Stage.CANCELLED}
    assert set(retros_reading.OPENED) == {*rules.NEXT.values(), Stage.CANCELLED}


def test_who_comes_too_late_reads_how_far_it_is() -> None:
    with pytest.raises(RetroMovedOn, match="voting"):
        rules.check_stage(Stage.VOTE, *rules.WRITABLE)


def test_notes_have_a_day_and_what_waits_has_working_days() -> None:
    until = date(2026, 11, 5)
    looks = rules.list_looks(Stage.COLLECT, until, None, "Europe/Berlin", ())
    assert looks == [(Look.NOTES_OVER, at(6))]
    # Proposed on a Friday; in Germany the Monday in question is none.
    proposed = at(6, 15)
    looks = rules.list_looks(Stage.COLLECT, until, proposed, "Europe/Berlin", ())
    assert looks == [(Look.UNANSWERED, at(9)), (Look.STALLED, at(11))]
    assert rules.due_look(looks, at(8)) is None
    assert rules.due_look(looks, at(9)) is Look.UNANSWERED
    assert rules.due_look(looks, at(30)) is Look.STALLED
    assert rules.next_look(looks, at(9)) == at(11)
    assert rules.next_look(looks, at(11)) is None
    assert rules.list_looks(Stage.CLOSED, until, None, "Europe/Berlin", ()) == []
    assert rules.list_looks(Stage.GROUP, until, None, "Europe/Berlin", ()) == []


@pytest.mark.parametrize(
    ("typed", "rhythm", "at"),
    [
        ("4 weeks on Friday at 14:00", Weekly(4, 4), time(14)),
        ("week", Weekly(4, 1), time(14)),
        ("2  WEEKS on monday at 9:30", Weekly(0, 2), time(9, 30)),
        ("month", Monthly(NthWeekday(LAST, 4)), time(14)),
        ("month on the first Tuesday", Monthly(NthWeekday(1, 1)), time(14)),
        ("month on the 15th at 10:00", Monthly(DayOfMonth(15)), time(10)),
    ],
)
def test_a_rhythm_is_read_from_words(typed: str, rhythm: Rhythm, at: time) -> None:
    assert schedules.read_plan(typed) == Plan(rhythm, at)


@pytest.mark.parametrize(
    "typed",
    [
        "day",
        "0 weeks",
        "13 weeks",
        "week on Caturday",
        "week on the 3rd",
        "month on the 32nd",
        "week at 25:00",
        "2 weeks on the first Friday",
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused(typed: str) -> None:
    with pytest.raises(UnclearRhythm):
        schedules.read_plan(typed)


def test_the_next_one_begins_at_that_time_of_the_clock_also_when_clocks_change() -> None:
    plan = Plan(Weekly(4, 2), time(14))
    start = date(2026, 10, 16)
    first = schedules.next_moment(plan, start, "Europe/Berlin", datetime(2026, 10, 16, tzinfo=UTC))
    assert first == datetime(2026, 10, 16, 12, tzinfo=UTC)
    second = schedules.next_moment(plan, start, "Europe/Berlin", first)
    assert second == datetime(2026, 10, 30, 13, tzinfo=UTC)


def test_themes_come_back_by_where_and_beside_the_year_before() -> None:
    lately = [
        Named("trust", PROBLEM, 1),
        Named("delivery", HEADING, 3),
        Named("delivery", COMMENT, 2),
    ]
    before = [Named("delivery", PROBLEM, 4), Named("learning", PROBLEM, 1)]
    first, second, third = themes.compare(lately, before)
    assert (first.theme, first.count, first.before) == (Theme.DELIVERY, 5, 4)
    assert first.kinds == {HEADING: 3, COMMENT: 2}
    assert (second.theme, second.count, second.before) == (Theme.TRUST, 1, 0)
    assert (third.theme, third.count, third.before) == (Theme.LEARNING, 0, 1)
