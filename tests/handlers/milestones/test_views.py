"""Each view of a milestone is something that Slack takes, whatever people wrote."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Member, Role, Side, Sides
from bot.kudos.rules import DEFAULT_EMOJI, DEFAULT_VALUES, Rules, Value
from bot.milestones.rules import LONGEST, LONGEST_TITLE, MOST_WEEKS, Prompt, Status, Step
from handlers.milestones import celebration_views, forms, list_views, views
from handlers.milestones.celebration_views import SOLVED_SHOWN, THANKS_SHOWN, Celebration, Way
from handlers.milestones.views import Shown
from sandbox.blockkit import validate_blocks, validate_view
from storage.kudos import Kudos, KudosGiver, KudosReceiver
from storage.milestones import (
    Milestone,
    MilestoneContributor,
    MilestoneReflection,
    MilestoneStep,
)
from storage.milestones_reading import Collected, Solved
from storage.outbox import Message
from storage.problems import Problem
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DUE = date(2026, 11, 12)
LINK = "https://acme.example/archives/C1/p1"
RELATIONSHIP = Relationship(
    id="R1",
    channel_id="C123",
    client_name="A & <Co>",
    vendor_name="Vee",
    bot_present=True,
    archived=False,
)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=LONGEST),
    st.sampled_from(["&" * LONGEST, "word " * 100, "\n" * LONGEST, "<!channel> <@U1>", " "]),
)


def milestone(text: str = "Live & <kicking>", **traits: Any) -> Milestone:
    return Milestone(
        **{
            "id": "a" * 32,
            "relationship_id": "R1",
            "title": " ".join(text.split())[:LONGEST_TITLE] or "x",
            "due": DUE,
            "first_due": DUE,
            "client_owner": "UADA",
            "vendor_owner": "UBEA",
            "client_meaning": text,
            "vendor_meaning": text,
            "yearly": False,
            "status": Status.PLANNED,
            "author": "UAMIR",
            "created_at": NOW,
            "proposed_by": "UADA",
            "proposed_side": Side.CLIENT,
            "proposed_at": NOW,
            "reached_at": NOW,
            **traits,
        }
    )


def step(kind: Step, reason: str = "a <holiday>", seq: int = 1) -> MilestoneStep:
    days = {"from_due": DUE, "to_due": DUE + timedelta(days=8)} if kind is Step.MOVED else {}
    return MilestoneStep(kind=kind, by="UBO", at=NOW, reason=reason, seq=seq, **days)


def shown(status: Status = Status.PLANNED, *steps: MilestoneStep, **traits: Any) -> Shown:
    return Shown(milestone(status=status, **traits), RELATIONSHIP, steps, LINK, LINK)


def kudos(text: str, value: Value | None = None) -> Kudos:
    return Kudos(
        text=text,
        value_id=value.id if value else None,
        givers=[KudosGiver(user_id="UANN")],
        receivers=[KudosReceiver(user_id="UBO", announced=True, side="vendor")],
    )


def reflection(side: Side, worked: str = "calls", keep: str = "the list") -> MilestoneReflection:
    return MilestoneReflection(user_id=f"U{side.upper()}", side=side, worked=worked, keep=keep)


def celebration(
    *thanks: Kudos,
    more: int = 0,
    said: tuple[MilestoneReflection, ...] = (),
    people: int = 1,
    **traits: Any,
) -> Celebration:
    contributors = [
        MilestoneContributor(user_id=f"U{side.upper()}{number}", side=side, position=number)
        for side in Side
        for number in range(people)
    ]
    return Celebration(
        shown(Status.REACHED, **traits),
        DUE,
        Rules(DEFAULT_EMOJI, 5, DEFAULT_VALUES),
        contributors,
        Collected(thanks, len(thanks) + more),
        said,
    )


def way(weeks: int = 3, text: str = "slow", *steps: MilestoneStep, solved: int = 1) -> Way:
    thanks = [
        (
            date(2026, 6, 1) + timedelta(weeks=week),
            {("client", "vendor"): week, ("vendor", "vendor"): 1},
        )
        for week in range(weeks)
    ]
    problems = [Problem(number=number, title=text[:120]) for number in range(solved)]
    return Way(shown(Status.REACHED, *steps), thanks, Solved(problems, solved + 2), 4)


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


@given(TEXTS)
def test_slack_takes_what_stands_before_it_is_reached(text: str) -> None:
    steps = [step(kind, text) for kind in Step] + [step(Step.MOVED, text)] * 10
    problem = Problem(number=3, title=text[:120])
    for status in Status:
        for told in (steps, steps[:-1], [step(Step.NOT_YET, text)]):
            found = Shown(milestone(text, status=status), RELATIONSHIP, told, LINK, None, problem)
            for message in (
                views.card(found),
                *(views.prompt(found, why, about) for why in Prompt for about in ("1", str(DUE))),
                *(views.told(found, one) for one in told),
            ):
                assert message["text"].strip()
                assert validate_blocks(message["blocks"], "message") == []


@given(TEXTS)
def test_slack_takes_a_celebration(text: str) -> None:
    told = [reflection(side, text, text) for side in Side]
    many = [kudos(text)] * THANKS_SHOWN
    steps = [step(Step.MOVED, text)] * 30
    for message in (
        celebration_views.card(celebration(*many, more=9, said=(*told,), people=25)),
        celebration_views.reflections(celebration(said=(*told * 5,))),
        celebration_views.way(way(MOST_WEEKS, text, *steps, solved=SOLVED_SHOWN)),
        celebration_views.chart(way(MOST_WEEKS, text)),
    ):
        assert message is not None
        assert message["text"].strip()
        assert validate_blocks(message["blocks"], "message") == []


@given(TEXTS)
def test_slack_takes_lists_and_forms(text: str) -> None:
    entries = [(milestone(text, id=f"{number:032}"), LINK) for number in range(30)]
    ids = [found.id for found, _ in entries]
    for message in (
        list_views.listing(RELATIONSHIP, entries, entries, steerable=ids),
        list_views.choice(RELATIONSHIP, entries, steerable=ids),
        list_views.planned(milestone(text), RELATIONSHIP),
    ):
        assert validate_blocks(message["blocks"], "message") == []
    one = milestone(text, yearly=True)
    people = [f"U{number}" for number in range(60)]
    sides = Sides("A", "V", (Member("UADA", Side.CLIENT, Role.CONTACT),))
    metadata = {"relationship": "R1"}
    for view in (
        forms.plan_form(RELATIONSHIP, sides, text, metadata, day=DUE),
        forms.edit_form(one, RELATIONSHIP),
        forms.move_form(one, day=DUE),
        forms.not_yet_form(one),
        forms.drop_form(one),
        forms.reached_form(one, RELATIONSHIP, people),
        forms.contributors_form(one, RELATIONSHIP, people),
        forms.reflection_form(one, reflection(Side.CLIENT, text, "")),
        forms.reflection_form(one, None),
    ):
        assert validate_view(view) == []


def test_the_card_says_what_it_means_to_whom_and_what_can_be_done() -> None:
    card = views.card(shown())
    text = str(card)
    assert ":dart: Live & <kicking>" in text, "a header is plain text"
    assert "*Thursday 12 November 2026* · planned by <@UAMIR>" in text
    assert "*A &amp; &lt;Co&gt;* (<@UADA>): Live &amp; &lt;kicking&gt;" in text
    assert "*Vee* (<@UBEA>)" in text
    assert buttons(card) == ["Reached", "Change date", "Edit", "Drop"]
    assert "every year" in str(views.card(shown(yearly=True)))


def test_the_card_tells_of_the_days_it_had_and_why_without_blame() -> None:
    moved = str(views.card(shown(Status.PLANNED, *[step(Step.MOVED)] * 5)))
    assert moved.count("Moved from Thursday 12 November 2026 to Friday 20 November 2026") == 3
    assert "by <@UBO>: a &lt;holiday&gt;" in moved


@pytest.mark.parametrize(
    ("status", "last", "said", "offered"),
    [
        (
            Status.PROPOSED,
            Step.PROPOSED,
            "*A &amp; &lt;Co&gt;* says that it is reached (<@UADA>",
            ["Confirm", "Not yet", "Take back"],
        ),
        (
            Status.PLANNED,
            Step.NOT_YET,
            "<@UBO> says: not yet",
            ["Reached", "Change date", "Edit", "Drop"],
        ),
        (Status.DROPPED, Step.DROPPED, "<@UBO> dropped it", ["Take it up again"]),
        (Status.REACHED, Step.REACHED, f"<{LINK}|Here it is celebrated.>", []),
    ],
)
def test_the_card_shows_how_far_it_is(
    status: Status, last: Step, said: str, offered: list[str]
) -> None:
    card = views.card(shown(status, step(last)))
    assert said in str(card)
    assert buttons(card) == offered


def test_owners_are_asked_until_it_is_settled() -> None:
    about = DUE.isoformat()
    week = views.prompt(shown(), Prompt.WEEK, about)
    assert "A week ahead" in week["text"]
    assert buttons(week) == ["Reached", "Change date"]
    missed = views.prompt(shown(), Prompt.MISSED, about)
    assert "what changed?" in missed["text"]
    assert buttons(missed) == ["Pick a new day", "It is reached", "Raise as a problem", "Drop"]
    moved = views.prompt(shown(due=DUE + timedelta(days=8)), Prompt.MISSED, about)
    assert "planned for Friday 20 November 2026" in str(moved)
    assert buttons(moved) == []
    raised = Shown(milestone(), RELATIONSHIP, (), LINK, None, Problem(number=3, title="Slow"))
    assert buttons(views.prompt(raised, Prompt.MISSED, about)) == [
        "Pick a new day",
        "It is reached",
        "Drop",
    ]
    assert "problem *#3 Slow*" in str(views.prompt(raised, Prompt.MISSED, about))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Step.MOVED, "moved *Live &amp; &lt;kicking&gt;* from Thursday 12 November 2026 to Friday"),
        (Step.NOT_YET, "is not reached yet"),
        (Step.DROPPED, "<@UBO> dropped *Live"),
        (Step.RESTORED, "up again"),
    ],
)
def test_in_the_thread_the_owners_learn_what_was_done(kind: Step, said: str) -> None:
    message = views.told(shown(), step(kind))
    assert said in message["text"]
    assert "For <@UADA> and <@UBEA> to know." in message["text"]
    assert ">a &lt;holiday&gt;" in str(message)
    own = views.told(shown(client_owner="UBO"), step(kind))
    assert "For <@UBEA> to know." in own["text"]


def test_the_question_for_confirmation_is_about_one_proposal() -> None:
    asked = shown(Status.PROPOSED, step(Step.PROPOSED, seq=4))
    assert buttons(views.prompt(asked, Prompt.CONFIRM, "4")) == ["Confirm", "Not yet"]
    assert buttons(views.prompt(asked, Prompt.CONFIRM, "1")) == []
    reached = shown(Status.REACHED, step(Step.REACHED, seq=5))
    assert buttons(views.prompt(reached, Prompt.CONFIRM, "4")) == []


def test_who_does_not_answer_is_asked_once_more_without_blame() -> None:
    asked = shown(Status.PROPOSED, step(Step.PROPOSED, seq=4))
    again = views.prompt(asked, Prompt.AGAIN, "4")
    assert "still waits for your word" in again["text"]
    assert "I do not ask again." in str(again)
    assert buttons(again) == ["Confirm", "Not yet"]
    assert buttons(views.prompt(asked, Prompt.AGAIN, "1")) == []


def test_a_new_owner_reads_what_it_is_and_what_they_can_do() -> None:
    named = views.prompt(shown(), Prompt.NAMED, "1762070400")
    assert "You were named to care for" in named["text"]
    assert "Thursday 12 November 2026" in named["text"]
    assert buttons(named) == ["Reached", "Change date", "Edit", "Drop"]
    assert buttons(views.prompt(shown(Status.DROPPED), Prompt.NAMED, "1762070400")) == []


def test_a_celebration_shows_both_sides_and_collects_for_a_day() -> None:
    listened = next(one for one in DEFAULT_VALUES if one.name == "listened")
    card = celebration_views.card(celebration(kudos("the <night> shift"), kudos("x", listened)))
    text = str(card)
    assert "*A &amp; &lt;Co&gt; and Vee have reached it together.*" in text
    assert "A &amp; &lt;Co&gt;: <@UCLIENT0>\\nVee: <@UVENDOR0>" in text
    assert ":star2: <@UANN> → <@UBO>: the &lt;night&gt; shift" in text
    assert ":ear: <@UANN> → <@UBO>: x" in text
    wordless = celebration_views.card(celebration(kudos("")))
    assert ":star2: <@UANN> → <@UBO>'" in str(wordless)
    assert buttons(card) == [
        "Say thanks",
        "What worked, what we keep",
        "Save as a lesson",
        "Who contributed",
        "Ask the pulse",
    ]
    over = celebration_views.card(celebration(closed_at=NOW, pulse_id="P1"))
    assert buttons(over) == ["Save as a lesson", "Who contributed"]
    late = celebration(due=DUE - timedelta(days=2))
    assert "planned for Tuesday 10 November 2026" in str(celebration_views.card(late))


def test_so_far_only_how_many_wrote_is_told() -> None:
    card = str(celebration_views.card(celebration(said=(reflection(Side.VENDOR),))))
    assert "So far: Vee 1." in card
    assert "the list" not in card


def test_what_both_sides_said_stands_side_by_side() -> None:
    text = str(celebration_views.reflections(celebration(said=(reflection(Side.CLIENT, keep=""),))))
    assert "What worked (<@UCLIENT>)" in text
    assert "What we keep (" not in text
    assert "*Vee* wrote nothing this time." in text


@pytest.mark.parametrize(("people", "words", "fits"), [(60, "word", True), (60, "&" * 500, False)])
def test_however_much_one_side_said_the_other_has_its_room(
    people: int, words: str, fits: bool
) -> None:
    said = (reflection(Side.CLIENT, words, words),) * people + (reflection(Side.VENDOR),)
    message = celebration_views.reflections(celebration(said=said))
    assert validate_blocks(message["blocks"], "message") == []
    text = str(message)
    assert "What worked (<@UVENDOR>)\\n>calls\\nWhat we keep (<@UVENDOR>)\\n>the list" in text
    assert (text.count("(<@UCLIENT>)") == 2 * people) is fits
    assert ("More was said than one message has room for." in text) is not fits


def test_the_way_is_told_in_words_and_drawn_with_the_same_numbers() -> None:
    told = way(3, "slow", step(Step.MOVED))
    text = str(celebration_views.way(told))
    assert "for Thursday 12 November 2026\\n:calendar: Moved from" in text
    assert "Rounds of pulses: 4" in text
    assert "Problems solved together: 3\\n#0 slow\\nand 2 more" in text
    assert (
        "*Kudos by week, from 1 Jun 26 to 15 Jun 26*\\nA &amp; &lt;Co&gt; → Vee: 0 → 1 → 2" in text
    )
    assert "Within Vee: 1 → 1 → 1" in text
    chart = celebration_views.chart(told)
    assert chart is not None
    (drawn,) = chart["blocks"]
    assert drawn["chart"]["axis_config"]["categories"] == ["1 Jun 26", "8 Jun 26", "15 Jun 26"]
    first, second = drawn["chart"]["series"]
    assert [point["value"] for point in first["data"]] == [0, 1, 2]
    assert (first["name"], second["name"]) == ("A & <Co> → Vee", "Within Vee")


def test_nothing_is_drawn_of_one_week_or_of_no_kudos() -> None:
    assert celebration_views.chart(way(1)) is None
    empty = Way(shown(Status.REACHED), [(DUE, {}), (DUE, {})], Solved([], 0), 0)
    assert celebration_views.chart(empty) is None
    assert "No kudos were given" in str(celebration_views.way(empty))


def test_lists_give_buttons_to_those_who_may() -> None:
    entries = [(milestone(), LINK), (milestone(id="b" * 32, status=Status.PROPOSED), None)]
    listed = list_views.listing(RELATIONSHIP, entries, [], steerable={"a" * 32})
    assert buttons(listed) == ["Reached", "Change date", "Plan a milestone"]
    assert str(listed).count(f"<{LINK}|") == 1
    assert "to be confirmed" in str(listed)
    empty = list_views.listing(
        RELATIONSHIP, [], [(milestone(status="reached"), LINK)], steerable=()
    )
    assert "Nothing is planned" in str(empty)
    assert "*Reached lately*" in str(empty)
    assert "no milestone of which you" in str(
        list_views.choice(RELATIONSHIP, entries, steerable=())
    )
    assert (
        "which milestone"
        in str(list_views.choice(RELATIONSHIP, entries, steerable={"a" * 32})).lower()
    )


def test_the_form_for_it_is_reached_says_who_is_asked_next() -> None:
    assert "The other side confirms it" in str(forms.reached_form(milestone(), RELATIONSHIP, []))
    proposed = forms.reached_form(milestone(status=Status.PROPOSED), RELATIONSHIP, ["UADA"])
    assert proposed["submit"]["text"] == "Confirm"
    assert proposed["blocks"][1]["element"]["initial_users"] == ["UADA"]
