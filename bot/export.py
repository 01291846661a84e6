"""`rapport export`: what was published of a relationship's pulses, for whoever operates the bot.

It holds what the people of both sides may see, and no more. It works beside a running bot.
"""

from dataclasses import dataclass

from bot.pulse.exporting import WRITERS, name_files
from bot.pulse.published import read_rows
from storage.relationships import Relationship, list_active
from storage.schema import open_ready

# How much of an id is shown: enough to name one of thousands.
ID_LENGTH = 12


class CannotExport(Exception):
    """Nothing was written; the text says why."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file as it is to be written, and how many rows are in it."""

    name: str
    content: bytes
    count: int


async def list_relationships(address: str) -> list[str]:
    """Lines to print: which relationships there are. Raises OldSchema."""
    async with open_ready(address) as database, database.read() as session:
        known = await list_active(session)
    if not known:
        return ["There is no relationship yet. `/rapport setup` in a channel makes one."]
    lines = [f"{one.id[:ID_LENGTH]}  {one.both}" for one in known]
    return ["Name one with --relationship; the beginning of its id is enough.", "", *lines]


async def export(address: str, prefix: str, number: int | None, ending: str) -> Export:
    """The closed rounds of a pulse, or of all of them. Raises CannotExport, or OldSchema."""
    async with open_ready(address) as database, database.read() as session:
        meant = _find(await list_active(session), prefix)
        rows = await read_rows(session, meant, None, number)
    if not rows:
        which = "no pulse" if number is None else f"no pulse {number}"
        raise CannotExport(f"{meant.both} have {which} of which a round is closed.")
    name = f"{name_files(meant.client_name, meant.vendor_name, number)}.{ending}"
    return Export(name, WRITERS[ending](rows), len(rows))


def _find(known: list[Relationship], prefix: str) -> Relationship:
    found = [one for one in known if one.id.startswith(prefix)]
    if not found:
        raise CannotExport(f"No relationship is called {prefix}. `rapport export` lists them.")
    if len(found) > 1:
        raise CannotExport(f"Several ids begin with {prefix}: give more of it.")
    return found[0]
