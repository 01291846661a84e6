"""What rich does not have: a bar along what somebody says, and buttons that stay whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

# Wide enough that nothing is wrapped.
_UNWRAPPED = 20_000


@dataclass(frozen=True)
class Barred:
    """Something with a bar on its left, and nothing on its right that would have to align."""

    content: RenderableType
    bar: str
    style: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style(self.style)
        inner = options.update(width=max(options.max_width - cell_len(self.bar), 1))
        for line in console.render_lines(self.content, inner, pad=False):
            yield Segment(self.bar, style)
            yield from line
            yield Segment.line()


@dataclass(frozen=True)
class Row:
    """Pieces side by side, in as many lines as they need; none is torn."""

    pieces: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for piece in self.pieces:
            if line and line.cell_len + 1 + piece.cell_len > options.max_width:
                yield line
                line = Text()
            line = Text(" ").join([line, piece]) if line else piece.copy()
        yield line


def lines_of(content: Iterable[RenderableType]) -> list[str]:
    """What can be read there, a line each, however long."""
    console = Console(width=_UNWRAPPED, color_system=None, legacy_windows=False)
    lines = (line for part in content for line in console.render_lines(part, pad=False))
    return ["".join(segment.text for segment in line).rstrip() for line in lines]
