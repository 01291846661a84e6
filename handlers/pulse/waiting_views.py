"""The part of `/pulse` that is about whoever asks: what waits for them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers import blocks, words
from handlers.blocks import Block, escape


@dataclass(frozen=True, slots=True)
class Open:
    """An open round as one person sees it; `link` leads to the question it is at."""

    names: str
    number: int
    answered: int
    count: int
    closes_at: datetime
    link: str | None


def show_open(found: Sequence[Open]) -> list[Block]:
    """What waits, and what is answered already and can still be changed."""
    if not found:
        return [blocks.section("Nothing waits for your answer.")]
    waiting = [one for one in found if one.answered < one.count]
    done = [one for one in found if one.answered == one.count]
    shown = []
    if waiting:
        lines = "\n".join(f"• {_line(one)}" for one in waiting)
        shown += blocks.sections(f":hourglass_flowing_sand: *Waiting for your answer*\n{lines}")
    if done:
        lines = "\n".join(f"• {_line(one)}" for one in done)
        shown += blocks.sections(f":white_check_mark: *Answered; you can still change it*\n{lines}")
    return shown


def _line(one: Open) -> str:
    name = f"Pulse {one.number} of {escape(one.names)}"
    if one.link is not None:
        name = f"<{one.link}|{name}>"
    how_far = f"{one.answered} of {one.count} answered, " if one.count > 1 else ""
    return f"{name}: {how_far}until {words.moment(one.closes_at)}"
