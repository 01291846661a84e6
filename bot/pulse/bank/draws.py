"""What a pulse plans to ask, and what becomes of it when a round opens.

An entry of a plan is a question, or a draw from the bank. A question whose `guess_of` is set asks
how the other side answers the question before it; the number itself is set when a round opens.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from bot.core.themes import Theme
from bot.pulse.bank.filling import turn
from bot.pulse.bank.wordings import BANK
from bot.pulse.questions import MOST_QUESTIONS, Kind, Question, dump, load_one


@dataclass(frozen=True, slots=True)
class Draw:
    """`count` scale questions of a theme, or of all themes in turn; with guesses if `perception`.

    What is drawn was not asked longer than anything else of the theme: so nothing comes again
    before all of it has been asked.
    """

    count: int
    theme: str | None = None
    perception: bool = False


Entry = Question | Draw


def dump_entries(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The plan as JSON, for `load_entries`."""
    return [
        {"draw": one.count, "theme": one.theme, "perception": one.perception}
        if isinstance(one, Draw)
        else dump([one])[0]
        for one in entries
    ]


def load_entries(raw: Sequence[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """The plan that `dump_entries` wrote; the JSON of plain questions is one, too."""
    return tuple(
        Draw(one["draw"], one["theme"], one["perception"]) if "draw" in one else load_one(one)
        for one in raw
    )


def count_most(entries: Sequence[Entry]) -> int:
    """How many questions a round of this plan has; sound plans stay within MOST_QUESTIONS."""
    return sum(
        one.count * (2 if one.perception else 1) if isinstance(one, Draw) else 1 for one in entries
    )


def resolve(
    raw: Sequence[Mapping[str, Any]], drawn: Sequence[str]
) -> tuple[tuple[Question, ...], list[str]]:
    """The questions of the round that opens now, and `drawn` as it is to be kept after it.

    `drawn` holds the keys of questions that were drawn before, the latest last, each once. A round
    never has more than MOST_QUESTIONS, and nothing is drawn that it asks already.
    """
    entries = load_entries(raw)
    taken = {one.key for one in entries if isinstance(one, Question)}
    asked: list[Question] = []
    for entry in entries:
        if isinstance(entry, Question):
            _place(asked, entry)
            continue
        for question in _draw(entry, taken, drawn):
            if len(asked) + 1 + entry.perception > MOST_QUESTIONS:
                break
            taken.add(question.key)
            drawn = [*(key for key in drawn if key != question.key), question.key]
            asked.append(question)
            if entry.perception:
                asked.append(guess(question, len(asked) - 1))
    return tuple(asked), list(drawn)


def guess(question: Question, position: int) -> Question:
    """The question how the other side answers the scale question at that position."""
    client, vendor = question.vendor, question.client
    other = "the other side"
    if question.key.startswith("bank:"):
        client, vendor, other = turn(client), turn(vendor), "{other}"
    asks = f"How do you think {other} answers this?"
    return replace(
        question,
        client=f"{asks}\n{client}",
        vendor=f"{asks}\n{vendor}",
        key=f"{question.key}:guess",
        guess_of=position,
    )


def draw_of(theme: str | None) -> tuple[Question, ...]:
    """What a draw of that theme can bring, in the order of the first time."""
    themes = tuple(Theme) if theme is None else (theme,)
    each = ([one for one in _SCALES if one.theme == name] for name in themes)
    return tuple(one for row in zip_longest(*each) for one in row if one is not None)


_SCALES = tuple(one for one in BANK.values() if one.kind is Kind.SCALE)


def _place(asked: list[Question], question: Question) -> None:
    if len(asked) == MOST_QUESTIONS:
        return
    if question.guess_of is None:
        asked.append(question)
    elif asked and asked[-1].kind is Kind.SCALE and asked[-1].guess_of is None:
        asked.append(replace(question, guess_of=len(asked) - 1))


def _draw(entry: Draw, taken: Collection[str], drawn: Sequence[str]) -> Iterator[Question]:
    """The questions that wait longest: first those that were never drawn, in the bank's order."""
    waited = {key: place for place, key in enumerate(drawn)}
    free = [one for one in draw_of(entry.theme) if one.key not in taken]
    free.sort(key=lambda one: waited.get(one.key, -1))
    yield from free[: entry.count]
