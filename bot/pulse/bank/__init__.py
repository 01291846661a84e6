"""Questions that are ready to be asked: the bank, what draws from it, and templates. Pure."""

from bot.pulse.bank.draws import (
    Draw,
    Entry,
    count_most,
    draw_of,
    dump_entries,
    guess,
    load_entries,
    resolve,
)
from bot.pulse.bank.filling import fill
from bot.pulse.bank.own import own_question
from bot.pulse.bank.templates import TEMPLATES, Rhythm, Template
from bot.pulse.bank.wordings import BANK, find_question

__all__ = [
    "BANK",
    "TEMPLATES",
    "Draw",
    "Entry",
    "Rhythm",
    "Template",
    "count_most",
    "draw_of",
    "dump_entries",
    "fill",
    "find_question",
    "guess",
    "load_entries",
    "own_question",
    "resolve",
]
