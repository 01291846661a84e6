"""The stages in words."""

from collections.abc import Sequence

from bot.problems.rules import KINDS, Stage

QUESTIONS: dict[Stage, str] = {
    Stage.DEFINE: "What exactly happens, and since when? Facts from both sides, no blame.",
    Stage.CAUSES: "Why does it happen? Each side looks at its own part first, and at what came "
    "from outside.",
    Stage.OPTIONS: "What could be done? Every idea counts; judging comes later.",
    Stage.DECIDE: "Which option do we take, and why?",
    Stage.TRY: "What is being done, by whom, until when?",
    Stage.REVIEW: "Did it work? What does each side see now?",
    Stage.CLOSED: "This is closed. What was learnt stays here.",
}

HINTS: dict[Stage, str] = {
    Stage.DEFINE: "Something that was seen or measured, not who is to blame for it.",
    Stage.CAUSES: "Your own side's part is the most helpful one to name.",
    Stage.OPTIONS: "One idea at a time; it need not be perfect.",
    Stage.DECIDE: "What you agreed on, and why this and not something else.",
    Stage.TRY: "Who does what, and until when.",
    Stage.REVIEW: "What is different now, and what is not.",
}


def name(stage: Stage) -> str:
    return stage.capitalize()


def one(stage: Stage) -> str:
    """ "a fact", "an option" """
    kind = KINDS[stage]
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def some(stage: Stage, count: int) -> str:
    """ "1 fact", "3 causes" """
    return f"{count} {KINDS[stage]}{'' if count == 1 else 's'}"


def bar(current: Stage) -> str:
    """All stages in a row: what is behind, where the problem stands, what is to come."""
    return "  ›  ".join(_mark(stage, current) for stage in Stage)


def _mark(stage: Stage, current: Stage) -> str:
    order: Sequence[Stage] = list(Stage)
    if stage is current:
        return f"*● {name(stage)}*"
    done = order.index(stage) < order.index(current)
    return f"✓ {name(stage)}" if done else name(stage)
