"""What Slack makes of the words a person types: escapes, links, and the rich_text block."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import groupby

from sandbox.ids import new_block_id
from sandbox.model import JSON, Channel, User
from sandbox.world import World

EMOJI_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")
_TOKEN = re.compile(
    r"<(?:@[UW]\w+(?:\|[^<>]*)?|#[CDG]\w+(?:\|[^<>]*)?|![^<>]+|(?:https?://|mailto:)[^<>\s]+)>"
)
_BARE_URL = re.compile(r"https?://[^\s<>]+")
_MENTION = re.compile(r"<[@#](\w+)(?:\|[^<>]*)?>")
_PREFORMATTED = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTE = re.compile(r"^&gt; ?", re.MULTILINE)
_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_MARKED = re.compile(r"(?<!\w)([*_~`])(?=[^\s*_~`]|[*_~`]\w)([^\n]+?)(?<=\S)\1(?!\w)")
_PIECE = re.compile(rf"({_TOKEN.pattern}|:{EMOJI_NAME.pattern}:)")


def escape_typed(text: str) -> str:
    """Text as Slack stores it: `&`, `<`, `>` escaped, addresses linked, mentions kept."""
    parts, position = [], 0
    for token in _TOKEN.finditer(text):
        parts.append(_escape_plain(text[position : token.start()]))
        parts.append(token.group())
        position = token.end()
    parts.append(_escape_plain(text[position:]))
    return "".join(parts)


def _escape_plain(text: str) -> str:
    escaped = html.escape(text, quote=False)
    return _BARE_URL.sub(lambda url: f"<{url.group().replace('|', '%7C')}>", escaped)


def expand_mentions(world: World, team_id: str, text: str) -> str:
    """Mentions as a command with `should_escape` gets them: `<@U1|ann>`, `<#C1|room>`.

    Channels are named as the workspace `team_id` names them, private ones not at all.
    """

    def user(found: User) -> str:
        return f"<@{found.id}|{found.handle}>"

    def channel(found: Channel) -> str:
        look = found.look(team_id)
        return f"<#{found.id}|{'' if look.is_private else look.name}>"

    return _with_mentions(world, text, user, channel)


def flatten_mentions(world: World, team_id: str, text: str) -> str:
    """Mentions as a command without `should_escape` gets them: `@ann`, `#room`."""
    return _with_mentions(
        world,
        text,
        lambda user: f"@{user.handle}",
        lambda channel: f"#{channel.look(team_id).name}",
    )


def _with_mentions(
    world: World,
    text: str,
    user: Callable[[User], str],
    channel: Callable[[Channel], str],
) -> str:
    """Each mention of somebody or something that exists, in these words."""

    def rewrite(mention: re.Match[str]) -> str:
        person, room = world.users.get(mention[1]), world.channels.get(mention[1])
        if person:
            return user(person)
        return channel(room) if room else mention[0]

    return _MENTION.sub(rewrite, text)


def rich_text(text: str) -> JSON:
    """The block Slack's composer makes of escaped text: sections, quotations and code blocks.

    In them stand words with their styles, mentions, links and emoji.
    """
    pieces = _PREFORMATTED.split(text)
    parts = [
        part
        for place, piece in enumerate(pieces)
        for part in (_preformatted(piece) if place % 2 else _lines(piece))
    ]
    return {
        "type": "rich_text",
        "block_id": new_block_id(),
        "elements": parts or [_part("rich_text_section", text)],
    }


def _preformatted(code: str) -> list[JSON]:
    words = html.unescape(code.strip("\n"))
    elements = [{"type": "text", "text": words}] if words else []
    return [{"type": "rich_text_preformatted", "elements": elements}]


def _lines(text: str) -> list[JSON]:
    """Sections and quotations; the line break between two of them belongs to neither."""
    parts = []
    for quoted, lines in groupby(text.split("\n"), lambda line: bool(_QUOTE.match(line))):
        block = "\n".join(lines)
        if quoted:
            parts.append(_part("rich_text_quote", _QUOTE.sub("", block)))
        elif block:
            parts.append(_part("rich_text_section", block))
    return parts


def _part(kind: str, text: str) -> JSON:
    elements = [element for piece in _PIECE.split(text) if piece for element in _elements(piece)]
    return {"type": kind, "elements": elements}


def _elements(piece: str) -> list[JSON]:
    if piece.startswith("<@"):
        return [{"type": "user", "user_id": _target(piece)}]
    if piece.startswith("<#"):
        return [{"type": "channel", "channel_id": _target(piece)}]
    if piece.startswith("<!"):
        return [{"type": "broadcast", "range": _target(piece)}]
    if _TOKEN.fullmatch(piece):
        return [{"type": "link", "url": html.unescape(piece[1:-1].split("|", maxsplit=1)[0])}]
    if _PIECE.fullmatch(piece):
        name, _, tone = piece[1:-1].partition("::skin-tone-")
        return [{"type": "emoji", "name": name} | ({"skin_tone": int(tone)} if tone else {})]
    return _styled(piece, {})


def _target(token: str) -> str:
    return token[2:-1].split("|", maxsplit=1)[0]


def _styled(words: str, style: JSON) -> list[JSON]:
    """Words with the marks at their edges taken as styles, one in another too."""
    elements: list[JSON] = []
    position = 0
    for marked in _MARKED.finditer(words):
        elements += _plain(words[position : marked.start()], style)
        inner = style | {_STYLES[marked[1]]: True}
        elements += (_plain if marked[1] == "`" else _styled)(marked[2], inner)
        position = marked.end()
    return elements + _plain(words[position:], style)


def _plain(words: str, style: JSON) -> list[JSON]:
    element: JSON = {"type": "text", "text": html.unescape(words)}
    return [element | ({"style": style} if style else {})] if words else []
