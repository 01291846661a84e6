"""Lists of retros, what somebody may see of one, and private answers. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.retros.planning import read_plan_of
from bot.retros.rules import NAMES, Stage
from bot.retros.schedules import Plan
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.fitting import fit
from handlers.pulse.schedule_words import describe_rhythm
from handlers.retros import board_views, ids, views
from handlers.retros.views import Shown
from storage.outbox import Message
from storage.relationships import Relationship
from storage.retros import Retro, RetroHeading, RetroNote, RetroSchedule
from storage.retros_reading import OPENED, Board

MOST_LISTED = 15

HELP = (
    "`/retro`  look back together: notes, headings, votes, improvements\n"
    "`/retro list`  the retros there were, and what comes back by itself\n"
    "`/retro show 3`, `/retro export 3`  one of them, here or as a file\n"
    "`/retro every 4 weeks on Friday at 14:00`, `/retro every month on the first Tuesday`  let it "
    "come back; `/retro every stop` ends that"
)

# A retro, and the address of its card.
Entry = tuple[Retro, str | None]


def listing(
    relationship: Relationship, entries: Sequence[Entry], schedule: RetroSchedule | None
) -> Message:
    """The latest retros, each with a way to see it, and how they come back."""
    names = escape(relationship.both)
    found = [blocks.section(f"*Retros of {names}*")]
    if not entries:
        found.append(blocks.section("There was none yet."))
    for retro, link in entries:
        act, label = f"{ids.SHOW}:{retro.id}", f"Show {retro.title}"
        button = blocks.button("Show", act, retro.id, label=label)
        found.append(blocks.section(_line(retro, link), button))
    if entries and entries[-1][0].number > 1:
        found.append(blocks.context("Earlier ones: `/retro show 1` and so on."))
    found += [blocks.context(_coming(schedule)), _doors(relationship, schedule)]
    return blocks.message(f"Retros of {names}", found)


def _line(retro: Retro, link: str | None) -> str:
    name = f"#{retro.number} {escape(retro.title)}"
    title = f"*<{link}|{name}>*" if link else f"*{name}*"
    return f"{title} · {NAMES[Stage(retro.stage)]} · begun {words.moment(retro.created_at)}"


def _coming(schedule: RetroSchedule | None) -> str:
    if schedule is None:
        return "No retro comes back by itself."
    return f"A retro begins {describe(read_plan_of(schedule))}; {next_one(schedule)}."


def describe(plan: Plan) -> str:
    """ "every fourth Friday at 14:00"."""
    return f"{describe_rhythm(plan.rhythm)} at {plan.at:%H:%M}"


def next_one(schedule: RetroSchedule) -> str:
    return f"the next one {words.moment(schedule.next_at)}"


def _doors(relationship: Relationship, schedule: RetroSchedule | None) -> Block:
    sure = blocks.confirm(
        "Stop it?", "No retro begins by itself any more. Both sides are told.", "Stop it"
    )
    buttons = [
        blocks.button("Start a retro", ids.NEW, relationship.id),
        blocks.button("Let it come back", ids.PLAN, relationship.id),
    ]
    if schedule is not None:
        buttons.append(blocks.button("Stop coming back", ids.STOP, relationship.id, confirm=sure))
    return blocks.actions("retro_doors", buttons)


def record(shown: Shown, board: Board, own: Sequence[RetroNote]) -> Message:
    """One retro for one reader: what everybody may see of it, and their own hidden notes."""
    found = views.summary(shown)
    if own and shown.stage not in OPENED:
        lines = [f"• {escape(note.text)}" for note in own]
        hidden = "*Your notes, which nobody else sees yet*"
        found += blocks.sections("\n".join([hidden, *lines]))
    found += board_views.content(board, shown.head.relationship)
    last = blocks.actions(
        "retro_record", [blocks.button("Export", f"{ids.EXPORT}:{shown.retro.id}", shown.retro.id)]
    )
    title = f"Retro: {escape(shown.retro.title)}"
    return blocks.message(title, fit(found, board_views.REST, [last]))


def choice(retro: Retro, headings: Sequence[RetroHeading]) -> Message:
    """About which heading a lesson is written down, those with the most votes first."""
    text = "What did you learn from? Pick a heading."
    found = [blocks.section(text)]
    for heading in headings:
        value = f"{retro.id}:{heading.id}"
        label = f"Save a lesson from {heading.name}"
        act = f"{ids.LESSON_OF}:{heading.id}"
        button = blocks.button("Save a lesson", act, value, label=label)
        found.append(blocks.section(f"*{escape(heading.name)}*", button))
    rest = "There are more; `/lesson` writes down what you learnt from those."
    return blocks.message(text, fit(found, rest))


def started(retro: Retro, relationship: Relationship) -> Message:
    """For people who began it from somewhere else than the relationship's channel."""
    where = words.channel(relationship.channel_id)
    return blocks.message(f"*{escape(retro.title)}* has begun; its card stands in {where}.")


def planned(schedule: RetroSchedule) -> Message:
    """The answer to who had it come back."""
    return blocks.message(
        f"A retro begins {describe(read_plan_of(schedule))}; {next_one(schedule)}. "
        "`/retro every stop` ends that."
    )


def changed(relationship: Relationship, user_id: str, schedule: RetroSchedule | None) -> Message:
    """Said in the channel when somebody had retros come back, or ended that."""
    who, names = words.person(user_id), escape(relationship.both)
    if schedule is None:
        return blocks.message(f"{who} ended it: no retro of {names} begins by itself any more.")
    return blocks.message(
        f":rewind: {who} lets {names} look back together {describe(read_plan_of(schedule))}; "
        f"{next_one(schedule)}. A retro that is still running then is not disturbed."
    )


def left_out(relationship: Relationship, missing: Sequence[Side]) -> Message:
    """To the contacts that there are: why a retro did not begin by itself."""
    names = words.join_words([escape(relationship.name(side)) for side in missing])
    return blocks.message(
        f"It was time for a retro of {escape(relationship.both)}, but nobody in "
        f"{words.channel(relationship.channel_id)} is a contact of {names}, so nobody leads it "
        "for both sides. `/rapport setup` there says who is; `/retro` begins one at any time."
    )


def help_text() -> Message:
    return blocks.message("What `/retro` can do", [blocks.section(HELP)])
