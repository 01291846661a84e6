"""Questions that people write themselves."""

import hashlib
from collections.abc import Sequence

from bot.core.errors import InvalidInput
from bot.pulse.questions import MOST_OPTIONS, Kind, Question

LONGEST_QUESTION = 3000
LONGEST_OPTION = 75
FEWEST_OPTIONS = 2

_WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES)


def own_question(
    kind: Kind,
    client: str,
    vendor: str = "",
    options: Sequence[str] = (),
    *,
    theme: str = "",
    faces: bool = False,
) -> Question:
    """A sound question of somebody's own; without words for the vendor both sides read the same.

    Empty options are left out, and all of them where the kind has none. Raises InvalidInput with
    sentences for "client", "vendor" and "options".
    """
    client, vendor = client.strip(), vendor.strip()
    kept = [one.strip() for one in options if one.strip()] if kind in _WITH_OPTIONS else []
    problems = {
        "client": _find_wording_problem(client) if client else "Write the question.",
        "vendor": _find_wording_problem(vendor),
        "options": _find_options_problem(kept) if kind in _WITH_OPTIONS else "",
    }
    if any(problems.values()):
        raise InvalidInput({field: sentence for field, sentence in problems.items() if sentence})
    vendor = vendor or client
    key = _key(kind, client, vendor, kept)
    return Question(
        kind, client, vendor, key, theme, tuple(kept), faces=faces and kind is Kind.SCALE
    )


def _find_wording_problem(wording: str) -> str:
    if len(wording) > LONGEST_QUESTION:
        return f"A question can have up to {LONGEST_QUESTION} characters."
    return ""


def _find_options_problem(options: Sequence[str]) -> str:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        return f"Write {FEWEST_OPTIONS} to {MOST_OPTIONS} options, one a line."
    if any(len(one) > LONGEST_OPTION for one in options):
        return f"An option can have up to {LONGEST_OPTION} characters."
    if len({" ".join(one.split()).casefold() for one in options}) < len(options):
        return "Two options are the same."
    return ""


def _key(kind: Kind, *wordings: object) -> str:
    digest = hashlib.sha256(repr((kind.value, *wordings)).encode()).hexdigest()
    return f"own:{digest[:20]}"
