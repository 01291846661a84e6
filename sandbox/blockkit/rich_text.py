"""The rich_text block, which is also the value of a rich text input and of table cells."""

from sandbox.blockkit.shapes import (
    Fields,
    boolean,
    integer,
    listing,
    one_of,
    pick,
    record,
    string,
    tagged,
    typed,
)

_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"), boolean
    ),
)
_STYLED: Fields = {"style": _STYLE}
_BORDER: Fields = {"border": integer(0, 1)}

_INLINE: Fields = {
    "text": typed({"text": string(1)}, _STYLED),
    "link": typed({"url": string(1)}, {"text": string(1), "unsafe": boolean, **_STYLED}),
    "emoji": typed(
        {"name": string(1)}, {"unicode": string(), "skin_tone": integer(1, 6), **_STYLED}
    ),
    "user": typed({"user_id": string(1)}, _STYLED),
    "usergroup": typed({"usergroup_id": string(1)}, _STYLED),
    "channel": typed({"channel_id": string(1)}, _STYLED),
    "team": typed({"team_id": string(1)}, _STYLED),
    "broadcast": typed({"range": one_of("here", "channel", "everyone")}, _STYLED),
    "color": typed({"value": string(1)}, _STYLED),
    "date": typed(
        {"timestamp": integer(0), "format": string(1)},
        {"url": string(1), "fallback": string(1), **_STYLED},
    ),
}
_LINE: Fields = {"elements": listing(tagged(_INLINE))}

_PARTS: Fields = {
    "rich_text_section": typed(_LINE),
    "rich_text_quote": typed(_LINE, _BORDER),
    "rich_text_preformatted": typed({"elements": listing(pick(_INLINE, "text", "link"))}, _BORDER),
    "rich_text_list": typed(
        {
            "style": one_of("bullet", "ordered"),
            "elements": listing(tagged({"rich_text_section": typed(_LINE)}), minimum=1),
        },
        {"indent": integer(0, 8), "offset": integer(0), **_BORDER},
    ),
}

RICH_TEXT = typed({"elements": listing(tagged(_PARTS), minimum=1)}, {"block_id": string(1, 255)})
RICH_TEXT_VALUE = tagged({"rich_text": RICH_TEXT})
