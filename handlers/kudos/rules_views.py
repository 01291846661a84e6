"""What people see of the rules of recognition: in force, in their form, and proposed. Pure."""

from collections.abc import Sequence

from bot.core.people import Side
from bot.kudos.rules import ALLOWED, EMOJI, VALUES, Rules
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.kudos import ids
from storage.kudos_rules import KudosProposal
from storage.outbox import Message
from storage.relationships import Relationship

TITLE = "How kudos work here"

UNLIMITED = "off"
MOST_A_DAY = 20


def shown(
    relationship: Relationship, rules: Rules, *, may_change: bool, open_link: str | None = None
) -> Message:
    """The rules in force, for one reader; `open_link` is the address of a proposal that waits."""
    head = f"*{TITLE}*: {escape(relationship.both)}"
    told = [blocks.section(head), blocks.section("\n".join(_list_rules(rules)))]
    if open_link is not None:
        told.append(blocks.context(f"A <{open_link}|change is proposed>, and not answered yet."))
    if may_change:
        button = blocks.button("Propose a change", ids.RULES, relationship.id)
        told.append(blocks.actions("kudos_rules", [button]))
    else:
        told.append(blocks.context("Contacts of both sides can propose a change."))
    return blocks.message(TITLE, told)


def _list_rules(rules: Rules) -> list[str]:
    return [_tell_emoji(rules), _tell_allowance(rules), _tell_values(rules)]


def _tell_emoji(rules: Rules) -> str:
    return f"• React with :{rules.emoji}: to a message in the channel, and you thank its author."


def _tell_allowance(rules: Rules) -> str:
    if rules.allowance is None:
        return "• Everybody gives as often as they like."
    times = "once" if rules.allowance == 1 else f"up to {rules.allowance} times"
    return f"• Everybody gives {times} a day. What is not given by midnight is gone."


def _tell_values(rules: Rules) -> str:
    values = " · ".join(f":{one.emoji}: {escape(one.name)}" for one in rules.offered)
    return f"• Thanks can name a value: {values}"


def form(relationship: Relationship, rules: Rules) -> View:
    """The form in which a contact proposes other rules."""
    explained = (
        "Both sides agree on this: a contact of the other side confirms it in the channel. Until "
        "then everything stays as it is."
    )
    return blocks.modal(
        ids.RULES_FORM,
        "Kudos rules",
        [
            blocks.section(explained),
            blocks.text_input(
                EMOJI,
                "Emoji that thanks the author of a message",
                initial=f":{rules.emoji}:",
                most=100,
                hint="People of a workspace without it cannot use a custom one.",
            ),
            blocks.select_input(
                ALLOWED,
                "How often everybody may give each day",
                [blocks.option("As often as they like", UNLIMITED), *_list_numbers()],
                initial=UNLIMITED if rules.allowance is None else str(rules.allowance),
            ),
            blocks.text_input(
                VALUES,
                "Values that thanks can name",
                initial=write_values(rules),
                multiline=True,
                hint="One to a line, each with its emoji. What is left out stays on old kudos.",
            ),
        ],
        submit="Propose",
        metadata={"relationship": relationship.id},
    )


def _list_numbers() -> list[Block]:
    return [blocks.option(str(number), str(number)) for number in range(1, MOST_A_DAY + 1)]


def write_values(rules: Rules) -> str:
    """The values as the form takes them, a line each."""
    return "\n".join(f":{one.emoji}: {one.name}" for one in rules.offered)


def proposed(relationship: Relationship) -> Message:
    """The private answer to the form."""
    where = words.channel(relationship.channel_id)
    silent = words.why_silent(relationship)
    if silent is not None:
        return blocks.message(f"Your proposal is kept. {silent}")
    return blocks.message(f"Proposed in {where}. A contact of the other side can confirm it there.")


def card(
    proposal: KudosProposal,
    wanted: Rules,
    current: Rules,
    relationship: Relationship,
    contacts: Sequence[str],
) -> Message:
    """The proposal in the channel, with what holds until now; `contacts` may answer it."""
    asker = words.person(proposal.proposed_by)
    organisation = escape(relationship.name(Side(proposal.proposed_side)))
    title = f":star2: {asker} ({organisation}) proposes how kudos work here."
    head = [blocks.section(title), blocks.section("\n".join(_list_rules(wanted)))]
    if proposal.is_open:
        before = [line for line in _list_rules(current) if line not in _list_rules(wanted)]
        shown = [*head, *_ask(proposal, before, relationship, contacts)]
    else:
        shown = [*head, blocks.context(_tell_outcome(proposal, relationship))]
    return blocks.message(title, blocks.named("kudos_proposal", shown))


def _ask(
    proposal: KudosProposal,
    before: Sequence[str],
    relationship: Relationship,
    contacts: Sequence[str],
) -> list[Block]:
    """What it would take the place of, and who may answer."""
    other = escape(relationship.name(Side(proposal.proposed_side).other))
    ask = f"{words.people(contacts)}: as a contact of {other}, please confirm or decline."
    return [
        blocks.section("\n".join(["*Until now*", *before])),
        *blocks.sections(ask),
        blocks.actions(
            "kudos_proposal_answer",
            [
                blocks.button("Confirm", ids.RULES_CONFIRM, proposal.id, style="primary"),
                blocks.button("Decline", ids.RULES_DECLINE, proposal.id),
            ],
        ),
    ]


def _tell_outcome(proposal: KudosProposal, relationship: Relationship) -> str:
    if proposal.decided_by is None:
        return "A newer proposal took its place."
    side = Side(proposal.proposed_side).other
    who = f"{words.person(proposal.decided_by)} ({escape(relationship.name(side))})"
    if proposal.accepted:
        return f":white_check_mark: Confirmed by {who}. It holds from now on."
    return f"Declined by {who}. Everything stays as it was."
