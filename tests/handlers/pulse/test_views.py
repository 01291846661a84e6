"""Every message and form of pulses is one that Slack takes, also with extreme texts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.core.people import Member, Side, Sides
from bot.pulse.answers import NOTHING, Answer, Click
from bot.pulse.questions import Kind, Question
from bot.pulse.rounds import Given
from bot.pulse.schedules.occurrences import Occurrence
from handlers.pulse import question_views, views
from handlers.pulse.question_views import Asked
from handlers.pulse.views import Listed
from sandbox.blockkit import validate_blocks, validate_view
from storage.outbox import Message
from storage.pulse import Pulse, Round, Status
from storage.relationships import Relationship

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
NEXT = Occurrence("2026-11-09", {"UANN": NOON})
TEXTS = [
    "How are we?",
    "a\nb\n\n\nc",
    "<!channel> & <@U1> `x` *y* _z_",
    "&" * 3000,
    "شكرا " * 600,
    "🎉" * 1500,
    "x" * 3000,
    " ".join(["word"] * 600),
]
SIDES = Sides("Acme", "Vee", (Member("U1", Side.CLIENT), Member("U2", Side.VENDOR)))


def relationship(name: str = "Acme") -> Relationship:
    return Relationship(id="r1", channel_id="C1", client_name=name, vendor_name="Vee & <Co>")


def pulse(question: str = "How are we?", **changes: object) -> Pulse:
    facts = {
        "id": "p1",
        "number": 1,
        "title": "",
        "questions": [{"kind": "scale", "client": question, "vendor": question}],
        "anonymity": "anonymous",
        "in_channel": False,
        "schedule": {"weekday": 0, "at": "09:00"},
        "open_hours": 24,
        "status": Status.ACTIVE,
        "created_by": "U1",
        "changed_by": "U1",
    }
    return Pulse(**facts | changes)


ASKED = Round(id="0" * 32, closes_at=NOON, anonymity="anonymous", mean_minimum=3, detail_minimum=5)
SCALE = Question(Kind.SCALE, "How are we?", "How are we?")


def asked(wording: str = "How are we?", answer: Answer = NOTHING, **traits: Any) -> Asked:
    return Asked(ASKED, traits.pop("question", SCALE), wording, answer=answer, **traits)


def given(answer: Answer, question: Question = SCALE) -> Given:
    return Given(question, answer, in_channel=True, closes_at=NOON)


def said(message: Message) -> str:
    """All text of a message, checked to be one that Slack takes."""
    assert validate_blocks(message["blocks"], "message") == []
    assert message["text"]
    return str(message)


@pytest.mark.parametrize("text", TEXTS)
def test_messages_hold_any_text(text: str) -> None:
    own, home = pulse(text), relationship("& <Acme>")
    answer = Answer(comment=text).record(Click("1", 3))
    listed = Listed(own, NEXT, NOON)
    shown = [
        said(question_views.question(home, own, asked(text, answer))),
        said(question_views.channel_question(home, own, asked(text))),
        said(question_views.closed(home, own, text)),
        said(question_views.noted(given(answer))),
        said(views.card(listed, SIDES)),
        said(views.planned(listed, SIDES, why_silent="I am not in <#C1>.")),
        said(views.listing([listed] * 1, "r1", "& <Acme>", "Vee")),
    ]
    assert not any("<!channel>" in one or "<@U1> `x`" in one for one in shown)


@pytest.mark.parametrize("text", TEXTS)
def test_forms_hold_any_text(text: str) -> None:
    form = question_views.comment_form(ASKED, SCALE, 0, Answer(comment=text))
    assert validate_view(form) == []
    assert form["blocks"][0]["element"]["initial_value"] == text


def test_a_long_question_and_comment_lose_nothing() -> None:
    words = [f"word{number}" for number in range(400)]
    long = " ".join(words)
    shown = said(
        question_views.question(relationship(), pulse(), asked(long, Answer(comment=long)))
    )
    assert all(shown.count(f"{word} ") + shown.count(f"{word}'") >= 2 for word in words)


def test_the_question_says_anonymous_or_named_and_shows_the_own_answer() -> None:
    home = relationship()
    anonymous = said(question_views.question(home, pulse(), asked()))
    assert "*Anonymous.*" in anonymous
    assert "Withdraw" not in anonymous
    chosen = Answer().record(Click("1", 4))
    of_named = replace(asked(answer=chosen), round=Round(closes_at=NOON, anonymity="named"))
    named = said(question_views.question(home, pulse(), of_named))
    assert "*Named.*" in named
    assert "Your answer: *4 (well)*" in named
    assert "4 ✓" in named
    assert "Withdraw" in named
    assert "Fewer than 3 answers of a side are erased unread" in anonymous
    strict = Round(closes_at=NOON, anonymity="together", mean_minimum=4, detail_minimum=7)
    together = said(question_views.question(home, pulse(), replace(asked(), round=strict)))
    assert "Fewer than 7 answers are erased unread" in together
    silent = said(question_views.question(home, pulse(), asked(answer=Answer(comment="hm"))))
    assert "Pick a number, too" in silent


def test_the_question_names_the_emoji_that_answer_it() -> None:
    text = said(question_views.question(relationship(), pulse(), asked()))
    assert ":one: :two: :three: :four: :five:" in text


def test_a_closed_question_shows_no_answer() -> None:
    message = question_views.closed(relationship(), pulse(), "How?")
    assert "<#C1>" in said(message)
    assert not any(block["type"] == "actions" for block in message["blocks"])


def test_the_list_offers_what_can_be_done() -> None:
    active, paused = (
        Listed(pulse(), NEXT, None),
        Listed(pulse(id="p2", status="paused"), None, None),
    )
    running = Listed(pulse(id="p3", number=3), NEXT, NOON)
    message = views.listing([active, paused, running], "r1", "Acme", "Vee")
    said(message)
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    names = [[element["text"]["text"] for element in row["elements"]] for row in rows]
    assert names == [
        ["Ask now", "Pause", "Skip next", "Results", "Edit", "Stop"],
        ["Ask now", "Resume", "Results", "Edit", "Stop"],
        ["Pause", "Skip next", "Results", "Edit", "Stop"],
        ["New pulse", "Export"],
    ]


def test_an_empty_list_and_a_very_long_one() -> None:
    assert "There are none yet" in said(views.listing([], "r1", "Acme", "Vee"))
    many = [Listed(pulse("&" * 3000, id=f"p{n}", number=n), NEXT, NOON) for n in range(1, 41)]
    assert "There are more: 16, 17" in said(views.listing(many, "r1", "Acme", "Vee"))
    said(views.which("pause", many, "r1", SIDES))


@pytest.mark.parametrize("status", list(Status))
def test_steering_is_answered(status: Status) -> None:
    listed = Listed(pulse(status=status), NEXT, NOON)
    text = said(views.steered(listed))
    assert ("ends normally" in text) is (status != Status.ACTIVE)
    said(views.card(listed, SIDES))


def test_small_sides_are_told_only_where_it_matters() -> None:
    assert "Fewer than 3 people" in said(views.planned(Listed(pulse(), NEXT, None), SIDES))
    named = Listed(pulse(anonymity="named"), NEXT, None)
    assert "Fewer than 3 people" not in said(views.planned(named, SIDES))


def test_what_a_form_would_plan_is_said_with_what_it_leaves_out() -> None:
    christmas = [(date(2026, 12, 25), "Christmas Day")]
    own = pulse(schedule={"weekday": 0, "at": "09:00", "quiet": ["20:00", "07:00"]})
    assert views.preview(Listed(own, NEXT, None, christmas)) == (
        "Every Monday at 09:00 in each person's own time, by direct message, open for 24 hours; "
        "next: Monday 9 November, at 09:00 of each person's own clock. "
        "Left out: Friday 25 December (Christmas Day). "
        "Not on public holidays; nobody is asked from 20:00 to 07:00 where they live."
    )


def test_skipping_is_said_with_the_way_back() -> None:
    own = pulse(skips="2026-11-02")
    listed = Listed(own, NEXT, None, [(date(2026, 11, 2), "skipped")])
    told = said(views.skipped(listed))
    assert "Pulse 1 is not asked on Monday 2 November." in told
    assert "Ask it after all" in told
    assert "Skip next" in said(views.listing([Listed(pulse(), NEXT, None)], "r1", "A", "B"))
    assert "Ask it after all" in said(views.listing([listed], "r1", "A", "B"))


def test_help_and_the_rest() -> None:
    assert "`/pulse new`" in said(views.usage())
    assert "not know" in said(views.usage("I do not know that one."))
    assert "in the channel" in said(views.asked(pulse(in_channel=True), NOON, 0))
    assert "You have no answer" in said(question_views.noted(given(Answer())))


def test_a_pulse_by_direct_message_is_announced_by_the_day_of_each_persons_own_clock() -> None:
    own = said(
        views.planned(Listed(pulse(schedule={"weekday": 0, "at": "10:00"}), NEXT, None), SIDES)
    )
    assert "Monday 9 November, at 10:00 of each person's own clock" in own
    together = said(
        views.planned(Listed(pulse(anonymity="named", in_channel=True), NEXT, None), SIDES)
    )
    assert "<!date^" in together
