"""Problems in a list, narrowed by what is typed or picked. Pure."""

from collections.abc import Sequence

from bot.core.people import Side, Sides
from bot.core.themes import Theme
from bot.problems.rules import Level, Priority, Stage, find_priority
from handlers import blocks, words
from handlers.blocks import Block, escape
from handlers.problems import ids, stages
from handlers.problems.filters import Filter
from handlers.problems.naming import facilitators, name_of
from storage.outbox import Message
from storage.problems_listing import Listed
from storage.relationships import Relationship

# How many stand in one list; older ones are a button away.
SHOWN = 12
ANY = "any"
MARKS = {
    Priority.CRITICAL: ":red_circle:",
    Priority.HIGH: ":large_orange_circle:",
    Priority.NORMAL: ":large_blue_circle:",
    Priority.LOW: ":white_circle:",
}


def listing(
    relationship: Relationship,
    sides: Sides,
    wanted: Filter,
    listed: Sequence[Listed],
    url: str,
    *,
    older: int | None = None,
) -> Message:
    """What was asked for, newest first; `url` is that of the workspace.

    `older` is the number below which the list goes on, None where this is all.
    """
    title = f"Problems of {escape(relationship.both)}{_tell(wanted, relationship)}"
    shown = [blocks.section(f"*{title}*"), _menus(relationship, wanted)]
    shown += [_row(one, relationship, sides, url) for one in listed]
    if not listed:
        shown.append(blocks.section(_tell_nothing(wanted)))
    shown.append(blocks.actions("problem_new", _buttons(relationship, wanted, older)))
    return blocks.message(title, shown)


def _tell(wanted: Filter, relationship: Relationship) -> str:
    """What the list was asked for, after its heading."""
    parts = [
        "mine" if wanted.mine else "",
        wanted.stage or "",
        f"{escape(relationship.name(wanted.side))} is asked" if wanted.side else "",
        f"#{wanted.theme}" if wanted.theme else "",
    ]
    return "".join(f" · {part}" for part in parts if part)


def _tell_nothing(wanted: Filter) -> str:
    if wanted == Filter():
        return "Nothing is open, and nothing was closed in the last 30 days."
    return "There is nothing like that."


def _menus(relationship: Relationship, wanted: Filter) -> Block:
    """Filters for people who cannot type commands; each option is the whole list it leads to."""
    at = [(stages.name(stage), stage) for stage in Stage]
    of = [(f"{relationship.name(side)} is asked", side) for side in Side]
    about = [(theme.capitalize(), theme) for theme in Theme]
    return blocks.actions(
        "problem_filters",
        [
            _menu("Any stage", relationship, wanted, "stage", at),
            _menu("Either side", relationship, wanted, "side", of),
            _menu("Any theme", relationship, wanted, "theme", about),
        ],
    )


def _menu(
    every: str,
    relationship: Relationship,
    wanted: Filter,
    field: str,
    choices: Sequence[tuple[str, str]],
) -> Block:
    said = wanted.to_json()
    rest = {name: value for name, value in said.items() if name != field}
    options = [blocks.option(every, write_value(relationship.id, rest))]
    options += [
        blocks.option(text, write_value(relationship.id, {**rest, field: value}))
        for text, value in choices
    ]
    chosen = write_value(relationship.id, said)
    return {
        "type": "static_select",
        "action_id": f"{ids.FILTER}:{field}",
        "options": options,
        "initial_option": next(one for one in options if one["value"] == chosen),
    }


def write_value(relationship_id: str, said: dict[str, str], before: int | None = None) -> str:
    """A list as the value of a menu or button, in few characters: Slack takes 150."""
    parts = [said.get(name, "") for name in ("stage", "side", "theme", "mine")]
    return ":".join([relationship_id, *parts, str(before or "")])


def read_value(value: str) -> tuple[str, Filter, int | None]:
    """The relationship, the filter, and where the list goes on."""
    relationship_id, stage, side, theme, mine, before = value.split(":")
    said = {"stage": stage, "side": side, "theme": theme, "mine": mine}
    wanted = Filter.from_json({name: text for name, text in said.items() if text})
    return relationship_id, wanted, int(before) if before else None


def _row(one: Listed, relationship: Relationship, sides: Sides, url: str) -> Block:
    problem = one.problem
    return blocks.section(
        f"{_line(one, relationship, url)}\nFacilitators: {facilitators(problem, sides)}",
        blocks.button(
            "Show",
            f"{ids.SHOW}:{problem.id}",
            problem.id,
            label=f"Show problem number {problem.number}",
        ),
    )


def _line(one: Listed, relationship: Relationship, url: str) -> str:
    problem = one.problem
    title = name_of(problem)
    if one.ts is not None:
        title = f"<{words.link_to(url, relationship.channel_id, one.ts)}|{title}>"
    if problem.closed_at is not None:
        return f":heavy_check_mark: *{title}* · closed {words.moment(problem.closed_at)}"
    mark = MARKS[find_priority(Level(problem.impact), Level(problem.urgency))]
    parts = [
        f"{mark} *{title}*",
        stages.name(Stage(problem.stage)),
        f"#{problem.theme}" if problem.theme else "",
        f"quiet until {words.day(problem.waiting_until)}" if problem.waiting_until else "",
    ]
    return " · ".join(part for part in parts if part)


def _buttons(relationship: Relationship, wanted: Filter, older: int | None) -> list[Block]:
    shown = [blocks.button("Raise a problem", ids.RAISE, relationship.id)]
    mine = {**wanted.to_json(), "mine": "yes"}
    if not wanted.mine:
        shown.append(
            blocks.button("Only mine", f"{ids.FILTER}:mine", write_value(relationship.id, mine))
        )
    if older is not None:
        value = write_value(relationship.id, wanted.to_json(), older)
        shown.append(blocks.button("Older ones", f"{ids.FILTER}:older", value))
    return [*shown, blocks.button("Emoji", ids.EMOJI_LIST, relationship.id)]
