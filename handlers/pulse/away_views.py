"""What people read about being away, or asked often enough. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.pulse.audience import Throttle
from handlers import blocks, words
from handlers.blocks import Block, View
from handlers.pulse import ids
from handlers.pulse.schedule_words import show_weekday
from storage.outbox import Message


def form(until: date | None, today: date) -> View:
    """The form that asks until when somebody is away; `until` is what they said before."""
    return blocks.modal(
        ids.AWAY_FORM,
        "I am away",
        [
            blocks.date_input(
                "until",
                "Until the end of this day",
                initial=until or today + timedelta(days=1),
                optional=True,
                hint="No pulse asks or reminds you until then. Emptied, you are there again.",
            )
        ],
        submit="Keep",
    )


def gone(until: date) -> Message:
    sentence = f"You are away until the end of {show_weekday(until)} {until.year}."
    rest = "No pulse asks or reminds you until then, in no relationship."
    return blocks.message(sentence, [blocks.section(f"{sentence} {rest}"), _way_back()])


def back() -> Message:
    return blocks.message("You are there again: pulses ask you as they ask everybody.")


def standing(until: date | None, spared: Sequence[int], throttle: Throttle) -> list[Block]:
    """Why pulses do not ask somebody at the moment."""
    shown: list[Block] = []
    if until is not None:
        sentence = f":palm_tree: You are away until the end of {show_weekday(until)}."
        shown += [blocks.section(sentence), _way_back()]
    if spared:
        numbers = words.join_words([str(number) for number in spared])
        pulses = "Pulse" if len(spared) == 1 else "Pulses"
        shown.append(
            blocks.context(
                f"{pulses} {numbers} left you out this time: you were asked in {throttle.most} "
                f"rounds within {throttle.days} days."
            )
        )
    return shown


def _way_back() -> Block:
    return blocks.actions("pulse_away", [blocks.button("I am back", ids.BACK)])
