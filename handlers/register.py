"""The table of contents: everything the bot listens to, and everything it shows."""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import commands
from handlers.actions import cards as action_cards
from handlers.actions import jobs as action_jobs
from handlers.actions import listeners as actions
from handlers.commands import on_menu
from handlers.desk import Desk
from handlers.ears import Ears
from handlers.highlights import cards as highlight_cards
from handlers.highlights import jobs as highlight_jobs
from handlers.highlights import listeners as highlights
from handlers.kudos import cards as kudos_cards
from handlers.kudos import digest as kudos_digest
from handlers.kudos import hearing as kudos_hearing
from handlers.kudos import jobs as kudos_jobs
from handlers.kudos import joining as kudos_joining
from handlers.kudos import listeners as kudos
from handlers.lessons import cards as lesson_cards
from handlers.lessons import jobs as lesson_jobs
from handlers.lessons import listeners as lessons
from handlers.menu import ids as menu_ids
from handlers.milestones import cards as milestone_cards
from handlers.milestones import jobs as milestone_jobs
from handlers.milestones import listeners as milestones
from handlers.notes import cards as note_cards
from handlers.notes import jobs as note_jobs
from handlers.notes import listeners as notes
from handlers.problems import capture_list as problem_emoji
from handlers.problems import capturing as problem_capturing
from handlers.problems import cards as problem_cards
from handlers.problems import jobs as problem_jobs
from handlers.problems import listeners as problems
from handlers.pulse import cards as pulse_cards
from handlers.pulse import jobs as pulse_jobs
from handlers.pulse import listeners as pulse
from handlers.pulse import reading as pulse_reading
from handlers.pulse import reminders as pulse_reminders
from handlers.relationships import cards as relationship_cards
from handlers.relationships import jobs as relationship_jobs
from handlers.relationships import listeners as relationships
from handlers.request import Request
from handlers.retros import cards as retro_cards
from handlers.retros import jobs as retro_jobs
from handlers.retros import listeners as retros
from handlers.upkeep import forget_old
from storage.outbox import Message

Listener = Callable[[Request], Awaitable[None]]
Renderer = Callable[[AsyncSession, str], Awaitable[Message | None]]
Job = Callable[[Desk, datetime], Awaitable[None]]

ANYTHING = re.compile("")


def join_tables(*tables: Mapping[str, Any]) -> dict[str, Any]:
    """One table from several; two features that use the same name are a mistake."""
    joined: dict[str, Any] = {}
    for table in tables:
        twice = joined.keys() & table.keys()
        if twice:
            raise ValueError(f"used by two features: {', '.join(sorted(twice))}")
        joined.update(table)
    return joined


# Slash commands: what Slack shows while somebody types, and the hint for what may follow.
COMMANDS: dict[str, tuple[str, str]] = {
    "/rapport": (
        "Help, setup, and who is who",
        "help | setup | who | actions | themes | highlights | pulse | kudos | milestone | "
        "problem | lesson | retro",
    ),
    "/pulse": (
        "Ask both sides how it is going",
        "new | now | list | results | export | skip next | pause | resume | stop | away | note",
    ),
    "/kudos": (
        "Thank someone of either side",
        "@someone for what they did | me | list | export | rules | quiet on | help",
    ),
    "/milestone": (
        "Plan what you want to reach together, and celebrate it",
        "what you want to reach | list | done",
    ),
    "/retro": (
        "Look back together, and change what matters most",
        "what it is about | every 4 weeks on Friday at 14:00 | list | show 3 | export 3",
    ),
    "/lesson": (
        "Keep what you learnt together, and find it again",
        "what you learnt | find words | list | show 3 | retire 3 | export",
    ),
    "/problem": (
        "Raise a problem and solve it together",
        "what happens | list | mine | show 3 | export 3 | emoji | help",
    ),
}

# Message shortcuts by callback id: their name in the menu of a message, and what they do.
SHORTCUT_NAMES: dict[str, tuple[str, str]] = {
    "give_kudos": ("Give kudos", "Thank the author of this message"),
    "raise_problem": ("Raise as a problem", "Solve together what this message is about"),
    "add_to_problem": ("Add to the problem", "Keep this message on the problem of its thread"),
    "save_lesson": ("Save as a lesson", "Write down what this message taught you"),
}

ACTIONS: dict[str, Listener] = join_tables(
    {menu_ids.MENU: on_menu},
    commands.ACTIONS,
    relationships.ACTIONS,
    pulse.ACTIONS,
    kudos.ACTIONS,
    kudos_hearing.ACTIONS,
    kudos_joining.ACTIONS,
    problems.ACTIONS,
    problem_emoji.ACTIONS,
    notes.ACTIONS,
    actions.ACTIONS,
    milestones.ACTIONS,
    retros.ACTIONS,
    lessons.ACTIONS,
    highlights.ACTIONS,
)

FORMS: dict[str, Listener] = join_tables(
    relationships.FORMS,
    pulse.FORMS,
    kudos.FORMS,
    problems.FORMS,
    problem_capturing.FORMS,
    problem_emoji.FORMS,
    notes.FORMS,
    actions.FORMS,
    milestones.FORMS,
    retros.FORMS,
    lessons.FORMS,
)

SHORTCUTS: dict[str, Listener] = join_tables(
    kudos.SHORTCUTS, problem_capturing.SHORTCUTS, lessons.SHORTCUTS
)

# Jobs of one line look in this order; what asks Slack has a line of its own, for it may take long.
JOBS: tuple[tuple[Job, ...], ...] = (
    (
        pulse_jobs.close_rounds,
        pulse_jobs.open_rounds,
        pulse_jobs.ask_participants,
        pulse_jobs.remind_participants,
        action_jobs.follow_up,
    ),
    (pulse_reading.read_back, action_jobs.ask_contacts),
    (action_jobs.tell_overdue, action_jobs.ask_if_helped),
    (kudos_jobs.tell_weeks,),
    (relationship_jobs.match_rosters,),
    (
        note_jobs.show_notes,
        note_jobs.close_quiet,
        note_jobs.deliver_answers,
        note_jobs.wipe_closed,
    ),
    (highlight_jobs.look_for_highlights, highlight_jobs.withdraw_memories),
    (
        milestone_jobs.remind_owners,
        milestone_jobs.ask_what_changed,
        milestone_jobs.ask_again,
        milestone_jobs.close_celebrations,
    ),
    (lesson_jobs.ask_contacts,),
    (retro_jobs.begin_retros, retro_jobs.remind_of_retros),
    (
        problem_jobs.chase_answers,
        problem_jobs.notice_silence,
        problem_jobs.bring_reviews,
        problem_jobs.show_ideas,
    ),
    (forget_old,),
)


def renderers(desk: Desk) -> dict[str, Renderer]:
    """How each kind of card becomes a message."""
    return join_tables(
        {
            "proposal": relationship_cards.render_proposal,
            "introduction": relationship_cards.introduction_of(desk),
            "setup_change": relationship_cards.render_change,
            "milestone_prompt": milestone_cards.prompt_of(desk),
        },
        pulse_cards.RENDERERS,
        pulse_reminders.RENDERERS,
        kudos_cards.RENDERERS,
        kudos_digest.RENDERERS,
        problem_cards.RENDERERS,
        note_cards.RENDERERS,
        action_cards.RENDERERS,
        milestone_cards.RENDERERS,
        retro_cards.RENDERERS,
        lesson_cards.RENDERERS,
        highlight_cards.RENDERERS,
    )


def register(app: AsyncApp, desk: Desk) -> None:
    """Give the app its listeners: one for each thing Slack can say, which looks it up above."""
    ears = Ears(desk, actions=ACTIONS, forms=FORMS, shortcuts=SHORTCUTS)
    app.use(ears.clean)
    app.command(ANYTHING)(ears.hear_command)
    app.action(ANYTHING)(ears.hear_click)
    app.view(ANYTHING)(ears.hear_form)
    app.view_closed(ANYTHING)(ears.hear_closing)
    app.shortcut(ANYTHING)(ears.hear_shortcut)
    app.event(ANYTHING)(ears.hear_event)
