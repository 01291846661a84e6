"""The names of the two organisations in the wordings of the bank."""

import re

from bot.core.people import Side
from bot.pulse.questions import Question

_PLACE = re.compile(r"\{(own|other)\}")


def fill(question: Question, side: Side, client_name: str, vendor_name: str) -> str:
    """What a person of that side reads, as plain text: escape it before it is shown.

    Only questions of the bank have places for names. What people wrote stays as they wrote it, and
    so does a name that happens to look like such a place.
    """
    wording = question.wording(side)
    if not question.key.startswith("bank:"):
        return wording
    names = {Side.CLIENT: client_name, Side.VENDOR: vendor_name}
    places = {"own": names[side], "other": names[side.other]}
    return _PLACE.sub(lambda place: places[place[1]], wording)


def turn(wording: str) -> str:
    """A wording of the bank as the other side has to read it."""
    turned = {"own": "{other}", "other": "{own}"}
    return _PLACE.sub(lambda place: turned[place[1]], wording)
