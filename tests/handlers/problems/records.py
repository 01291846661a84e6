"""Problems as the views get them, with texts of any kind."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.core.people import Member, Role, Side, Sides
from bot.problems.rules import Kind, Stage, Step
from sandbox.blockkit import validate_blocks
from sandbox.words import words_of
from storage.actions import Action, Status
from storage.lessons import Lesson
from storage.outbox import Message
from storage.problems import Entry, Move, Problem
from storage.problems_reading import Dossier, Earlier, Head
from storage.problems_steps import Decision, Dissent, Proposal, Ready, Score, Verdict
from storage.relationships import Relationship
from storage.relationships import Status as RelationshipStatus

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)

EXTREMES = (
    "&" * 3000,
    "<" * 3000,
    "🙈" * 3000,
    "word " * 600,
    "<!channel> & <@U1>\n" * 150,
    "\n".join("line" for _ in range(600)),
    "שלום עולם " * 300,
    "x",
)


def relationship(name: str = "Acme") -> Relationship:
    return Relationship(
        id="r" * 32,
        installation_id="T1",
        channel_id="C1",
        client_name=name,
        vendor_name="Vee",
        tz="Europe/Berlin",
        status=RelationshipStatus.ACTIVE,
        proposed_by="UANN",
        proposed_side=Side.CLIENT,
        created_at=NOW,
        bot_present=True,
        synced_at=NOW,
    )


def sides(name: str = "Acme", *, gone: Collection[str] = ()) -> Sides:
    """Both facilitators, and a contact on each side, but for those who are gone."""
    people = (
        Member("UANN", Side.CLIENT),
        Member("UAMY", Side.CLIENT, Role.CONTACT),
        Member("UBO", Side.VENDOR),
        Member("UBEA", Side.VENDOR, Role.CONTACT),
    )
    return Sides(name, "Vee", tuple(one for one in people if one.user_id not in gone))


def problem(stage: Stage, text: str = "The export fails", **changed: Any) -> Problem:
    values = {
        "id": f"{3:032d}",
        "relationship_id": "r" * 32,
        "number": 3,
        "title": " ".join(text.split())[:120] or "x",
        "what": text,
        "whom_client": text,
        "whom_vendor": text,
        "impact": "high",
        "urgency": "middle",
        "client_facilitator": "UANN",
        "vendor_facilitator": "UBO",
        "stage": stage,
        "round": 1,
        "raised_by": "UANN",
        "created_at": NOW,
        "closed_at": NOW if stage is Stage.CLOSED else None,
        "post_id": "p" * 32,
    }
    return Problem(**{**values, **changed})


def entry(seq: int, kind: Kind, text: str, **changed: Any) -> Entry:
    values = {
        "id": f"{seq:032d}",
        "problem_id": "p",
        "seq": seq,
        "stage": Stage.CAUSES,
        "kind": kind,
        "round": 1,
        "text": text,
        "author": "UANN",
        "side": Side.CLIENT,
        "created_at": NOW,
        "hidden": False,
        "source_gone": False,
    }
    return Entry(**{**values, **changed})


def proposal(step: Step, to: Stage, text: str = "so be it", **changed: Any) -> Proposal:
    payload = {
        Step.NEXT: {"decision": text, "reasons": text, "idea_ids": []},
        Step.CLOSE: {"happened": text, "learnt": text, "now_do": text, "tags": ["a", "<b>"]},
        Step.CLOSE_EARLY: {"reason": text},
        Step.WAIT: {"reason": text, "until": DAY.isoformat()},
    }[step]
    values = {
        "id": "q" * 32,
        "problem_id": f"{3:032d}",
        "round": 1,
        "step": step,
        "from_stage": Stage.DECIDE,
        "to_stage": to,
        "by": "UANN",
        "side": Side.CLIENT,
        "payload": payload,
        "created_at": NOW,
    }
    return Proposal(**{**values, **changed})


def move(seq: int, step: Step, to: Stage, **changed: Any) -> Move:
    values = {
        "id": f"{seq:032d}",
        "problem_id": "p",
        "seq": seq,
        "step": step,
        "round": 1,
        "from_stage": Stage.DEFINE,
        "to_stage": to,
        "by": "UBO",
        "at": NOW,
    }
    return Move(**{**values, **changed})


def decision(text: str, **changed: Any) -> Decision:
    values = {"id": "d", "problem_id": "p", "round": 1, "text": text, "reasons": text, "at": NOW}
    return Decision(**{**values, "idea_ids": [], "by": "UANN", "confirmed_by": "UBO", **changed})


def verdict(side: Side, worked: bool, text: str = "we looked") -> Verdict:
    return Verdict(problem_id="p", round=1, side=side, worked=worked, words=text, by="UBO", at=NOW)


def dissent(text: str) -> Dissent:
    return Dissent(
        id="n",
        problem_id="p",
        round=1,
        user_id="UADA",
        side="client",
        words=text,
        commits=True,
        at=NOW,
        post_id="p",
    )


def action(text: str, **changed: Any) -> Action:
    values = {"id": "a", "text": text, "owner": "UBO", "side": Side.VENDOR, "due": DAY}
    return Action(**{**values, "status": Status.OPEN, "created_at": NOW, **changed})


def lesson(text: str) -> Lesson:
    return Lesson(
        id="l", number=1, happened=text, learnt=text, now_do=text, author="UBO", created_at=NOW
    )


def head(stage: Stage, text: str = "The export fails", **changed: Any) -> Head:
    """A card with nothing on it yet."""
    values = {
        "relationship": relationship(),
        "sides": sides(),
        "problem": problem(stage, text),
        "counts": {},
        "hidden": {},
        "newest": [],
        "ready": [],
        "scorers": {},
        "actions": [],
        "open_actions": 0,
        "proposal": None,
        "taken": [],
        "alone": [],
        "decision": None,
        "dissents": 0,
        "verdicts": [],
        "earlier": None,
    }
    return Head(**{**values, **changed})


def full_head(stage: Stage, text: str) -> Head:
    """A card with all on it that there can be at once."""
    told = problem(
        stage,
        text,
        round=2,
        measure=text,
        review_on=DAY,
        waiting_until=DAY,
        waiting_why=text,
        missing=text,
        early_reason=text,
        theme="trust",
        since=NOW.date(),
    )
    return head(
        stage,
        problem=told,
        counts={(kind, side): 7 for kind in Kind for side in Side},
        hidden={Side.CLIENT: 1, Side.VENDOR: 4},
        newest=[entry(seq, Kind.CAUSE, text) for seq in range(3)],
        ready=[Ready(side=Side.CLIENT)],
        scorers={Side.CLIENT: 2},
        actions=[action(text[:500]) for _ in range(5)],
        open_actions=9,
        proposal=proposal(Step.NEXT, Stage.TRY, text, freed_at=NOW, escalated_at=NOW),
        taken=[entry(seq, Kind.IDEA, text) for seq in range(10)],
        alone=[move(seq, Step.NEXT, Stage.CAUSES, alone_side="vendor") for seq in range(10)],
        decision=decision(text),
        verdicts=[verdict(Side.CLIENT, True, text), verdict(Side.VENDOR, False, text)],
        earlier=Earlier(decision(text), [verdict(Side.VENDOR, False, text)]),
    )


def dossier(stage: Stage, entries: Sequence[Entry] = (), text: str = "x", **more: Any) -> Dossier:
    values = {
        "relationship": relationship(),
        "sides": sides(),
        "problem": problem(stage, text),
        "entries": entries,
        "moves": [],
        "proposals": [],
        "decisions": [],
        "dissents": [],
        "scores": [],
        "verdicts": [],
        "actions": [],
        "lessons": [],
    }
    return Dossier(**{**values, **more})


def full_dossier(text: str, each: int = 4) -> Dossier:
    entries = [
        entry(100 * n + m, kind, text, withdrawn_at=NOW if m == 3 else None)
        for n, kind in enumerate(Kind)
        for m in range(each)
    ]
    scores = [
        Score(entry_id=one.id, user_id="U", round=1, side=side, effect=5, effort=1)
        for one in entries
        for side in Side
        if one.kind == Kind.IDEA
    ]
    missing = proposal(Step.CLOSE, Stage.CLOSED, text, outcome="missing", words=text)
    return dossier(
        Stage.REVIEW,
        entries,
        text,
        moves=[move(seq, step, Stage.OPTIONS, reason=text) for seq, step in enumerate(Step)],
        proposals=[missing],
        decisions=[decision(text)],
        dissents=[dissent(text)],
        scores=scores,
        verdicts=[verdict(Side.CLIENT, True, text)],
        actions=[action(text[:500]), action("y", status=Status.DONE)],
        lessons=[lesson(text[:2000])],
    )


def shown(message: Message) -> str:
    """The words of a message, which Slack must take."""
    assert validate_blocks(message["blocks"], "message") == []
    assert 0 < len(message["text"]) <= 4000
    for text in (message["text"], *mrkdwn_of(message["blocks"])):
        assert "<!" not in text.replace("<!date^", "")
    return str(words_of(message["blocks"]))


def mrkdwn_of(part: Any) -> list[str]:
    """All texts in which Slack would follow a mention; in plain text it does not."""
    if isinstance(part, list):
        return [text for inner in part for text in mrkdwn_of(inner)]
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return [*own, *mrkdwn_of(list(part.values()))]
    return []


def squeeze(text: str) -> str:
    """A text without what quoting and cutting it adds: quotation marks and white space."""
    return "".join(text.replace(">", "").split())


def escaped(text: str) -> str:
    return squeeze(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
