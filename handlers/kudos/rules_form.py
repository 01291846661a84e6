"""The rules of recognition: `/kudos rules`, the form of contacts, the answer of the other side."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.core.authority import Act, require
from bot.core.errors import InvalidInput
from bot.core.ids import new_id
from bot.kudos import agreement
from bot.kudos.rules import ALLOWED, EMOJI, VALUES, Rules, Value, check_rules
from bot.problems.marks import read_marks
from handlers import emoji
from handlers.kudos import ids, rules_views
from handlers.kudos.beside import tell_beside
from handlers.kudos.rules_views import UNLIMITED
from handlers.links import find_link
from handlers.request import (
    Request,
    find_member,
    find_relationship,
    lock_relationship,
    require_member,
)
from storage import kudos_rules, problems_capture

# An emoji, typed as ":ear:" or as the character itself, and a name after it.
_LINE = re.compile(r"\s*(?P<emoji>:[^\s:]+:|[^\w\s:]+)\s*(?P<name>\S.*?)\s*")


def read_values(text: str, rules: Rules) -> tuple[Value, ...]:
    """The values that are typed, a line each; those of the rules that are left out are retired.

    A line with a name or else an emoji of before is that value, so that what it was given for
    stays. Raises InvalidInput.
    """
    typed = [_read_line(line) for line in text.splitlines() if line.strip()]
    left = list(rules.values)
    named = [_take(left, (one for one in left if _is_alike(one.name, name))) for _, name in typed]
    values = []
    for (symbol, name), known in zip(typed, named, strict=True):
        same = known or _take(left, (one for one in left if one.emoji == symbol))
        value_id = same.id if same else new_id()
        values.append(Value(value_id, name, symbol))
    return (*values, *(replace(one, retired=True) for one in left))


def _read_line(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        sentence = "Begin each line with an emoji and then name the value, as in “:ear: listened”."
        raise InvalidInput({VALUES: sentence})
    return emoji.read_name(found["emoji"]), " ".join(found["name"].split())


def _is_alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _take(left: list[Value], candidates: Iterable[Value]) -> Value | None:
    found = next(iter(candidates), None)
    if found is not None:
        left.remove(found)
    return found


async def on_rules(request: Request, _text: str) -> None:
    """The rules that hold, for everybody; contacts can propose others."""
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        member = await require_member(request, session, relationship)
        agreed = await agreement.load_rules(session, relationship.id)
        waiting = await kudos_rules.list_open_proposals(session, relationship.id)
        link = await find_link(session, waiting[-1].post_id) if waiting else None
    await request.tell(
        rules_views.shown(relationship, agreed, may_change=member.is_contact, open_link=link)
    )


async def on_change(request: Request) -> None:
    """Open the form of contacts."""
    request.relationship_id = request.value
    async with request.desk.database.read() as session:
        relationship = await find_relationship(request, session)
        require(Act.KUDOS_RULES, await find_member(request, session, relationship))
        agreed = await agreement.load_rules(session, relationship.id)
    await request.open(rules_views.form(relationship, agreed))


async def on_form(request: Request) -> None:
    """Propose what stands in the form to the other side."""
    async with request.change() as session:
        relationship = await lock_relationship(request, session)
        agreed = await agreement.load_rules(session, relationship.id)
        marked = read_marks(await problems_capture.find_emoji(session, relationship.id))
        wanted = _read_rules(request, agreed, {*emoji.TAKEN, *marked.values()})
        if _list_visible(wanted) == _list_visible(agreed):
            raise InvalidInput({EMOJI: "That is how it is already."})
        await agreement.propose(
            session, relationship, wanted, user_id=request.user_id, now=request.now
        )
    await tell_beside(request, relationship, rules_views.proposed(relationship))


def _read_rules(request: Request, agreed: Rules, taken: Collection[str]) -> Rules:
    picked = request.text_of(ALLOWED)
    return check_rules(
        emoji.read_name(request.text_of(EMOJI)),
        None if picked == UNLIMITED else int(picked),
        read_values(request.text_of(VALUES), agreed),
        taken=taken,
    )


def _list_visible(rules: Rules) -> tuple[object, ...]:
    """What people see of rules."""
    return rules.emoji, rules.allowance, rules.offered


async def on_confirm(request: Request) -> None:
    await _decide(request, accept=True)


async def on_decline(request: Request) -> None:
    await _decide(request, accept=False)


async def _decide(request: Request, *, accept: bool) -> None:
    async with request.change() as session:
        await agreement.decide(
            session, request.value, user_id=request.user_id, accept=accept, now=request.now
        )


ACTIONS = {
    ids.RULES: on_change,
    ids.RULES_CONFIRM: on_confirm,
    ids.RULES_DECLINE: on_decline,
}
FORMS = {ids.RULES_FORM: on_form}
