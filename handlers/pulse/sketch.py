"""What the form of a pulse holds, between the moments at which Slack tells us of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from bot.core import rhythms
from bot.core.errors import InvalidInput
from bot.core.rhythms import Monthly, NthWeekday, Weekly
from bot.pulse import schedules
from bot.pulse.bank import (
    TEMPLATES,
    Entry,
    Rhythm,
    Template,
    dump_entries,
    guess,
    load_entries,
    own_question,
)
from bot.pulse.questions import Anonymity, Kind, Question
from bot.pulse.rules import Plan
from bot.pulse.schedules import Schedule
from handlers.pulse import schedule_views
from handlers.words import read_number
from storage.pulse import Audience, Pulse

OWN = "own"
DEFAULT_QUESTION = "How well did we work together this week?"
NEVER = "0"

Fields = Mapping[str, Any]

# How often the templates are meant to be asked, on days and at times that suit most.
RHYTHMS: dict[Rhythm, rhythms.Rhythm] = {
    Rhythm.WEEKLY: Weekly(weekday=4),
    Rhythm.FORTNIGHTLY: Weekly(weekday=4, weeks=2),
    Rhythm.MONTHLY: Monthly(NthWeekday(1, weekday=1)),
    Rhythm.QUARTERLY: Monthly(NthWeekday(1, weekday=1), month=1),
}

# What a new form says, by the name of the field.
DEFAULTS: Fields = {
    **schedule_views.show_fields(schedule_views.DEFAULT),
    "title": "",
    "question": DEFAULT_QUESTION,
    "anonymity": Anonymity.ANONYMOUS.value,
    "where": "dm",
    "audience": Audience.EVERYBODY.value,
    "picked": [],
    "open_hours": "24",
    "remind": NEVER,
    "remind_again": NEVER,
    "mean_minimum": "3",
    "detail_minimum": "5",
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A form that is being filled in.

    `template` is the key of what it began with: OWN where the first question is written into the
    form itself, and `entries` come after it. `pulse_id` is the pulse that is edited, if one is;
    `is_long` shows the rarer settings, too.
    """

    template: str = OWN
    entries: tuple[Entry, ...] = ()
    fields: Fields = field(default_factory=lambda: DEFAULTS)
    pulse_id: str = ""
    is_long: bool = False

    @property
    def has_own_question(self) -> bool:
        return self.template == OWN and not self.pulse_id

    def block_id(self, name: str) -> str:
        """The id of a field's block.

        Slack keeps what was entered as long as the id stays, so another template has other ids.
        """
        return name if self.template == OWN else f"{name}:{self.template}"

    def text_of(self, name: str) -> str:
        return str(self.fields.get(name) or "").strip()

    def number(self, name: str) -> int:
        """The number in a field, -1 where there is none."""
        number = read_number(self.text_of(name))
        return -1 if number is None else number

    def read(self, values: Mapping[str, Any]) -> "Sketch":
        """The same with what stands in the form now, by block id."""
        entered = {
            name: values[self.block_id(name)] for name in DEFAULTS if self.block_id(name) in values
        }
        return replace(self, fields={**self.fields, **entered})

    def add(self, *entries: Entry) -> "Sketch":
        return replace(self, entries=(*self.entries, *entries))

    def remove(self, place: int) -> "Sketch":
        """Without the entry at that place, and without the guess that belongs to it."""
        end = place + 1
        while end < len(self.entries) and is_guess(self.entries[end]):
            end += 1
        return replace(self, entries=(*self.entries[:place], *self.entries[end:]))

    def all_entries(self) -> tuple[Entry, ...]:
        """What is asked, with the question in the form. Raises InvalidInput for that one."""
        if not self.has_own_question:
            return self.entries
        try:
            return (own_question(Kind.SCALE, self.text_of("question")), *self.entries)
        except InvalidInput as error:
            raise InvalidInput({"question": error.problems["client"]}) from error

    def outline(self, today: date) -> Plan:
        """The pulse that the form describes, but for its questions.

        `today` is that of the relationship. Raises InvalidInput for a schedule that is none.
        """
        schedule = schedule_views.read_schedule(self, today)
        anonymity = self.text_of("anonymity")
        return Plan(
            title=self.text_of("title"),
            questions=[],
            anonymity=Anonymity(anonymity) if anonymity in set(Anonymity) else Anonymity.ANONYMOUS,
            in_channel=self.text_of("where") == "channel",
            audience=self.text_of("audience"),
            picked=list(self.fields.get("picked") or []),
            schedule=schedules.dump(schedule),
            open_hours=self.number("open_hours"),
            reminders=[h for h in (self.number("remind"), self.number("remind_again")) if h],
            mean_minimum=self.number("mean_minimum"),
            detail_minimum=self.number("detail_minimum"),
        )

    def plan(self, today: date) -> Plan:
        """The pulse that the form describes. Raises InvalidInput for a part that is none."""
        return replace(self.outline(today), questions=dump_entries(self.all_entries()))


def is_guess(entry: Entry) -> bool:
    return isinstance(entry, Question) and entry.guess_of is not None


def with_guess(question: Question) -> tuple[Entry, ...]:
    """The question and how the other side answers it; the place is set when a round opens."""
    return question, guess(question, 0)


def dump(sketch: Sketch) -> dict[str, Any]:
    """The sketch as JSON, for `load`."""
    return {
        "template": sketch.template,
        "entries": dump_entries(sketch.entries),
        "fields": dict(sketch.fields),
        "pulse_id": sketch.pulse_id,
        "is_long": sketch.is_long,
    }


def load(raw: Mapping[str, Any]) -> Sketch:
    """The sketch that `dump` wrote."""
    return Sketch(**{**raw, "entries": load_entries(raw["entries"])})


def begin(template: str, own: Mapping[str, Mapping[str, Any]]) -> Sketch:
    """The form that begins with this template; `own` are those of the relationship by id."""
    if template in own:
        return replace(load(own[template]), template=template, pulse_id="")
    known = next((one for one in TEMPLATES if one.key == template), None)
    return Sketch() if known is None else _of_template(known)


def of_pulse(planned: Pulse) -> Sketch:
    """The form filled with a pulse that is to be edited."""
    first, second, *_ = [*planned.reminders, NEVER, NEVER]
    fields = {
        **schedule_views.show_fields(schedules.load(planned.schedule)),
        "title": planned.title,
        "anonymity": planned.anonymity,
        "where": "channel" if planned.in_channel else "dm",
        "audience": planned.audience,
        "picked": planned.picked,
        "open_hours": str(planned.open_hours),
        "remind": str(first),
        "remind_again": str(second),
        "mean_minimum": str(planned.mean_minimum),
        "detail_minimum": str(planned.detail_minimum),
    }
    return Sketch(
        entries=load_entries(planned.questions),
        fields={**DEFAULTS, **fields},
        pulse_id=planned.id,
    )


def _of_template(template: Template) -> Sketch:
    schedule = Schedule(RHYTHMS[template.rhythm], time(10))
    fields = {
        **schedule_views.show_fields(schedule),
        "title": template.title,
        "open_hours": str(template.open_hours),
    }
    return Sketch(template.key, template.entries, {**DEFAULTS, **fields})
