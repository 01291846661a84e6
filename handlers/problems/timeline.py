"""All that happened to a problem, a line each. Pure."""

from bot.problems.rules import Kind, Outcome, Stage, Step
from handlers import words
from handlers.blocks import cut, escape
from handlers.problems import buttons, proposal_views, stages
from handlers.problems.naming import person, side_name
from storage.problems import Entry, Move
from storage.problems_reading import Dossier, Event, list_events
from storage.problems_steps import Decision, Dissent, Proposal, Verdict
from storage.relationships import Relationship

# So many lines stand together.
GROUP = 15
SHORTENED = 120


def lines(dossier: Dossier) -> list[str]:
    """Oldest first, each with its moment."""
    return [
        f"{words.moment(at)}: {told}"
        for at, event in list_events(dossier)
        if (told := tell(event, dossier.relationship))
    ]


def tell(event: Event, relationship: Relationship) -> str:
    """What happened, in a few words; "" for what stands in the line of something else."""
    match event:
        case Entry():
            return f"{person(relationship, event.author, event.side)} added {_kind(event)}"
        case Move():
            return tell_move(event, relationship)
        case Proposal():
            return _tell_proposal(event, relationship)
        case Dissent():
            return f"{person(relationship, event.user_id, event.side)} saw it otherwise"
        case Verdict():
            worked = "it worked" if event.worked else "it did not work yet"
            return f"{side_name(relationship, event.side)} said that {worked}"
        case Decision():
            return ""  # the step that brought it says so


def _kind(entry: Entry) -> str:
    gone = ", and took it back" if entry.withdrawn_at is not None else ""
    return f"{stages.one(Kind(entry.kind))}{gone}"


def _tell_proposal(proposal: Proposal, relationship: Relationship) -> str:
    if proposal.outcome not in (Outcome.MISSING, Outcome.TAKEN_BACK):
        return ""  # where it was carried out, the step says who proposed and who confirmed it
    who = person(relationship, proposal.by, proposal.side)
    what = proposal_views.does(proposal)
    if proposal.outcome == Outcome.TAKEN_BACK:
        return f"{who} proposed to {what}, and took it back"
    missing = escape(cut(" ".join((proposal.words or "").split()), SHORTENED))
    answered = words.person(str(proposal.answered_by))
    return f"{who} proposed to {what}; {answered} missed: {missing}"


def tell_move(move: Move, relationship: Relationship) -> str:
    """A step, with who agreed and why; one that a side took alone says so."""
    told = f"{words.person(move.by)} {_step(move)}"
    if move.alone_side is not None:
        told += f" :warning: alone: {side_name(relationship, move.alone_side)}"
    elif move.confirmed_by is not None:
        told += f"; {words.person(move.confirmed_by)} confirmed it"
    return told


def _step(move: Move) -> str:
    to = Stage(move.to_stage)
    match Step(move.step):
        case Step.BACK:
            return f"took this back to “{to}”"
        case Step.RETHINK:
            return f"began another round at “{to}”: the trial did not work"
        case Step.REOPEN:
            return f"reopened this at “{to}”"
        case Step.END_WAITING:
            return "ended the quiet time"
        case Step.HAND_OVER:
            return f"handed over to {words.person(str(move.about))}"
        case step:
            return buttons.went(step, to)
