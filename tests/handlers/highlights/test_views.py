"""What people read of highlights."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.highlights.rules import Kind, Thing
from handlers.highlights import ids, views
from handlers.highlights.views import About
from storage.highlights import Highlight, HighlightSwitch
from storage.relationships import Relationship

HERE = Relationship(id="r1", channel_id="C1", client_name="Acme & Sons", vendor_name="Vee")


def highlight(kind: Kind, mark: str = "", thing: Thing | None = None) -> Highlight:
    return Highlight(kind=kind, mark=mark, thing=thing, said_on=date(2026, 11, 2))


def words_of(message: Any) -> str:
    texts = [message["text"]]
    for block in message["blocks"]:
        texts += [part["text"] for part in block.get("elements", []) if "text" in part]
        texts += [block["text"]["text"]] if "text" in block else []
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("said", "about", "expected"),
    [
        (highlight(Kind.PROMISES, "20"), None, "20 promises kept in a row"),
        (highlight(Kind.CALM, "2026-Q3"), None, "In the third quarter of 2026 no problem"),
        (
            highlight(Kind.SWIFT),
            About("Late <b>", "", "https://x/1"),
            "<https://x/1|Late &lt;b&gt;>",
        ),
        (highlight(Kind.SWIFT), About("Late", "", None), "within a week: *Late*."),
        (highlight(Kind.BORDER), About("", "thanks", "https://x/1"), "<https://x/1|Here it is.>"),
        (highlight(Kind.HUNDRED, "300"), None, "thanked 300 times here"),
        (highlight(Kind.TOGETHER, "1"), None, "A year ago Acme &amp; Sons and Vee agreed"),
        (highlight(Kind.TOGETHER, "3"), None, "3 years together"),
        (
            highlight(Kind.MEMORY, "k", Thing.KUDOS),
            About("", "for <calm>", "https://x/1", ["UANN", "UBEA"], ["UBO"]),
            "<@UANN> and <@UBEA> thanked <@UBO> (<https://x/1|the kudos>):",
        ),
        (
            highlight(Kind.MEMORY, "l", Thing.LESSON),
            About("Late", "Ask <early>", None),
            ">Ask &lt;early&gt;",
        ),
        (
            highlight(Kind.MEMORY, "l", Thing.LESSON),
            About("", "Ask early", "https://x/1"),
            "Vee learnt (<https://x/1|the lesson>):",
        ),
        (
            highlight(Kind.MEMORY, "m", Thing.MILESTONE),
            About("Go-live", "", "https://x/1"),
            "Vee reached <https://x/1|Go-live>.",
        ),
    ],
)
def test_a_card(said: Highlight, about: About | None, expected: str) -> None:
    message = views.card(said, HERE, about)
    assert expected in words_of(message)
    assert "/rapport highlights" in words_of(message)
    assert message["blocks"][0]["block_id"] == "highlight"


@pytest.mark.parametrize("kind", [Kind.SWIFT, Kind.BORDER, Kind.MEMORY])
def test_a_card_whose_subject_is_gone_still_says_something(kind: Kind) -> None:
    assert words_of(views.card(highlight(kind), HERE, None))


def buttons(message: Any) -> dict[str, str]:
    found = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    return {button["value"]: button["text"]["text"] for button in found}


def test_contacts_have_a_switch_for_each() -> None:
    off = [
        HighlightSwitch(
            kind=Kind.MEMORY, changed_by="UBO", changed_at=datetime(2026, 11, 2, 8, tzinfo=UTC)
        )
    ]
    listed = views.listing(HERE, off, may_switch=True)
    assert "_Switched off_ by <@UBO>" in words_of(listed)
    shown = buttons(listed)
    assert len(shown) == len(Kind)
    assert shown.pop("r1:memory:on") == "Switch on"
    assert set(shown.values()) == {"Switch off"}
    assert all(value.endswith(":off") for value in shown)
    assert buttons(views.listing(HERE, off, may_switch=False)) == {}
    assert all(name in words_of(listed) for name, _ in views.NAMES.values())
    for block in listed["blocks"]:
        if "accessory" in block:
            assert block["accessory"]["action_id"].startswith(f"{ids.SWITCH}:")


def test_the_answer_to_a_switch_leads_back() -> None:
    answer = views.switched(HERE, Kind.CALM, on=False)
    assert "not said in <#C1> any more" in words_of(answer)
    assert buttons(answer) == {"r1:calm:on": "Switch on"}
