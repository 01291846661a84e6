"""Kudos in lists: those of the relationship, and one's own. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.kudos.rules import Rules
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.kudos import ids, views
from handlers.kudos.filters import PERIODS, Filter
from handlers.kudos.form_views import TITLE, tell_left
from storage.kudos import Kudos
from storage.outbox import Message
from storage.relationships import Relationship

LISTED_TEXT = 300
ANY = "any"
PERSON, VALUE, PERIOD = "person", "value", "period"


@dataclass(frozen=True, slots=True)
class Entry:
    """Kudos with the address of their card, if it stands in Slack.

    The reader still `can_take_back` what they gave of it.
    """

    kudos: Kudos
    link: str | None
    can_take_back: bool = False


def page(
    relationship: Relationship,
    rules: Rules,
    wanted: Filter,
    entries: Sequence[Entry],
    *,
    older: str = "",
) -> Message:
    """Some of the kudos that everybody in the relationship may see, newest first.

    `older` says where those before them begin, "" where there are none.
    """
    buttons = [blocks.button(TITLE, ids.OPEN, relationship.id)]
    if entries or wanted != Filter():
        buttons.append(blocks.button("Search", ids.SEARCH, relationship.id))
    if older:
        where = {"relationship": relationship.id, "before": older, **wanted.to_json()}
        buttons.append(blocks.button("Older ones", ids.OLDER, json.dumps(where)))
    row = blocks.actions("kudos_latest", buttons)
    if not entries:
        sentence = _tell_nothing(relationship, wanted)
        return blocks.message(sentence, [blocks.section(sentence), row])
    head = f"*Latest kudos in {words.channel(relationship.channel_id)}*{_tell(wanted, rules)}"
    shown = [_show(entry, relationship, rules) for entry in entries]
    return blocks.message("Latest kudos", [blocks.section(head), *shown, row])


def _tell_nothing(relationship: Relationship, wanted: Filter) -> str:
    where = words.channel(relationship.channel_id)
    if wanted == Filter():
        return f"No kudos in {where} yet. Is there something you are glad somebody did?"
    return f"No such kudos in {where}."


def _tell(wanted: Filter, rules: Rules) -> str:
    """What the list was asked for, after its heading."""
    value = rules.find(wanted.value_id)
    parts = [
        words.person(wanted.person) if wanted.person else "",
        views.tell_value(value) if value else "",
        wanted.period,
    ]
    return "".join(f" · {part}" for part in parts if part)


def _show(entry: Entry, relationship: Relationship, rules: Rules, reader: str = "") -> Block:
    kudos = entry.kudos
    value = rules.find(kudos.value_id) if kudos.value_id else None
    parts = [
        views.tell_all_thanks(kudos, relationship, reader),
        words.moment(kudos.created_at),
        views.tell_value(value) if value else "",
        "not in the channel" if kudos.private else "",
        "hidden by a contact" if kudos.hidden_at else "",
        f"<{entry.link}|open>" if entry.link else "",
    ]
    text = " · ".join(part for part in parts if part)
    if kudos.text:
        text += f"\n{words.quote(blocks.cut(kudos.text, LISTED_TEXT))}"
    return blocks.section(text, views.take_back_button(kudos) if entry.can_take_back else None)


def search_form(relationship: Relationship, rules: Rules) -> View:
    """The form in which somebody says which kudos they look for."""
    values = [blocks.option(f":{one.emoji}: {one.name}", one.id) for one in rules.values[:99]]
    periods = [blocks.option(period.capitalize(), period) for period in PERIODS]
    anything = blocks.option("Any", ANY)
    return blocks.modal(
        ids.SEARCH_FORM,
        "Search kudos",
        [
            blocks.user_input(PERSON, "Given by or to", optional=True),
            blocks.select_input(
                VALUE, "Of which value", [anything, *values], initial=ANY, optional=True
            ),
            blocks.select_input(
                PERIOD, "From when", [anything, *periods], initial=ANY, optional=True
            ),
        ],
        submit="Show",
        metadata={"relationship": relationship.id},
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """What one `reader` sees of themselves: the latest they were given, and gave.

    So many are `left` today where there is an allowance; `quiet` are those who are not announced.
    """

    reader: str
    received: Sequence[Entry]
    given: Sequence[Entry]
    left: int | None
    quiet: bool


def mine(relationship: Relationship, rules: Rules, own: Mine) -> Message:
    """The answer to `/kudos me`, for nobody else."""
    shown = [blocks.section(f"*Your kudos*: {escape(relationship.both)}")]
    if own.left is not None and rules.allowance is not None:
        shown.append(blocks.section(tell_left(rules.allowance, own.left)))
    for heading, entries in (("You were thanked", own.received), ("You thanked", own.given)):
        shown.append(blocks.section(f"*{heading}*" if entries else f"*{heading}*: not yet."))
        shown += [_show(entry, relationship, rules, own.reader) for entry in entries]
    shown.append(blocks.context(tell_quiet(own.quiet)))
    buttons = [
        blocks.button(TITLE, ids.OPEN, relationship.id),
        quiet_button(own.quiet),
        blocks.button("Export my kudos", ids.EXPORT),
    ]
    shown.append(blocks.actions("kudos_mine", buttons))
    return blocks.message("Your kudos", shown)


def tell_quiet(quiet: bool) -> str:
    if quiet:
        return (
            "You are not announced: kudos for you come by direct message, and the channel does not "
            "name you."
        )
    return "Kudos for you are announced in the channel, unless their giver says otherwise."


def quiet(is_quiet: bool) -> Message:
    """Whether somebody is announced, with a button that changes it."""
    sentence = tell_quiet(is_quiet)
    buttons = blocks.actions("kudos_quiet", [quiet_button(is_quiet)])
    return blocks.message(sentence, [blocks.section(sentence), buttons])


def quiet_button(is_quiet: bool) -> Block:
    if is_quiet:
        return blocks.button("Announce me again", ids.QUIET, "off")
    return blocks.button("Do not announce me", ids.QUIET, "on")
