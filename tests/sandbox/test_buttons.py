"""Buttons that stand deeper than in an actions block: cards of a carousel, feedback, icons."""

from __future__ import annotations

from typing import Any

from tests.sandbox.town import Town, bolt_app, running


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def card(number: int) -> dict[str, Any]:
    button = {"type": "button", "text": plain(f"Open {number}"), "action_id": f"open_{number}"}
    return {"type": "card", "title": plain(f"Card {number}"), "actions": [button]}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "verdict",
    "positive_button": {"text": plain("Good"), "value": "good"},
    "negative_button": {"text": plain("Bad"), "value": "bad"},
}
REMOVE = {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "remove"}
BLOCKS = [
    {"type": "carousel", "elements": [card(1), card(2)]},
    {"type": "context_actions", "elements": [FEEDBACK, REMOVE]},
]


async def test_each_of_them_tells_the_app(town: Town) -> None:
    app = bolt_app(town)
    heard: list[tuple[str, str | None]] = []

    for action_id in ("open_1", "open_2", "verdict", "remove"):

        @app.action(action_id)
        async def pressed(ack: Any, action: dict[str, Any]) -> None:
            await ack()
            heard.append((action["action_id"], action.get("value")))

    async with running(town, app):
        await town.client().chat_postMessage(channel=town.room.id, text="Look", blocks=BLOCKS)
        message = (await town.ann.sees(town.room))[-1]
        assert message.buttons == ["Open 1", "Open 2", "Good", "Bad", "Remove"]
        for label in ("Open 2", "Bad", "Remove"):
            await town.ann.presses(message, label)
    assert heard == [("open_2", None), ("verdict", "bad"), ("remove", None)]
