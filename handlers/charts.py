"""Charts in messages. Pure.

Names and counts are cut to what Slack draws, here and nowhere else.
"""

from collections.abc import Sequence

from handlers.blocks import Block, cut

TITLE, LABEL = 50, 20
LINES, POINTS = 6, 20


def line_chart(
    title: str,
    labels: Sequence[str],
    lines: Sequence[tuple[str, Sequence[float]]],
    *,
    x_label: str,
    y_label: str,
) -> Block:
    """Up to six lines with their names, each with a value for every label; for messages only."""
    categories = _distinct(labels[-POINTS:])
    names = _distinct([name for name, _ in lines[:LINES]])
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value}
                for label, value in zip(categories, values[-POINTS:], strict=True)
            ],
        }
        for name, (_, values) in zip(names, lines, strict=False)
    ]
    axes = {"categories": categories, "x_label": x_label, "y_label": cut(y_label, TITLE)}
    shown = {"type": "line", "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": cut(title, TITLE), "chart": shown}


def _distinct(names: Sequence[str]) -> list[str]:
    """Names of a chart, cut to its limit; those that are alike then are told apart by a number."""
    told: list[str] = []
    for name in names:
        short, number = cut(name, LABEL), 1
        while short in told:
            number += 1
            short = f"{cut(name, LABEL - 5)} ({number})"
        told.append(short)
    return told
