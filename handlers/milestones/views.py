"""What people see of a milestone until it is reached: its card, and what owners are asked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.people import Side
from bot.milestones.rules import Prompt, Status, Step
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.milestones import ids
from storage.milestones import Milestone, MilestoneStep
from storage.outbox import Message
from storage.problems import Problem
from storage.relationships import Relationship

MARKS = {
    Status.PLANNED: ":dart:",
    Status.PROPOSED: ":raised_hand:",
    Status.REACHED: ":tada:",
    Status.DROPPED: ":no_entry_sign:",
}
# Of the days that a milestone had, the latest stand on its card; all of them on its way.
MOVES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A milestone with what is said of it.

    `link` is the address of its card, `celebration` that of its celebration; None where they do
    not stand in Slack. `problem` is what it was raised as since it was given its day.
    """

    milestone: Milestone
    relationship: Relationship
    steps: Sequence[MilestoneStep] = ()
    link: str | None = None
    celebration: str | None = None
    problem: Problem | None = None

    @property
    def status(self) -> Status:
        return Status(self.milestone.status)

    @property
    def last(self) -> MilestoneStep | None:
        return self.steps[-1] if self.steps else None

    @property
    def proposing(self) -> Side:
        """The side that says that it is reached."""
        return Side(str(self.milestone.proposed_side))

    def name(self, side: Side) -> str:
        """The name of an organisation, harmless in mrkdwn."""
        return escape(self.relationship.name(side))


def card(shown: Shown) -> Message:
    """The milestone in the channel, with what can be done about it."""
    milestone = shown.milestone
    found = [
        blocks.header(f"{MARKS[shown.status]} {milestone.title}"),
        blocks.section(_when(shown)),
        *meanings(shown),
        *blocks.sections("\n".join(moves(shown)[-MOVES_SHOWN:])),
        *_standing(shown),
    ]
    buttons = _buttons(shown)
    if buttons:
        found.append(blocks.actions("milestone_card", buttons))
    return blocks.message(f"Milestone: {escape(milestone.title)} ({_summary(shown)})", found)


def _summary(shown: Shown) -> str:
    match shown.status:
        case Status.PLANNED:
            return f"planned for {words.day(shown.milestone.due)}"
        case Status.PROPOSED:
            return f"{shown.name(shown.proposing)} says that it is reached"
        case status:
            return status


def _when(shown: Shown) -> str:
    milestone = shown.milestone
    yearly = " · every year" if milestone.yearly else ""
    return f"*{words.day(milestone.due)}*{yearly} · planned by {words.person(milestone.author)}"


def meanings(shown: Shown) -> list[Block]:
    """What it means to each side, and who cares for it there."""
    return [
        block
        for side in Side
        for block in blocks.sections(
            f"*{shown.name(side)}* ({words.person(shown.milestone.owner(side))}): "
            f"{escape(shown.milestone.meaning(side))}"
        )
    ]


def moves(shown: Shown) -> list[str]:
    """Each day that it was moved to, and why."""
    return [
        f":calendar: Moved from {words.day(step.from_due)} to {words.day(step.to_due)} by "
        f"{words.person(step.by)}{f': {escape(step.reason)}' if step.reason else ''}"
        for step in shown.steps
        if step.kind == Step.MOVED and step.from_due and step.to_due
    ]


def _standing(shown: Shown) -> list[Block]:
    """What happened last, where that is not said by its day."""
    match shown.status:
        case Status.PROPOSED:
            return [blocks.section(_proposal(shown)), blocks.context(_who_confirms(shown))]
        case Status.REACHED:
            where = f" <{shown.celebration}|Here it is celebrated.>" if shown.celebration else ""
            return [blocks.section(f"*Both sides say that it is reached.*{where}")]
        case Status.DROPPED if shown.last:
            return _said("dropped it", shown.last)
    said = _said("says: not yet", shown.last) if _is_not_yet(shown) else []
    return [*said, *_problem(shown)]


def _is_not_yet(shown: Shown) -> bool:
    return shown.last is not None and shown.last.kind == Step.NOT_YET


def _said(what: str, step: MilestoneStep | None) -> list[Block]:
    if step is None:
        return []
    line = f"{words.person(step.by)} {what}, {words.moment(step.at)}"
    return [blocks.section(line), *(blocks.quotation(step.reason) if step.reason else [])]


def _problem(shown: Shown) -> list[Block]:
    if shown.problem is None:
        return []
    name = f"#{shown.problem.number} {escape(shown.problem.title)}"
    return [blocks.section(f":mag: Both sides look at what is in its way: problem *{name}*")]


def _proposal(shown: Shown) -> str:
    milestone = shown.milestone
    who = words.person(str(milestone.proposed_by))
    when = f", {words.moment(milestone.proposed_at)}" if milestone.proposed_at else ""
    return f"*{shown.name(shown.proposing)}* says that it is reached ({who}{when})."


def _who_confirms(shown: Shown) -> str:
    other = shown.proposing.other
    owner = words.person(shown.milestone.owner(other))
    return f"{owner} or a contact of {shown.name(other)} confirms it, and then it is celebrated."


def _buttons(shown: Shown) -> list[Block]:
    match shown.status:
        case Status.PLANNED:
            return steering(shown.milestone)
        case Status.PROPOSED:
            return [*answering(shown.milestone), _take_back(shown.milestone)]
        case Status.DROPPED:
            return [_button("Take it up again", ids.RESTORE, shown.milestone)]
        case _:
            return []


def _button(
    text: str,
    act: str,
    milestone: Milestone,
    *,
    style: str | None = None,
    confirm: Block | None = None,
) -> Block:
    return blocks.button(text, f"{act}:{milestone.id}", milestone.id, style=style, confirm=confirm)


def steering(milestone: Milestone) -> list[Block]:
    """What can be done about a milestone that is planned."""
    return [
        _button("Reached", ids.REACHED, milestone, style="primary"),
        _button("Change date", ids.MOVE, milestone),
        _button("Edit", ids.EDIT, milestone),
        _button("Drop", ids.DROP, milestone),
    ]


def answering(milestone: Milestone) -> list[Block]:
    """What the other side answers to who says that it is reached."""
    return [
        _button("Confirm", ids.REACHED, milestone, style="primary"),
        _button("Not yet", ids.NOT_YET, milestone),
    ]


def _take_back(milestone: Milestone) -> Block:
    sure = blocks.confirm("Take it back?", "The milestone is planned again as before.", "Take back")
    return _button("Take back", ids.TAKE_BACK, milestone, confirm=sure)


def linked(title: str, link: str | None) -> str:
    """A title in bold, which leads to that address where there is one."""
    return f"*<{link}|{escape(title)}>*" if link else f"*{escape(title)}*"


def prompt(shown: Shown, why: Prompt, about: str) -> Message:
    """What an owner is asked in a direct message; once that is settled, what came of it."""
    if not is_asked(shown, why, about):
        return _settled(shown)
    milestone = shown.milestone
    title = linked(milestone.title, shown.link)
    day = words.day(milestone.due)
    match why:
        case Prompt.WEEK | Prompt.DAY:
            ahead = "A week ahead" if why is Prompt.WEEK else "A day ahead"
            text = f":dart: {ahead}: {title} is planned for {day}."
            more, buttons = meanings(shown), steering(milestone)[:2]
        case Prompt.MISSED:
            text = f":dart: {title} was planned for {day}. Plans meet the world: what changed?"
            more, buttons = _problem(shown), _offers(shown)
        case Prompt.CONFIRM:
            text = f":raised_hand: {title}: {_proposal(shown)} Is it?"
            more, buttons = meanings(shown), answering(milestone)
        case Prompt.AGAIN:
            text = f":raised_hand: {title} still waits for your word: {_proposal(shown)} Is it?"
            more, buttons = [blocks.context("I do not ask again.")], answering(milestone)
        case Prompt.NAMED:
            text = f":dart: You were named to care for {title}. It is planned for {day}."
            more, buttons = meanings(shown), steering(milestone)
    row = blocks.actions(f"milestone:{milestone.id}", buttons)
    return blocks.message(text, [blocks.section(text), *more, row])


def is_asked(shown: Shown, why: Prompt, about: str) -> bool:
    """Whether it still is what the owner was asked about."""
    if why in (Prompt.CONFIRM, Prompt.AGAIN):
        last = shown.last
        return shown.status is Status.PROPOSED and last is not None and str(last.seq) == about
    is_same = why is Prompt.NAMED or shown.milestone.due.isoformat() == about
    return shown.status is Status.PLANNED and is_same


def _offers(shown: Shown) -> list[Block]:
    """What can be done about a day that has passed."""
    milestone = shown.milestone
    problem = _button("Raise as a problem", ids.PROBLEM, milestone)
    return [
        _button("Pick a new day", ids.MOVE, milestone, style="primary"),
        _button("It is reached", ids.REACHED, milestone),
        *([] if shown.problem else [problem]),
        _button("Drop", ids.DROP, milestone),
    ]


def told(shown: Shown, step: MilestoneStep) -> Message:
    """A step in the thread of the card, for the owners who did not take it."""
    who, title = words.person(step.by), f"*{escape(shown.milestone.title)}*"
    match Step(step.kind):
        case Step.MOVED if step.from_due and step.to_due:
            what = f"moved {title} from {words.day(step.from_due)} to {words.day(step.to_due)}"
        case Step.NOT_YET:
            what = f"says that {title} is not reached yet"
        case Step.DROPPED:
            what = f"dropped {title}"
        case _:
            what = f"took {title} up again"
    others = [user_id for user_id in shown.milestone.owners if user_id != step.by]
    text = f"{who} {what}. For {words.people(others)} to know."
    reason = blocks.quotation(step.reason) if step.reason else []
    return blocks.message(text, [blocks.section(text), *reason])


def _settled(shown: Shown) -> Message:
    title = linked(shown.milestone.title, shown.link)
    text = f"{MARKS[shown.status]} {title}: {_summary(shown)}"
    return blocks.message(text)
