"""Who is in a channel, asked of Slack: `conversations.members` and a cached `users.info` for each.

`users.list` would not do: it leaves out the people of the other workspace.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.people import Person
from handlers.desk import Desk
from handlers.notices import learn_person
from handlers.request import Request, lock_relationship
from storage import people, relationships
from storage.relationships import Company, Relationship

FRESH_FOR = timedelta(hours=24)
PAGE = 200
ASKED_AT_ONCE = 5
Result = TypeVar("Result")

UNKNOWN_TO_US = frozenset({"user_not_found", "user_not_visible"})


async def fetch_roster(desk: Desk, client: AsyncWebClient, channel_id: str) -> list[Person]:
    """Everybody in the channel, bots included, in Slack's order. Raises SlackApiError."""
    user_ids = await fetch_member_ids(client, channel_id)
    known = await fetch_people(desk, client, user_ids)
    return [known[user_id] for user_id in user_ids if user_id in known]


async def fetch_member_ids(client: AsyncWebClient, channel_id: str) -> list[str]:
    """The user ids of everybody in the channel, bots included. Raises SlackApiError."""
    user_ids: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_members(
            channel=channel_id, cursor=cursor or None, limit=PAGE
        )
        user_ids.extend(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return user_ids


async def fetch_people(
    desk: Desk, client: AsyncWebClient, user_ids: Sequence[str]
) -> dict[str, Person]:
    """These people by id, asking Slack only about those it was not asked about for a day.

    Raises SlackApiError or aiohttp.ClientError, and keeps what was learned up to then.
    """
    now = desk.clock.now()
    async with desk.database.read() as session:
        found = await people.find_fresh(session, user_ids, now - FRESH_FOR)
    missing = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in found]
    answers = await _ask(client, missing)
    asked = [answer for answer in answers if isinstance(answer, Person)]
    if asked:
        async with desk.database.write() as session:
            for person in asked:
                await learn_person(session, person, now)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return {**found, **{person.user_id: person for person in asked}}


async def change_with_people(
    request: Request,
    user_ids: Sequence[str],
    change: Callable[[AsyncSession, Relationship, Company], Awaitable[Result]],
) -> Result:
    """Change something in the relationship of this act, given these people and who acts.

    The relationship is locked. Mostly everybody is known, and one transaction does. Where Slack has
    to be asked about somebody, that one is undone, and it begins anew with the answer. Raises what
    `lock_relationship` and `fetch_people` raise.
    """
    try:
        return await _change_with_people(request, user_ids, change, asked=False)
    except _NotAllKnown:
        await fetch_people(request.desk, request.client, user_ids)
    return await _change_with_people(request, user_ids, change, asked=True)


class _NotAllKnown(Exception):
    """Ends a transaction that is to begin anew."""


async def _change_with_people(
    request: Request,
    user_ids: Sequence[str],
    change: Callable[[AsyncSession, Relationship, Company], Awaitable[Result]],
    *,
    asked: bool,
) -> Result:
    everybody = {request.user_id, *user_ids}
    async with request.change() as session:
        relationship = await lock_relationship(request, session)
        company = await relationships.load_company(
            session, relationship, everybody, request.now - FRESH_FOR
        )
        if not asked and not company.known.keys() >= set(user_ids):
            raise _NotAllKnown
        return await change(session, relationship, company)


async def _ask(
    client: AsyncWebClient, user_ids: Sequence[str]
) -> list[Person | BaseException | None]:
    turns = asyncio.Semaphore(ASKED_AT_ONCE)

    async def ask(user_id: str) -> Person | None:
        async with turns:
            try:
                answer = await client.users_info(user=user_id)
            except SlackApiError as error:
                if error.response.get("error") in UNKNOWN_TO_US:
                    return None
                raise
        return read_person(answer["user"])

    return await asyncio.gather(*(ask(user_id) for user_id in user_ids), return_exceptions=True)


def read_person(user: dict[str, Any], known: Person | None = None) -> Person:
    """A person from Slack's user object, which is thinner for people of other workspaces.

    What it does not tell stays as it was `known`.
    """
    known = known or Person(user["id"], team_id=None, name=user["id"])
    profile = user.get("profile") or {}
    name = user.get("real_name") or profile.get("real_name") or profile.get("display_name")
    return Person(
        user_id=user["id"],
        team_id=user.get("team_id") or known.team_id,
        name=name or user.get("name") or known.name,
        tz=user.get("tz") or known.tz,
        is_bot=bool(user.get("is_bot", known.is_bot)) or user["id"] == "USLACKBOT",
        deleted=bool(user.get("deleted", known.deleted)),
    )
