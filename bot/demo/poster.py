"""Makes the README's picture of a conversation from the story itself.

`python -m bot.demo.poster` writes `docs/conversation.svg`.
"""

import asyncio
import io
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from bot.demo.play import perform
from bot.demo.story import BEGINNING
from bot.log import configure_log
from bot.practice import open_practice
from bot.practice.cast import CLIENT, VENDOR

POSTER = Path(__file__).parents[2] / "docs" / "conversation.svg"
WIDTH = 84
TITLE = "rapport demo"

# Which parts of the story are shown: from the line that begins so, so many paragraphs.
SCENES = (
    ("Rapport · direct message to Kenji", 1),
    ("◷ Thursday 5 November", 4),
    ("Ingrid Solheim · Havna Ferries · #havna-quillbox\n│ /kudos @", 3),
)

# Rich's own template names fonts on the network; this one is whole by itself.
TEMPLATE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px;
line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})"
clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


async def record() -> str:
    """The whole story as it stands in a colour terminal."""
    output = io.StringIO()
    console = Console(
        file=output,
        force_terminal=True,
        color_system="truecolor",
        width=WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with tempfile.TemporaryDirectory() as folder:
        async with open_practice(CLIENT, VENDOR, start=BEGINNING) as practice:
            if await perform(practice, f"sqlite:///{folder}/story.db", console) != 0:
                raise SystemExit(output.getvalue())
    return output.getvalue()


def choose(story: str) -> Text:
    """The scenes of the poster, with a gap between them. Raises LookupError for one not found."""
    text = Text.from_ansi(story)
    paragraphs = text.split("\n\n")
    chosen = []
    for opening, count in SCENES:
        start = text.plain.find(f"\n\n{opening}")
        if start < 0:
            raise LookupError(opening)
        first = text.plain.count("\n\n", 0, start) + 1
        chosen += paragraphs[first : first + count]
    return Text("\n\n").join(chosen)


def main() -> None:
    """Play the story and write the picture."""
    configure_log("CRITICAL")
    chosen = choose(asyncio.run(record()))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(chosen)
    POSTER.parent.mkdir(exist_ok=True)
    POSTER.write_text(
        console.export_svg(title=TITLE, theme=MONOKAI, code_format=TEMPLATE, unique_id="rapport")
    )


if __name__ == "__main__":
    main()
