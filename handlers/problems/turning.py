"""A form that asks once more before it does what was submitted."""

import json
from collections.abc import Sequence

from handlers.blocks import Block, View
from handlers.request import Request
from handlers.surfaces import FormSurface

# What a form carries that asked already.
ASKED = "asked"
KEPT = ("type", "callback_id", "title", "submit", "close")


def is_asked(request: Request) -> bool:
    return ASKED in request.metadata


async def ask_once(request: Request, above: Sequence[Block]) -> None:
    """Show the form that was submitted again, with something to think of above its fields.

    Nothing that was entered is lost; whoever submits it again means it.
    """
    if isinstance(request.surface, FormSurface):
        await request.surface.turn(turned(request.view, above))


def turned(form: View, above: Sequence[Block]) -> View:
    """The same form with that above its fields. Pure."""
    carried = {**json.loads(form["private_metadata"]), ASKED: "yes"}
    return {
        **{key: form[key] for key in KEPT},
        "private_metadata": json.dumps(carried),
        "blocks": [*above, *form["blocks"]],
    }
