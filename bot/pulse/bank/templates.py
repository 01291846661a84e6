"""Pulses that are ready to be planned."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.themes import Theme
from bot.pulse.bank.draws import Draw, Entry
from bot.pulse.bank.wordings import find_question


class Rhythm(StrEnum):
    """How often a template is meant to be asked."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True)
class Template:
    """What a form begins with. `purpose` is one sentence for who chooses."""

    key: str
    title: str
    purpose: str
    entries: tuple[Entry, ...]
    rhythm: Rhythm
    open_hours: int


TEMPLATES = (
    Template(
        "weekly",
        "Weekly three questions",
        "Three taps a week: questions of all themes in turn, none twice before all were asked.",
        (Draw(3),),
        Rhythm.WEEKLY,
        24,
    ),
    Template(
        "health",
        "Monthly health check",
        "One question of each theme, whether you would recommend each other, and one thing to "
        "change.",
        (
            *(Draw(1, theme) for theme in Theme),
            find_question("recommend"),
            find_question("one-change"),
        ),
        Rhythm.MONTHLY,
        72,
    ),
    Template(
        "milestone",
        "After a milestone",
        "What was reached, and what should stay as it is. Ask it now when a milestone is reached; "
        "by itself it comes once a quarter.",
        (
            find_question("delivery-1"),
            find_question("delivery-3"),
            find_question("collaboration-1"),
            find_question("recognition-3"),
            find_question("went-well"),
            find_question("thanks"),
        ),
        Rhythm.QUARTERLY,
        48,
    ),
    Template(
        "problem",
        "After a problem",
        "How openly it was handled, and what would prevent it. Ask it now when a problem is over; "
        "by itself it comes once a quarter.",
        (
            find_question("trust-2"),
            find_question("communication-4"),
            find_question("delivery-4"),
            find_question("learning-1"),
            find_question("prevent"),
        ),
        Rhythm.QUARTERLY,
        48,
    ),
    Template(
        "handover",
        "Sprint or hand-over review",
        "Whether what was handed over is what was needed, and how work passed between you.",
        (
            find_question("delivery-1"),
            find_question("expectations-3"),
            find_question("collaboration-4"),
            find_question("pace"),
            find_question("gets-in-the-way"),
            find_question("one-change"),
        ),
        Rhythm.FORTNIGHTLY,
        24,
    ),
    Template(
        "temperature",
        "Yes or no temperature",
        "Three times yes or no, for weeks without time.",
        (
            find_question("on-track"),
            find_question("knows-next"),
            find_question("all-needed"),
        ),
        Rhythm.WEEKLY,
        8,
    ),
)
