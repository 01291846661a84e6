"""What people see of a pulse as a plan: the form, the list, the card in the channel. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.people import Side, Sides
from bot.pulse.figures import MEAN_MINIMUM
from bot.pulse.rules import LONGEST_QUESTION, OPEN_HOURS, Occurrence
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.pulse import ids
from storage.outbox import Message
from storage.pulse import Pulse, Status

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFAULT_QUESTION = "How well did we work together this week?"
MOST_LISTED = 15
SHORT = 200

USAGE = (
    ("/pulse new", "plan a question to both sides for every week"),
    ("/pulse list", "the pulses there are"),
    ("/pulse now 1", "ask pulse 1 now"),
    ("/pulse pause 1", "ask it no more until `/pulse resume 1`"),
    ("/pulse stop 1", "never ask it again"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A pulse with what is coming: when it is asked next, and how long an open round lasts."""

    pulse: Pulse
    asked_next: Occurrence | None
    open_until: datetime | None


def form(relationship_id: str) -> View:
    """The form of `/pulse new`."""
    return blocks.modal(
        ids.FORM,
        "New pulse",
        [
            blocks.text_input(
                "question",
                "Question, answered from 1 (not at all) to 5 (very well)",
                initial=DEFAULT_QUESTION,
                multiline=True,
                most=LONGEST_QUESTION,
            ),
            *_manner_inputs(),
            *_schedule_inputs(),
        ],
        submit="Plan it",
        metadata={"relationship": relationship_id},
    )


def _manner_inputs() -> list[Block]:
    return [
        blocks.radio_input(
            "anonymity",
            "Answers are",
            [
                blocks.option("Anonymous: nobody sees who answered what", "anonymous"),
                blocks.option("Named: comments are shown with names", "named"),
            ],
            initial="anonymous",
        ),
        blocks.radio_input(
            "where",
            "Asked",
            [
                blocks.option("In direct messages, in each person's own time", "dm"),
                blocks.option("In the channel (named pulses only)", "channel"),
            ],
            initial="dm",
        ),
    ]


def _schedule_inputs() -> list[Block]:
    days = [blocks.option(name, str(number)) for number, name in enumerate(DAYS)]
    hours = [blocks.option(f"{hours} hours", str(hours)) for hours in OPEN_HOURS]
    clock = "Local time of whoever is asked; in the channel, that of the relationship."
    return [
        blocks.select_input("weekday", "Every", days, initial="4"),
        blocks.time_input("at", "At", initial="15:00", hint=clock),
        blocks.select_input("open_hours", "Answers are taken for", hours, initial="24"),
    ]


def planned(listed: Listed, sides: Sides, *, why_silent: str | None = None) -> Message:
    """The private answer to a saved form; `why_silent` says why nothing is posted now."""
    pulse = listed.pulse
    sentence = f"Pulse {pulse.number} is planned: {schedule(pulse)}. {_standing(listed)}"
    shown = [blocks.section(sentence)]
    if pulse.anonymous:
        shown += [blocks.section(notice) for notice in _size_notices(sides)]
    if why_silent is not None:
        shown.append(blocks.section(why_silent))
    return blocks.message(sentence, shown)


def card(listed: Listed) -> Message:
    """The card in the channel that says what was planned, and what became of it."""
    pulse = listed.pulse
    author = words.person(pulse.created_by)
    title = f":bar_chart: *Pulse {pulse.number}*, planned by {author}: {schedule(pulse)}."
    return blocks.message(
        f"Pulse {pulse.number} is planned: {schedule(pulse)}.",
        [
            blocks.section(title),
            *blocks.sections(words.quote(pulse.name)),
            blocks.context(f"{_anonymity(pulse)} {_outlook(listed)}"),
        ],
    )


def listing(entries: Sequence[Listed], relationship_id: str, client: str, vendor: str) -> Message:
    """The pulses of a relationship, with what can be done about each; or how to begin."""
    names = f"{escape(client)} and {escape(vendor)}"
    shown = [blocks.section(f"*Pulses of {names}*")]
    if not entries:
        shown.append(blocks.section("There are none yet. A pulse asks both sides the same."))
    for entry in entries[:MOST_LISTED]:
        shown += _entry(entry)
    rest = [str(entry.pulse.number) for entry in entries[MOST_LISTED:]]
    if rest:
        numbers = blocks.cut(words.join_words(rest), 2000)
        hint = f"There are more: {numbers}. Name one, such as `/pulse pause {rest[0]}`."
        shown.append(blocks.section(hint))
    shown.append(
        blocks.actions("pulse_more", [blocks.button("New pulse", ids.NEW, relationship_id)])
    )
    shown.append(blocks.context("  ·  ".join(f"`{usage}` {what}" for usage, what in USAGE)))
    return blocks.message(f"Pulses of {names}", shown)


def _entry(entry: Listed) -> list[Block]:
    pulse = entry.pulse
    question = escape(blocks.cut(" ".join(pulse.name.split()), SHORT))
    text = (
        f"*{pulse.number}. {question}*\n{schedule(pulse)}. {_anonymity(pulse)}\n{_standing(entry)}"
    )
    return [blocks.section(text), blocks.actions(f"pulse:{pulse.id}", _buttons(entry))]


def _buttons(entry: Listed) -> list[Block]:
    pulse = entry.pulse
    buttons = []
    if entry.open_until is None:
        buttons.append(_button("Ask now", ids.NOW, pulse))
    if pulse.status == Status.PAUSED:
        buttons.append(_button("Resume", ids.RESUME, pulse))
    else:
        buttons.append(_button("Pause", ids.PAUSE, pulse))
    sure = blocks.confirm(
        f"Stop pulse {pulse.number}?", "It is never asked again. Results stay.", "Stop it"
    )
    buttons.append(_button("Stop", ids.STOP, pulse, confirm=sure))
    return buttons


def _button(text: str, action: str, pulse: Pulse, confirm: Block | None = None) -> Block:
    return blocks.button(
        text,
        f"{action}:{pulse.id}",
        pulse.id,
        label=f"{text}: pulse {pulse.number}",
        confirm=confirm,
    )


def which(verb: str, entries: Sequence[Listed], relationship_id: str, sides: Sides) -> Message:
    """Asked where a command named no pulse and there are several."""
    listed = listing(entries, relationship_id, sides.client_name, sides.vendor_name)
    question = f"Which one? Press a button, or add its number: `/pulse {verb} 2`."
    return blocks.message(question, [blocks.section(question), *listed["blocks"]])


def usage(notice: str = "") -> Message:
    """The answer to `/pulse help`; `notice` says first what was not understood."""
    lines = "\n".join(f"`{command}`  {what}" for command, what in USAGE)
    shown = [blocks.section(notice)] if notice else []
    shown.append(
        blocks.section(
            "A *pulse* asks both sides the same question every week, from 1 to 5, and shows how "
            f"far the two views are apart.\n{lines}\nOr press *Pulses* in the menu that you get "
            "when you mention me."
        )
    )
    return blocks.message(notice or "What `/pulse` can do", shown)


def asked(pulse: Pulse, closes_at: datetime) -> Message:
    where = "in the channel" if pulse.in_channel else "in direct messages"
    return blocks.message(
        f"Pulse {pulse.number} is being asked now, {where}. Answers are taken until "
        f"{words.moment(closes_at)}."
    )


def steered(listed: Listed) -> Message:
    """The private answer to pause, resume and stop."""
    pulse = listed.pulse
    match pulse.status:
        case Status.PAUSED:
            sentence = f"Pulse {pulse.number} is paused. `/pulse resume {pulse.number}` asks again."
        case Status.STOPPED:
            sentence = f"Pulse {pulse.number} is stopped: it is never asked again."
        case _:
            sentence = f"Pulse {pulse.number} goes on. {_standing(listed)}"
    if listed.open_until is not None and pulse.status != Status.ACTIVE:
        sentence += f" Its open round ends normally, {words.moment(listed.open_until)}."
    return blocks.message(sentence)


def schedule(pulse: Pulse) -> str:
    """ "every Monday at 09:00 in direct messages, open for 24 hours"."""
    day, at = DAYS[pulse.schedule["weekday"]], pulse.schedule["at"]
    if pulse.in_channel:
        return (
            f"every {day} at {at} in the channel (the relationship's own "
            f"time), open for {pulse.open_hours} hours"
        )
    return (
        f"every {day} at {at} in each person's own time, by direct message, "
        f"open for {pulse.open_hours} hours"
    )


def _anonymity(pulse: Pulse) -> str:
    return "Anonymous." if pulse.anonymous else "Named."


def _standing(listed: Listed) -> str:
    """What somebody did to it, whether it is being asked, and when it is asked next."""
    pulse = listed.pulse
    parts = []
    if pulse.status != Status.ACTIVE:
        done = "Paused" if pulse.status == Status.PAUSED else "Stopped"
        parts.append(f"{done} by {words.person(str(pulse.changed_by))}.")
    if listed.open_until is not None:
        parts.append(f"Being asked now, until {words.moment(listed.open_until)}.")
    if listed.asked_next is not None:
        parts.append(f"Asked next: {_when(pulse, listed.asked_next)}.")
    return " ".join(parts) or "Asked as soon as somebody is on a side."


def _when(pulse: Pulse, occurrence: Occurrence) -> str:
    """A moment for all in the channel; in direct messages the day, which comes to each in turn."""
    if pulse.in_channel:
        return words.moment(occurrence.first)
    day = date.fromisoformat(occurrence.key)
    return f"{day:%A} {day.day} {day:%B}, at {pulse.schedule['at']} of each person's own clock"


def _outlook(listed: Listed) -> str:
    """What stays true on a card that is not updated every week."""
    if listed.pulse.status != Status.ACTIVE or listed.asked_next is None:
        return _standing(Listed(listed.pulse, None, None))
    return f"First asked: {_when(listed.pulse, listed.asked_next)}."


def _size_notices(sides: Sides) -> list[str]:
    return [
        f":information_source: {escape(sides.name(side))} has fewer than {MEAN_MINIMUM} people "
        "here, so its answers to an anonymous pulse are never shown and are erased unread. A named "
        "pulse works for both sides."
        for side in Side
        if len(sides.on(side)) < MEAN_MINIMUM
    ]
