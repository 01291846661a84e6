"""Public holidays of the world's countries, by their two letters (ISO 3166). Pure.

Those of the whole country; what only one of its regions has off is not known here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources


@lru_cache
def list_countries() -> Mapping[str, str]:
    """The English names of the countries whose holidays are known, by code, sorted by name."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - takes a third of a second

    known = {entry[1] for entry in COUNTRIES.values()}
    table = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    names = {code: name for code, name in rows if code in known}
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


def find_holiday(day: date, countries: Iterable[str | None]) -> str:
    """Which holiday of one of these countries a day is; "" where it is none."""
    named = (_list_holidays(one, day.year).get(day) for one in countries if one is not None)
    return next((name for name in named if name is not None), "")


@lru_cache(maxsize=1024)
def _list_holidays(country: str, year: int) -> Mapping[date, str]:
    """The names of a country's holidays in a year; none of a country that is not known."""
    from holidays import country_holidays  # noqa: PLC0415 - as above

    try:
        return dict(country_holidays(country, years=year, language="en_US"))
    except NotImplementedError:
        return {}
