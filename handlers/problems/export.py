"""A problem as a file: the record of its decisions and what was learnt, in Markdown. Pure.

It names sides for what was said of facts, causes and ideas, and people only for what they promised,
decided or saw otherwise. What is hidden is not in it, for it is written for nobody's eyes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.core.calendars import find_zone
from bot.core.ids import is_gone
from bot.core.markdown import escape, quote, write_line
from bot.core.people import Side
from bot.problems.figures import Row
from bot.problems.rules import CAUSES, Kind, Level, Step, find_priority
from handlers.problems import stages
from handlers.problems.record import arrange
from handlers.problems.score_views import boards
from storage.actions import Action, Status
from storage.problems import Entry, Move
from storage.problems_reading import Dossier
from storage.problems_steps import Decision

DEEPEST = 6


class Export:
    """Writes one problem; `names` are those of people by user id, `links` those of entries by
    theirs, and `card` is the address of the problem's card."""

    def __init__(
        self,
        dossier: Dossier,
        names: Mapping[str, str],
        links: Mapping[str, str],
        card: str | None,
    ) -> None:
        self._dossier, self._problem = dossier, dossier.problem
        self._names, self._links, self._card = names, links, card

    def write(self) -> str:
        chapters = (
            self._head(),
            self._description(),
            self._facts(),
            self._causes(),
            self._ideas(),
            self._decisions(),
            self._actions(),
            self._trial(),
            self._lessons(),
            self._history(),
        )
        return "\n".join(line for chapter in chapters for line in chapter) + "\n"

    def _side(self, side: str) -> str:
        return escape(self._dossier.relationship.name(Side(side)))

    def _person(self, user_id: str) -> str:
        return "someone" if is_gone(user_id) else escape(self._names.get(user_id, "someone"))

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(find_zone(self._dossier.relationship.tz)).date().isoformat()

    def _head(self) -> Iterator[str]:
        problem = self._problem
        priority = find_priority(Level(problem.impact), Level(problem.urgency))
        facilitators = " and ".join(
            f"{self._person(problem.facilitator(side))} ({self._side(side)})" for side in Side
        )
        closed = f", closed on {self._day(problem.closed_at)}" if problem.closed_at else ""
        yield f"# Problem {problem.number}: {escape(problem.title)}"
        yield ""
        yield f"- {escape(self._dossier.relationship.both)}"
        yield f"- Stage: {problem.stage}, round {problem.round}"
        yield f"- Raised on {self._day(problem.created_at)}{closed}"
        yield f"- Priority: {priority.name.lower()}"
        if problem.theme:
            yield f"- Theme: {problem.theme}"
        yield f"- Facilitators: {facilitators}"
        if self._card:
            yield f"- [The thread]({self._card})"

    def _description(self) -> Iterator[str]:
        problem = self._problem
        yield from heading("The problem")
        if problem.sentence:
            yield from quote(problem.sentence)
            yield ""
        yield escape(problem.what)
        if problem.since:
            yield f"\nSince {problem.since.isoformat()}."
        for side in Side:
            if problem.whom(side):
                yield f"\n**Whom it hurts at {self._side(side)}**: {escape(problem.whom(side))}"

    def _list(self, kinds: Sequence[Kind]) -> list[tuple[int, Entry]]:
        return [
            (depth, entry)
            for depth, entry in arrange(self._dossier.entries, kinds)
            if entry.withdrawn_at is None and entry.merged_into is None and not entry.hidden
        ]

    def _facts(self) -> Iterator[str]:
        """Of both sides, side by side; then what was done and seen."""
        for title, kinds in stages.CHAPTERS:
            found = self._list(kinds)
            if kinds[0] in (Kind.CAUSE, Kind.IDEA) or not found:
                continue
            yield from heading(title)
            for side in Side:
                of_side = [entry for _, entry in found if entry.side == side]
                if of_side:
                    yield f"### {self._side(side)}\n"
                    yield from (self._item(entry) for entry in of_side)
                    yield ""

    def _causes(self) -> Iterator[str]:
        """As chains: what explains a cause stands below it."""
        found = self._list(CAUSES)
        if found:
            yield from heading("Causes")
        for depth, entry in found:
            remark = stages.REMARKS.get(Kind(entry.kind), "")
            whose = f"{self._side(entry.side)}{', ' if remark else ''}{remark}"
            yield "  " * min(depth, DEEPEST) + self._item(entry, whose)

    def _ideas(self) -> Iterator[str]:
        found = self._list((Kind.IDEA,))
        if found:
            yield from heading("Ideas")
        taken = {one for decision in self._dossier.decisions for one in decision.idea_ids}
        for _, entry in found:
            mark = ", taken up" if entry.id in taken else ""
            yield self._item(entry, f"{self._side(entry.side)}{mark}")
        for round_, board in boards(self._dossier):
            yield f"\n### Scores of round {round_}: effect / effort, means of each side\n"
            yield f"| Idea | {' | '.join(self._side(side) for side in Side)} |"
            yield "| --- | --- | --- |"
            yield from (self._score(row) for row in board)

    def _score(self, row: Row) -> str:
        text = next(one.text for one in self._dossier.entries if one.id == row.entry_id)
        means = [
            f"{row.effect[side].mean:.1f} / {row.effort[side].mean:.1f}"
            if side in row.effect
            else ""
            for side in Side
        ]
        return f"| {' | '.join([write_line(text), *means])} |"

    def _item(self, entry: Entry, remark: str = "") -> str:
        text = write_line(entry.text)
        link = f" ([message]({self._links[entry.id]}))" if entry.id in self._links else ""
        return f"- {text}{f' ({remark})' if remark else ''}{link}"

    def _decisions(self) -> Iterator[str]:
        for decision in self._dossier.decisions:
            yield from heading(f"Decision of round {decision.round}")
            yield from quote(decision.text)
            yield "\n**Why**\n"
            yield from quote(decision.reasons)
            yield f"\n{self._tell_agreed(decision)}"
            for dissent in self._dossier.dissents:
                if dissent.round == decision.round:
                    then = "went along" if dissent.commits else "did not go along"
                    who = f"{self._person(dissent.user_id)} ({self._side(dissent.side)})"
                    yield f"\n{who} saw it otherwise and {then}:\n"
                    yield from quote(dissent.words)

    def _tell_agreed(self, decision: Decision) -> str:
        by = f"Proposed by {self._person(decision.by)} on {self._day(decision.at)}"
        if decision.confirmed_by is None:
            return f"{by}; **one-sided**: nobody of the other side answered."
        return f"{by}, confirmed by {self._person(decision.confirmed_by)}."

    def _actions(self) -> Iterator[str]:
        if self._dossier.actions:
            yield from heading("Actions")
        yield from (self._action(action) for action in self._dossier.actions)

    def _action(self, action: Action) -> str:
        box = "x" if action.status == Status.DONE else " "
        text = write_line(action.text)
        dropped = ", dropped" if action.status == Status.DROPPED else ""
        who = f"{self._person(action.owner)} ({self._side(action.side)})"
        return f"- [{box}] {text}: {who}, by {action.due.isoformat()}{dropped}"

    def _trial(self) -> Iterator[str]:
        problem, verdicts = self._problem, self._dossier.verdicts
        if not problem.measure and not verdicts:
            return
        yield from heading("Did it work?")
        if problem.measure:
            day: date | None = problem.review_on
            yield f"It works if{f' (looked at on {day.isoformat()})' if day else ''}:\n"
            yield from quote(problem.measure)
        for verdict in verdicts:
            worked = "it worked" if verdict.worked else "it did not work yet"
            yield f"\n**Round {verdict.round}, {self._side(verdict.side)}**: {worked}\n"
            yield from quote(verdict.words)

    def _lessons(self) -> Iterator[str]:
        if self._problem.early_reason:
            yield from heading("Closed early")
            yield from quote(self._problem.early_reason)
        for lesson in self._dossier.lessons:
            yield from heading("What we learnt")
            parts = (
                ("What happened", lesson.happened),
                ("What we learnt", lesson.learnt),
                ("What we do now", lesson.now_do),
            )
            for title, text in parts:
                if text:
                    yield f"**{title}**\n"
                    yield from quote(text)
                    yield ""

    def _history(self) -> Iterator[str]:
        if self._dossier.moves:
            yield from heading("How it went")
        yield from (self._step(move) for move in self._dossier.moves)

    def _step(self, move: Move) -> str:
        where = (
            f"{move.from_stage} → {move.to_stage}"
            if move.from_stage != move.to_stage
            else move.to_stage
        )
        told = f"- {self._day(move.at)}: {WORDS[Step(move.step)]} ({where})"
        if move.alone_side is not None:
            told += f"; **one-sided, by {self._side(move.alone_side)}**"
        return f"{told}: {write_line(move.reason)}" if move.reason else told


WORDS: dict[Step, str] = {
    Step.NEXT: "went on",
    Step.CLOSE: "closed with a lesson",
    Step.CLOSE_EARLY: "closed early",
    Step.WAIT: "rested",
    Step.BACK: "went back",
    Step.RETHINK: "began another round",
    Step.REOPEN: "was reopened",
    Step.END_WAITING: "rested no longer",
    Step.HAND_OVER: "was handed over",
}


def heading(text: str) -> list[str]:
    return ["", f"## {text}", ""]
