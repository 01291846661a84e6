"""What people see of a retro as a whole: its card, and what is said in its thread. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.people import Side
from bot.retros.rules import NAMES, NEXT, RUNNING, Look, Stage
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.retros import ids
from storage.actions import Status
from storage.outbox import Message
from storage.retros import Retro, RetroMove
from storage.retros_reading import Head, Promised

SHORT = 200


class More(StrEnum):
    """What the menu behind the three dots of a card offers; its values are "change:<retro>"."""

    BACK = "back"
    CHANGE = "change"
    CANCEL = "cancel"
    EXPORT = "export"


# The steps as they stand in a row on the card.
BAR: Mapping[Stage, str] = {
    Stage.COLLECT: "Notes",
    Stage.GROUP: "Headings",
    Stage.VOTE: "Votes",
    Stage.IMPROVE: "Improvements",
    Stage.CLOSED: "Closed",
}
TASKS: Mapping[Stage, str] = {
    Stage.COLLECT: "Everybody writes down what went well, what went badly, puzzles and ideas. Only "
    "you see your notes until a facilitator of each side opens them; then they stand in the "
    "thread under the name of your side, not under yours.",
    Stage.GROUP: "The notes are open, in the thread. The facilitators put together what belongs "
    "together; notes can still be added and withdrawn.",
    Stage.VOTE: "Everybody has three votes for what matters most. Only you see yours until a "
    "facilitator of each side ends the vote.",
    Stage.IMPROVE: "The votes are in the thread. What will we change? Each improvement has "
    "somebody who does it, and a day on which we ask whether it helped.",
    Stage.CLOSED: "Closed. What was promised is asked after, and opens the next retro.",
}
# What leads on from each stage.
STEPS: Mapping[Stage, str] = {
    Stage.COLLECT: "Open the notes",
    Stage.GROUP: "Start the vote",
    Stage.VOTE: "End the vote",
    Stage.IMPROVE: "Close the retro",
}
# What is left of a retro that is cancelled at that stage.
KEPT: Mapping[Stage, str] = {
    Stage.COLLECT: "The notes were never opened and are deleted.",
    Stage.GROUP: "The notes stay.",
    Stage.VOTE: "The notes stay; the votes were never counted and are deleted.",
    Stage.IMPROVE: "Notes, votes and improvements stay.",
}
VOTES_GONE = "The votes are deleted; nobody saw them."


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card shows; `url` is the address of the workspace, for links.

    `askable` are those who steer it for each side: nobody where a side has no contact any more.
    """

    head: Head
    url: str
    askable: Mapping[Side, Sequence[str]]

    @property
    def retro(self) -> Retro:
        return self.head.retro

    @property
    def stage(self) -> Stage:
        return Stage(self.retro.stage)

    def name(self, side: Side | str) -> str:
        """The name of an organisation, harmless in mrkdwn."""
        return escape(self.head.relationship.name(Side(side)))

    def ask(self, side: Side) -> str:
        """Those who steer it for that side; the name of the side where nobody does."""
        return words.people(self.askable[side]) or self.name(side)


def card(shown: Shown) -> Message:
    """The retro in the channel, with what can be done about it."""
    found = [*summary(shown), *_proposal(shown), blocks.actions("retro_card", _buttons(shown))]
    if shown.stage is Stage.CANCELLED:
        found = summary(shown)
    title = f"Retro: {escape(shown.retro.title)} ({NAMES[shown.stage]})"
    return blocks.message(title, found)


def summary(shown: Shown) -> list[Block]:
    """The card without what can be done about it."""
    return [
        blocks.header(f":rewind: {shown.retro.title}"),
        *_where(shown),
        *_promised("*Still open when this began*", shown.head.earlier, shown, dated=False),
        *_counts(shown),
        *_promised("*What we improve*", shown.head.improvements, shown),
        blocks.context(_people(shown), *_alone(shown)),
    ]


def _where(shown: Shown) -> list[Block]:
    if shown.stage is Stage.CANCELLED:
        last = shown.head.moves[-1]
        who = f"{words.person(last.by)}, {words.moment(last.at)}"
        kept = KEPT[Stage(last.from_stage)]
        return [blocks.section(f":no_entry_sign: *Cancelled* by {who}. {kept}")]
    bar = " → ".join(f"*{name}*" if at is shown.stage else name for at, name in BAR.items())
    return [blocks.section(f"{bar}\n{TASKS[shown.stage]}")]


def _counts(shown: Shown) -> list[Block]:
    """How many notes, or people who voted, there are by side; never whose."""
    match shown.stage:
        case Stage.COLLECT:
            until = f" · asked for until {words.day(shown.retro.notes_until)}"
            return [blocks.section(f"*Notes so far*: {_by_side(shown, shown.head.notes)}{until}")]
        case Stage.GROUP:
            return [blocks.section(f"*Notes*: {_by_side(shown, shown.head.notes)}")]
        case Stage.VOTE:
            return [blocks.section(f"*Voted so far*: {_by_side(shown, shown.head.voters)}")]
        case _:
            return []


def _by_side(shown: Shown, counts: Mapping[Side, int]) -> str:
    return " · ".join(f"{shown.name(side)} {counts[side]}" for side in Side)


def _promised(title: str, promised: Promised, shown: Shown, *, dated: bool = True) -> list[Block]:
    """A line for each; how far one of before is, its own card tells."""
    if not promised.shown:
        return []
    lines = []
    for listed in promised.shown:
        action = listed.action
        text = escape(cut(" ".join(action.text.split()), SHORT))
        place = listed.channel_id and listed.ts
        link = words.link_to(shown.url, str(listed.channel_id), str(listed.ts)) if place else None
        what = f"<{link}|{text}>" if link else text
        when = f"by {words.day(action.due)}" if action.status == Status.OPEN else action.status
        lines.append(f"• {what} · {words.person(action.owner)}{f', {when}' if dated else ''}")
    more = promised.count - len(promised.shown)
    if more:
        lines.append(f"and {more} more: `/rapport actions`")
    return blocks.sections("\n".join([title, *lines]))


def _people(shown: Shown) -> str:
    retro = shown.retro
    led = " and ".join(words.person(retro.facilitator(side)) for side in Side)
    who = words.people(retro.invited) if retro.invited else "everybody of both sides"
    return f"Led by {led} · with {who}"


def _alone(shown: Shown) -> list[str]:
    """The steps that one side took without the other: they are shown for good."""
    return [
        f":warning: {shown.name(move.alone_side)} went on alone from "
        f"{BAR[Stage(move.from_stage)]} to {BAR[Stage(move.to_stage)]}, {words.moment(move.at)}"
        for move in shown.head.moves
        if move.alone_side
    ]


def _proposal(shown: Shown) -> list[Block]:
    retro = shown.retro
    if retro.proposed_side is None or retro.proposed_at is None:
        return []
    side = Side(retro.proposed_side)
    others = words.people(shown.askable[side.other]) or "Somebody"
    said = (
        f":raised_hand: *{shown.name(side)}* is ready: {STEPS[shown.stage].lower()} "
        f"({words.person(str(retro.proposed_by))}, {words.moment(retro.proposed_at)}). "
        f"{others} of {shown.name(side.other)} can go on with them."
    )
    if retro.stalled:
        said += f" Nobody answered for days, so {shown.name(side)} may go on alone."
    return [blocks.section(said)]


def _buttons(shown: Shown) -> list[Block]:
    return [*_work(shown), *_steps(shown), _more(shown)]


def _button(
    text: str, act: str, shown: Shown, *, style: str | None = None, confirm: Block | None = None
) -> Block:
    """Its value says which stage the person saw, so that an old card is noticed."""
    retro = shown.retro
    value = f"{retro.id}:{retro.stage}"
    return blocks.button(text, f"{act}:{retro.id}", value, style=style, confirm=confirm)


def _work(shown: Shown) -> list[Block]:
    """What everybody does at this stage."""
    match shown.stage:
        case Stage.COLLECT:
            return [_button("Write notes", ids.NOTES, shown, style="primary")]
        case Stage.GROUP:
            group = _button("Put together", ids.GROUP, shown, style="primary")
            return [group, _button("Write notes", ids.NOTES, shown)]
        case Stage.VOTE:
            return [_button("Vote", ids.VOTE, shown, style="primary")]
        case Stage.IMPROVE:
            improve = _button("Add an improvement", ids.IMPROVE, shown, style="primary")
            return [improve, _button("Save a lesson", ids.LESSON, shown)]
        case _:
            return [_button("Save a lesson", ids.LESSON, shown)]


def _steps(shown: Shown) -> list[Block]:
    """What leads on, and back from a proposal."""
    if shown.stage not in NEXT:
        return []
    retro, text = shown.retro, STEPS[shown.stage]
    if retro.proposed_side is None:
        return [_button(text, ids.GO_ON, shown)]
    found = [
        _button(f"Confirm: {text.lower()}", ids.GO_ON, shown, style="primary"),
        _button("Take back", ids.TAKE_BACK, shown),
    ]
    if retro.stalled:
        sure = blocks.confirm(
            "Go on alone?", "The card says for good that one side took this step alone.", "Go on"
        )
        found.append(_button("Go on alone", ids.GO_ALONE, shown, confirm=sure))
    return found


def _more(shown: Shown) -> Block:
    acts = [("Export", More.EXPORT)]
    if shown.stage in RUNNING:
        acts = [("Change", More.CHANGE), ("Cancel the retro", More.CANCEL), *acts]
    if shown.stage is Stage.VOTE:
        acts = [("Back to the headings", More.BACK), *acts]
    options = [blocks.option(text, f"{act}:{shown.retro.id}") for text, act in acts]
    return blocks.overflow(f"{ids.MORE}:{shown.retro.id}", options)


def moved(shown: Shown, move: RetroMove) -> Message:
    """Said in the thread when the retro goes on."""
    to = Stage(move.to_stage)
    who = [one for one in (move.by, move.confirmed_by) if one]
    alone = f", alone for {shown.name(move.alone_side)}" if move.alone_side else ""
    text = f"*{BAR[to]}* ({words.people(who)}{alone}). {TASKS[to]}"
    return blocks.message(text)


def explained(shown: Shown, move: RetroMove, reason: str) -> Message:
    """Said in the thread when somebody cancels it or leads it back, for those who lead it."""
    if move.to_stage == Stage.CANCELLED:
        what, left = "cancelled the retro", KEPT[Stage(move.from_stage)]
    else:
        what, left = "took the retro back to the headings", VOTES_GONE
    others = words.people([one for side in Side for one in shown.askable[side] if one != move.by])
    known = f" For {others} to know." if others else ""
    text = f"{words.person(move.by)} {what}. {left}{known}"
    return blocks.message(text, [blocks.section(text), *blocks.quotation(reason)])


def prompt(shown: Shown, look: Look) -> Message:
    """What waits, in the thread, for those who can do something about it."""
    retro, step = shown.retro, STEPS[shown.stage].lower()
    if look is Look.NOTES_OVER:
        both = words.join_words([shown.ask(side) for side in Side])
        until = words.day(retro.notes_until)
        return blocks.message(
            f"Notes were asked for until {until}. {both}: open them with the button on the card "
            "when both sides have written theirs."
        )
    side = Side(str(retro.proposed_side))
    if look is Look.UNANSWERED:
        return blocks.message(
            f"{shown.ask(side.other)}: {shown.name(side)} is ready to {step}. Go on with them with "
            "the button on the card, or say here what is missing."
        )
    return blocks.message(
        f"{shown.ask(side)}: {shown.name(side.other)} has not answered for days. You may {step} "
        "alone now, with the button on the card; it then says so for good."
    )
