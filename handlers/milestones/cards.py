"""Loads what is shown of milestones, when it is sent."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.calendars import day_in, find_zone, local_moment
from bot.kudos.agreement import load_rules
from bot.milestones import celebrating, rules, service
from bot.milestones.rules import Prompt
from handlers.desk import Desk
from handlers.links import find_link
from handlers.milestones import celebration_views, views
from handlers.milestones.celebration_views import SOLVED_SHOWN, THANKS_SHOWN, Celebration, Way
from handlers.milestones.views import Shown
from storage import milestones, milestones_reading, outbox, problems, relationships
from storage.kudos_reading import load_flow
from storage.outbox import Message

MIDNIGHT = time(0)


async def render_card(session: AsyncSession, milestone_id: str) -> Message:
    return views.card(await _load(session, milestone_id))


def prompt_of(desk: Desk) -> Callable[[AsyncSession, str], Awaitable[Message | None]]:
    """The renderer of what owners are asked, which knows what day it is."""

    async def render_prompt(session: AsyncSession, card_id: str) -> Message | None:
        """None where it is settled, or a reminder too late, before anybody saw it."""
        milestone_id, why, about = card_id.split(":")
        shown, prompt = await _load(session, milestone_id), Prompt(why)
        today = day_in(shown.relationship.tz, desk.clock.now())
        is_late = prompt in rules.REMINDERS and shown.milestone.due < today
        if is_late or not views.is_asked(shown, prompt, about):
            posts = await milestones.list_prompt_posts(session, milestone_id, prompt, about)
            if not any([await outbox.stands_in_slack(session, post) for post in posts]):
                return None
        return views.prompt(shown, prompt, about)

    return render_prompt


async def render_step(session: AsyncSession, card_id: str) -> Message:
    milestone_id, seq = card_id.split(":")
    shown = await _load(session, milestone_id)
    return views.told(shown, next(one for one in shown.steps if one.seq == int(seq)))


async def _load(session: AsyncSession, milestone_id: str) -> Shown:
    milestone = await milestones.get_milestone(session, milestone_id)
    celebration, problem_id = milestone.celebration_post_id, milestone.problem_id
    return Shown(
        milestone,
        await relationships.get_relationship(session, milestone.relationship_id),
        await milestones.list_steps(session, milestone_id),
        link=await find_link(session, milestone.post_id),
        celebration=await find_link(session, celebration) if celebration else None,
        problem=await problems.get_problem(session, problem_id) if problem_id else None,
    )


async def _load_celebration(session: AsyncSession, milestone_id: str) -> Celebration:
    shown = await _load(session, milestone_id)
    return Celebration(
        shown,
        day_in(shown.relationship.tz, _reached_at(shown)),
        await load_rules(session, shown.relationship.id),
        await milestones.list_contributors(session, milestone_id),
        await milestones_reading.load_collected(session, milestone_id, THANKS_SHOWN),
        await milestones.list_reflections(session, milestone_id),
    )


async def render_celebration(session: AsyncSession, milestone_id: str) -> Message:
    return celebration_views.card(await _load_celebration(session, milestone_id))


async def render_reflections(session: AsyncSession, milestone_id: str) -> Message:
    return celebration_views.reflections(await _load_celebration(session, milestone_id))


async def render_way(session: AsyncSession, milestone_id: str) -> Message:
    return celebration_views.way(await _load_way(session, milestone_id))


async def render_chart(session: AsyncSession, milestone_id: str) -> Message | None:
    """None where there is nothing to draw."""
    return celebration_views.chart(await _load_way(session, milestone_id))


async def _load_way(session: AsyncSession, milestone_id: str) -> Way:
    """From the day on which it was planned to the moment at which it was reached."""
    shown = await _load(session, milestone_id)
    relationship, since = shown.relationship, shown.milestone.created_at
    until = _reached_at(shown)
    mondays = rules.list_weeks(since, until, relationship.tz)
    zone = find_zone(relationship.tz)
    ends = [*mondays, mondays[-1] + timedelta(weeks=1)]
    flows = await load_flow(
        session, relationship.id, [local_moment(day, MIDNIGHT, zone) for day in ends]
    )
    return Way(
        shown,
        list(zip(mondays, flows, strict=True)),
        await milestones_reading.load_solved(session, relationship.id, since, until, SOLVED_SHOWN),
        await milestones_reading.count_rounds(session, relationship.id, since, until),
    )


def _reached_at(shown: Shown) -> datetime:
    reached_at = shown.milestone.reached_at
    if reached_at is None:
        raise ValueError("only what is reached is celebrated")
    return reached_at


RENDERERS = {
    service.CARD: render_card,
    service.STEP: render_step,
    celebrating.CARD: render_celebration,
    celebrating.WAY: render_way,
    celebrating.CHART: render_chart,
    celebrating.REFLECTIONS: render_reflections,
}
