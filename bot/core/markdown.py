"""People's words in Markdown: as they are, and no heading, list, link or tag of their making.

After CommonMark 0.31: a backslash takes the meaning of the ASCII punctuation behind it.
"""

import re

# What means something anywhere in a line, and an "&" that would begin a character reference.
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=#?\w+;))")
# What makes a list, a table, a line across or a heading where a line begins with it, and
# the spaces before it: four of them would make it code.
_STARTS = re.compile(r"^[^\S\n]*(\d*)([-+=.):]?)", re.MULTILINE)


def escape(text: str) -> str:
    """The same in as many lines."""
    marked = _MARKS.sub(r"\\\1", "\n".join(text.splitlines()))
    return _STARTS.sub(lambda start: start[1] + (f"\\{start[2]}" if start[2] else ""), marked)


def write_line(text: str) -> str:
    """The same in one line, as for a heading or an item of a list."""
    return escape(" ".join(text.split()))


def quote(text: str) -> list[str]:
    """The lines of a block quotation."""
    return [f"> {line}".rstrip() for line in escape(text).split("\n")]
