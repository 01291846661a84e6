"""Who may be thanked, for what, and what counts as the same again. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Sides

# Fields of the form, and the names under which problems are reported.
RECEIVERS = "receivers"
REASON = "reason"

# An identical command within this time is asked about first (DESIGN: heard exactly once).
REPEAT_WITHIN = timedelta(seconds=60)

_JOINT = re.compile(r"(?:for|because(?:\s+of)?)(?=[\s:,]|$)[\s:,]*", re.IGNORECASE)


def read_reason(text: str) -> str:
    """What stands after the names in a command, without the "for" or "because" that joins them."""
    text = text.strip()
    joint = _JOINT.match(text)
    return text[joint.end() :] if joint else text


def check(
    giver: str,
    receivers: Sequence[str],
    reason: str,
    *,
    known: Mapping[str, Person],
    sides: Sides,
) -> list[Member]:
    """The people to be thanked, each once, in the order named.

    Raises InvalidInput as `check_receivers` does, and under REASON where no words are given.
    """
    if not reason.strip():
        raise InvalidInput({REASON: "Say what it is for, in your own words."})
    return check_receivers(giver, receivers, known=known, sides=sides)


def check_receivers(
    giver: str, receivers: Sequence[str], *, known: Mapping[str, Person], sides: Sides
) -> list[Member]:
    """The members that `giver` may thank, if they may thank all of them.

    `known` are the people that Slack knows among the receivers. Where one of them is wrong, nobody
    is thanked: raises InvalidInput with plain sentences under RECEIVERS.
    """
    chosen = list(dict.fromkeys(receivers))
    members = {user_id: sides.find(user_id) for user_id in chosen}
    found = [_check_receiver(u, giver, known.get(u), members[u]) for u in chosen]
    sentences = list(dict.fromkeys(sentence for sentence in found if sentence))
    if not chosen:
        sentences = ["Name at least one person."]
    if sentences:
        raise InvalidInput({RECEIVERS: " ".join(sentences)})
    return [member for member in members.values() if member is not None]


def _check_receiver(
    user_id: str, giver: str, person: Person | None, member: Member | None
) -> str | None:
    """What is the matter with thanking that person; None where nothing is."""
    if user_id == giver:
        return "Kudos are for others: please leave yourself out."
    if person is None:
        return "I do not know one of these people. Invite them to the channel, or leave them out."
    if person.is_bot:
        return f"{person.name} is a bot. Kudos are for people."
    if person.deleted:
        return f"{person.name} has been deactivated. Please leave them out."
    if member is None:
        return f"{person.name} is not in the channel of this relationship. Please leave them out."
    if member.side is None:
        return (
            f"{person.name} is on neither side yet. A contact can place them with `/rapport setup`."
        )
    return None


def is_repeated(
    receivers: Collection[str], reason: str, lately: Sequence[tuple[Collection[str], str]]
) -> bool:
    """Whether the same people were thanked in the same words in what was given `lately`."""
    return any(set(receivers) == set(earlier) and reason == words for earlier, words in lately)
