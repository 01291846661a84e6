"""What becomes of kudos when the message that they are about is edited or deleted, inside the
caller's transaction. Locks are taken as `bot.kudos.service` says."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.authority import Act, require
from bot.kudos import joining, posting, rules, service
from bot.kudos.agreement import load_rules
from bot.kudos.rules import Draft
from storage import kudos as records
from storage import kudos_rules, kudos_sources
from storage.kudos import Kudos, Way
from storage.relationships import Company, Relationship


async def follow_edit(
    session: AsyncSession,
    channel_id: str,
    ts: str,
    words: str,
    *,
    now: datetime,
    edited_ts: str = "",
) -> None:
    """The message that reactions thank for was edited: the kudos show its words as they are now.

    `edited_ts` is Slack's timestamp of that edit: of several the latest counts.
    """
    found = await kudos_sources.list_by_source(session, channel_id, ts)
    for kudos in await _lock_all(session, [one for one in found if one.way == Way.REACTION]):
        is_old = not rules.is_newer(edited_ts, kudos.source_edited_ts or "")
        if kudos.source_gone or is_old:
            continue
        kudos.source_edited_ts = edited_ts or kudos.source_edited_ts
        if kudos.text != words:
            kudos.text = words
            await posting.redraw(session, kudos, now)


async def follow_deletion(session: AsyncSession, channel_id: str, ts: str, now: datetime) -> None:
    """The message was deleted: its words and the link to it go.

    Kudos that were given by that very message are taken back by whoever wrote it; the words that
    somebody wrote in a form are their own, and stay.
    """
    for kudos in await _lock_all(
        session, await kudos_sources.list_by_source(session, channel_id, ts)
    ):
        if kudos.source_gone:
            continue
        kudos.source_gone = True
        if kudos.way != Way.SHORTCUT:
            kudos.text = ""
        part = kudos.part_of(kudos.giver)
        if kudos.way in (Way.MESSAGE, Way.MENTION) and part is not None:
            await joining.give_up_part(session, kudos, part, "", now)
        await posting.redraw(session, kudos, now)


async def _lock_all(session: AsyncSession, found: Sequence[Kudos]) -> list[Kudos]:
    """Those of them that are still there; nobody else changes them until the transaction ends."""
    locked = [await records.lock_kudos(session, kudos.id) for kudos in found]
    return [kudos for kudos in locked if kudos is not None]


async def follow_rewording(
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    kudos_id: str,
    draft: Draft,
    *,
    now: datetime,
    edited_ts: str = "",
) -> Kudos:
    """The message by which kudos were given was edited: other people, words or value.

    The caller has locked the relationship; `company` are giver and receivers. An older edit than
    the one followed last changes nothing. Where nobody may be named in the channel any more, or
    somebody may be now, the kudos are taken back and given anew where they belong. Raises
    KudosGone, NotOnASide, InvalidInput, or then AllowanceUsed.
    """
    kudos = await service.lock(session, kudos_id)
    if not rules.is_newer(edited_ts, kudos.source_edited_ts or ""):
        return kudos
    member = require(Act.KUDOS_GIVE, company.sides.find(kudos.giver))
    agreed = await load_rules(session, relationship.id)
    thanked = service.check_draft(draft, member, company, agreed, Way(kudos.way))
    named = [one.user_id for one in thanked]
    if named != list(kudos.receiver_ids):
        quiet = await kudos_rules.find_quiet(session, named)
        if kudos.private != (len(quiet) == len(named)):
            return await _give_anew(
                session, relationship, company, kudos, draft, now=now, edited_ts=edited_ts
            )
        await records.replace_receivers(session, kudos, thanked, quiet)
        await posting.tell_privately(session, kudos, relationship, now)
        for part in kudos.standing:
            if part.user_id in named:  # had joined, and is thanked now
                await joining.give_up_part(session, kudos, part, "", now)
    kudos.text, kudos.value_id, kudos.edited_at = draft.reason, draft.value_id, now
    kudos.source_edited_ts = edited_ts or kudos.source_edited_ts
    await posting.redraw(session, kudos, now)
    return kudos


async def _give_anew(
    session: AsyncSession,
    relationship: Relationship,
    company: Company,
    kudos: Kudos,
    draft: Draft,
    *,
    now: datetime,
    edited_ts: str,
) -> Kudos:
    for part in kudos.standing:
        await joining.give_up_part(session, kudos, part, "", now)
    return await service.give(
        session,
        relationship,
        company,
        draft,
        giver=kudos.giver,
        way=Way(kudos.way),
        now=now,
        again=True,
        source=kudos.source,
        acted_at=max(one.acted_ts for one in kudos.givers if one.user_id == kudos.giver),
        words_ts=edited_ts,
    )
