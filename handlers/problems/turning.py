"""A form in whose place another one is shown, or itself, to ask once more before it acts."""

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
    await turn(request, turned(request.view, above))


async def turn(request: Request, view: View) -> None:
    """Show that in the place of the form that was submitted."""
    if isinstance(request.surface, FormSurface):
        await request.surface.turn(view)


def turned(form: View, above: Sequence[Block]) -> View:
    """The same form with that above its fields. Pure."""
    carried = {**json.loads(form["private_metadata"]), ASKED: "yes"}
    return {
        **{key: form[key] for key in KEPT},
        "private_metadata": json.dumps(carried),
        "blocks": [*above, *form["blocks"]],
    }
