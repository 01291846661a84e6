"""The stages of a problem, what leads from one to another, and what each step needs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from bot.core.people import Side
from bot.problems.errors import (
    BadTarget,
    IdeasHidden,
    MovedOn,
    NeedsAction,
    NeedsCause,
    NeedsIdea,
    NeedsMeasure,
    NeedsNo,
    NeedsVerdicts,
    ScoresHidden,
)


class Stage(StrEnum):
    """How far two sides have come with a problem, in order."""

    DEFINE = "define"
    CAUSES = "causes"
    OPTIONS = "options"
    EVALUATE = "evaluate"
    DECIDE = "decide"
    TRY = "try"
    REVIEW = "review"
    CLOSED = "closed"


class Step(StrEnum):
    """What happens to a problem. The first four need both sides: see PROPOSED."""

    NEXT = "next"
    CLOSE = "close"
    CLOSE_EARLY = "close_early"
    WAIT = "wait"
    BACK = "back"
    RETHINK = "rethink"
    REOPEN = "reopen"
    END_WAITING = "end_waiting"
    HAND_OVER = "hand_over"


class Kind(StrEnum):
    """What an entry is. A cause may lie behind another one; an own part is what the author's side
    contributed, an outside one what neither side did."""

    FACT = "fact"
    CAUSE = "cause"
    OWN_PART = "own_part"
    OUTSIDE = "outside"
    IDEA = "idea"
    OBSERVATION = "observation"
    DONE = "done"


class Level(StrEnum):
    """How much it hurts, and how soon it must end."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Priority(IntEnum):
    """How urgent it is in all; 1 is the most urgent."""

    CRITICAL = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


class Outcome(StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    MISSING = "missing"
    TAKEN_BACK = "taken_back"
    SUPERSEDED = "superseded"
    ALONE = "alone"


ORDER = tuple(Stage)
PROPOSED = frozenset({Step.NEXT, Step.CLOSE, Step.CLOSE_EARLY, Step.WAIT})
CAUSES = (Kind.CAUSE, Kind.OWN_PART, Kind.OUTSIDE)

# By how many levels above the lowest it hurts and is urgent.
BY_WEIGHT = (Priority.LOW, Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.CRITICAL)

# From which stage on a kind can be added by form. What is captured from the thread is what whoever
# marked it says that it is.
BEGINS: Mapping[Kind, Stage] = {
    Kind.FACT: Stage.DEFINE,
    Kind.CAUSE: Stage.CAUSES,
    Kind.OWN_PART: Stage.CAUSES,
    Kind.OUTSIDE: Stage.CAUSES,
    Kind.IDEA: Stage.OPTIONS,
    Kind.OBSERVATION: Stage.TRY,
    Kind.DONE: Stage.TRY,
}
RETHINK_TO = (Stage.OPTIONS, Stage.CAUSES)
REOPEN_TO = (Stage.REVIEW, Stage.OPTIONS, Stage.CAUSES, Stage.DEFINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step may depend on: what both sides see, and what was agreed on in this round."""

    causes: int = 0
    ideas: int = 0
    ideas_shown: bool = False
    scores_shown: bool = False
    actions: int = 0
    is_planned: bool = False
    verdicts: Mapping[Side, bool] = field(default_factory=dict)


def is_before(stage: Stage, other: Stage) -> bool:
    return ORDER.index(stage) < ORDER.index(other)


def find_next(stage: Stage) -> Stage | None:
    """The stage that NEXT leads to; a review is left by CLOSE, and nothing follows the end."""
    is_last = stage in (Stage.REVIEW, Stage.CLOSED)
    return None if is_last else ORDER[ORDER.index(stage) + 1]


def find_earlier(stage: Stage) -> tuple[Stage, ...]:
    """The stages that BACK may lead to; none from a closed problem, which is reopened."""
    return () if stage is Stage.CLOSED else ORDER[: ORDER.index(stage)]


def list_kinds(stage: Stage) -> tuple[Kind, ...]:
    """What can be added by form at a stage."""
    if stage is Stage.CLOSED:
        return ()
    return tuple(kind for kind, first in BEGINS.items() if not is_before(stage, first))


def find_priority(impact: Level, urgency: Level) -> Priority:
    """How urgent it is, of how much it hurts and how soon it must end."""
    levels = tuple(Level)
    return BY_WEIGHT[levels.index(impact) + levels.index(urgency)]


def check_current(stage: Stage, seen: Stage) -> None:
    """`seen` is the stage that a person had before their eyes. Raises MovedOn."""
    if stage is not seen:
        raise MovedOn(stage=stage)


def find_target(step: Step, stage: Stage, to: Stage | None = None) -> Stage:
    """Where a step leads from a stage; `to` is chosen by a person where there are several.

    Raises MovedOn where there is no such step, and BadTarget where it does not lead there.
    """
    targets = _list_targets(step, stage)
    if not targets:
        raise MovedOn(stage=stage)
    if to is not None and to not in targets:
        raise BadTarget(stages=" or ".join(targets))
    return to or targets[0]


def _list_targets(step: Step, stage: Stage) -> tuple[Stage, ...]:
    is_open = stage is not Stage.CLOSED
    onwards = find_next(stage)
    return {
        Step.NEXT: (onwards,) if onwards else (),
        Step.CLOSE: (Stage.CLOSED,) if stage is Stage.REVIEW else (),
        Step.CLOSE_EARLY: (Stage.CLOSED,) if is_open else (),
        Step.BACK: find_earlier(stage)[::-1],
        Step.RETHINK: RETHINK_TO if stage is Stage.REVIEW else (),
        Step.REOPEN: () if is_open else REOPEN_TO,
    }.get(step, (stage,) if is_open else ())


def check_needs(step: Step, stage: Stage, facts: Facts) -> None:
    """What must be there before a step can be proposed, and when it is carried out.

    Raises the sentence that says what is missing.
    """
    match step, stage:
        case Step.NEXT, Stage.CAUSES if not facts.causes:
            raise NeedsCause
        case Step.NEXT, Stage.OPTIONS if not facts.ideas_shown:
            raise IdeasHidden
        case Step.NEXT, Stage.OPTIONS if not facts.ideas:
            raise NeedsIdea
        case Step.NEXT, Stage.EVALUATE if not facts.scores_shown:
            raise ScoresHidden
        case Step.NEXT, Stage.DECIDE if not facts.actions:
            raise NeedsAction
        case Step.NEXT, Stage.TRY if not facts.is_planned:
            raise NeedsMeasure
        case Step.CLOSE, _ if [facts.verdicts.get(side) for side in Side] != [True, True]:
            raise NeedsVerdicts
        case Step.RETHINK, _ if False not in facts.verdicts.values():
            raise NeedsNo
