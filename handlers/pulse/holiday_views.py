"""What contacts see of the countries whose public holidays both sides keep. Pure."""

import unicodedata
from collections.abc import Mapping
from itertools import groupby

from bot.core.people import Side
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.pulse import ids
from storage.outbox import Message
from storage.relationships import Relationship

NONE = "none"


def form(relationship: Relationship, countries: Mapping[str, str]) -> View:
    """The form with a country for each side; `countries` are names by code."""
    explained = (
        "On a public holiday of either country no pulse is asked that leaves holidays out. It is "
        "not moved to another day. Holidays of regions are not known."
    )
    return blocks.modal(
        ids.HOLIDAYS_FORM,
        "Public holidays",
        [blocks.section(explained), *(_select(relationship, side, countries) for side in Side)],
        submit="Keep",
        metadata={"relationship": relationship.id},
    )


def _select(relationship: Relationship, side: Side, countries: Mapping[str, str]) -> Block:
    groups: list[tuple[str, list[Block]]] = [("None", [blocks.option("No country", NONE)])]
    ordered = sorted(countries.items(), key=lambda country: _plain(country[1]))
    for letter, members in groupby(ordered, key=lambda country: _plain(country[1])[0]):
        groups.append((letter, [blocks.option(name, code) for code, name in members]))
    return blocks.select_input(
        side,
        f"Country of {relationship.name(side)}",
        groups=groups,
        initial=_country_of(relationship, side) or NONE,
    )


def _plain(name: str) -> str:
    """A name without the marks on its letters, to sort by."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def kept(relationship: Relationship, countries: Mapping[str, str]) -> Message:
    """The private answer to the form."""
    picked = [
        f"{countries.get(code, code)} ({escape(relationship.name(side))})"
        for side in Side
        if (code := _country_of(relationship, side))
    ]
    if not picked:
        return blocks.message("No country is picked: pulses are asked on every day of theirs.")
    where = words.join_words(picked)
    return blocks.message(f"Pulses are left out on public holidays of {where}.")


def _country_of(relationship: Relationship, side: Side) -> str | None:
    return relationship.client_country if side is Side.CLIENT else relationship.vendor_country
