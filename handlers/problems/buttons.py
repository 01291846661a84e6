"""The next acts on a card. Each carries the stage it was made for, so that an old one is noticed.
Pure."""

from bot.problems.rules import Stage, Step
from handlers import blocks
from handlers.blocks import Block
from handlers.problems import ids, stages
from storage.problems import Problem
from storage.problems_steps import Proposal

# Acts behind the three dots, by the first word of their value.
BACK, HAND, WAIT, EARLY, EXPORT = "back", "hand", "wait", "early", "export"

# The stage that comes after each, as the button of the next step says it.
NEXT: dict[Stage, str] = {
    Stage.DEFINE: "Next: causes",
    Stage.CAUSES: "Next: options",
    Stage.OPTIONS: "Next: evaluate",
    Stage.EVALUATE: "Next: decide",
    Stage.DECIDE: "Next: try",
    Stage.TRY: "Next: review",
}


def value_of(problem: Problem) -> str:
    return f"{problem.id}:{problem.stage}"


def acts(problem: Problem, verdicts: dict[str, bool], *, is_proposed: bool) -> Block:
    """The row below the card.

    `verdicts` are those of this round by side. While something `is_proposed`, that is answered
    before anything else is.
    """
    stage, value = Stage(problem.stage), value_of(problem)
    found = _acts_of(stage, value, verdicts, has_shown=stages.has_shown(problem, stage))
    shown = [
        *(one for one in found if not (is_proposed and one["action_id"] == ids.NEXT)),
        blocks.button("Show all", ids.SHOW, problem.id),
        more(problem),
    ]
    return blocks.actions("problem_acts", shown)


def _acts_of(
    stage: Stage, value: str, verdicts: dict[str, bool], *, has_shown: bool
) -> list[Block]:
    match stage:
        case Stage.CLOSED:
            return [blocks.button("Reopen", ids.REOPEN, value)]
        case Stage.REVIEW:
            return _review_acts(value, verdicts)
        case Stage.OPTIONS if not has_shown:
            ready = blocks.button("That is all from our side", ids.READY, value)
            return [_add(stage, value), ready, _next(stage, value)]
        case Stage.OPTIONS:
            merge = blocks.button("Join two ideas", ids.MERGE, value)
            return [_add(stage, value), merge, _next(stage, value)]
        case Stage.EVALUATE if not has_shown:
            score = blocks.button("Score the ideas", ids.SCORE, value, style="primary")
            ready = blocks.button("That is all from our side", ids.READY, value)
            return [score, ready, _next(stage, value)]
        case Stage.EVALUATE:
            return [_dissent(value), _next(stage, value)]
        case Stage.DECIDE:
            action = blocks.button("Name an action", ids.ACTION, value, style="primary")
            return [action, _dissent(value), _next(stage, value)]
        case Stage.TRY:
            action = blocks.button("Name an action", ids.ACTION, value)
            plan = blocks.button("Plan the review", ids.PLAN, value)
            return [_add(stage, value), action, plan, _next(stage, value)]
        case _:
            return [_add(stage, value), _next(stage, value)]


def _review_acts(value: str, verdicts: dict[str, bool]) -> list[Block]:
    shown = [
        blocks.button("Did it work?", ids.VERDICT, value, style="primary"),
        _add(Stage.REVIEW, value),
    ]
    if not all(verdicts.values()):
        shown.append(blocks.button("Try something else", ids.RETHINK, value))
    elif len(verdicts) == 2:
        shown.append(blocks.button("Close with a lesson", ids.NEXT, value))
    return shown


def _add(stage: Stage, value: str) -> Block:
    text = f"Add {stages.one(stages.USUAL[stage])}"
    style = "primary" if stage in (Stage.DEFINE, Stage.CAUSES, Stage.OPTIONS) else None
    return blocks.button(text, ids.ADD, value, style=style)


def _next(stage: Stage, value: str) -> Block:
    return blocks.button(NEXT[stage], ids.NEXT, value)


def _dissent(value: str) -> Block:
    return blocks.button("I see it otherwise", ids.DISSENT, value)


def next_step(problem: Problem) -> Block:
    return _next(Stage(problem.stage), value_of(problem))


def more(problem: Problem) -> Block:
    """What is needed now and then. Slack takes five at most."""
    stage = Stage(problem.stage)
    options = {
        BACK: "Back to an earlier stage",
        HAND: "Hand over",
        WAIT: "Wait until ...",
        EARLY: "Close early",
        EXPORT: "Export as a file",
    }
    if stage is Stage.CLOSED:
        options = {EXPORT: options[EXPORT]}
    elif stage is Stage.DEFINE:
        del options[BACK]
    value = value_of(problem)
    return blocks.overflow(
        ids.MORE, [blocks.option(text, f"{act}:{value}") for act, text in options.items()]
    )


def answers(problem: Problem, proposal: Proposal) -> Block:
    """The row below an open proposal; who went without an answer for days may go on alone."""
    value = f"{value_of(problem)}:{proposal.id}"
    shown = [*_answers(value), blocks.button("Take it back", ids.TAKE_BACK, value)]
    if proposal.freed_at is not None:
        shown.append(alone(value))
    return blocks.actions("problem_answers", shown)


def asked(problem: Problem, proposal: Proposal) -> Block:
    """The same for people of the side that answers it."""
    return blocks.actions("problem_asked", _answers(f"{value_of(problem)}:{proposal.id}"))


def _answers(value: str) -> list[Block]:
    return [
        blocks.button("Confirm", ids.CONFIRM, value, style="primary"),
        blocks.button("Say what is missing", ids.MISSING, value),
    ]


def alone(value: str) -> Block:
    ask = blocks.confirm(
        "Go on alone?", "The card shows for good that this step was one-sided.", "Go on alone"
    )
    return blocks.button("Go on alone", ids.ALONE, value, confirm=ask)


def resume(problem: Problem) -> Block:
    return blocks.button("Go on now", ids.RESUME, value_of(problem))


def went(step: Step, to: Stage) -> str:
    """The same when it happened."""
    match step:
        case Step.CLOSE | Step.CLOSE_EARLY:
            return "closed this"
        case Step.WAIT:
            return "let this rest"
        case _:
            return f"went on to “{to}”"


def does(step: Step, to: Stage) -> str:
    """What a proposal wants, after "proposes to"."""
    match step:
        case Step.CLOSE:
            return "close this with a lesson"
        case Step.CLOSE_EARLY:
            return "close this early"
        case Step.WAIT:
            return "wait"
        case _:
            return f"move on to “{to}”"
