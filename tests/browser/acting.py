"""What happens outside of the window: the app's own calls, and its views."""

from __future__ import annotations

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Person
from tests.world import World


def slack_of(world: World) -> AsyncWebClient:
    """The Web API with the token of the app."""
    return AsyncWebClient(token=world.inst.bot_token, base_url=world.practice.slack.api_url)


async def open_modal(world: World, person: Person, view: dict[str, Any]) -> None:
    """Before this person, as if they had done something for it."""
    core = world.practice.slack.core
    installation = core.world.installation_of_bot(world.inst.bot_user_id)
    assert installation is not None
    trigger = core.views.issue_trigger(installation, person.id)
    await slack_of(world).views_open(trigger_id=trigger, view=view)
