"""What people read who are away, who want no reminder, and who pick countries: Slack takes it."""

from datetime import UTC, date, datetime

from bot.core.public_holidays import list_countries
from bot.pulse.audience import Throttle
from handlers.pulse import away_views, holiday_views, reminder_views
from sandbox.blockkit import validate_blocks, validate_view
from storage.pulse import Pulse, Round
from storage.relationships import Relationship

FRIDAY = date(2026, 11, 6)
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
HOME = Relationship(id="r1", client_name="A & <B>" * 20, vendor_name="Vee", client_country="AX")


def test_the_form_begins_with_what_was_said_before() -> None:
    for until, shown in ((None, "2026-11-07"), (date(2026, 12, 1), "2026-12-01")):
        view = away_views.form(until, FRIDAY)
        assert validate_view(view) == []
        assert view["blocks"][0]["element"]["initial_date"] == shown


def test_away_and_back() -> None:
    gone = away_views.gone(FRIDAY)
    assert validate_blocks(gone["blocks"], "message") == []
    assert "until the end of Friday 6 November 2026" in gone["text"]
    assert "there again" in away_views.back()["text"]


def test_whoever_is_there_and_was_asked_is_told_nothing() -> None:
    assert away_views.standing(None, [], Throttle()) == []


def test_why_somebody_is_not_asked() -> None:
    shown = away_views.standing(FRIDAY, [2, 3], Throttle(3, 7))
    assert validate_blocks(shown, "message") == []
    assert "until the end of Friday 6 November" in str(shown)
    assert "Pulses 2 and 3 left you out this time: you were asked in 3 rounds" in str(shown)


def test_the_form_of_countries_holds_all_of_them() -> None:
    view = holiday_views.form(HOME, list_countries())
    assert validate_view(view) == []
    client, vendor = (block["element"] for block in view["blocks"][1:])
    assert client["initial_option"]["value"] == "AX"
    assert vendor["initial_option"]["value"] == "none"
    groups = {group["label"]["text"]: group["options"] for group in client["option_groups"]}
    assert "Åland Islands" in [option["text"]["text"] for option in groups["A"]]
    assert sum(map(len, groups.values())) == len(list_countries()) + 1


def test_which_countries_are_kept() -> None:
    kept = holiday_views.kept(HOME, list_countries())["text"]
    assert "Åland Islands (A &amp; &lt;B&gt;" in kept
    assert "No country" in holiday_views.kept(Relationship(), {})["text"]


def test_a_reminder_leads_to_the_question() -> None:
    asked = Round(id="0" * 32, closes_at=NOON, questions=[{}, {}])
    own = Pulse(number=1)
    told = reminder_views.reminder(HOME, own, asked, position=1, link="https://x.example/p1")
    assert validate_blocks(told["blocks"], "message") == []
    assert "<https://x.example/p1|question 2 of 2>" in str(told)
    unknown = reminder_views.reminder(HOME, own, asked, position=0, link=None)
    assert "question 1 of 2." in str(unknown)
