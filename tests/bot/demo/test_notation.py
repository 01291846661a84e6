"""Slack's notation becomes text that a person can read."""

from datetime import timedelta

import pytest

from bot.demo.notation import paragraphs, read
from tests.bot.demo.readers import NOON, READER


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@U1ANN> thanks <@U2BO>", "@Ann Berg thanks @Bo Lind"),
        ("<@U9WHO|cy> and <@U8WHO>", "@cy and @U8WHO"),
        ("in <#C1ROOM>, not <#C2|other>", "in #acme-vee, not #other"),
        ("<!here> &lt;!channel&gt;", "@here <!channel>"),
        ("R&amp;D &amp;lt; it", "R&D &lt; it"),
        ("see <https://example.org/a_b_c|this *page*>", "see this *page*"),
        ("see <https://example.org/a_b_c>", "see https://example.org/a_b_c"),
        ("*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"),
        ("2*3*4, a_b_c, 1 * 2 * 3", "2*3*4, a_b_c, 1 * 2 * 3"),
        (":tada: :white_check_mark: :no_such_thing: 10:00:30", "🎉 ✅ :no_such_thing: 10:00:30"),
    ],
)
def test_what_is_sent_is_read(sent: str, seen: str) -> None:
    assert read(sent, READER).plain == seen


def test_marks_become_styles_and_people_wear_their_sides() -> None:
    spans = {
        text.plain[span.start : span.end]: str(span.style)
        for text in [read("*all of <@U2BO>* and `/kudos`", READER)]
        for span in text.spans
    }
    assert spans == {"all of @Bo Lind": "bold", "@Bo Lind": "bold magenta", "/kudos": "bold yellow"}


@pytest.mark.parametrize(
    ("days", "day"),
    [(-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "Wed 4 Nov"), (-30, "Sat 3 Oct")],
)
def test_dates_stand_in_the_zone_of_the_reader(days: int, day: str) -> None:
    at = int((NOON + timedelta(days=days)).timestamp())
    hour = "13:00" if days == -30 else "12:00"  # in October it is still summer time there
    sent = f"until <!date^{at}^{{date_short_pretty}} at {{time}}|2026-11-02 11:00 UTC>."
    assert read(sent, READER).plain == f"until {day} at {hour}."


def test_a_day_is_near_by_the_calendar_of_the_reader() -> None:
    """23:30 UTC is tomorrow in Oslo."""
    at = int((NOON + timedelta(hours=12, minutes=30)).timestamp())
    assert read(f"<!date^{at}^{{date_pretty}} at {{time}}|later>", READER).plain == (
        "tomorrow at 00:30"
    )


def test_quotations_stand_apart() -> None:
    found = paragraphs("He said:\n>one\n&gt;two &gt; one\nso be it", READER)
    assert [(part.quoted, part.text.plain) for part in found] == [
        (False, "He said:"),
        (True, "one\ntwo > one"),
        (False, "so be it"),
    ]
