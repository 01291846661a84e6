"""Each view of kudos is something that Slack takes, whatever people wrote."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.people import Member, Side
from bot.kudos.rules import DEFAULT_EMOJI, DEFAULT_VALUES, VALUE, Rules, Value
from handlers.errors import refusal
from handlers.kudos import form_views, list_views, views
from handlers.kudos.filters import PERIODS, Filter
from handlers.kudos.list_views import Entry, Mine
from sandbox.blockkit import validate_blocks, validate_view
from storage.kudos import Kudos, KudosGiver, KudosReceiver, Way
from storage.outbox import Message
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LINK = "https://acme.example/archives/C1/p1"
TEXTS = st.one_of(
    st.text(min_size=1, max_size=3000),
    st.text("&<> \n\u0301", min_size=1, max_size=3000),
    st.sampled_from(["&" * 3000, "word " * 600, "x" * 3000, "\n" * 3000, "👩‍👩‍👧‍👦" * 400, " "]),
)
LONGEST = "&" * 40
RULES = Rules(DEFAULT_EMOJI, 5, DEFAULT_VALUES)
LONG_RULES = Rules(
    "x" * 100, 20, tuple(Value(f"{n:032}", LONGEST[:38] + f"{n:02}", "x" * 100) for n in range(8))
)
LISTENED = next(one for one in DEFAULT_VALUES if one.name == "listened")


def relationship(*, client: str = "Acme", present: bool = True) -> Relationship:
    return Relationship(
        id="R1",
        channel_id="C123",
        client_name=client,
        vendor_name="Vee",
        bot_present=present,
        archived=False,
    )


def kudos(
    text: str,
    receivers: int = 2,
    *,
    givers: int = 1,
    giver_side: Side = Side.CLIENT,
    quiet: int = 0,
    **values: object,
) -> Kudos:
    """Given by UGIVER and others who joined; the last so many receivers are not announced."""
    names = ["UGIVER", *(f"W{number:010}" for number in range(1, givers))]
    return Kudos(
        id="a" * 32,
        relationship_id="R1",
        giver="UGIVER",
        giver_side=giver_side,
        text=text,
        created_at=NOW,
        **{"private": False, "contact_too": False, "way": Way.FORM, "source_gone": False, **values},
        givers=[KudosGiver(user_id=name, side=giver_side) for name in names],
        receivers=[
            KudosReceiver(
                user_id=f"U{number:010}",
                side=list(Side)[number % 2],
                position=number,
                announced=number < receivers - quiet,
            )
            for number in range(receivers)
        ],
    )


def check(message: Message) -> None:
    assert message["text"]
    assert [p.text for p in validate_blocks(message["blocks"], "message")] == []
    assert "<!" not in message["text"].replace("<!date", "")


def words_of(message: Message) -> str:
    """All that stands in sections and in small print."""
    shown = message["blocks"]
    sections = [block["text"]["text"] for block in shown if block["type"] == "section"]
    small = [e["text"] for b in shown if b["type"] == "context" for e in b["elements"]]
    return "\n".join([*sections, *small])


@given(TEXTS, st.integers(1, 400), st.integers(1, 400), st.sampled_from(Side))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_messages_are_taken(text: str, receivers: int, givers: int, side: Side) -> None:
    traits = {"value_id": LONG_RULES.values[0].id, "contact_too": True}
    one = kudos(text, receivers, givers=givers, giver_side=side, **traits)
    where = relationship(client="<!channel> & Sons" * 3)
    check(views.card(one, where, LONG_RULES, None))
    check(views.card(one, where, RULES, LINK))
    for reader in (Member("U0000000000", side), Member("USOMEBODY", side)):
        check(views.private_card(one, where, LONG_RULES, reader, LINK))
    check(views.withdrawn_card(one))
    check(views.hidden_card(one))
    check(views.given(one, where))
    check(views.given(one, relationship(present=False)))
    check(refusal(f"Robo {text[:60]} is a bot.", text))


@given(TEXTS, st.integers(1, 400), st.integers(1, 400))
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_lists_are_taken(text: str, receivers: int, givers: int) -> None:
    where = relationship(client="C" * 60)
    entries = []
    for number in range(10):
        one = kudos(text, receivers, givers=givers, value_id=LONG_RULES.values[0].id)
        one.id = f"{number:032}"
        entries.append(Entry(one, LINK if number % 2 else None, can_take_back=True))
    wanted = Filter("U0000000001", LONG_RULES.values[0].id, "last month")
    check(list_views.page(where, LONG_RULES, wanted, entries, older="x" * 100))
    own = Mine("UGIVER", entries[:5], entries[5:], left=2, quiet=True)
    check(list_views.mine(where, LONG_RULES, own))
    check(list_views.page(where, RULES, Filter(), []))
    check(list_views.mine(where, RULES, Mine("UGIVER", [], [], None, quiet=False)))


@given(TEXTS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_forms_are_taken(text: str) -> None:
    where = relationship(client="C" * 60)
    receivers = [f"U{n:010}" for n in range(20)]
    metadata = {"relationship": "R1"}
    forms = [
        form_views.form(where, LONG_RULES, receivers, metadata, left=0, reason=text),
        form_views.form(where, RULES, [], {**metadata, "collection": "M1"}, left=None),
        form_views.edit_form(kudos(text, value_id=LISTENED.id), RULES),
        form_views.edit_form(kudos(text, way=Way.REACTION), LONG_RULES),
        list_views.search_form(where, LONG_RULES),
    ]
    for form in forms:
        assert [p.text for p in validate_view(form)] == []
    check(views.taken_back())
    check(views.hidden())
    check(views.usage("What is that?"))


@pytest.mark.parametrize("can_take_back", [True, False])
def test_what_can_be_taken_back_has_a_button(can_take_back: bool) -> None:
    entries = [Entry(kudos("help"), None, can_take_back=can_take_back)]
    shown = list_views.page(relationship(), RULES, Filter(), entries)["blocks"]
    assert any("accessory" in block for block in shown) == can_take_back


def test_long_texts_are_shown_whole_on_the_card_and_cut_in_the_list() -> None:
    one = kudos("word & deed " * 240)
    card = words_of(views.card(one, relationship(), RULES, None))
    assert (card.count("word"), card.count("&amp;"), card.count("deed")) == (240, 240, 240)
    page = list_views.page(relationship(), RULES, Filter(), [Entry(one, None)])
    listed = page["blocks"][1]["text"]["text"]
    assert listed.endswith("…")
    assert len(listed) < 600


def test_a_card_names_value_source_and_who_joined() -> None:
    one = kudos("the call", givers=40, value_id=LISTENED.id)
    said = words_of(views.card(one, relationship(), RULES, LINK))
    assert ":ear: listened · About <" in said
    assert "Also thanks: <@W0000000001>" in said
    assert "and 9 more" in said
    one.source_gone = True
    assert "is gone" in words_of(views.card(one, relationship(), RULES, LINK))


def test_the_first_who_still_gives_them_is_named_first() -> None:
    one = kudos("the call", givers=2)
    one.givers[0].withdrawn_at = NOW
    said = words_of(views.card(one, relationship(), RULES, None))
    assert "<@W0000000001> of *Acme* thanks" in said
    assert "UGIVER" not in said
    assert "Also thanks" not in said


def test_who_is_not_announced_is_named_only_to_those_concerned() -> None:
    one = kudos("the call", 2, quiet=1)
    card = words_of(views.card(one, relationship(), RULES, None))
    assert "<@U0000000000>" in card
    assert "U0000000001" not in card
    assert "of *" not in card  # nobody across the border is named
    own = words_of(
        views.private_card(one, relationship(), RULES, Member("U0000000001", Side.VENDOR), None)
    )
    assert "thanks you" in own
    assert "you are not named, as you wish" in own


@pytest.mark.parametrize(
    ("contact_too", "reader", "audience"),
    [
        (False, "U0000000000", "Only to you"),
        (True, "U0000000000", "Only you and the contacts of your side"),
        (True, "UCONTACT", "Only they and the contacts of their side"),
    ],
)
def test_a_private_one_says_who_is_told(contact_too: bool, reader: str, audience: str) -> None:
    one = kudos("the call", 1, private=True, contact_too=contact_too)
    member = Member(reader, Side.CLIENT)
    assert audience in words_of(views.private_card(one, relationship(), RULES, member, None))
    one.withdrawn_at = NOW
    gone = words_of(views.private_card(one, relationship(), RULES, member, None))
    assert "taken back or hidden" in gone
    assert "the call" not in gone


def test_a_direct_message_says_who_joined() -> None:
    one = kudos("the call", 1, givers=2, private=True)
    reader = Member("U0000000000", Side.CLIENT)
    said = words_of(views.private_card(one, relationship(), RULES, reader, None))
    assert "Also thanks: <@W0000000001>" in said
    one.receivers[0].announced = False
    own = Mine("W0000000001", [], [Entry(one, None)], left=None, quiet=False)
    shown = words_of(list_views.mine(relationship(), RULES, own))
    assert "thanks <@U0000000000>, and so does <@W0000000001>" in shown


@pytest.mark.parametrize(
    ("contact_too", "side"), [(False, Side.CLIENT), (True, Side.VENDOR), (True, None)]
)
def test_whom_it_does_not_concern_any_more_reads_nothing_of_it(
    contact_too: bool, side: Side | None
) -> None:
    """Of thanks in a message that was edited; of a contact of another side meanwhile."""
    one = kudos("the call", 1, private=True, contact_too=contact_too)
    reader = Member("UBEFORE", side)
    message = views.private_card(one, relationship(), RULES, reader, LINK)
    assert words_of(message) == message["text"]
    assert message["text"] == "The kudos that stood here are not for you any more."


def test_what_is_hidden_shows_neither_words_nor_names() -> None:
    said = words_of(views.hidden_card(kudos("the secret")))
    assert said == "A contact hid the kudos that stood here."


def test_a_reaction_has_no_words_of_its_own_to_change() -> None:
    blocks = form_views.edit_form(kudos("their words", way=Way.REACTION), RULES)["blocks"]
    assert [block["block_id"] for block in blocks] == [VALUE]


def test_a_retired_value_stays_chosen_but_is_not_offered_anew() -> None:
    retired = Value("old", "was brave", "lion_face", retired=True)
    rules = Rules(DEFAULT_EMOJI, None, (*DEFAULT_VALUES, retired))
    fresh = form_views.form(relationship(), rules, [], {"relationship": "R1"}, left=None)
    changed = form_views.edit_form(kudos("the call", value_id="old"), rules)
    assert "was brave" not in str(fresh)
    assert changed["blocks"][-1]["element"]["initial_option"]["value"] == "old"


@pytest.mark.parametrize(("left", "said"), [(0, "all 5 of today"), (3, "3 of 5 left")])
def test_the_form_says_what_is_left(left: int, said: str) -> None:
    form = form_views.form(relationship(), RULES, [], {"relationship": "R1"}, left=left)
    assert said in str(form)
    form = form_views.form(relationship(), RULES, [], {"relationship": "R1"}, left=None)
    assert "today" not in str(form)


def test_every_period_can_be_searched() -> None:
    form = list_views.search_form(relationship(), RULES)
    options = {o["value"] for o in form["blocks"][-1]["element"]["options"]}
    assert options == {list_views.ANY, *PERIODS}
