"""The forms in which an action is named, given another day, and judged. Pure."""

from datetime import date, timedelta

from bot.actions import rules
from bot.core.people import Side
from handlers import blocks, words
from handlers.actions import drafting, ids
from handlers.actions.prompt_views import ANSWERS
from handlers.blocks import View, escape
from storage.actions import Action, ActionRequest, Helped
from storage.outbox import Message
from storage.relationships import Relationship

NEXT_REVIEW = timedelta(days=14)


def form(asked: ActionRequest, relationship: Relationship, *, user_id: str, today: date) -> View:
    """What, who and by when; whoever opens it is proposed."""
    name = escape(relationship.name(Side(asked.side)))
    return blocks.modal(
        ids.FORM,
        "Name an action",
        [
            blocks.section(
                f"One thing that *{name}* will do about what was said. Both sides see it under "
                "the results, and at the next round you are asked whether it is done."
            ),
            *drafting.inputs(
                user_id=user_id, today=today, example="Send the agenda a day before each review"
            ),
        ],
        submit="Name it",
        metadata={"request": asked.id},
    )


def date_form(action: Action) -> View:
    return blocks.modal(
        ids.DATE_FORM,
        "Change the date",
        [
            *blocks.quotation(action.text),
            blocks.date_input(
                rules.DUE,
                "By when",
                initial=action.due,
                hint=f"It was to be done by {words.day(action.first_due)} at first; the card says "
                "so.",
            ),
        ],
        submit="Change it",
        metadata={"action": action.id},
    )


def named(action: Action, relationship: Relationship, why_silent: str | None) -> Message:
    """The answer to the form; `why_silent` says why the card is not posted now."""
    text = f"{escape(relationship.name(Side(action.side)))} will: {escape(action.text)}"
    then = why_silent or "It stands under the results, for both sides."
    return blocks.message(text, [*blocks.sections(text), blocks.section(then)])


def helped_form(action: Action, helped: Helped, *, today: date) -> View:
    """In which words it helped or not; where it has not yet, on which day that is asked again."""
    again = [
        blocks.date_input(rules.REVIEW, "Ask again on", initial=today + NEXT_REVIEW),
    ]
    return blocks.modal(
        ids.HELPED_FORM,
        "Did it help?",
        [
            *blocks.quotation(action.text),
            blocks.section(f"*{ANSWERS[helped]}*"),
            blocks.text_input(
                rules.WORDS,
                "What is different now, and what is not?",
                multiline=True,
                optional=True,
                most=rules.LONGEST,
                hint="Both sides see it on the card.",
            ),
            *(again if helped is Helped.NOT_YET else []),
        ],
        submit="Say so",
        metadata={"action": action.id, "helped": helped},
    )
