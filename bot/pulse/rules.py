"""What makes a sound pulse. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.errors import InvalidInput
from bot.core.people import Member, Side, Sides
from bot.pulse.bank import Draw, count_most, load_entries
from bot.pulse.bank.own import LONGEST_QUESTION
from bot.pulse.figures import DETAIL_MINIMUM, MEAN_MINIMUM, Minimums
from bot.pulse.questions import MOST_QUESTIONS, Anonymity

OPEN_HOURS = (4, 8, 24, 48, 72)
AUDIENCES = ("everybody", "client", "vendor", "contacts", "picked")

Problems = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A pulse as a form describes it, with the names of its columns.

    `questions` are entries of `bot.pulse.bank` and `schedule` one of `bot.pulse.schedules`, as
    JSON; `picked` are user ids, and `reminders` hours after asking.
    """

    questions: list[dict[str, Any]]
    anonymity: Anonymity
    in_channel: bool
    schedule: dict[str, Any]
    open_hours: int
    title: str = ""
    audience: str = AUDIENCES[0]
    picked: list[str] = field(default_factory=list)
    reminders: list[int] = field(default_factory=list)
    mean_minimum: int = MEAN_MINIMUM
    detail_minimum: int = DETAIL_MINIMUM


def check_plan(plan: Plan) -> Plan:
    """The plan, if it is sound. Raises InvalidInput with sentences by field name."""
    problems = {
        **_check_questions(plan),
        **_check_channel(plan),
        **_check_people(plan),
        **_check_times(plan),
    }
    if problems:
        raise InvalidInput(problems)
    Minimums(plan.mean_minimum, plan.detail_minimum)
    return plan


def check_picked(plan: Plan, sides: Sides) -> None:
    """Whoever is picked can be asked. Raises InvalidInput with a sentence by field name."""
    here = {one.user_id for side in Side for one in sides.on(side)}
    if plan.audience == "picked" and not here.issuperset(plan.picked):
        raise InvalidInput({"picked": "Pick people who are here and on a side."})


def list_small(sides: Sides, audience: str, picked: Collection[str]) -> list[Side]:
    """The sides of which somebody is asked, but fewer than anonymous results need."""
    counts = Counter(
        one.side for side in Side for one in sides.on(side) if _is_meant(one, audience, picked)
    )
    return [side for side in Side if 0 < counts[side] < MEAN_MINIMUM]


def _is_meant(member: Member, audience: str, picked: Collection[str]) -> bool:
    match audience:
        case "client" | "vendor":
            return member.side == audience
        case "contacts":
            return member.is_contact
        case "picked":
            return member.user_id in picked
        case _:
            return True


def _check_questions(plan: Plan) -> Problems:
    entries = load_entries(plan.questions)
    written = [one for one in entries if not isinstance(one, Draw)]
    if not entries or not all(one.client and one.vendor for one in written):
        return {"question": "Write the question that you want to ask."}
    if any(len(one.client) > LONGEST_QUESTION for one in written if one.guess_of is None):
        return {"question": f"A question can have up to {LONGEST_QUESTION} characters."}
    keys = [one.key for one in written]
    if len(set(keys)) < len(keys):
        return {"question": "The same question stands there twice. Remove one of them."}
    if count_most(entries) > MOST_QUESTIONS:
        return {"question": f"A pulse has {MOST_QUESTIONS} questions at the most. Remove some."}
    if not plan.title and (isinstance(entries[0], Draw) or entries[0].key.startswith("bank:")):
        return {"title": "Give the pulse a title, so that it can be told from others."}
    return {}


def _check_channel(plan: Plan) -> Problems:
    if not plan.in_channel:
        return {}
    if plan.anonymity is not Anonymity.NAMED:
        return {
            "where": "An anonymous pulse is asked in direct messages: in the channel everybody "
            "would see who answers what."
        }
    if count_most(load_entries(plan.questions)) > 1:
        return {"where": "In the channel one question is asked. More of them need direct messages."}
    return {}


def _check_people(plan: Plan) -> Problems:
    if plan.audience not in AUDIENCES:
        return {"audience": "Pick who is asked."}
    if plan.audience == "picked" and not plan.picked:
        return {"picked": "Pick the people who are asked."}
    return {}


def _check_times(plan: Plan) -> Problems:
    if plan.open_hours not in OPEN_HOURS:
        return {"open_hours": "Pick how long answers are taken."}
    return _check_reminders(plan.reminders, plan.open_hours)


def _check_reminders(hours: Sequence[int], open_hours: int) -> Problems:
    if any(one not in range(1, open_hours) for one in hours):
        return {"remind": f"Answers are taken for {open_hours} hours: remind people before that."}
    if sorted(set(hours)) != list(hours):
        return {"remind_again": "Remind them once more later than the first time."}
    return {}
