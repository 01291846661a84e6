"""Lists of milestones, and the private answers. Pure."""

from collections.abc import Collection, Sequence

from bot.milestones.rules import Status
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.milestones import ids
from handlers.milestones.views import MARKS, linked, steering
from storage.milestones import Milestone
from storage.outbox import Message
from storage.relationships import Relationship

MOST_LISTED = 15

HELP = (
    "`/milestone the new portal is live`  plan a milestone; a form asks for the rest\n"
    "`/milestone list`  what is planned, and what was reached lately\n"
    "`/milestone done`  say that one is reached"
)

# A milestone, and the address of its card or celebration.
Entry = tuple[Milestone, str | None]


def listing(
    relationship: Relationship,
    coming: Sequence[Entry],
    reached: Sequence[Entry],
    *,
    steerable: Collection[str],
) -> Message:
    """What is planned, each with its buttons for who may press them, then what was reached."""
    names = escape(relationship.both)
    shown = [blocks.section(f"*Milestones of {names}*")]
    if not coming:
        shown.append(blocks.section("Nothing is planned at the moment."))
    for milestone, link in coming[:MOST_LISTED]:
        shown.append(blocks.section(_line(milestone, link)))
        if milestone.id in steerable and milestone.status == Status.PLANNED:
            shown.append(blocks.actions(f"milestone:{milestone.id}", steering(milestone)[:2]))
    if len(coming) > MOST_LISTED:
        shown.append(blocks.context(f"And {len(coming) - MOST_LISTED} more, planned for later."))
    if reached:
        lines = [_line(milestone, link) for milestone, link in reached]
        shown += [blocks.divider(), *blocks.sections("\n".join(["*Reached lately*", *lines]))]
    return blocks.message(f"Milestones of {names}", [*shown, _new_button(relationship)])


def _new_button(relationship: Relationship) -> Block:
    return blocks.actions(
        "milestone_new", [blocks.button("Plan a milestone", ids.NEW, relationship.id)]
    )


def _line(milestone: Milestone, link: str | None) -> str:
    title = linked(milestone.title, link)
    return f"{MARKS[Status(milestone.status)]} {title} · {_standing(milestone)}"


def _standing(milestone: Milestone) -> str:
    if milestone.status == Status.REACHED and milestone.reached_at is not None:
        return words.moment(milestone.reached_at)
    yearly = ", every year" if milestone.yearly else ""
    waits = " · to be confirmed" if milestone.status == Status.PROPOSED else ""
    return f"{words.day(milestone.due)}{yearly} · {words.people(milestone.owners)}{waits}"


def choice(
    relationship: Relationship, coming: Sequence[Entry], *, steerable: Collection[str]
) -> Message:
    """Which of the planned ones is reached; `steerable` has the ids of those one may say it of."""
    open_to = [(one, link) for one, link in coming if one.id in steerable]
    if not open_to:
        text = "There is no milestone of which you could say that it is reached."
        return blocks.message(text, [blocks.section(text), _new_button(relationship)])
    text = "Which milestone is reached?"
    shown = [blocks.section(f"*{text}*")]
    for milestone, link in open_to[:MOST_LISTED]:
        button = blocks.button("Reached", f"{ids.REACHED}:{milestone.id}", milestone.id)
        shown.append(blocks.section(_line(milestone, link), button))
    return blocks.message(text, shown)


def planned(
    milestone: Milestone, relationship: Relationship, offers: Sequence[Block] = ()
) -> Message:
    """For who planned it from elsewhere than the relationship's channel, or for whom there are
    lessons that may help."""
    where = words.channel(relationship.channel_id)
    text = f"*{escape(milestone.title)}* is planned; its card stands in {where}."
    return blocks.message(text, [blocks.section(text), *offers])


def asked(relationship: Relationship) -> Message:
    """The answer to who had the pulse asked."""
    return blocks.message(
        f"The pulse “After a milestone” is being asked of both sides of "
        f"{escape(relationship.both)}. It is paused apart from that: it is asked again when you "
        "ask it after another milestone, and `/pulse list` shows it."
    )


def help_text() -> Message:
    return blocks.message("What `/milestone` can do", [blocks.section(HELP)])
