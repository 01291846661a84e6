"""What comes next, in words for the clock of the practice room."""

from datetime import UTC, datetime

import pytest

from bot.actions import coming as actions
from bot.milestones import coming as milestones
from bot.milestones.rules import Prompt
from bot.practice.planned import (
    describe_action,
    describe_milestone,
    describe_pulse,
    describe_retro,
)
from bot.pulse import coming as pulses
from bot.retros import coming as retros

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("coming", "said"),
    [
        (pulses.Coming(NOW, 3, people=1), "Pulse 3 asks 1 person"),
        (pulses.Coming(NOW, 3, people=9), "Pulse 3 asks 9 people"),
        (pulses.Coming(NOW, 3, reminds=True), "Pulse 3 reminds who has not answered"),
        (pulses.Coming(NOW, 3), "Pulse 3 closes"),
    ],
)
def test_what_a_pulse_does_next(coming: pulses.Coming, said: str) -> None:
    assert describe_pulse(coming) == said


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        (Prompt.WEEK, "Owners of a milestone are reminded"),
        (Prompt.DAY, "Owners of a milestone are reminded"),
        (Prompt.MISSED, "Owners of a milestone are asked what changed"),
        (Prompt.AGAIN, "A side is asked once more if a milestone is reached"),
        (None, "What a milestone taught is shown"),
    ],
)
def test_what_happens_to_a_milestone_next(prompt: Prompt | None, said: str) -> None:
    assert describe_milestone(milestones.Coming(NOW, prompt)) == said


@pytest.mark.parametrize(
    ("begins", "said"),
    [(True, "A retro begins"), (False, "Facilitators are reminded of a retro")],
)
def test_what_happens_to_a_retro_next(begins: bool, said: str) -> None:
    assert describe_retro(retros.Coming(NOW, begins)) == said


def test_it_is_said_what_is_asked_about_actions_next() -> None:
    assert describe_action(actions.Coming(NOW, helped=False)) == "An action is overdue"
    helped = actions.Coming(NOW, helped=True)
    assert describe_action(helped) == "Somebody is asked if an action helped"
