"""What the form of a pulse holds, and the pulse that it describes."""

import json
from datetime import date

import pytest

from bot.core.errors import InvalidInput
from bot.core.rhythms import Weekly
from bot.pulse import schedules
from bot.pulse.bank import TEMPLATES, Draw, Template, count_most, find_question, own_question
from bot.pulse.planning import draft
from bot.pulse.questions import Anonymity, Kind
from bot.pulse.rules import check_plan
from bot.pulse.schedules import Schedule
from handlers.pulse.sketch import (
    DEFAULT_QUESTION,
    Sketch,
    begin,
    dump,
    load,
    of_pulse,
    with_guess,
)
from tests.handlers.pulse.test_views import NOON

TODAY = date(2026, 11, 2)
HEALTH = begin("health", {})
OWN = own_question(Kind.SCALE, "How was the fair?")


def test_a_new_form_plans_what_it_always_planned() -> None:
    plan = check_plan(Sketch().plan(TODAY))
    assert [one["client"] for one in plan.questions] == [DEFAULT_QUESTION]
    assert plan.anonymity is Anonymity.ANONYMOUS
    assert not plan.in_channel
    schedule = schedules.load(plan.schedule)
    assert (schedule.rhythm, f"{schedule.at:%H:%M}") == (Weekly(4), "15:00")
    assert plan.open_hours == 24
    assert plan.reminders == []
    assert (plan.mean_minimum, plan.detail_minimum) == (3, 5)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_a_template_fills_the_form(template: Template) -> None:
    began = begin(template.key, {})
    assert began.entries == template.entries
    assert began.text_of("title") == template.title
    assert check_plan(began.plan(TODAY)).open_hours == template.open_hours
    assert not began.has_own_question


def test_what_is_kept_is_the_same_again() -> None:
    kept = HEALTH.add(*with_guess(OWN)).read({"title:health": "Ours"})
    assert load(json.loads(json.dumps(dump(kept)))) == kept


def test_an_own_template_begins_where_it_was_kept() -> None:
    kept = dump(Sketch(entries=(Draw(2, "trust"),), pulse_id="P1"))
    began = begin("T1", {"T1": kept})
    assert (began.template, began.pulse_id) == ("T1", "")
    assert began.entries == (Draw(2, "trust"),)
    assert begin("T2", {"T1": kept}) == Sketch()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_an_edited_pulse_stays_as_it_is(template: Template) -> None:
    """Where nothing is entered, nothing is changed."""
    plan = begin(template.key, {}).plan(TODAY)
    planned = draft("R1", plan, NOON)
    planned.id = "P1"
    assert of_pulse(planned).plan(date(2027, 1, 1)) == plan


def test_an_edited_pulse_of_before_has_no_more_than_it_had() -> None:
    planned = draft("R1", Sketch().plan(TODAY), NOON)
    planned.schedule = {"weekday": 1, "at": "23:30"}
    again = schedules.load(of_pulse(planned).plan(TODAY).schedule)
    assert (again.rhythm, again.quiet) == (Weekly(1), None)


def test_another_template_has_other_blocks() -> None:
    """Slack keeps what was entered in a block as long as its id stays."""
    values = {"open_hours": "4", "open_hours:health": "8", "kind": "scale"}
    assert Sketch().read(values).text_of("open_hours") == "4"
    assert HEALTH.read(values).text_of("open_hours") == "8"
    assert HEALTH.read({}).text_of("open_hours") == "72"


def test_a_guess_goes_with_its_question() -> None:
    asked = Sketch(template="x").add(find_question("pace"), *with_guess(OWN), Draw(1))
    assert count_most(asked.entries) == 4
    assert asked.remove(1).entries == (find_question("pace"), Draw(1))
    assert asked.remove(0).entries == (*with_guess(OWN), Draw(1))


def test_a_form_without_its_question_is_refused_there() -> None:
    with pytest.raises(InvalidInput) as refused:
        Sketch().read({"question": "  "}).plan(TODAY)
    assert refused.value.problems.keys() == {"question"}


def test_a_schedule_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        Sketch().read({"weekday": None}).plan(TODAY)
    assert refused.value.problems.keys() == {"weekday"}
    assert isinstance(schedules.load(Sketch().plan(TODAY).schedule), Schedule)


def test_numbers_that_are_none() -> None:
    plan = Sketch().read({"open_hours": "²", "mean_minimum": "9" * 12}).plan(TODAY)
    assert plan.open_hours == plan.mean_minimum == -1
    with pytest.raises(InvalidInput):
        check_plan(plan)
