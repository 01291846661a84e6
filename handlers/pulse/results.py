"""`/pulse results` and its button: what was shown of a pulse, for one person of either side."""

from bot.pulse.past import look_back
from handlers.pulse import results_views, trend_views
from handlers.request import Request, require_member
from storage import pulse, relationships


async def show(request: Request, pulse_id: str) -> None:
    """Tell the figures, and then the drawing: one that Slack refuses takes nothing with it."""
    async with request.desk.database.read() as session:
        own = await pulse.get_pulse(session, pulse_id)
        relationship = await relationships.get_relationship(session, own.relationship_id)
        await require_member(request, session, relationship)
        rounds = await look_back(session, own.id, request.now)
    await request.tell(results_views.results(relationship, own, rounds))
    chart = trend_views.chart(relationship, rounds)
    if chart is not None:
        await request.tell(chart)


async def on_button(request: Request) -> None:
    """The button in the list carries the pulse."""
    await show(request, request.value)
