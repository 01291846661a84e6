"""Reads thanks out of a message, as Slack sends its text. Pure.

Slack writes a mention as `<@U1>` or `<@U1|ann>`, a group as `<!subteam^S1|@name>`, and `&`, `<` and
`>` of a person's own words as entities. The words that are read here are still in that notation.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from bot.kudos.rules import read_reason

MARK = "++"

_PERSON = r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>"
_GROUP = r"<!(?:subteam\^|channel|here|everyone)[^<>]*>"
# What may stand between names, with the invisible marks that right-to-left writing puts there.
_JOINTS = r"(?:[\s,،、\u200e\u200f\u202a-\u202e\u2066-\u2069]|\band\b|&amp;)*+"
# Possessive: a run of names is taken as a whole or not, so a long one costs no second look.
_PEOPLE = rf"(?:{_PERSON}|{_GROUP})(?:{_JOINTS}(?:{_PERSON}|{_GROUP}))*+"

_MARKED = re.compile(rf"({_PEOPLE})\s*\+\++")
_MARKED_NAME = re.compile(r"(?<![\w@<|])@[\w.-]+\s*\+\+")
_NAMED = re.compile(_PEOPLE)
_RAW_NAME = re.compile(r"@\w")
_USER_ID = re.compile(r"<@([UW][A-Z0-9]+)")
_ONLY_JOINTS = re.compile(_JOINTS)
# Code, and lines that quote somebody else: what stands there is not said by the author.
_NOT_SAID = re.compile(r"```.*?```|`[^`\n]*`|^&gt;[^\n]*", re.DOTALL | re.MULTILINE)
_THANKS = re.compile(
    r"(?:(?:please|give|say|send|many|big)\s+)*(?:thanks|thank(?:\s+you)?|thx|kudos)\b"
    r"(?:\s+to\b)?[\s:,]*",
    re.IGNORECASE,
)
_BEFORE_WORDS = " \t\n,.:;!-–—"


@dataclass(frozen=True, slots=True)
class Thanks:
    """Who is thanked, each once and in order, and for what; without words nobody said for what.

    `has_group` is true where a group of people is named, `has_raw_name` where an "@name" is that
    Slack did not turn into a mention, `to_bot` where it was said to the bot in words.
    """

    user_ids: tuple[str, ...]
    words: str = ""
    has_group: bool = False
    has_raw_name: bool = False
    to_bot: bool = False


def read_thanks(text: str, bot_user_id: str) -> Thanks | None:
    """Whom a message thanks, by marks behind their names or in words to the bot, and for what."""
    said = _mention_of(bot_user_id).sub(" ", text)
    thanks = read_marks(said)
    if thanks is None and said != text:
        thanks = read_words(said)
        return replace(thanks, to_bot=True) if thanks is not None else None
    return thanks


@cache
def _mention_of(user_id: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>")


def read_marks(text: str) -> Thanks | None:
    """The thanks in "<@U1>++ for ...", "<@U1> and <@U2> ++ ..." or "Great talk! <@U1>++".

    Words after the last mark are the reason, else those before the first one. Where several people
    are thanked for their own things, the whole message is.
    """
    if MARK not in text:
        return None
    said = _NOT_SAID.sub(lambda part: "\0" * len(part.group()), text)
    runs = (_MARKED.match(said, run.start()) for run in _NAMED.finditer(said))
    marked = [run for run in runs if run is not None]
    if not marked:
        return Thanks((), has_raw_name=True) if _MARKED_NAME.search(said) else None
    people = " ".join(one.group(1) for one in marked)
    return Thanks(_find_users(people), _find_words(text, said, marked), _has_group(people))


def _find_words(text: str, said: str, marked: list[re.Match[str]]) -> str:
    between = [said[one.end() : following.start()] for one, following in pairwise(marked)]
    if not all(_ONLY_JOINTS.fullmatch(gap) for gap in between):
        return _without_marks(text, marked)
    return _clean(text[marked[-1].end() :]) or text[: marked[0].start()].strip()


def _without_marks(text: str, marked: list[re.Match[str]]) -> str:
    """The whole message; the mentions stay in it."""
    starts = [0, *(one.end() for one in marked)]
    ends = [*(one.end(1) for one in marked), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True)).strip()


def read_words(text: str) -> Thanks | None:
    """The thanks in "Thanks <@U1> for ...", or "kudos to <@U1> and <@U2> because ...".

    None where the message does not begin like that, or names nobody.
    """
    said = text.lstrip(_BEFORE_WORDS)
    begun = _THANKS.match(said)
    if begun is None:
        return None
    named = _NAMED.match(said, begun.end())
    if named is None:
        raw = _RAW_NAME.match(said, begun.end())
        return Thanks((), has_raw_name=True) if raw else None
    people = named.group()
    return Thanks(_find_users(people), _clean(said[named.end() :]), _has_group(people))


def _find_users(people: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_USER_ID.findall(people)))


def _has_group(people: str) -> bool:
    return "<!" in people


def _clean(words: str) -> str:
    """What follows the names, without what joins it to them; nothing where only marks are left."""
    words = read_reason(words.strip().lstrip(_BEFORE_WORDS)).strip()
    return words if any(sign.isalnum() for sign in words) else ""
