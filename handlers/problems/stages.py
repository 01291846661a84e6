"""The stages, and what is added at them, in words."""

from collections.abc import Sequence

from bot.problems.rules import CAUSES, Kind, Stage
from storage.problems import Problem

QUESTIONS: dict[Stage, str] = {
    Stage.DEFINE: "What exactly happens, and since when? Facts from both sides, no blame. It goes "
    "on with one sentence that both sides agree on.",
    Stage.CAUSES: "Why does it happen, and why that? Each side looks at its own part first, and at "
    "what came from outside.",
    Stage.OPTIONS: "What could be done? Ideas stay hidden until both sides have given theirs, so "
    "that nobody waits for the other.",
    Stage.EVALUATE: "What would each idea bring, and what would it cost? Scores stay hidden until "
    "both sides have scored.",
    Stage.DECIDE: "What do we take, and why? Who does what, and until when?",
    Stage.TRY: "We try it. What would show that it works, and when do we look?",
    Stage.REVIEW: "Did it work? Both sides answer.",
    Stage.CLOSED: "This is closed. What was learnt stays here.",
}

# The same once what was hidden at first is shown.
SHOWN: dict[Stage, str] = {
    Stage.OPTIONS: "What could be done? Both sides see all ideas now: join those that are one, add "
    "what is still missing.",
    Stage.EVALUATE: "What would each idea bring, and what would it cost? Whoever sees it otherwise "
    "says so before both sides decide.",
}

# What the button that adds something is for, where a stage asks for one kind above all.
USUAL: dict[Stage, Kind] = {
    Stage.DEFINE: Kind.FACT,
    Stage.CAUSES: Kind.CAUSE,
    Stage.OPTIONS: Kind.IDEA,
    Stage.EVALUATE: Kind.FACT,
    Stage.DECIDE: Kind.FACT,
    Stage.TRY: Kind.OBSERVATION,
    Stage.REVIEW: Kind.OBSERVATION,
}

HINTS: dict[Stage, str] = {
    Stage.DEFINE: "Something that was seen or measured, not who is to blame for it.",
    Stage.CAUSES: "What happened, and not who did it. Your own side's part helps most.",
    Stage.OPTIONS: "One idea at a time; it need not be perfect.",
    Stage.EVALUATE: "Something that helps to weigh the ideas.",
    Stage.DECIDE: "Something that helps to decide.",
    Stage.TRY: "What was done, or what you see since.",
    Stage.REVIEW: "What is different now, and what is not.",
}

# One of them as it is added, and as one and several are counted.
NAMES: dict[Kind, tuple[str, str, str]] = {
    Kind.FACT: ("a fact", "fact", "facts"),
    Kind.CAUSE: ("a cause", "cause", "causes"),
    Kind.OWN_PART: ("a part of their own", "own part", "own parts"),
    Kind.OUTSIDE: ("a cause from outside", "cause from outside", "causes from outside"),
    Kind.IDEA: ("an idea", "idea", "ideas"),
    Kind.OBSERVATION: ("an observation", "observation", "observations"),
    Kind.DONE: ("a step that is done", "step that is done", "steps that are done"),
}

# The same as somebody chooses it in a form.
CHOICES: dict[Kind, str] = {
    Kind.FACT: "A fact",
    Kind.CAUSE: "A cause",
    Kind.OWN_PART: "A cause: our own part in it",
    Kind.OUTSIDE: "A cause that came from outside",
    Kind.IDEA: "An idea",
    Kind.OBSERVATION: "An observation",
    Kind.DONE: "A step that is done",
}


# The chapters of a record, and which entries stand in each.
CHAPTERS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Facts", (Kind.FACT,)),
    ("Causes", CAUSES),
    ("Ideas", (Kind.IDEA,)),
    ("Steps that are done", (Kind.DONE,)),
    ("Observations", (Kind.OBSERVATION,)),
)
# What is said of a cause that is more than that.
REMARKS: dict[Kind, str] = {Kind.OWN_PART: "own part", Kind.OUTSIDE: "from outside"}


def has_shown(problem: Problem, stage: Stage) -> bool:
    """Whether what is hidden at first at that stage is shown in this round."""
    shown_at = {Stage.OPTIONS: problem.ideas_shown_at, Stage.EVALUATE: problem.scores_shown_at}
    return shown_at.get(stage) is not None


def question(problem: Problem, stage: Stage) -> str:
    """What a stage asks of both sides now."""
    return (SHOWN if has_shown(problem, stage) else QUESTIONS)[stage]


def name(stage: Stage) -> str:
    return stage.capitalize()


def one(kind: Kind) -> str:
    """ "a fact", "an idea" """
    return NAMES[kind][0]


def some(kind: Kind, count: int) -> str:
    """ "1 fact", "3 causes" """
    _, single, several = NAMES[kind]
    return f"1 {single}" if count == 1 else f"{count} {several}"


def bar(current: Stage) -> str:
    """All stages in a row: what is behind, where the problem stands, what is to come."""
    return "  ›  ".join(_mark(stage, current) for stage in Stage)


def _mark(stage: Stage, current: Stage) -> str:
    order: Sequence[Stage] = list(Stage)
    if stage is current:
        return f"*● {name(stage)}*"
    done = order.index(stage) < order.index(current)
    return f"✓ {name(stage)}" if done else name(stage)
