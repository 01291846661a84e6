"""The forms about milestones. Pure."""

from collections.abc import Sequence
from datetime import date

from bot.core.people import Side, Sides
from bot.milestones import rules
from bot.milestones.rules import Status
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.milestones import ids
from storage.milestones import Milestone, MilestoneReflection
from storage.relationships import Relationship

YEARLY = "yearly"
ONCE, EVERY_YEAR = "once", "every_year"


def plan_form(
    relationship: Relationship, sides: Sides, typed: str, metadata: dict[str, str], *, day: date
) -> View:
    """Plan a milestone. `typed` is what came with the command as its title, `day` is proposed."""
    owners = {side: next((m.user_id for m in sides.contacts(side)), "") for side in Side}
    return blocks.modal(
        ids.FORM,
        "Plan a milestone",
        [
            blocks.section("What both sides want to reach together, and celebrate when they have."),
            _title(typed),
            blocks.date_input(rules.DAY, "When", initial=day),
            *_side_inputs(relationship, owners, dict.fromkeys(Side, "")),
            _repetition(yearly=False),
        ],
        submit="Plan it",
        metadata=metadata,
    )


def edit_form(milestone: Milestone, relationship: Relationship) -> View:
    """Change everything but the day, which is moved with a reason."""
    return blocks.modal(
        ids.EDIT_FORM,
        "Edit a milestone",
        [
            _title(milestone.title),
            *_side_inputs(
                relationship,
                {side: milestone.owner(side) for side in Side},
                {side: milestone.meaning(side) for side in Side},
            ),
            _repetition(yearly=milestone.yearly),
        ],
        submit="Save",
        metadata={"milestone": milestone.id},
    )


def _title(initial: str) -> Block:
    return blocks.text_input(
        rules.TITLE,
        "In a few words",
        initial=initial,
        most=rules.LONGEST_TITLE,
        placeholder="The new portal is live",
    )


def _side_inputs(
    relationship: Relationship, owners: dict[Side, str], meanings: dict[Side, str]
) -> list[Block]:
    return [
        block
        for side in Side
        for block in (
            blocks.user_input(
                rules.owner_field(side),
                f"Who cares for it at {relationship.name(side)}",
                initial=owners[side] or None,
            ),
            blocks.text_input(
                rules.meaning_field(side),
                f"What it means to {relationship.name(side)}",
                initial=meanings[side],
                multiline=True,
                most=rules.LONGEST,
            ),
        )
    ]


def _repetition(*, yearly: bool) -> Block:
    return blocks.radio_input(
        YEARLY,
        "How often",
        [
            blocks.option("Once", ONCE),
            blocks.option("Every year, such as the birthday of a go-live", EVERY_YEAR),
        ],
        initial=EVERY_YEAR if yearly else ONCE,
    )


def move_form(milestone: Milestone, *, day: date) -> View:
    """Another day, and what changed; `day` is proposed."""
    return blocks.modal(
        ids.MOVE_FORM,
        "Change the date",
        [
            blocks.section(f"*{escape(milestone.title)}*, now {words.day(milestone.due)}"),
            blocks.date_input(rules.DAY, "New day", initial=day),
            _reason(
                "What changed", "Both sides see it on the card. Plans move; nobody is to blame."
            ),
        ],
        submit="Change it",
        metadata={"milestone": milestone.id},
    )


def not_yet_form(milestone: Milestone) -> View:
    return blocks.modal(
        ids.NOT_YET_FORM,
        "Not yet",
        [
            blocks.section(f"*{escape(milestone.title)}* stays planned."),
            _reason("What is still missing", "Both sides see it on the card."),
        ],
        submit="Say so",
        metadata={"milestone": milestone.id},
    )


def drop_form(milestone: Milestone) -> View:
    yearly = " It does not come again next year either." if milestone.yearly else ""
    return blocks.modal(
        ids.DROP_FORM,
        "Drop a milestone",
        [
            blocks.section(
                f"*{escape(milestone.title)}* is not aimed for any more.{yearly} It can be taken "
                "up again with the button on its card."
            ),
            _reason("Why", "Both sides see it on the card."),
        ],
        submit="Drop it",
        metadata={"milestone": milestone.id},
    )


def _reason(label: str, hint: str) -> Block:
    return blocks.text_input(rules.REASON, label, multiline=True, most=rules.LONGEST, hint=hint)


def reached_form(
    milestone: Milestone, relationship: Relationship, contributors: Sequence[str]
) -> View:
    """Say, or confirm, that it is reached. `contributors` are proposed, or were picked before."""
    confirms = milestone.status == Status.PROPOSED
    said = (
        "Both sides say so then, and it is celebrated in the channel."
        if confirms
        else "The other side confirms it, and then it is celebrated in the channel."
    )
    return blocks.modal(
        ids.REACHED_FORM,
        "It is reached",
        [
            blocks.section(f"*{escape(milestone.title)}*\n{said}"),
            _people(relationship, contributors),
        ],
        submit="Confirm" if confirms else "It is reached",
        metadata={"milestone": milestone.id, "seen": milestone.status},
    )


def contributors_form(
    milestone: Milestone, relationship: Relationship, contributors: Sequence[str]
) -> View:
    return blocks.modal(
        ids.CONTRIBUTORS_FORM,
        "Who contributed",
        [
            blocks.section(f"*{escape(milestone.title)}*"),
            _people(relationship, contributors),
        ],
        submit="Save",
        metadata={"milestone": milestone.id},
    )


def _people(relationship: Relationship, contributors: Sequence[str]) -> Block:
    return blocks.users_input(
        rules.CONTRIBUTORS,
        "Who made it happen",
        initial=contributors[: rules.MOST_CONTRIBUTORS],
        hint=f"People of {relationship.both}. Proposed are those of the kudos, problems and "
        "actions since it was planned; add whom it leaves out.",
    )


def reflection_form(milestone: Milestone, said: MilestoneReflection | None) -> View:
    """What worked and what to keep; `said` is what the person said before."""
    return blocks.modal(
        ids.REFLECTION_FORM,
        "Looking back",
        [
            blocks.section(
                f"*{escape(milestone.title)}*\nThe words of both sides are shown in the thread of "
                "the celebration tomorrow, with names."
            ),
            *[
                blocks.text_input(
                    field,
                    label,
                    initial=initial,
                    multiline=True,
                    optional=True,
                    most=rules.LONGEST,
                )
                for field, label, initial in (
                    (rules.WORKED, "What worked", said.worked if said else ""),
                    (rules.KEEP, "What we keep", said.keep if said else ""),
                )
            ],
        ],
        submit="Save",
        metadata={"milestone": milestone.id},
    )
