"""Each view of an action is something that Slack takes, whatever people wrote."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.asking import Summary
from bot.actions.rules import LONGEST
from bot.core.people import Side
from handlers.actions import forms, list_views, prompt_views, views
from handlers.actions.list_views import Entry, Filter
from handlers.actions.listing import read_filter
from handlers.blocks import MESSAGE_CHARACTERS
from sandbox.blockkit import validate_blocks, validate_view
from storage.actions import Action, ActionRequest, Answer, Helped, Status
from storage.actions_reading import Origin
from storage.outbox import Message
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DUE = date(2026, 11, 12)
LINK = "https://acme.example/archives/C1/p1"
RELATIONSHIP = Relationship(
    id="R1", channel_id="C123", client_name="A & <Co>", vendor_name="Vee", bot_present=True
)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=LONGEST),
    st.sampled_from(["&" * LONGEST, "word " * 100, "\n" * LONGEST, "<!channel> <@U1>", " "]),
)


def action(text: str = "Call & <listen>", **traits: Any) -> Action:
    return Action(
        **{
            "id": "a" * 32,
            "relationship_id": "R1",
            "side": "client",
            "text": text,
            "owner": "UADA",
            "due": DUE,
            "first_due": DUE,
            "status": Status.OPEN,
            "source_kind": "problem",
            "author": "UANN",
            "changed_by": "UADA",
            "changed_at": NOW,
            **traits,
        }
    )


def request(answer: Answer | None = None) -> ActionRequest:
    return ActionRequest(id="q" * 32, side="client", answer=answer, answered_by="UANN")


def buttons(message: Message) -> list[str]:
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


def words(message: Message) -> str:
    return str(message)


@given(TEXTS)
def test_slack_takes_them_whatever_was_written(text: str) -> None:
    one, moved = action(text), action(text, due=DUE + timedelta(days=1))
    summary = Summary([one] * 30, {Side.CLIENT: 2, Side.VENDOR: 1})
    entries = [
        Entry(action(text, id=f"{number:032}", owner=owner), LINK, Origin(3, text))
        for number, owner in enumerate(["UADA", "UBO"] * 20)
    ]
    reviewed = action(text, review_on=DUE, helped="no", helped_words=text, helped_by="UADA")
    reviewed.helped_at = NOW
    for message in (
        *(views.card(action(text, status=status), RELATIONSHIP) for status in Status),
        *(views.request(request(answer), RELATIONSHIP, one, LINK) for answer in (None, *Answer)),
        *(
            prompt_views.followup(moved, RELATIONSHIP, "D" * 32, not_yet=not_yet, link=None)
            for not_yet in (True, False)
        ),
        views.recap(summary, RELATIONSHIP, DUE),
        views.card(reviewed, RELATIONSHIP),
        *(
            shown(action(text, status=status), RELATIONSHIP, LINK)
            for shown in (prompt_views.overdue, prompt_views.escalation)
            for status in Status
        ),
        prompt_views.review(action(text, review_on=DUE), RELATIONSHIP, DUE.isoformat(), None),
        prompt_views.review(reviewed, RELATIONSHIP, DUE.isoformat(), LINK),
        list_views.listing(
            RELATIONSHIP,
            entries,
            user_id="UADA",
            steerable={found.action.id for found in entries},
            today=DUE,
        ),
        list_views.changed(one, RELATIONSHIP),
        forms.named(one, RELATIONSHIP, None),
    ):
        assert message["text"].strip()
        assert validate_blocks(message["blocks"], "message") == []
    assert validate_view(forms.date_form(one)) == []
    for helped in Helped:
        assert validate_view(forms.helped_form(one, helped, today=DUE)) == []


def test_slack_takes_the_form() -> None:
    form = forms.form(request(), RELATIONSHIP, user_id="UANN", today=DUE)
    assert validate_view(form) == []
    assert "A &amp; &lt;Co&gt;" in str(form)
    assert form["blocks"][3]["element"]["initial_date"] == "2026-11-19"


def test_the_card_says_who_does_it_by_when_and_where_it_stands() -> None:
    card = views.card(action(), RELATIONSHIP)
    assert "A &amp; &lt;Co&gt; will" in words(card)
    assert ">Call &amp; &lt;listen&gt;" in words(card)
    assert "<@UADA>, by Thursday 12 November 2026" in words(card)
    assert "moved" not in words(card)
    assert buttons(card) == ["Done", "Change date", "Drop"]
    moved = views.card(action(due=DUE + timedelta(days=7)), RELATIONSHIP)
    assert "by Thursday 19 November 2026 (moved from Thursday 12 November 2026)" in words(moved)
    done = views.card(action(status=Status.DONE), RELATIONSHIP)
    assert "has done it" in words(done)
    assert "Done: <@UADA>" in words(done)
    assert buttons(done) == ["Reopen"]
    dropped = views.card(action(status=Status.DROPPED), RELATIONSHIP)
    assert "does not do this any more" in words(dropped)
    assert buttons(dropped) == ["Reopen"]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (None, ["Name an action", "Nothing this time"]),
        (Answer.NOTHING, ["Name an action after all"]),
        (Answer.NAMED, []),
    ],
)
def test_the_question_to_contacts_shows_what_was_answered(
    answer: Answer | None, shown: list[str]
) -> None:
    message = views.request(request(answer), RELATIONSHIP, action(), None)
    assert buttons(message) == shown
    assert ("Call &amp;" in words(message)) is (answer is Answer.NAMED)
    assert f"<{LINK}|results>" in words(
        views.request(request(answer), RELATIONSHIP, action(), LINK)
    )


def test_whoever_does_it_is_asked_until_they_say() -> None:
    def followup(one: Action, *, not_yet: bool = False) -> Message:
        return prompt_views.followup(one, RELATIONSHIP, "D1", not_yet=not_yet, link=LINK)

    assert buttons(followup(action())) == ["Done", "Not yet"]
    assert "*Is it done?*" in words(followup(action()))
    assert buttons(followup(action(), not_yet=True)) == ["Done", "Change date", "Drop"]
    assert "Not yet." in words(followup(action(), not_yet=True))
    assert buttons(followup(action(status=Status.DONE), not_yet=True)) == ["Reopen"]
    assert "Not yet." not in words(followup(action(status=Status.DONE), not_yet=True))


def test_where_there_is_much_it_is_said_that_there_is_more() -> None:
    summary = Summary([action()] * 60, {Side.CLIENT: 2})
    recap = words(views.recap(summary, RELATIONSHIP, DUE))
    assert "There are more" in recap
    assert "2 rounds in a row went by without an action" in recap
    assert "There are more" not in words(views.recap(Summary([action()], {}), RELATIONSHIP, DUE))


def test_what_became_of_them_line_by_line() -> None:
    summary = Summary(
        [action(), action(status=Status.DONE, side="vendor")], {Side.CLIENT: 1, Side.VENDOR: 3}
    )
    assert views.lines(summary, RELATIONSHIP, DUE) == [
        ":dart: *A &amp; &lt;Co&gt;*: Call &amp; &lt;listen&gt; · <@UADA> · "
        "open, by Thursday 12 November 2026",
        ":white_check_mark: *Vee*: Call &amp; &lt;listen&gt; · <@UADA> · done",
        ":hourglass: *A &amp; &lt;Co&gt;*: the last round went by without an action",
        ":hourglass: *Vee*: 3 rounds in a row went by without an action",
    ]
    assert views.lines(Summary([], {Side.CLIENT: 0}), RELATIONSHIP, DUE) == []
    (late,) = views.lines(Summary([action()], {}), RELATIONSHIP, DUE + timedelta(days=1))
    assert "*overdue* since Thursday 12 November 2026" in late


def test_the_list_shows_mine_and_ours_and_where_each_came_from() -> None:
    def listing(entries: list[Entry], **chosen: Any) -> Message:
        given = {"user_id": "UADA", "steerable": (), "today": DUE, **chosen}
        return list_views.listing(RELATIONSHIP, entries, **given)

    mine = Entry(action(), LINK, Origin(3, "Late & <loud>"))
    ours = Entry(action(id="b" * 32, owner="UBO", source_kind="retro"), None)
    shown = listing([ours, mine], steerable={"a" * 32})
    assert buttons(shown) == ["Done", "Change date", "Drop", "Mine", "A & <Co>", "Vee"]
    assert words(shown).count(f"<{LINK}|card>") == 1
    assert "problem #3 Late &amp; &lt;loud&gt;" in words(shown)
    assert words(shown).index("*Yours* (1)") < words(shown).index("Vee* (1)")
    assert words(shown).index("problem #3") < words(shown).index("· retro")
    assert "overdue" not in words(shown)
    late = listing([mine, ours], today=DUE + timedelta(days=1))
    assert words(late).count("*overdue* since") == 2
    many = [Entry(action(id=f"{number:032}"), LINK, Origin(3, "")) for number in range(15)]
    long = listing(many, steerable={entry.action.id for entry in many})
    assert words(long).count("|card>") == 15, "Slack takes no message with buttons for all"
    assert buttons(long)[:-3] == ["Done", "Change date", "Drop"] * 5
    assert len(json.dumps(long["blocks"])) < MESSAGE_CHARACTERS
    assert "There are more" in words(listing(many * 4))
    assert "No open actions" in listing([])["text"]
    none = listing([], chosen=Filter.VENDOR)
    assert "on the side of Vee" in words(none)
    assert buttons(none) == ["All", "Mine", "A & <Co>"]


def test_a_filter_is_named_as_people_name_it() -> None:
    for typed, meant in {
        "": Filter.ALL,
        "mine": Filter.MINE,
        "Vendor": Filter.VENDOR,
        "vee": Filter.VENDOR,
        "a & <co>": Filter.CLIENT,
        "whatever": Filter.ALL,
    }.items():
        assert read_filter(typed, RELATIONSHIP) is meant
    assert Filter.MINE.takes(action(), "UADA")
    assert not Filter.MINE.takes(action(), "UANN")
    assert not Filter.VENDOR.takes(action(), "UADA")


def test_who_is_late_is_told_and_sees_what_became_of_it() -> None:
    late = prompt_views.overdue(action(), RELATIONSHIP, LINK)
    assert buttons(late) == ["Done", "Change date", "Drop"]
    assert "was to be done by Thursday 12 November 2026" in words(late)
    done = prompt_views.overdue(action(status=Status.DONE), RELATIONSHIP, LINK)
    assert buttons(done) == ["Reopen"]
    assert "Is it done?" not in words(done)
    told = prompt_views.escalation(action(), RELATIONSHIP, LINK)
    assert "<@UADA> of *A &amp; &lt;Co&gt;* was told so" in words(told)
    assert f"<{LINK}|Its card>" in words(told)
    after = prompt_views.escalation(action(status=Status.DONE), RELATIONSHIP, None)
    assert "has done it" in words(after)


def test_whether_it_helped_is_asked_and_shown_on_the_card() -> None:
    waits = action(review_on=DUE)
    assert "Did it help? Asked on Thursday 12 November 2026" in words(
        views.card(waits, RELATIONSHIP)
    )
    asked = prompt_views.review(waits, RELATIONSHIP, DUE.isoformat(), LINK)
    assert buttons(asked) == ["Yes, it helped", "Not yet", "No"]
    later = DUE + timedelta(days=14)
    said = {"helped_words": "Calls & <quiet>", "helped_by": "UADA", "helped_at": NOW}
    not_yet = action(review_on=later, helped="not_yet", **said)
    assert "asked again on Thursday 26 November 2026" in words(views.card(not_yet, RELATIONSHIP))
    answered = prompt_views.review(not_yet, RELATIONSHIP, DUE.isoformat(), LINK)
    assert buttons(answered) == []
    assert "Not yet" in words(answered)
    helped = views.card(action(review_on=DUE, helped="yes", **said), RELATIONSHIP)
    assert "*It helped* · <@UADA>" in words(helped)
    assert ">Calls &amp; &lt;quiet&gt;" in words(helped)
    dropped = action(review_on=DUE, status=Status.DROPPED)
    assert buttons(prompt_views.review(dropped, RELATIONSHIP, DUE.isoformat(), None)) == []
