"""What people see of a relationship. Pure: from records to blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.people import Member, Side, Sides
from bot.relationships.rules import ANONYMOUS_MINIMUM, too_small
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.relationships import ids
from handlers.relationships.zones import zone_groups
from storage.outbox import Message
from storage.relationships import Relationship, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """What the setup form shows at first."""

    client_name: str
    vendor_name: str
    members: tuple[Member, ...]
    tz: str

    def people(self, side: Side) -> list[str]:
        return [m.user_id for m in self.members if m.side is side]

    def contacts(self, side: Side) -> list[str]:
        return [m.user_id for m in self.members if m.side is side and m.is_contact]


def loading(title: str) -> View:
    return blocks.modal(
        ids.LOADING, title, [blocks.section(":hourglass_flowing_sand: One moment …")], close="Close"
    )


def setup_failed(sentence: str) -> View:
    return blocks.modal(ids.LOADING, "Set up Rapport", [blocks.section(sentence)], close="Close")


def setup_form(draft: Draft, metadata: dict[str, str]) -> View:
    """The form of `/rapport setup`; sides are proposed, everybody can be put elsewhere."""
    explanation = (
        "Two organisations work together in this channel. Say who is who; the sides are proposed "
        "from each person's workspace, correct them as you need. A contact of the other side then "
        "confirms it."
    )
    return blocks.modal(
        ids.SETUP_FORM,
        "Set up Rapport",
        [
            blocks.section(explanation),
            *_side_inputs(draft, Side.CLIENT, draft.client_name),
            blocks.divider(),
            *_side_inputs(draft, Side.VENDOR, draft.vendor_name),
            blocks.divider(),
            blocks.select_input(
                "tz",
                "Time zone of the relationship",
                groups=zone_groups(),
                initial=draft.tz,
                hint="For dates that belong to both sides. People are asked in their own time.",
            ),
        ],
        submit="Save",
        metadata=metadata,
    )


def _side_inputs(draft: Draft, side: Side, name: str) -> list[Block]:
    return [
        blocks.text_input(
            f"{side}_name", f"Name of the {side} organisation", initial=name, most=60
        ),
        blocks.users_input(f"{side}_people", f"People of the {side}", initial=draft.people(side)),
        blocks.users_input(
            f"{side}_contacts",
            f"Contacts of the {side}",
            initial=draft.contacts(side),
            hint="One or more. Contacts confirm and change this setup and steer pulses.",
        ),
    ]


def proposal(relationship: Relationship, sides: Sides) -> Message:
    """The card in the channel that asks the other side to confirm."""
    names = _names(relationship)
    title = f"{words.person(relationship.proposed_by)} proposes Rapport for {names}."
    shown: list[Block] = [blocks.section(title)]
    match relationship.status:
        case Status.PROPOSED:
            shown += _open_proposal(relationship, sides)
        case Status.ACTIVE:
            shown.append(
                blocks.context(f":white_check_mark: Confirmed by {_decider(relationship)}.")
            )
        case _:
            shown.append(
                blocks.context(
                    f"Declined by {_decider(relationship)}. Nobody is on record any more; "
                    "`/rapport setup` starts anew whenever both sides want to."
                )
            )
    return blocks.message(f"Rapport is proposed for {names}.", shown)


def _open_proposal(relationship: Relationship, sides: Sides) -> list[Block]:
    other = Side(relationship.proposed_side).other
    contacts = words.people([m.user_id for m in sides.contacts(other)])
    shown_now = f"{relationship.id}:{relationship.revision}"
    ask = (
        f"{contacts}: as a contact of {escape(relationship.name(other))}, please look at it and "
        "confirm or decline. Nothing starts before."
    )
    return [
        *_map(sides),
        blocks.section(ask),
        blocks.actions(
            "proposal",
            [
                blocks.button("Confirm", ids.CONFIRM, shown_now, style="primary"),
                blocks.button("Decline", ids.DECLINE, shown_now),
            ],
        ),
    ]


def introduction(relationship: Relationship, sides: Sides, operator: str) -> Message:
    """Said once both sides agreed: what is kept, what is read, who operates it."""
    names = _names(relationship)
    kept = (
        "*What I keep*, until it is erased: who is on which side, until when they are away and who "
        "is thanked without being named, the country of each side, pulse answers, actions, notes, "
        "kudos, milestones, problems, retros and lessons. Notes and votes of a retro are hidden "
        "here until both sides open them, but not encrypted. An anonymous answer is kept encrypted "
        "while its round is open; when the round closes it is separated from names for good, and "
        f"answers of a side with fewer than {ANONYMOUS_MINIMUM} are erased unread. The way back to "
        "whoever leaves an anonymous note is kept encrypted, and erased when the note is closed."
    )
    read = (
        "*What I read*: commands, buttons and forms of mine, mentions of me, direct messages to "
        "me, reactions, and who joins or leaves this channel. What else is said here passes "
        "through me, for Slack cannot send me only a part of it: I look whether it thanks somebody "
        "with `++`, or changes or deletes a message that was kept, and forget it at once. I keep "
        "the words of a message only where somebody thanks for it or with it, marks it in a "
        "problem's thread (an emoji such as :pushpin:), or makes a problem or lesson of it with a "
        "shortcut. I look back into this channel only where Slack did not tell whether a message "
        "of mine arrived."
    )
    limits = (
        "*What I cannot promise for others*: Slack keeps its own records; a backup or a database "
        "server's own log holds the rounds and notes that were open then; and I am operated by "
        f"{escape(operator)}."
    )
    start = (
        "Everybody can start with `/rapport` or by mentioning me; people whose company has not "
        "installed me get the same menu as buttons."
    )
    parts = [kept, read, limits, *_size_notices(sides), start]
    return blocks.message(
        f"Rapport is now here for {names}.",
        [
            blocks.section(f":handshake: *Rapport is now here for {names}*, with equal rights."),
            *_map(sides),
            blocks.divider(),
            *[blocks.section(part) for part in parts],
        ],
    )


def _size_notices(sides: Sides) -> list[str]:
    return [
        f":information_source: {escape(sides.name(side))} has fewer than {ANONYMOUS_MINIMUM} "
        "people here, so its results of anonymous pulses would point at single persons and are "
        "never shown. Named pulses work for both sides, and anonymous ones that show both together."
        for side in too_small(sides)
    ]


def who(relationship: Relationship, sides: Sides) -> Message:
    """The map of both sides."""
    unplaced = [m.user_id for m in sides.members if m.side is None]
    shown = [
        blocks.section(f"*{_names(relationship)}* · {words.channel(relationship.channel_id)}"),
        *_map(sides),
    ]
    if unplaced:
        shown.append(
            blocks.section(
                f"*On no side yet*\n{words.people(unplaced)}\n"
                "A contact can place them with `/rapport setup`."
            )
        )
    shown += [blocks.context(notice) for notice in _size_notices(sides)]
    state = {
        Status.PROPOSED: "Proposed, not confirmed by the other side yet.",
        Status.ACTIVE: "Confirmed by both sides.",
    }.get(Status(relationship.status), "")
    shown.append(blocks.context(f"{state} Time zone: {relationship.tz}. ★ marks contacts."))
    return blocks.message(f"Who is who: {_names(relationship)}", shown)


def changed(relationship: Relationship, user_id: str, sides: Sides) -> Message:
    """Told in the channel when a contact corrected the setup."""
    sentence = f"{words.person(user_id)} changed who is who for {_names(relationship)}."
    return blocks.message(sentence, [blocks.section(sentence), *_map(sides)])


def _map(sides: Sides) -> list[Block]:
    return [
        block
        for side in Side
        for block in blocks.sections(
            f"*{escape(sides.name(side))}* ({side})\n{_people(sides.on(side))}"
        )
    ]


def _people(members: Sequence[Member]) -> str:
    shown = [f"{words.person(m.user_id)}{' ★' if m.is_contact else ''}" for m in members]
    return ", ".join(shown) or "nobody"


def _names(relationship: Relationship) -> str:
    return escape(relationship.both)


def _decider(relationship: Relationship) -> str:
    other = Side(relationship.proposed_side).other
    organisation = escape(relationship.name(other))
    return f"{words.person(str(relationship.decided_by))} ({organisation})"
