"""What people see of a milestone that is reached: thanks, the way there, what it taught. Pure.

The way is said and drawn in messages of their own: where Slack does not take the drawing, the words
are still said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.people import Side
from bot.kudos.rules import Rules
from handlers import blocks, charts, words
from handlers.blocks import Block, cut, escape
from handlers.milestones import ids
from handlers.milestones.views import Shown, meanings, moves
from storage.kudos import Kudos
from storage.milestones import MilestoneContributor, MilestoneReflection
from storage.milestones_reading import Collected, Solved
from storage.outbox import Message

THANKS_SHOWN = 20
THANKS_LENGTH = 500
SOLVED_SHOWN = 10
# Half of what is left of a message between its title and its button.
SAID_BLOCKS = (blocks.MESSAGE_BLOCKS - 2) // 2


# How often one side thanked another, or itself.
Flow = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Celebration:
    """Who took part in reaching a milestone, and the day on which it was, in its own calendar.

    `agreed` are the rules of kudos, of which thanks may name a value.
    """

    shown: Shown
    day: date
    agreed: Rules
    contributors: Sequence[MilestoneContributor]
    thanks: Collected
    reflections: Sequence[MilestoneReflection]

    @property
    def is_open(self) -> bool:
        """Whether thanks and thoughts are still collected."""
        return self.shown.milestone.closed_at is None


@dataclass(frozen=True, slots=True)
class Way:
    """The way to a milestone; the flow of kudos is that of each week, by its Monday."""

    shown: Shown
    thanks: Sequence[tuple[date, Flow]]
    solved: Solved
    rounds: int


def card(celebration: Celebration) -> Message:
    """The celebration in the channel."""
    milestone = celebration.shown.milestone
    both = escape(celebration.shown.relationship.both)
    found = [
        blocks.header(f":tada: {milestone.title}"),
        blocks.section(f"*{both} have reached it together.*\n{_days(celebration)}"),
        *meanings(celebration.shown),
        *_contributors(celebration),
        *_thanks(celebration.thanks, celebration.agreed),
        blocks.context(_note(celebration)),
        blocks.actions("milestone_celebration", _buttons(celebration)),
    ]
    return blocks.message(f"{both} have reached a milestone: {escape(milestone.title)}", found)


def _days(celebration: Celebration) -> str:
    due = celebration.shown.milestone.due
    reached = f"Reached on {words.day(celebration.day)}"
    return f"{reached}." if due == celebration.day else f"{reached}, planned for {words.day(due)}."


def _contributors(celebration: Celebration) -> list[Block]:
    lines = []
    for side in Side:
        here = [one.user_id for one in celebration.contributors if one.side == side]
        if here:
            lines.append(f"{celebration.shown.name(side)}: {words.people(here)}")
    return blocks.sections("\n".join(["*Who made it happen*", *lines])) if lines else []


def _thanks(thanks: Collected, agreed: Rules) -> list[Block]:
    if not thanks.count:
        return []
    shown = [blocks.section("*Thanks*")]
    shown += [blocks.section(_thank(one, agreed)) for one in thanks.shown]
    more = thanks.count - len(thanks.shown)
    if more:
        shown.append(blocks.context(f"And {more} more; `/kudos list` shows them all."))
    return shown


def _thank(kudos: Kudos, agreed: Rules) -> str:
    value = agreed.find(kudos.value_id)
    mark = value.emoji if value else agreed.emoji
    givers, receivers = words.people(kudos.giver_ids), words.people(kudos.announced_ids)
    said = f": {escape(cut(kudos.text, THANKS_LENGTH))}" if kudos.text else ""
    return f":{mark}: {givers} → {receivers}{said}"


def _note(celebration: Celebration) -> str:
    if not celebration.is_open:
        return "The way there, and what was said about it, is in the thread."
    counts = [
        f"{celebration.shown.name(side)} {count}"
        for side in Side
        if (count := sum(1 for one in celebration.reflections if one.side == side))
    ]
    so_far = f" So far: {' · '.join(counts)}." if counts else ""
    return (
        "For a day thanks are collected here, and what worked and what to keep: that is shown in "
        f"the thread tomorrow, side by side.{so_far}"
    )


def _buttons(celebration: Celebration) -> list[Block]:
    milestone = celebration.shown.milestone
    sure = blocks.confirm(
        "Ask the pulse now?",
        "Everybody of both sides is asked by direct message how it went.",
        "Ask now",
    )
    buttons = [
        blocks.button("Say thanks", ids.THANK, milestone.id, style="primary"),
        blocks.button("What worked, what we keep", ids.REFLECT, milestone.id),
    ]
    return [
        *(buttons if celebration.is_open else []),
        blocks.button("Save as a lesson", ids.LESSON, milestone.id),
        blocks.button("Who contributed", ids.CONTRIBUTORS, milestone.id),
        *(
            [blocks.button("Ask the pulse", ids.PULSE, milestone.id, confirm=sure)]
            if milestone.pulse_id is None
            else []
        ),
    ]


def way(told: Way) -> Message:
    """The way there in words, with the numbers of the drawing."""
    milestone = told.shown.milestone
    planned = words.moment(milestone.created_at)
    lines = [f"Planned {planned} for {words.day(milestone.first_due)}", *moves(told.shown)]
    lines.append(f":thermometer: Rounds of pulses: {told.rounds}")
    lines += _solved(told.solved)
    text = f"The way to “{escape(milestone.title)}”"
    shown = [*blocks.sections("\n".join([f"*{text}*", *lines])), *_numbers(told)]
    return blocks.message(text, shown)


def _solved(solved: Solved) -> list[str]:
    lines = [f":white_check_mark: Problems solved together: {solved.count}"]
    lines += [f"#{one.number} {escape(one.title)}" for one in solved.shown]
    more = solved.count - len(solved.shown)
    return [*lines, f"and {more} more"] if more else lines


def _numbers(told: Way) -> list[Block]:
    lines = [
        f"{escape(name)}: " + " → ".join(str(count) for count in counts)
        for name, counts in _list_flows(told)
    ]
    if not lines:
        return [blocks.section("No kudos were given on the way.")]
    first, last = (_short(told.thanks[place][0]) for place in (0, -1))
    return blocks.sections("\n".join([f"*Kudos by week, from {first} to {last}*", *lines]))


def chart(told: Way) -> Message | None:
    """The kudos of each week as lines; None where there is nothing to draw."""
    lines = _list_flows(told)
    if len(told.thanks) < 2 or not lines:
        return None
    days = [_short(monday) for monday, _ in told.thanks]
    drawn = charts.line_chart("Kudos by week", days, lines, x_label="Week from", y_label="Kudos")
    text = "The kudos on the way as a drawing; the numbers are in a message of their own"
    return blocks.message(text, [drawn])


def _list_flows(told: Way) -> list[tuple[str, list[int]]]:
    """The kudos of each week from one side to the other, and within each, where there are any."""
    names = told.shown.relationship.name
    ways = [(side, to) for to in Side for side in Side]
    flows = [
        (
            f"{names(side)} → {names(to)}" if side is not to else f"Within {names(side)}",
            [flow.get((side, to), 0) for _, flow in told.thanks],
        )
        for side, to in sorted(ways, key=lambda way: way[0] is way[1])
    ]
    return [(name, counts) for name, counts in flows if any(counts)]


def _short(day: date) -> str:
    """ "2 Nov 26"."""
    return f"{day.day} {day:%b %y}"


def reflections(celebration: Celebration) -> Message:
    """What both sides said, one after the other, the day after; each has as much room."""
    text = "What worked, and what we keep"
    shown = [blocks.section(f"*{text}*")]
    for side in Side:
        said = [
            line for one in celebration.reflections if one.side == side for line in _reflection(one)
        ]
        name = celebration.shown.name(side)
        head = f"*{name}*" if said else f"*{name}* wrote nothing this time."
        shown += _pack([head, *said])
    milestone = celebration.shown.milestone
    lesson = blocks.button("Save as a lesson", ids.LESSON, milestone.id)
    shown.append(blocks.actions("milestone_reflections", [lesson]))
    return blocks.message(f"{text}: {escape(milestone.title)}", shown)


def _reflection(one: MilestoneReflection) -> list[str]:
    return [
        f"{title} ({words.person(one.user_id)})\n{words.quote(said)}"
        for title, said in (("What worked", one.worked), ("What we keep", one.keep))
        if said
    ]


def _pack(paragraphs: Sequence[str]) -> list[Block]:
    """As few sections as these need, none torn; what there is no room for is not passed over."""
    packed: list[str] = []
    for paragraph in paragraphs:
        if packed and len(packed[-1]) + len(paragraph) < blocks.SECTION_TEXT:
            packed[-1] += f"\n{paragraph}"
        else:
            packed.append(paragraph)
    found = [blocks.section(text) for text in packed[:SAID_BLOCKS]]
    if len(packed) > SAID_BLOCKS:
        found[-1] = blocks.context("More was said than one message has room for.")
    return found
