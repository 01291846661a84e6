"""Reading and writing Slack's own notation: mentions, dates, names of emoji."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.blocks import escape

_ENTITY = re.compile(r"<([^<>]+)>")
_USER = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?$")
_GROUP = re.compile(r"!subteam\^")
_RAW_MENTION = re.compile(r"(?:^|\s)@(?=\w)")
_SKIN_TONE = re.compile(r"::skin-tone-\d")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text begins with: the people named there, and the words after them."""

    user_ids: tuple[str, ...]
    rest: str
    has_group: bool = False
    has_raw_name: bool = False


def read_mentions(text: str) -> Mentions:
    """Take the mentions off the front of a command's text ("<@U1|ann> <@U2> and <@U3> for ...")."""
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
    rest = text[position:].strip()
    return Mentions(
        user_ids=tuple(dict.fromkeys(users)),
        rest=rest,
        has_group=has_group,
        has_raw_name=_RAW_MENTION.match(rest) is not None,
    )


def _skip_joints(text: str, position: int) -> int:
    joint = re.compile(r"(?:\s|,|\band\b|&amp;|\+)*").match(text, position)
    return joint.end() if joint else position


def person(user_id: str) -> str:
    return f"<@{user_id}>"


def people(user_ids: Sequence[str]) -> str:
    """Several people in one sentence: "<@U1>, <@U2> and <@U3>"."""
    return join_words([person(user_id) for user_id in user_ids])


def join_words(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def channel(channel_id: str) -> str:
    return f"<#{channel_id}>"


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


def emoji_name(reaction: str) -> str:
    """The name of a reaction without its skin tone."""
    return _SKIN_TONE.sub("", reaction)


def unescape(text: str) -> str:
    """Text that Slack sent, as the person typed it: it arrives with &, < and > escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
