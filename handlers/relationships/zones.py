"""Time zones as the options of a select: by region, at most 100 to a group."""

from functools import cache

from bot.core.calendars import zone_names
from handlers import blocks

GROUP_SIZE = 100
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zone_groups() -> list[tuple[str, list[blocks.Block]]]:
    """All zones that Slack gives to people, as named groups of options; UTC stands first."""
    groups = [("UTC", [blocks.option("UTC", "UTC")])]
    zones = sorted(zone_names())
    for region in REGIONS:
        names = [name for name in zones if name.startswith(f"{region}/")]
        for start in range(0, len(names), GROUP_SIZE):
            chunk = names[start : start + GROUP_SIZE]
            label = region if start == 0 else f"{region} (continued)"
            groups.append((label, [_option(name) for name in chunk]))
    return groups


def _option(name: str) -> blocks.Block:
    return blocks.option(name.replace("_", " "), name)
