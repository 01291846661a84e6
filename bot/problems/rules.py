"""The stages of a problem, what moves it from one to another, and what describes it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import InvalidInput
from bot.core.people import Person, Side, Sides
from bot.problems.errors import MovedOn, NeedsEntry


class Stage(StrEnum):
    """How far two sides have come with a problem, in order."""

    DEFINE = "define"
    CAUSES = "causes"
    OPTIONS = "options"
    DECIDE = "decide"
    TRY = "try"
    REVIEW = "review"
    CLOSED = "closed"


class Step(StrEnum):
    """What moves a problem."""

    NEXT = "next"
    BACK = "back"
    RETHINK = "rethink"
    CLOSE = "close"
    REOPEN = "reopen"


# The machine: where each step leads from each stage. Onwards there is no way around a stage.
STEPS: Mapping[Stage, Mapping[Step, Stage]] = {
    Stage.DEFINE: {Step.NEXT: Stage.CAUSES},
    Stage.CAUSES: {Step.NEXT: Stage.OPTIONS, Step.BACK: Stage.DEFINE},
    Stage.OPTIONS: {Step.NEXT: Stage.DECIDE, Step.BACK: Stage.CAUSES},
    Stage.DECIDE: {Step.NEXT: Stage.TRY, Step.BACK: Stage.OPTIONS},
    Stage.TRY: {Step.NEXT: Stage.REVIEW, Step.BACK: Stage.DECIDE},
    Stage.REVIEW: {
        Step.CLOSE: Stage.CLOSED,
        Step.RETHINK: Stage.OPTIONS,
        Step.BACK: Stage.TRY,
    },
    Stage.CLOSED: {Step.REOPEN: Stage.REVIEW},
}

# What people add at each open stage.
KINDS: Mapping[Stage, str] = {
    Stage.DEFINE: "fact",
    Stage.CAUSES: "cause",
    Stage.OPTIONS: "option",
    Stage.DECIDE: "decision",
    Stage.TRY: "step",
    Stage.REVIEW: "observation",
}

# Stages that cannot be left onwards while nothing was added: the description is the first fact,
# and the lesson is the last observation.
NEEDS_ENTRY = frozenset({Stage.CAUSES, Stage.OPTIONS, Stage.DECIDE, Stage.TRY})


def check_current(stage: Stage, seen: Stage) -> None:
    """`seen` is the stage that a person had before their eyes. Raises MovedOn."""
    if stage is not seen:
        raise MovedOn(stage=stage)


def take(step: Step, stage: Stage, standing: int) -> Stage:
    """Where `step` leads from `stage`, with `standing` entries there that were not taken back.

    Raises MovedOn where that step does not exist at that stage, NeedsEntry where the stage has to
    be filled first.
    """
    if step not in STEPS[stage]:
        raise MovedOn(stage=stage)
    if step is Step.NEXT and stage in NEEDS_ENTRY and not standing:
        raise NeedsEntry(kind=KINDS[stage])
    return STEPS[stage][step]


@dataclass(frozen=True, slots=True)
class Description:
    """What the form of a new problem holds: three texts and the user ids of two owners."""

    title: str
    what: str
    whom: str
    client_owner: str
    vendor_owner: str

    def owner(self, side: Side) -> str:
        return self.client_owner if side is Side.CLIENT else self.vendor_owner


def check_description(description: Description, sides: Sides, known: Mapping[str, Person]) -> None:
    """`known` names people where that is possible. Raises InvalidInput with sentences by field."""
    problems = {
        name: sentence
        for name, sentence in (
            ("title", "Give the problem a short name."),
            ("what", "Say what happens, as you would tell a colleague."),
            ("whom", "Say whom it hurts, and how."),
        )
        if not getattr(description, name)
    }
    for side in Side:
        user_id = description.owner(side)
        sentence = _check_owner(user_id, side, sides, known.get(user_id))
        if sentence:
            problems[f"{side}_owner"] = sentence
    if problems:
        raise InvalidInput(problems)


def _check_owner(user_id: str, side: Side, sides: Sides, person: Person | None) -> str | None:
    organisation = sides.name(side)
    if not user_id:
        return f"Pick an owner from {organisation}."
    name = person.name if person else "This person"
    if person is not None and person.is_bot:
        return f"{name} is a bot. Pick a person of {organisation}."
    member = sides.find(user_id)
    if member is None:
        return f"{name} is not in the channel. Pick a person of {organisation} who is."
    if member.side is not side:
        return f"{name} is not on the side of {organisation}. Pick a person who is."
    return None


def check_text(text: str, kind: str) -> None:
    """An entry or a lesson needs words. Raises InvalidInput for the field `text`."""
    if not text:
        raise InvalidInput({"text": f"Write the {kind} in your own words."})
