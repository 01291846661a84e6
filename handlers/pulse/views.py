"""What people see of a pulse as a plan: the form, the list, the card in the channel. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.people import Sides
from bot.pulse import schedules
from bot.pulse.bank import load_entries
from bot.pulse.figures import MEAN_MINIMUM
from bot.pulse.questions import Anonymity
from bot.pulse.rules import list_small
from bot.pulse.schedules import Clock
from bot.pulse.schedules.occurrences import Occurrence
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.pulse import entry_views, export_views, ids, schedule_words
from storage.outbox import Message
from storage.pulse import Pulse, Status

MOST_LISTED = 15
ANONYMITIES = {
    Anonymity.ANONYMOUS: "Anonymous.",
    Anonymity.TOGETHER: "Anonymous, and shown for both sides together only.",
    Anonymity.NAMED: "Named.",
}
SHORT = 200

USAGE = (
    ("/pulse new", "plan questions to both sides, from a template or your own"),
    ("/pulse list", "the pulses there are"),
    ("/pulse results 1", "see what its closed rounds showed"),
    ("/pulse edit 1", "change it from its next round on"),
    ("/pulse now 1", "ask pulse 1 now"),
    ("/pulse skip next 1", "leave one asking out; `/pulse skip undo 1` takes that back"),
    ("/pulse pause 1", "ask it no more until `/pulse resume 1`"),
    ("/pulse stop 1", "never ask it again"),
    ("/pulse export", "the results of closed rounds as files, or those of one pulse"),
    ("/pulse away until Friday", "be asked nothing until then; `/pulse away back` ends it"),
    ("/pulse holidays", "the country of each side, on whose holidays nobody is asked"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A pulse with what is coming: when it is asked next, and how long an open round lasts.

    `left_out` are the days before that on which it is not asked, each with the reason.
    """

    pulse: Pulse
    asked_next: Occurrence | None
    open_until: datetime | None
    left_out: Sequence[tuple[date, str]] = ()

    @property
    def skips(self) -> date | None:
        """The day that somebody skipped, while it is still to come."""
        return next((day for day, _ in self.left_out if day.isoformat() == self.pulse.skips), None)


def preview(listed: Listed) -> str:
    """What a form would plan: the schedule in words, what comes next, and what it leaves out."""
    pulse = listed.pulse
    coming = "nobody yet" if listed.asked_next is None else _when(pulse, listed.asked_next)
    told = schedule(pulse)
    parts = [
        f"{told[0].upper()}{told[1:]}; next: {coming}.",
        schedule_words.describe_left_out(listed.left_out),
        schedule_words.describe_heed(schedules.load(pulse.schedule)),
    ]
    return " ".join(filter(None, parts))


def planned(
    listed: Listed, sides: Sides, *, why_silent: str | None = None, is_new: bool = True
) -> Message:
    """The private answer to a saved form; `why_silent` says why nothing is posted now."""
    pulse = listed.pulse
    done = "is planned" if is_new else "is changed from its next round on"
    sentence = f"Pulse {pulse.number} {done}: {schedule(pulse)}. {_standing(listed)}"
    shown = [blocks.section(sentence)]
    shown += [blocks.section(notice) for notice in _size_notices(pulse, sides)]
    if why_silent is not None:
        shown.append(blocks.section(why_silent))
    return blocks.message(sentence, shown)


def card(listed: Listed, sides: Sides) -> Message:
    """The card in the channel that says what was planned, and what became of it."""
    pulse = listed.pulse
    author = words.person(pulse.created_by)
    title = f":bar_chart: *Pulse {pulse.number}*, planned by {author}: {schedule(pulse)}."
    edited = f"Changed by {words.person(pulse.edited_by)}. " if pulse.edited_by else ""
    return blocks.message(
        f"Pulse {pulse.number} is planned: {schedule(pulse)}.",
        [
            blocks.section(title),
            *blocks.sections(words.quote(pulse.name)),
            *_questions(pulse, sides),
            blocks.context(f"{edited}{_anonymity(pulse)} {_outlook(listed)}"),
        ],
    )


def _questions(pulse: Pulse, sides: Sides) -> list[Block]:
    """What is asked, where the name of the pulse does not say it all."""
    entries = load_entries(pulse.questions)
    if len(entries) == 1 and not pulse.title:
        return []
    return blocks.sections(entry_views.enumerate_lines(entries, sides))


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
    more = [blocks.button("New pulse", ids.NEW, relationship_id)]
    shown.append(blocks.actions("pulse_more", [*more, export_views.button(relationship_id)]))
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
    if entry.skips is not None:
        buttons.append(_button("Ask it after all", ids.UNSKIP, pulse))
    elif entry.asked_next is not None:
        buttons.append(_button("Skip next", ids.SKIP, pulse))
    buttons.append(_button("Results", ids.RESULTS, pulse))
    buttons.append(_button("Edit", ids.EDIT, pulse))
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
            "A *pulse* asks both sides the same, as often as you plan it, and shows how "
            f"far the two views are apart.\n{lines}\nOr press *Pulses* in the menu that you get "
            "when you mention me."
        )
    )
    return blocks.message(notice or "What `/pulse` can do", shown)


def asked(pulse: Pulse, closes_at: datetime, spared: int) -> Message:
    """The private answer to `/pulse now`; so many were `spared`."""
    where = "in the channel" if pulse.in_channel else "in direct messages"
    sentence = (
        f"Pulse {pulse.number} is being asked now, {where}. Answers are taken until "
        f"{words.moment(closes_at)}."
    )
    if spared:
        who = "1 person is" if spared == 1 else f"{spared} people are"
        sentence += f" {who} left out, for pulses have asked them often enough lately."
    return blocks.message(sentence)


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


def skipped(listed: Listed) -> Message:
    """The private answer to skipping, with the way back."""
    pulse, day = listed.pulse, listed.skips
    if day is None:
        return steered(listed)
    sentence = f"Pulse {pulse.number} is not asked on {schedule_words.show_weekday(day)}."
    way_back = _button("Ask it after all", ids.UNSKIP, pulse)
    return blocks.message(
        sentence,
        [
            blocks.section(f"{sentence} {_standing(listed)}"),
            blocks.actions("pulse_skip", [way_back]),
        ],
    )


def schedule(pulse: Pulse) -> str:
    """ "every Monday at 09:00 in each person's own time, by direct message, open for 24 hours"."""
    when = schedule_words.describe(schedules.load(pulse.schedule), in_channel=pulse.in_channel)
    where = "in the channel" if pulse.in_channel else "by direct message"
    return f"{when}, {where}, open for {pulse.open_hours} hours"


def _anonymity(pulse: Pulse) -> str:
    return ANONYMITIES[Anonymity(pulse.anonymity)]


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
    if listed.left_out:
        parts.append(schedule_words.describe_left_out(listed.left_out))
    return " ".join(parts) or _why_never(pulse)


def _why_never(pulse: Pulse) -> str:
    end = schedules.load(pulse.schedule).end
    if end is None:
        return "Asked as soon as somebody is there to answer."
    return f"It ends on {schedule_words.show_date(end)}: nothing more is planned."


def _when(pulse: Pulse, occurrence: Occurrence) -> str:
    """One moment where one clock counts for all; else the day, which comes to each in turn."""
    schedule = schedules.load(pulse.schedule)
    if pulse.in_channel or schedule.clock is Clock.HOME:
        return words.moment(occurrence.first)
    day = schedule_words.show_weekday(date.fromisoformat(occurrence.key))
    return f"{day}, at {schedule.at:%H:%M} of each person's own clock"


def _outlook(listed: Listed) -> str:
    """What stays true on a card that is not updated every week."""
    if listed.pulse.status != Status.ACTIVE or listed.asked_next is None:
        return _standing(Listed(listed.pulse, None, None))
    return f"First asked: {_when(listed.pulse, listed.asked_next)}."


def _size_notices(pulse: Pulse, sides: Sides) -> list[str]:
    if pulse.anonymity != Anonymity.ANONYMOUS:
        return []
    return [
        f":information_source: Fewer than {MEAN_MINIMUM} people of {escape(sides.name(side))} are "
        "asked, so their answers to an anonymous pulse are never shown and are erased unread. A "
        "named pulse works for both sides, and so does one that shows both together."
        for side in list_small(sides, pulse.audience, pulse.picked)
    ]
