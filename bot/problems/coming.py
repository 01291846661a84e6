"""What happens to problems next because it is time."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.problems.deadlines import Due, find_review, find_showing, find_silence, list_chases
from bot.problems.speaking import calendar_of
from storage import problems_due

# Everything that people can agree on lies within a year.
HORIZON = timedelta(days=400)


async def find_coming(session: AsyncSession, now: datetime) -> Due | None:
    """The first thing after that moment, of all problems; None where nothing is planned."""
    later = now + HORIZON
    waiting = await problems_due.list_unanswered(session, later, 0, 0, 0)
    silent = [
        *await problems_due.list_silent(session, later, 0, 0),
        *await problems_due.list_silent(session, later, 1, 0),
    ]
    reviews = await problems_due.list_reviews(session, later.date())
    hidden = await problems_due.list_hidden_due(session, later, 0)
    found = [
        *(
            due
            for proposal, at in waiting
            for due, is_said in list_chases(proposal, calendar_of(at))
            if not is_said
        ),
        *(find_silence(problem, calendar_of(at)) for problem, at in silent),
        *(find_review(problem, calendar_of(at)) for problem, at in reviews),
        *(find_showing(problem, calendar_of(at)) for problem, at in hidden),
    ]
    return min((due for due in found if due is not None and due.at > now), default=None)
