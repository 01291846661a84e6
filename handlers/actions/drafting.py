"""What somebody will do, as every feature asks for it in its own form."""

from datetime import date

from bot.actions import rules
from bot.actions.rules import Draft
from handlers import blocks
from handlers.blocks import Block
from handlers.request import Request


def inputs(*, user_id: str, today: date, what: str = "What", example: str = "") -> list[Block]:
    """What, who and by when; whoever opens the form is proposed."""
    return [
        blocks.text_input(
            rules.WHAT, what, multiline=True, most=rules.LONGEST, placeholder=example
        ),
        blocks.user_input(rules.OWNER, "Who does it", initial=user_id),
        blocks.date_input(rules.DUE, "By when", initial=today + rules.USUAL),
    ]


def read_draft(request: Request) -> Draft:
    """What stands in them."""
    owner = next(iter(request.users_of(rules.OWNER)), None)
    return Draft(request.text_of(rules.WHAT), owner, request.day_of(rules.DUE))
