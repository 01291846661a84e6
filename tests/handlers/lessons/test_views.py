"""Each view of a lesson is something that Slack takes, whatever people wrote."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Side
from bot.lessons.rules import LONGEST, LONGEST_TAG, MOST_TAGS, LessonDraft, OriginKind, State
from handlers.lessons import forms, list_views, offering, views
from handlers.lessons.export import write_markdown
from handlers.lessons.list_views import About
from handlers.lessons.views import Shown
from sandbox.blockkit import validate_blocks, validate_view
from storage.lessons import Lesson, LessonAddition, Told
from storage.relationships import Relationship

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LINK = "https://acme.example/archives/C1/p1"
HERE = Relationship(
    id="R" * 32, channel_id="C123", client_name="A & <Co>", vendor_name="Vee", tz="Europe/Berlin"
)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=LONGEST),
    st.sampled_from(["&" * LONGEST, "word " * 400, "\n" * LONGEST, "<!channel> <@U1>", " "]),
)


def lesson(text: str = "Watch <the> disk", **traits: Any) -> Lesson:
    return Lesson(
        **{
            "id": "a" * 32,
            "relationship_id": HERE.id,
            "number": 3,
            "origin_kind": OriginKind.PROBLEM,
            "happened": text,
            "learnt": text,
            "now_do": text,
            "theme": "delivery",
            "author": "UANN",
            "side": Side.CLIENT,
            "state": State.PROPOSED,
            "created_at": NOW,
            "edited_at": NOW,
            **traits,
        }
    )


def addition(text: str = "And <memory>", *, objection: bool = False) -> LessonAddition:
    return LessonAddition(
        id="b" * 32,
        lesson_id="a" * 32,
        side=Side.VENDOR,
        author="UBEA",
        words=text,
        objection=objection,
        at=NOW,
    )


def told(text: str = "Watch <the> disk", *, added: int = 1, **traits: Any) -> Told:
    tags = [f"{number}{'<' * (LONGEST_TAG - 1)}" for number in range(MOST_TAGS)]
    return Told(lesson(text, **traits), tags, [addition(text)] * added, 3, 4, "C123", "1.0")


def shown(text: str = "Watch <the> disk", **traits: Any) -> Shown:
    title = " ".join(text.split())[:120]
    return Shown(told(text, **traits), HERE, ["UBO"], title, LINK, LINK)


@given(TEXTS)
def test_slack_takes_every_view(text: str) -> None:
    tags = [f"{number}{'x' * (LONGEST_TAG - 1)}" for number in range(9)]
    rows = [told(text, id=f"{number:032}") for number in range(list_views.LISTED)]
    for message in (
        *(views.card(shown(text, state=state, added=30)) for state in State),
        views.said(addition(text), shown(text)),
        views.asked_anew(shown(text)),
        *(views.question(shown(text, state=state), answered=True) for state in State),
        views.question(shown(text, state=State.JOINT), answered=False),
        list_views.listing(HERE, rows, tags, About("x" * LONGEST_TAG, "trust"), more=True),
        list_views.found(HERE, text, rows[: list_views.FOUND], more=True),
        list_views.found(HERE, text, [], exact=False),
        list_views.unknown(text),
    ):
        assert message["text"].strip()
        assert validate_blocks(message["blocks"], "message") == []
    draft = LessonDraft(text, text, text, tuple(tags), "trust")
    where = {"relationship": HERE.id}
    for view in (
        forms.write_form(draft, where),
        forms.edit_form(lesson(text), tuple(tags)),
        forms.words_form(lesson(text), objection=True),
        forms.words_form(lesson(text), objection=False),
        forms.find_form(where),
    ):
        assert validate_view(view) == []
    offers = list_views.offers([one.lesson for one in rows[:3]], f"milestone:{'a' * 32}")
    assert validate_blocks(offers, "message") == []
    form = forms.find_form(where)
    form["blocks"] = [*offers, *form["blocks"]]
    noted = form
    for useful in (True, False):  # whoever presses the other one reads the last answer only
        thanks = list_views.thanked(3, useful=useful)["blocks"]
        noted = offering.note(noted, rows[0].lesson.id, thanks)
        assert validate_view(noted) == []
        assert len(noted["blocks"]) == len(form["blocks"]) + 1


@pytest.mark.parametrize(
    ("state", "says", "buttons"),
    [
        (State.PROPOSED, "Waits for Vee: <@UBO> can say", "We hold it, too Add Object Edit Retire"),
        (State.JOINT, "Held by both sides: <@UBO> for Vee", "Add Object Edit Retire"),
        (State.OBJECTED, "Vee objects; <@UANN> can change", "We hold it, too Add Edit Retire"),
        (State.RETIRED, "found and offered no more", "Bring it back"),
    ],
)
def test_a_card_says_who_holds_it_and_what_comes_next(
    state: State, says: str, buttons: str
) -> None:
    by = "UBO" if state is State.JOINT else None
    card = views.card(shown(state=state, answered_by=by))
    assert says in str(card)
    assert ">Watch &lt;the&gt; disk" in str(card)
    assert "<@UBEA> (Vee) adds" in str(card)
    assert f"from the problem <{LINK}|Watch &lt;the&gt; disk>" in str(card)
    row = card["blocks"][-1]["elements"]
    assert " ".join(one["text"]["text"] for one in row) == buttons


def test_nothing_yet_says_where_lessons_come_from() -> None:
    empty = str(list_views.listing(HERE, [], [], About(), more=False))
    assert "Nothing is written down yet" in empty
    assert "Older ones" not in empty
    assert "Write a lesson down" in empty
    none = str(list_views.listing(HERE, [], [], About("<x>", "trust"), more=False))
    assert "is about #&lt;x&gt; (trust) yet" in none
    nothing = str(list_views.found(HERE, "<zeppelin>", []))
    assert "says anything about &lt;zeppelin&gt;" in nothing


def test_a_file_holds_peoples_words_and_no_markdown_of_theirs() -> None:
    one = told("# Not a heading\n- [link](x) | *b* <i>", added=1)
    text = write_markdown(HERE, [one], {"UANN": "Ann *", "UBEA": "Bea"})
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# Lessons of A & \\<Co\\> and Vee",
        "## Lesson 3",
        "### What happened",
        "### What we do now",
    ]
    assert "> \\# Not a heading" in lines
    assert "> \\- \\[link\\](x) \\| \\*b\\* \\<i\\>" in lines
    assert "Bea (Vee) adds:" in lines
    assert "- Written down by Ann \\* (A & \\<Co\\>) on 2026-11-02; waiting for the other side" in (
        lines
    )
    assert "- Useful 3 of 4 times that somebody said whether it was" in lines
