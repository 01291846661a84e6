"""What describes a new problem, and where it comes from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.errors import InvalidInput
from bot.core.people import Person, Side, Sides
from bot.core.themes import Theme
from bot.problems.rules import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the form of a new problem holds.

    Whom it hurts is said for one side at least. `since` is a day of the relationship's calendar;
    the facilitators are user ids.
    """

    title: str
    what: str
    whom_client: str = ""
    whom_vendor: str = ""
    since: date | None = None
    impact: Level = Level.MIDDLE
    urgency: Level = Level.MIDDLE
    theme: Theme | None = None
    client_facilitator: str
    vendor_facilitator: str

    def facilitator(self, side: Side) -> str:
        return self.client_facilitator if side is Side.CLIENT else self.vendor_facilitator


@dataclass(frozen=True, slots=True)
class Origin:
    """What a problem was raised from: `pulse_round`, `milestone`, `message` or `problem`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Source:
    """A message in Slack, by its channel and Slack's timestamp."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Captured:
    """A message that becomes a part of a problem: whose words, from where.

    `edited_ts` is Slack's timestamp of its latest edit, empty where there was none.
    """

    channel_id: str
    ts: str
    author: str
    text: str
    edited_ts: str = ""


def check_description(
    description: Description, sides: Sides, known: Mapping[str, Person], today: date
) -> None:
    """`known` names people where that is possible. Raises InvalidInput with sentences by field."""
    problems = {
        "title": "" if description.title else "Give the problem a short name.",
        "what": "" if description.what else "Say what happens, as you would tell a colleague.",
        "whom_client": _check_whom(description),
        "since": _check_since(description.since, today),
        **{
            f"{side}_facilitator": _check_facilitator(
                description.facilitator(side), side, sides, known
            )
            for side in Side
        },
    }
    said = {field: sentence for field, sentence in problems.items() if sentence}
    if said:
        raise InvalidInput(said)


def _check_whom(description: Description) -> str:
    if description.whom_client or description.whom_vendor:
        return ""
    return "Say whom it hurts, and how, on one side at least."


def _check_since(since: date | None, today: date) -> str:
    return "Pick today or a day before." if since is not None and since > today else ""


def _check_facilitator(user_id: str, side: Side, sides: Sides, known: Mapping[str, Person]) -> str:
    organisation, person = sides.name(side), known.get(user_id)
    if not user_id:
        return f"Pick a facilitator from {organisation}."
    name = person.name if person else "This person"
    if person is not None and person.is_bot:
        return f"{name} is a bot. Pick a person of {organisation}."
    member = sides.find(user_id)
    if member is None:
        return f"{name} is not in the channel. Pick a person of {organisation} who is."
    if member.side is not side:
        return f"{name} is not on the side of {organisation}. Pick a person who is."
    return ""


def check_successor(user_id: str, side: Side, sides: Sides) -> None:
    """Who facilitates for a side from now on. Raises InvalidInput for the field `to`."""
    sentence = _check_facilitator(user_id, side, sides, {})
    if sentence:
        raise InvalidInput({"to": sentence})


def check_text(text: str, field: str = "text") -> str:
    """Words that somebody has to write. Raises InvalidInput for that field."""
    if not text.strip():
        raise InvalidInput({field: "Write it in your own words."})
    return text.strip()
