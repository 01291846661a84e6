"""Each view of kudos is something that Slack takes, whatever people wrote."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.people import Side
from handlers.errors import refusal
from handlers.kudos import views
from sandbox.blockkit import validate_blocks, validate_view
from storage.kudos import Kudos, KudosReceiver
from storage.outbox import Message
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=3000),
    st.text("&<> \n\u0301", min_size=1, max_size=3000),
    st.sampled_from(["&" * 3000, "word " * 600, "x" * 3000, "\n" * 3000, "👩‍👩‍👧‍👦" * 400, " "]),
)


def relationship(*, client: str = "Acme", present: bool = True) -> Relationship:
    return Relationship(
        id="R1", channel_id="C123", client_name=client, vendor_name="Vee", bot_present=present
    )


def kudos(text: str, receivers: int = 2, *, giver_side: Side = Side.CLIENT) -> Kudos:
    return Kudos(
        id="a" * 32,
        relationship_id="R1",
        giver="UGIVER",
        giver_side=giver_side,
        text=text,
        created_at=NOW,
        receivers=[
            KudosReceiver(
                user_id=f"U{number:010}",
                side=list(Side)[number % 2],
                position=number,
                announced=True,
            )
            for number in range(receivers)
        ],
    )


def check(message: Message) -> None:
    assert message["text"]
    assert [p.text for p in validate_blocks(message["blocks"], "message")] == []
    assert "<!" not in message["text"].replace("<!date", "")


@given(TEXTS, st.integers(1, 400), st.sampled_from(Side))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_messages_are_taken(text: str, receivers: int, side: Side) -> None:
    one = kudos(text, receivers, giver_side=side)
    where = relationship(client="<!channel> & Sons" * 3)
    check(views.card(one, where, None))
    check(views.card(one, where, "https://acme.example/archives/C1/p1"))
    check(views.withdrawn_card(one))
    check(views.given(one, where))
    check(views.given(one, relationship(present=False)))
    check(refusal(f"Robo {text[:60]} is a bot.", text))


@given(TEXTS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_form_and_the_list_are_taken(text: str) -> None:
    where = relationship(client="C" * 60)
    form = views.form(where, [f"U{n:010}" for n in range(20)], {"relationship": "R1"})
    assert [p.text for p in validate_view(form)] == []
    entries = []
    for number in range(10):
        one = kudos(text)
        one.id = f"{number:032}"
        entries.append((one, "https://acme.example/archives/C1/p1" if number % 2 else None))
    check(views.latest(where, entries, "UGIVER"))
    check(views.latest(where, entries, "USOMEBODY"))
    check(views.latest(where, [], "UGIVER"))
    check(views.taken_back())
    check(views.help_text())


@pytest.mark.parametrize(("reader", "buttons"), [("UGIVER", 1), ("USOMEBODY", 0)])
def test_only_the_giver_is_offered_the_way_back(reader: str, buttons: int) -> None:
    shown = views.latest(relationship(), [(kudos("help"), None)], reader)["blocks"]
    assert sum("accessory" in block for block in shown) == buttons


def test_long_texts_are_shown_whole_on_the_card_and_cut_in_the_list() -> None:
    one = kudos("word & deed " * 240)
    card = "".join(b["text"]["text"] for b in views.card(one, relationship(), None)["blocks"])
    assert (card.count("word"), card.count("&amp;"), card.count("deed")) == (240, 240, 240)
    listed = views.latest(relationship(), [(one, None)], "USOMEBODY")["blocks"][1]["text"]["text"]
    assert listed.endswith("…")
    assert len(listed) < 600
