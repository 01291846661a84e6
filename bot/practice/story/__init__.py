"""Some weeks of a relationship, an act a function; each reads like a screenplay."""

from datetime import datetime

from bot.practice.cast import HOME
from bot.practice.stage import Stage
from bot.practice.story import milestones, promises, rounds, solving, weeks
from bot.practice.story.calendar import plan_days
from bot.practice.story.first_week import play_first_week
from bot.practice.story.yesterday import play_yesterday


async def play_story(stage: Stage, now: datetime) -> None:
    """Play it until `now`, on a stage whose clock stands on its Monday."""
    days = plan_days(now.astimezone(HOME))
    await play_first_week(stage, days)
    await rounds.play_round(stage, days, 0)
    await solving.raise_first(stage, days)
    await weeks.thank_for_counting(stage, days)
    await promises.name_actions(stage, days)
    await milestones.plan_winter(stage, days)
    await milestones.move_winter(stage, days)
    await rounds.play_round(stage, days, 1)
    await solving.find_way(stage, days)
    await weeks.thank_and_talk(stage, days)
    await promises.look_back(stage, days)
    await milestones.reach_winter(stage)
    await rounds.play_round(stage, days, 2)
    await solving.close_first(stage, days)
    await solving.raise_second(stage, days)
    await weeks.thank_for_own_part(stage)
    await promises.name_another(stage, days)
    await milestones.plan_year(stage, days)
    await play_yesterday(stage, days)
    await stage.wait_until(now)
