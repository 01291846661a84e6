"""What people see of highlights: the card in the channel, and the list of switches. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.highlights.rules import Kind, Thing
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.highlights import ids
from storage.highlights import Highlight, HighlightSwitch
from storage.outbox import Message
from storage.relationships import Relationship

ON, OFF = "on", "off"

# What each is called, and when it is said.
NAMES: dict[Kind, tuple[str, str]] = {
    Kind.PROMISES: (
        "Promises kept",
        "ten actions in a row were done by their day; then twenty, and on",
    ),
    Kind.CALM: ("A calm quarter", "no solved problem was reopened in a whole quarter"),
    Kind.SWIFT: ("Solved within a week", "the first problem that was"),
    Kind.BORDER: ("Across the border", "one side thanked the other for the first time"),
    Kind.HUNDRED: ("A hundred kudos", "each hundredth that was given here"),
    Kind.TOGETHER: ("A year together", "each year since both sides agreed here"),
    Kind.MEMORY: (
        "Memories",
        "a year ago today, and at most one a week: kudos, milestones, lessons",
    ),
}
MARKS: dict[Kind, str] = {
    Kind.PROMISES: ":dart:",
    Kind.CALM: ":sailboat:",
    Kind.SWIFT: ":zap:",
    Kind.BORDER: ":bridge_at_night:",
    Kind.HUNDRED: ":balloon:",
    Kind.TOGETHER: ":birthday:",
    Kind.MEMORY: ":calendar:",
}
NOTE = "Contacts of both sides choose what is said here: `/rapport highlights`."


@dataclass(frozen=True, slots=True)
class About:
    """What a highlight is about: a title, words of people, and where it stands in Slack."""

    title: str
    quote: str
    link: str | None
    givers: Sequence[str] = ()
    receivers: Sequence[str] = ()

    @property
    def linked(self) -> str:
        """The title in mrkdwn, leading there where that is possible."""
        shown = escape(self.title).replace("\n", " ")
        return f"<{self.link}|{shown}>" if self.link else f"*{shown}*"


def card(highlight: Highlight, relationship: Relationship, about: About | None) -> Message:
    """What stands in the channel."""
    kind = Kind(highlight.kind)
    sentence = _tell(highlight, relationship, about)
    head = f"{MARKS[kind]} *{_head(highlight)}*\n{sentence}"
    shown = [*blocks.sections(head)]
    if about is not None and about.quote and kind is Kind.MEMORY:
        shown += blocks.quotation(about.quote)
    shown.append(blocks.context(NOTE))
    return blocks.message(f"{_head(highlight)}: {sentence}", blocks.named("highlight", shown))


def _head(highlight: Highlight) -> str:
    match Kind(highlight.kind):
        case Kind.MEMORY:
            return "A year ago today"
        case Kind.PROMISES:
            return f"{highlight.mark} promises kept in a row"
        case Kind.HUNDRED:
            return f"{highlight.mark} kudos"
        case Kind.TOGETHER:
            return f"{_years(highlight.mark)} together"
        case kind:
            return NAMES[kind][0]


def _tell(highlight: Highlight, relationship: Relationship, about: About | None) -> str:
    both = escape(relationship.both)
    match Kind(highlight.kind):
        case Kind.PROMISES:
            return (
                f"{both} did what they said, {highlight.mark} times in a row, by the day they said."
            )
        case Kind.CALM:
            return f"In {_quarter(highlight.mark)} no problem that {both} had solved came back."
        case Kind.SWIFT:
            which = f": {about.linked}" if about else ""
            return f"For the first time {both} solved a problem within a week{which}."
        case Kind.BORDER:
            return _tell_first_thanks(both, about)
        case Kind.HUNDRED:
            return f"People of {both} were thanked {highlight.mark} times here."
        case Kind.TOGETHER:
            ago = f"{_years(highlight.mark)} ago"
            return f"{ago} {both} agreed to look after their relationship here."
        case Kind.MEMORY:
            return _remember(highlight, both, about)


def _years(mark: str) -> str:
    return "A year" if mark == "1" else f"{mark} years"


def _quarter(mark: str) -> str:
    """ "the third quarter of 2026", from "2026-Q3"."""
    year, _, number = mark.partition("-Q")
    return f"the {('first', 'second', 'third', 'fourth')[int(number) - 1]} quarter of {year}"


def _tell_first_thanks(both: str, about: About | None) -> str:
    where = f" <{about.link}|Here it is.>" if about and about.link else ""
    return f"The first kudos from one side to the other: {both} look across the border.{where}"


def _remember(highlight: Highlight, both: str, about: About | None) -> str:
    """What was; its words stand below."""
    if about is None:
        return "There was something to be glad of."
    match highlight.thing:
        case Thing.MILESTONE:
            return f"{both} reached {about.linked}."
        case Thing.LESSON if about.title:
            return f"{both} solved {about.linked}, and learnt:"
        case Thing.LESSON:
            link = f" (<{about.link}|the lesson>)" if about.link else ""
            return f"{both} learnt{link}:"
    link = f" (<{about.link}|the kudos>)" if about.link else ""
    return f"{words.people(about.givers)} thanked {words.people(about.receivers)}{link}:"


def withdrawn() -> Message:
    """What stands in the place of a memory that is not to be shown any more."""
    sentence = "A memory that stood here is not shown any more."
    return blocks.message(sentence, [blocks.context(sentence)])


def listing(
    relationship: Relationship, off: Sequence[HighlightSwitch], *, may_switch: bool
) -> Message:
    """Everything that can be said, and what of it is; with buttons for those who may switch it."""
    switches = {one.kind: one for one in off}
    where = words.channel(relationship.channel_id)
    head = (
        f"*Highlights in {where}*\nI look once a day, and say each once. They are about "
        f"{escape(relationship.both)} together, and never about one person."
    )
    shown: list[Block] = [blocks.section(head)]
    for kind in Kind:
        button = _switch(relationship.id, kind, on=kind in switches) if may_switch else None
        shown.append(blocks.section(_entry(kind, switches.get(kind)), button))
    if not may_switch:
        shown.append(blocks.context("Contacts of both sides can switch them."))
    return blocks.message("Highlights", shown)


def _entry(kind: Kind, switch: HighlightSwitch | None) -> str:
    name, when = NAMES[kind]
    told = f"{MARKS[kind]} *{name}*: {when}"
    if switch is None:
        return told
    who = words.person(switch.changed_by)
    return f"{told}\n_Switched off_ by {who}, {words.moment(switch.changed_at)}"


def _switch(relationship_id: str, kind: Kind, *, on: bool) -> Block:
    """The button that switches it that way."""
    way = ON if on else OFF
    return blocks.button(
        f"Switch {way}",
        f"{ids.SWITCH}:{kind}",
        f"{relationship_id}:{kind}:{way}",
        label=f"Switch {way}: {NAMES[kind][0]}",
    )


def switched(relationship: Relationship, kind: Kind, *, on: bool) -> Message:
    """The private answer to a switch, with the way back."""
    where = words.channel(relationship.channel_id)
    sentence = f"{NAMES[kind][0]}: " + (
        f"said in {where} from now on." if on else f"not said in {where} any more."
    )
    return blocks.message(
        sentence, [blocks.section(sentence, _switch(relationship.id, kind, on=not on))]
    )
