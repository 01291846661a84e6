"""Slack's notation as terminal text: mentions by name, dates in a zone, real emoji, bold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.emoji import Emoji
from rich.text import Text

_TOKEN = re.compile(
    r"<(?P<entity>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?=\S)(?P<bold>[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<!\w)_(?=\S)(?P<italic>[^_\n]*[^_\s])_(?!\w)"
    r"|(?<![\w~])~(?=\S)(?P<strike>[^~\n]*[^~\s])~(?![\w~])"
)
_DATE = re.compile(r"!date\^(?P<at>\d+)\^(?P<form>[^^|]+)")
_STYLES = {"bold": "bold", "italic": "italic", "strike": "strike"}


@dataclass(frozen=True)
class Reader:
    """Who reads: `names` and `styles` of people and channels by id, their zone, and the time."""

    names: Mapping[str, str]
    styles: Mapping[str, str]
    tz: ZoneInfo
    now: datetime


@dataclass(frozen=True)
class Paragraph:
    """Some lines of a text; `quoted` are somebody's words in a block quotation."""

    text: Text
    quoted: bool


def paragraphs(mrkdwn: str, reader: Reader) -> list[Paragraph]:
    """The text, with its block quotations apart."""
    lines = [
        (line.startswith((">", "&gt;")), line.removeprefix("&gt;").removeprefix(">"))
        for line in mrkdwn.split("\n")
    ]
    return [
        Paragraph(read("\n".join(line for _, line in group), reader), quoted)
        for quoted, group in groupby(lines, key=lambda line: line[0])
    ]


def read(mrkdwn: str, reader: Reader) -> Text:
    """Mrkdwn as it is sent, as it is seen."""
    shown = Text()
    position = 0
    for token in _TOKEN.finditer(mrkdwn):
        shown.append(plain(mrkdwn[position : token.start()]))
        shown.append_text(_read_token(token, reader))
        position = token.end()
    return shown.append(plain(mrkdwn[position:]))


def plain(text: str) -> str:
    """Text without notation, but with emoji and escaped characters."""
    for code, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(code, character)
    return Emoji.replace(text)


def _read_token(token: re.Match[str], reader: Reader) -> Text:
    kind = str(token.lastgroup)
    content = token[kind]
    if kind == "entity":
        return _read_entity(content, reader)
    if kind == "code":
        return Text(plain(content), style="bold yellow")
    inner = read(content, reader)
    inner.stylize_before(_STYLES[kind])
    return inner


def _read_entity(entity: str, reader: Reader) -> Text:
    when = _DATE.match(entity)
    if when is not None:
        return Text(show_date(int(when["at"]), when["form"], reader))
    target, _, label = entity.partition("|")
    known = reader.names.get(target[1:])
    match target[0]:
        case "@":
            return Text(f"@{known or label or target[1:]}", reader.styles.get(target[1:], "bold"))
        case "#":
            return Text(f"#{known or label or target[1:]}", "bold")
        case "!":
            return Text(f"@{label or target[1:]}")
    return Text(plain(label or target), "underline")


def show_date(timestamp: int, form: str, reader: Reader) -> str:
    """A date token such as "{date_short_pretty} at {time}", in the reader's zone."""
    when = datetime.fromtimestamp(timestamp, UTC).astimezone(reader.tz)
    today = reader.now.astimezone(reader.tz).date()
    filled = form.replace("{time}", f"{when:%H:%M}")
    return re.sub(r"\{date\w*\}", _show_day(when.date(), today), filled)


def _show_day(day: date, today: date) -> str:
    near = {today - timedelta(1): "yesterday", today: "today", today + timedelta(1): "tomorrow"}
    return near.get(day, f"{day:%a} {day.day} {day:%b}")
