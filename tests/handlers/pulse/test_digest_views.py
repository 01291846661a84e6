"""What a digest says of a closed round, and that Slack takes it."""

import pytest

from bot.core.people import Side
from bot.pulse.comments import PAGE_ENTRIES, paginate
from bot.pulse.figures import Comment, Group
from bot.pulse.questions import MOST_QUESTIONS, Anonymity, Kind, Question
from bot.pulse.trends import Past
from handlers.pulse import digest_views, results_views
from handlers.pulse.digest_views import TookPart
from sandbox.blockkit import validate_blocks
from sandbox.words import words_of
from storage.outbox import Message
from storage.pulse import Pulse
from tests.handlers.pulse.closed import close, home

WELL = Question(Kind.SCALE, "How well?", "How well?", key="well", theme="delivery")
SAFE = Question(Kind.SCALE, "How safe?", "How safe?", key="safe", theme="trust")
ELSE = Question(Kind.TEXT, "What else?", "What else?", key="else")
ALL = {Side.CLIENT: (6, 5), Side.VENDOR: (3, 3)}


def pulse(title: str = "") -> Pulse:
    return Pulse(id="p1", number=1, title=title, questions=[], anonymity="anonymous")


def read(message: Message) -> str:
    """All words of a message, checked to be one that Slack takes."""
    assert validate_blocks(message["blocks"], "message") == []
    assert message["text"]
    return words_of(message["blocks"])


def digest(*rounds: Past, took_part: TookPart = ALL, title: str = "") -> str:
    return read(
        digest_views.digest(home(), pulse(title), rounds, took_part, [], round_id="o", more=False)
    )


def test_one_question() -> None:
    assert digest(close((WELL, [3, 4, 4, 4, 5], [2, 3, 3]))) == (
        ":bar_chart: *Pulse 1*\n"
        "*Acme*: 5 of 6 answered\n"
        "*Vee*: 3 of 3 answered\n"
        "*How well?*\n"
        "Acme: *4.0* of 5 · 5 answered, from 3 to 5\n"
        "`▁▁▄█▄` 3: 1 · 4: 3 · 5: 1\n"
        "Vee: *2.7* of 5 · 3 answered\n"
        "The two views are *1.3* apart.\n"
        "A side's mean is shown from three answers on, its single answers and comments from five; "
        "what is not shown is erased.\n"
        "Anonymous round. 1 is not at all, 5 is very well.\nRaise as a problem"
    )


def test_several_questions_have_a_level_together_and_themes() -> None:
    before = close((WELL, [3, 3, 3], [4, 4, 4]), (SAFE, [2, 2, 2], [4, 4, 4]))
    now = close((WELL, [3, 4, 5], [4, 4, 4]), (SAFE, [2, 2], [4, 4, 4]), week=1)
    text = digest(before, now, title="After the <launch>")
    assert text.startswith(":bar_chart: *Pulse 1: After the &lt;launch&gt;*\n")
    assert (
        "*All scales together*: Acme *4.0* (up 1.5) · Vee *4.0* (as before)\n"
        "Both sides see it alike.\n"
        "Delivery: Acme *4.0* (up 1.0) · Vee *4.0* (as before)\n"
        "Trust: Acme not shown · Vee *4.0* (as before)\n"
    ) in text
    assert "*2. How safe?*\nAcme: 2 answered, too few to show\n" in text
    assert text.endswith("since the same was asked last.\nRaise as a problem")


def test_nobody_answered_and_nobody_was_asked() -> None:
    text = digest(close((WELL, [], [])), took_part={Side.CLIENT: (6, 0), Side.VENDOR: (0, 0)})
    assert "*Acme*: 0 of 6 answered\n*Vee*: nobody was asked\n" in text
    assert "*How well?*\nNobody answered." in text
    assert "erased" not in text


def test_why_both_sides_together_are_not_shown() -> None:
    text = digest(close((WELL, [3, 3], [4]), anonymity=Anonymity.TOGETHER))
    assert "Both sides: 3 answered, too few to show" in text
    assert "Both sides together are shown from five answers on" in text
    assert "both sides are shown only together" in text


def test_what_is_about_right_is_explained() -> None:
    assert "would give them away" in digest(close((WELL, [5, 5, 4], [])))
    assert "would give them away" not in digest(close((WELL, [5, 5, 5], [])))


def test_named_rounds_hide_nothing() -> None:
    text = digest(close((WELL, [3], [4]), anonymity=Anonymity.NAMED))
    assert "Acme: *3.0* of 5 · 1 answered\nVee: *4.0* of 5 · 1 answered\n" in text
    assert "Named round." in text
    assert "erased" not in text


def test_comments_stand_by_question_and_side_with_their_authors() -> None:
    past = close((WELL, [3], [4]), (ELSE, [], []), anonymity=Anonymity.NAMED)
    page = [
        Comment(0, Group.CLIENT, "calm", "U1"),
        Comment(0, Group.CLIENT, "clear\nand kind", "U2"),
        Comment(1, Group.VENDOR, "late"),
    ]
    assert read(digest_views.comment_page(home(), past, page)) == (
        "*Acme* on “How well?”\n<@U1>\n>calm\n"
        "<@U2>\n>clear\n>and kind\n"
        "*Vee* on “What else?”\n>late"
    )
    single = close((WELL, [3], [4]))
    text = read(digest_views.comment_page(home(), single, page[:1]))
    assert text.startswith("Comments from *Acme*\n")


@pytest.mark.parametrize(
    "text", ["<!channel> & *y*", "&" * 3000, "\n" * 2999 + "x", "x" * 3000, "🎉" * 1500]
)
def test_digests_and_pages_stay_within_slacks_limits(text: str) -> None:
    past = close((Question(Kind.SCALE, text, text), [4] * 5, [4] * 5))
    for page in paginate(
        [Comment(0, Group.CLIENT, text)] * 3 + [Comment(0, Group.VENDOR, "x")] * 45
    ):
        message = digest_views.digest(
            home(), pulse(text), [past], ALL, page, round_id="o", more=True
        )
        assert validate_blocks(message["blocks"], "message") == []
        assert "Anonymous round." in read(message), "nothing was cut off at the end"
        assert "<!channel>" not in str(message)
        read(digest_views.comment_page(home(), past, page))
        assert len(page) <= PAGE_ENTRIES


def test_the_longest_pulse_there_can_be() -> None:
    options = tuple(f"{number}{'&' * 70}" for number in range(10))
    question = Question(Kind.CHOICE, "&" * 3000, "<" * 3000, options=options)
    rounds = [
        close(*[(question, [1] * 5, [2] * 5)] * MOST_QUESTIONS, week=week) for week in range(12)
    ]
    message = digest_views.digest(home(), pulse(), rounds, ALL, [], round_id="o", more=True)
    assert "Anonymous round." in read(message)
    read(results_views.results(home(), pulse(), rounds))


def test_results_before_and_after_the_first_round() -> None:
    assert "No round of this pulse is closed yet." in read(
        results_views.results(home(), pulse(), [])
    )
    rounds = [close((WELL, [3, 3, 4], [4, 4, 4]), week=week) for week in range(2)]
    text = read(results_views.results(home(), pulse("Weekly"), rounds))
    assert text.startswith(
        ":bar_chart: *Pulse 1: Weekly* · Acme and Vee\nThe last round was closed"
    )
    assert "Acme: *3.3* of 5 (as before)" in text
    assert "9 Nov: Acme 3.3 · Vee 4.0 · gap 0.7" in text
    assert "Pulse" not in read(results_views.results(home(), pulse(), rounds[:1])).split("\n", 1)[1]
