"""The card of a problem in the channel: where it stands, and what comes next. Pure."""

from collections.abc import Sequence

from bot.core.people import Side, Sides
from bot.problems.rules import Level, Stage, Step, find_priority
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.problems import buttons, proposal_views, stages
from handlers.problems.naming import author, facilitators, name_kinds, side_name
from storage.lessons import Lesson
from storage.outbox import Message
from storage.problems import Move, Problem
from storage.problems_reading import Head
from storage.relationships import Relationship

SHORTENED = 300
# Of decisions, reasons and lessons; the record has them in full.
TOLD = 800
# What a problem was raised after, by the kind of its origin.
ORIGINS = {
    "pulse_round": " after a pulse",
    "milestone": " after a milestone",
    "message": " with a message",
    "problem": " after another problem",
}


def card(head: Head, lesson: Lesson | None = None, scored: Sequence[Block] = ()) -> Message:
    """One message for all that happens; it is updated in place.

    `lesson` is what was learnt, once it is closed; `scored` the ideas that both sides think most
    of, once that is shown and until something is decided.
    """
    problem, stage = head.problem, Stage(head.problem.stage)
    verdicts = {verdict.side: verdict.worked for verdict in head.verdicts}
    shown = [
        blocks.header(f"#{problem.number} {problem.title}"),
        blocks.context(about(problem)),
        blocks.context(stages.bar(stage)),
        *_what(problem, head.relationship, stage),
        blocks.context(who(problem, head.sides)),
        blocks.divider(),
        *_standing(head),
        *(_outcome(head, lesson) if stage is Stage.CLOSED else _work(head, stage, scored)),
        *_history(head),
        *_proposal(head),
        buttons.acts(
            problem,
            verdicts,
            is_proposed=head.proposal is not None,
        ),
    ]
    return blocks.message(
        f"Problem #{problem.number}: {escape(problem.title)} ({stages.name(stage)})",
        shown,
    )


def about(problem: Problem) -> str:
    """Priority, theme, since when, and which round it is."""
    priority = find_priority(Level(problem.impact), Level(problem.urgency))
    parts = [
        f"*{priority.name.capitalize()}* priority",
        problem.theme.capitalize() if problem.theme else "",
        f"since {words.day(problem.since)}" if problem.since else "",
        f"round {problem.round}" if problem.round > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def who(problem: Problem, sides: Sides) -> str:
    """Who facilitates it, and who raised it after what."""
    after = ORIGINS.get(problem.origin_kind or "", "")
    return (
        f"Facilitators: {facilitators(problem, sides)} · raised by "
        f"{words.person(problem.raised_by)}{after}, {words.moment(problem.created_at)}"
    )


def _what(problem: Problem, relationship: Relationship, stage: Stage) -> list[Block]:
    """In full until both sides agreed on a sentence, which then stands for it."""
    if problem.sentence:
        return [blocks.section(f"*{escape(problem.sentence)}*")]
    most = len(problem.what) if stage is Stage.DEFINE else SHORTENED
    what = [] if problem.what == problem.title else blocks.sections(escape(cut(problem.what, most)))
    return [*what, *whom(problem, relationship, most)]


def whom(problem: Problem, relationship: Relationship, most: int) -> list[Block]:
    """Whom it hurts on each side."""
    return [
        block
        for side in Side
        if problem.whom(side)
        for block in blocks.sections(
            f"*Whom it hurts at {side_name(relationship, side)}*\n"
            f"{escape(cut(problem.whom(side), max(most, SHORTENED)))}"
        )
    ]


def _standing(head: Head) -> list[Block]:
    """What holds it up: an agreed quiet time, or what the other side misses."""
    problem, shown = head.problem, []
    if problem.waiting_until is not None:
        text = f":zzz: *Quiet until {words.day(problem.waiting_until)}*\n" + words.quote(
            cut(problem.waiting_why or "", TOLD)
        )
        shown += [blocks.section(text), blocks.actions("problem_rest", [buttons.resume(problem)])]
    if problem.missing:
        missing = words.quote(cut(problem.missing, TOLD))
        shown.append(blocks.section(f":mag: *What is missing before this goes on*\n{missing}"))
    return shown


def _work(head: Head, stage: Stage, scored: Sequence[Block]) -> list[Block]:
    """What this stage asks, and what there is of it."""
    asks = stages.question(head.problem, stage)
    shown = [blocks.section(f"*{stages.name(stage)}*  {asks}")]
    shown += [
        blocks.section(f"{author(entry, head.relationship)}: {escape(cut(entry.text, SHORTENED))}")
        for entry in head.newest
    ]
    shown += [blocks.section(text) for text in (_tell_waiting(head, stage),) if text]
    shown += [*scored, *decided(head), *_trial(head.problem, stage), *_verdicts(head)]
    shown += actions(head)
    counts = [stages.some(kind, many) for kind, many in name_kinds(head.counts)]
    if counts:
        shown.append(blocks.context(f"So far: {words.join_words(counts)}."))
    return shown


def _tell_waiting(head: Head, stage: Stage) -> str:
    """What is hidden still, by side, and who said that this is all."""
    if stage not in (Stage.OPTIONS, Stage.EVALUATE):
        return ""
    if stages.has_shown(head.problem, stage):
        of = "ideas" if stage is Stage.OPTIONS else "scores"
        return f":eyes: The {of} of both sides are shown in the thread."
    ready = {one.side for one in head.ready}
    return "\n".join(_tell_side(head, stage, side, is_ready=side in ready) for side in Side)


def _tell_side(head: Head, stage: Stage, side: Side, *, is_ready: bool) -> str:
    name = side_name(head.relationship, side)
    if stage is Stage.OPTIONS:
        many = head.hidden.get(side, 0)
        text = f"{many} hidden idea{'' if many == 1 else 's'}"
    else:
        many = head.scorers.get(side, 0)
        text = f"{many} scored" if many else "nobody has scored yet"
    return f"*{name}*: {text}{', and that is all' if is_ready else ''}"


def decided(head: Head) -> list[Block]:
    """What was decided in this round, why, and how many saw it otherwise; the record has who."""
    shown = []
    if head.decision is not None:
        shown += [
            blocks.section(f"*What was decided*\n{words.quote(cut(head.decision.text, TOLD))}"),
            blocks.section(f"*Why*\n{words.quote(cut(head.decision.reasons, TOLD))}"),
        ]
    if head.dissents:
        who = "One person sees" if head.dissents == 1 else f"{head.dissents} people see"
        shown.append(blocks.context(f"{who} it otherwise: what they say stands in the thread."))
    return shown


def _trial(problem: Problem, stage: Stage) -> list[Block]:
    if stage not in (Stage.TRY, Stage.REVIEW):
        return []
    if problem.measure is None or problem.review_on is None:
        return [blocks.section("*It still needs* what would show that it works, and a review day.")]
    text = f"*It works if*\n{words.quote(cut(problem.measure, TOLD))}"
    return [blocks.section(text), blocks.context(f"Review on {words.day(problem.review_on)}")]


def _verdicts(head: Head) -> list[Block]:
    return [
        blocks.section(
            f"*{side_name(head.relationship, one.side)}*: "
            f"{':white_check_mark: it worked' if one.worked else ':x: it did not work yet'}\n"
            f"{words.quote(cut(one.words, SHORTENED))}"
        )
        for one in head.verdicts
    ]


def actions(head: Head) -> list[Block]:
    """Who does what by when, the most urgent first."""
    if not head.open_actions:
        return []
    lines = [
        f"• {escape(cut(one.text, SHORTENED))}: {words.person(one.owner)} "
        f"({side_name(head.relationship, one.side)}), by {words.day(one.due)}"
        for one in head.actions
    ]
    if head.open_actions > len(lines):
        lines.append(f"and {head.open_actions - len(lines)} more")
    return [blocks.section("*Who does what*\n" + "\n".join(lines))]


def _outcome(head: Head, lesson: Lesson | None) -> list[Block]:
    shown = [blocks.section(f"*{stages.QUESTIONS[Stage.CLOSED]}*"), *decided(head)]
    if head.problem.early_reason:
        reason = words.quote(cut(head.problem.early_reason, TOLD))
        shown.append(blocks.section(f"*It was closed early*\n{reason}"))
    elif lesson is not None:
        shown.append(blocks.section(f"*What was learnt*\n{words.quote(cut(lesson.learnt, TOLD))}"))
    return [*shown, *_verdicts(head), *actions(head)]


def _history(head: Head) -> list[Block]:
    """What stays visible for good: one-sided steps, and how the round before ended."""
    lines = [_tell_alone(move, head.relationship) for move in head.alone]
    shown = [blocks.context("\n".join(lines))] if lines else []
    return [*_earlier(head), *shown]


def _tell_alone(move: Move, relationship: Relationship) -> str:
    name = side_name(relationship, str(move.alone_side))
    to = buttons.went(Step(move.step), Stage(move.to_stage))
    return f":warning: {name} {to} alone, {words.moment(move.at)}"


def _earlier(head: Head) -> list[Block]:
    if head.earlier is None:
        return []
    failed = [
        side_name(head.relationship, one.side) for one in head.earlier.verdicts if not one.worked
    ]
    text = f"*Round {head.problem.round - 1}*"
    if head.earlier.decision is not None:
        text += f": {escape(cut(head.earlier.decision.text, SHORTENED))}"
    if failed:
        text += f"\nIt did not work for {words.join_words(failed)}."
    return [blocks.context(f"{text}\nMore of it stands under *Show all*.")]


def _proposal(head: Head) -> list[Block]:
    if head.proposal is None:
        return []
    return [
        blocks.divider(),
        *proposal_views.proposed(head.problem, head.sides, head.proposal, head.taken),
        buttons.answers(head.problem, head.proposal),
    ]
