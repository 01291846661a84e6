"""What both sides think of the ideas, best first: by side, and never of a person. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.people import Side
from bot.problems.figures import Figure, Row, make_board
from handlers import blocks
from handlers.blocks import Block, cut, escape
from handlers.fitting import fit
from handlers.problems.naming import side_name
from storage.outbox import Message
from storage.problems import Entry, Problem
from storage.problems_reading import Dossier
from storage.relationships import Relationship

SHORTENED = 200
REST = "There are more: they stand under *Show all* on the card."
# So many stand on the card.
BEST = 3
# From this difference of two means on it is worth a word.
FAR = 1.5


def scores_shown(
    problem: Problem, relationship: Relationship, board: Sequence[Row], ideas: Sequence[Entry]
) -> Message:
    """Said in the thread once both sides have scored."""
    sentence = f"Both sides have scored the ideas for #{problem.number}."
    texts = {idea.id: idea.text for idea in ideas}
    shown = [blocks.section(f":bar_chart: {sentence} Best first, effect less effort:")]
    shown += _rows(relationship, board, texts)
    return blocks.message(sentence, fit(shown, REST))


def _rows(
    relationship: Relationship, board: Sequence[Row], texts: Mapping[str, str]
) -> list[Block]:
    return [
        blocks.section(
            f"*{number}.* {escape(cut(texts.get(row.entry_id, ''), SHORTENED))}\n"
            f"{tell_row(row, relationship)}"
        )
        for number, row in enumerate(board, start=1)
    ]


def best(relationship: Relationship, board: Sequence[Row], ideas: Sequence[Entry]) -> list[Block]:
    """The first of them on the card, while both sides decide."""
    if not board:
        return []
    rows = _rows(relationship, board[:BEST], {idea.id: idea.text for idea in ideas})
    more = len(board) - len(rows)
    rest = [blocks.context(f"and {more} more in the thread")] if more else []
    return [blocks.section("*What both sides think of the ideas*, best first"), *rows, *rest]


def tell_row(row: Row, relationship: Relationship) -> str:
    """Effect and effort by side, and where the two are far apart."""
    sides = [
        f"{side_name(relationship, side)}: effect {_figure(row.effect[side])}, "
        f"effort {_figure(row.effort[side])}"
        for side in Side
        if side in row.effect
    ]
    gaps = [("effect", row.effect_gap), ("effort", row.effort_gap)]
    far = [f"{what} {abs(gap):.1f}" for what, gap in gaps if gap is not None and abs(gap) >= FAR]
    return " · ".join([*sides, *([f"far apart: {', '.join(far)}"] if far else [])])


def _figure(figure: Figure) -> str:
    """The mean, and the spread of two people or more."""
    if figure.spread is None or figure.spread[0] == figure.spread[1]:
        return f"*{figure.mean:.1f}*"
    return f"*{figure.mean:.1f}* ({figure.spread[0]} to {figure.spread[1]})"


def groups(dossier: Dossier) -> Iterator[list[Block]]:
    """The same in the record, for each round that was scored."""
    for round_, board in boards(dossier):
        texts = {entry.id: entry.text for entry in dossier.entries}
        for number, block in enumerate(_rows(dossier.relationship, board, texts)):
            head = [blocks.divider(), blocks.header(f"Scores of round {round_}")]
            yield [*(head if number == 0 else []), block]


def boards(dossier: Dossier) -> list[tuple[int, list[Row]]]:
    """The scores of each round, best first, of the ideas that stand."""
    standing = [one.id for one in dossier.entries if not (one.withdrawn_at or one.merged_into)]
    rounds = sorted({score.round for score in dossier.scores})
    return [
        (round_, make_board([one for one in dossier.scores if one.round == round_], standing))
        for round_ in rounds
    ]
