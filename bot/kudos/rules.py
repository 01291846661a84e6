"""Who may be thanked, for what, how often, and what counts as the same again. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.core.calendars import find_zone, local_moment
from bot.core.errors import InvalidInput
from bot.core.people import Member, Person, Sides

# Fields of the form, and the names under which problems are reported.
RECEIVERS = "receivers"
REASON = "reason"
VALUE = "value"
# Those of the form with the rules.
EMOJI, ALLOWED, VALUES = "emoji", "allowance", "values"
MOST_ALLOWED = 100
MOST_VALUES, LONGEST_NAME = 8, 40

DEFAULT_EMOJI = "star2"
# How often a person may give a day where both sides agreed on nothing else.
ALLOWANCE = 5
# How long the giver may change kudos, or take them back by button.
CHANGE_WITHIN = timedelta(hours=24)
# An identical command within this time is asked about first (DESIGN: heard exactly once).
REPEAT_WITHIN = timedelta(seconds=60)

_JOINT = re.compile(r"(?:for|because(?:\s+of)?)(?=[\s:,]|$)[\s:,]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """Something that both sides want to see more of. A retired one is only on older kudos."""

    id: str
    name: str
    emoji: str
    retired: bool = False

    @property
    def tag(self) -> str:
        """The name as people type it: "kept a promise" is "kept-a-promise"."""
        return read_tag(self.name)


DEFAULT_VALUES = (
    Value("kept", "kept a promise", "handshake"),
    Value("early", "told us early", "bell"),
    Value("listened", "listened", "ear"),
    Value("shared", "shared knowledge", "books"),
    Value("extra", "went the extra mile", "mountain"),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """How kudos are given in a relationship: the emoji by which a reaction thanks, how often a
    person gives a day (None: as often as they like), and the values."""

    emoji: str = DEFAULT_EMOJI
    allowance: int | None = ALLOWANCE
    values: tuple[Value, ...] = DEFAULT_VALUES

    @property
    def offered(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if not value.retired)

    def find(self, value_id: str | None) -> Value | None:
        return next((value for value in self.values if value.id == value_id), None)

    def find_named(self, typed: str) -> Value | None:
        """The value that is meant by "kept a promise", "#kept-a-promise" or "#kept".

        One that is offered comes before one that is retired. None where nothing is meant for sure.
        """
        return _find_tagged(typed, self.offered) or _find_tagged(typed, self.values)


def _find_tagged(typed: str, values: Sequence[Value]) -> Value | None:
    tag = read_tag(typed)
    exact = [value for value in values if value.tag == tag]
    begun = [value for value in values if tag and value.tag.startswith(f"{tag}-")]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def read_tag(typed: str) -> str:
    """Words as a tag: "#Kept a promise" is "kept-a-promise"."""
    return "-".join(re.findall(r"\w+", typed.casefold()))


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say: to whom, in which words, for which value.

    `private`: only the receivers see it; with `contact_too`, so do the contacts of their sides.
    """

    receivers: tuple[str, ...]
    reason: str
    value_id: str | None = None
    private: bool = False
    contact_too: bool = False


_TAG = re.compile(r"(?<!\S)#([\w-]+)")


def read_value(reason: str, rules: Rules) -> tuple[str, str | None]:
    """The words without the tag of a value that is offered, and the id of that value.

    The first such tag counts. What is no value's tag stays among the words.
    """
    for tag in _TAG.finditer(reason):
        value = _find_tagged(tag.group(1), rules.offered)
        if value is not None:
            before, after = reason[: tag.start()], reason[tag.end() :]
            joint = "\n" if before.endswith("\n") or after.startswith("\n") else " "
            return f"{before.rstrip()}{joint}{after.lstrip()}".strip(), value.id
    return reason, None


_EMOJI_NAME = re.compile(r"[\w+'-]{1,100}")


def check_rules(
    emoji: str, allowance: int | None, values: Sequence[Value], *, taken: Collection[str]
) -> Rules:
    """Rules that both sides can agree on. `taken` are emoji that mean something else already.

    Any emoji of a workspace will do, so only its form is looked at. Raises InvalidInput with plain
    sentences under EMOJI, ALLOWED and VALUES.
    """
    problems = {
        EMOJI: _check_emoji(emoji, taken),
        ALLOWED: _check_allowed(allowance),
        VALUES: _check_values([value for value in values if not value.retired]),
    }
    if found := {field: sentence for field, sentence in problems.items() if sentence}:
        raise InvalidInput(found)
    return Rules(emoji, allowance, tuple(values))


def _check_emoji(emoji: str, taken: Collection[str]) -> str:
    if not _EMOJI_NAME.fullmatch(emoji):
        return "Name one emoji, such as :star2:."
    if emoji in taken:
        return (
            f":{emoji}: is an answer to a pulse already, or marks what is said about problems. "
            "Please pick another emoji."
        )
    return ""


def _check_allowed(allowance: int | None) -> str:
    if allowance is None or 1 <= allowance <= MOST_ALLOWED:
        return ""
    return f"Enter a number from 1 to {MOST_ALLOWED}, or switch counting off."


def _check_values(offered: Sequence[Value]) -> str:
    if not 1 <= len(offered) <= MOST_VALUES:
        return f"Name one value at least, and {MOST_VALUES} at most."
    for value in offered:
        if not value.tag or len(value.name) > LONGEST_NAME:
            return f"Name each value in words, in {LONGEST_NAME} characters at most."
        if not _EMOJI_NAME.fullmatch(value.emoji):
            return f"Give “{value.name}” an emoji, such as :star2:."
    if len({value.tag for value in offered}) < len(offered):
        return "Two values have the same name. Please name each once."
    return ""


def left_today(allowance: int | None, given: int) -> int | None:
    """How often a person can still give today; None where nobody counts."""
    return None if allowance is None else max(allowance - given, 0)


def start_of_day(tz: str, now: datetime) -> datetime:
    """The moment at which the day of that zone began."""
    zone = find_zone(tz)
    return local_moment(now.astimezone(zone).date(), time(), zone)


def is_newer(acted_ts: str, before: str) -> bool:
    """Whether something was done after what a person had done `before`, by Slack's timestamps.

    What came without one is done now.
    """
    return not acted_ts or acted_ts > before


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
