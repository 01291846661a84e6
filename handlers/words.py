"""Reading and writing Slack's own notation: mentions, dates, names of emoji."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.core.ids import is_gone
from handlers.blocks import escape
from storage.relationships import Relationship

_ENTITY = re.compile(r"<([^<>]+)>")
_USER = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?$", re.DOTALL)
_GROUP = re.compile(r"!(?:subteam\^|channel|here|everyone)")
_RAW_MENTION = re.compile(r"@\w")
# What may stand between names, with the invisible marks that right-to-left writing puts there.
_JOINTS = re.compile(
    r"(?:[\s,+،、\u200e\u200f\u202a-\u202e\u2066-\u2069]|\band\b|&amp;)*", re.IGNORECASE
)
# NUL, which Postgres refuses, and halves of surrogate pairs, which are no characters.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SKIN_TONE = re.compile(r"::skin-tone-\d")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text begins with: the people named there, and the words after them."""

    user_ids: tuple[str, ...]
    rest: str
    has_group: bool = False
    has_raw_name: bool = False


def read_mentions(text: str) -> Mentions:
    """Take the mentions off the front of a command's text ("<@U1|ann> <@U2> and <@U3> for ...").

    `has_raw_name` is true where an "@name" follows that Slack did not turn into a mention,
    `has_group` where one of the mentions is a group of people.
    """
    users: list[str] = []
    has_group = False
    position = 0
    while found := _ENTITY.match(text, _skip_joints(text, position)):
        user = _USER.match(found.group(1))
        if user is not None:
            users.append(user.group(1))
        elif _GROUP.match(found.group(1)):
            has_group = True
        else:
            break
        position = found.end()
    return Mentions(
        user_ids=tuple(dict.fromkeys(users)),
        rest=text[position:].strip().lstrip(", "),
        has_group=has_group,
        has_raw_name=_RAW_MENTION.match(text, _skip_joints(text, position)) is not None,
    )


def find_users(text: str) -> list[str]:
    """Everybody who is mentioned anywhere in a text that Slack sent."""
    entities = (_USER.match(entity) for entity in _ENTITY.findall(text))
    return list(dict.fromkeys(user.group(1) for user in entities if user is not None))


def _skip_joints(text: str, position: int) -> int:
    joint = _JOINTS.match(text, position)
    return joint.end() if joint else position


def person(user_id: str) -> str:
    """A mention; of somebody who was erased only that there was one."""
    return "someone" if is_gone(user_id) else f"<@{user_id}>"


def people(user_ids: Sequence[str]) -> str:
    """Several people in one sentence: "<@U1>, <@U2> and <@U3>"."""
    return join_words([person(user_id) for user_id in user_ids])


def join_words(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def channel(channel_id: str) -> str:
    return f"<#{channel_id}>"


def why_silent(relationship: Relationship) -> str | None:
    """What a person is told whose act is kept but cannot be posted now; None where it can."""
    where = channel(relationship.channel_id)
    if relationship.archived:
        return f"{where} is archived at the moment; I post it as soon as it is unarchived."
    if not relationship.bot_present:
        return f"I am not in {where} at the moment; invite me (`/invite`) and I post it then."
    return None


def day(when: date) -> str:
    """ "Thursday 12 November 2026"."""
    return f"{when:%A} {when.day} {when:%B} {when.year}"


def moment(when: datetime) -> str:
    """A moment that each reader sees in their own time zone."""
    fallback = f"{when:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def quote(text: str) -> str:
    """A person's words, escaped, as a block quotation."""
    return "\n".join(f">{line}" for line in escape(text).splitlines()) or ">"


def link_to(url: str, channel_id: str, ts: str) -> str:
    """The permanent address of a message; `url` is that of the workspace."""
    return f"{url.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}"


def read_number(text: str) -> int | None:
    """The number that somebody wrote in plain digits, up to eight of them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def storable(value: Any) -> Any:
    """A payload without the characters that cannot be kept in a database."""
    match value:
        case str():
            return _UNSTORABLE.sub("", value)
        case dict():
            return {key: storable(entry) for key, entry in value.items()}
        case list():
            return [storable(entry) for entry in value]
        case _:
            return value


def emoji_name(reaction: str) -> str:
    """The name of a reaction without its skin tone."""
    return _SKIN_TONE.sub("", reaction)


def unescape(text: str, names: Mapping[str, str] | None = None) -> str:
    """Text that Slack sent, as the person typed it.

    It arrives with &, < and > escaped, and with mentions and links in Slack's notation; those
    become the words that a reader sees. `names` gives the names of people by user id, where the
    mention itself brings none.
    """
    readable = _ENTITY.sub(lambda entity: _read_entity(entity.group(1), names or {}), text)
    return readable.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _read_entity(entity: str, names: Mapping[str, str]) -> str:
    """ "@U1|ann" as "@ann", "#C1|room" as "#room", "!here" as "@here", "url|label" as both."""
    target, _, label = entity.partition("|")
    label = label.lstrip("@#")
    match target[:1]:
        case "@":
            return f"@{names.get(target[1:]) or label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return f"@{label or target[1:].partition('^')[0]}" if _GROUP.match(target) else label
    target = target.removeprefix("mailto:")
    return f"{label} ({target})" if label and label not in target else target
