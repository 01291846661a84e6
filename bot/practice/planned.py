"""What the bot does next, for the clock of the practice room.

What the outbox tries again is no part of it: that waits by the database's time, not by this clock.
"""

from datetime import datetime

from bot.actions import coming as actions
from bot.milestones import coming as milestones
from bot.milestones.rules import Prompt
from bot.problems import coming as problems
from bot.problems import thread
from bot.pulse import coming as pulses
from bot.retros import coming as retros
from sandbox.clock import Plan
from storage.database import Database

PROBLEMS = {
    thread.NUDGE: "A facilitator is asked again to answer a proposal",
    thread.ESCALATION: "Contacts are told of a proposal that waits",
    thread.FREED: "A side may go on alone with a problem",
    thread.SILENT: "It is noticed that a problem rests",
    thread.SILENT_LONG: "Contacts are told of a problem that rests",
    thread.REVIEW_DAY: "The day of a problem's review comes",
    thread.IDEAS: "Hidden ideas about a problem are shown",
}


async def find_plan(database: Database, now: datetime) -> Plan | None:
    """The next moment at which something happens of itself, as a sentence for people."""
    async with database.read() as session:
        asked = await pulses.find_coming(session, now)
        reached = await milestones.find_coming(session, now)
        looked_back = await retros.find_coming(session, now)
        promised = await actions.find_coming(session, now)
        solved = await problems.find_coming(session, now)
    plans = [Plan(asked.at, describe_pulse(asked))] if asked else []
    plans += [Plan(reached.at, describe_milestone(reached))] if reached else []
    plans += [Plan(looked_back.at, describe_retro(looked_back))] if looked_back else []
    plans += [Plan(promised.at, describe_action(promised))] if promised else []
    plans += [Plan(solved.at, PROBLEMS[solved.kind])] if solved else []
    return min(plans, key=lambda plan: plan.at, default=None)


def describe_milestone(coming: milestones.Coming) -> str:
    match coming.prompt:
        case None:
            return "What a milestone taught is shown"
        case Prompt.MISSED:
            return "Owners of a milestone are asked what changed"
        case Prompt.AGAIN:
            return "A side is asked once more if a milestone is reached"
    return "Owners of a milestone are reminded"


def describe_action(coming: actions.Coming) -> str:
    return "Somebody is asked if an action helped" if coming.helped else "An action is overdue"


def describe_retro(coming: retros.Coming) -> str:
    return "A retro begins" if coming.begins else "Facilitators are reminded of a retro"


def describe_pulse(coming: pulses.Coming) -> str:
    if coming.reminds:
        return f"Pulse {coming.number} reminds who has not answered"
    if not coming.people:
        return f"Pulse {coming.number} closes"
    people = "1 person" if coming.people == 1 else f"{coming.people} people"
    return f"Pulse {coming.number} asks {people}"
