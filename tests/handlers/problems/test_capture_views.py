"""What is asked and told of messages that become a part of a problem is something Slack takes."""

from bot.problems.marks import DEFAULTS
from bot.problems.rules import Kind, Stage
from handlers.problems import capture_views
from sandbox.blockkit import validate_blocks, validate_view
from storage.problems import Problem
from storage.relationships import Relationship

RELATIONSHIP = Relationship(id="R1", channel_id="C1", client_name="A & <Co>", vendor_name="Vee")


def test_the_form_quotes_the_message_and_proposes_what_the_stage_is_about() -> None:
    for text in ("It stops & <fails>", "x" * 3000, "\n"):
        problem = Problem(
            id="P" * 32, relationship_id="R1", number=3, title="Late & <loud>", stage=Stage.CAUSES
        )
        form = capture_views.form(problem, text, {"source": "C1:1.1"})
        assert validate_view(form) == []
        chosen = form["blocks"][-1]["element"]
        assert chosen["initial_option"]["value"] == Kind.CAUSE
        assert {one["value"] for one in chosen["options"]} == set(Kind)
        assert "#3 Late &amp; &lt;loud&gt;" in str(form)


def test_the_emoji_are_listed_and_only_contacts_get_the_button() -> None:
    for marks in (DEFAULTS, {}, {Kind.FACT: "our-logo"}):
        assert validate_view(capture_views.emoji_form(RELATIONSHIP, marks)) == []
        for may_change in (True, False):
            shown = capture_views.shown(RELATIONSHIP, marks, may_change=may_change)
            assert validate_blocks(shown["blocks"], "message") == []
            assert ("Change them" in str(shown)) is may_change
        assert validate_blocks(capture_views.changed(marks, "UANN")["blocks"], "message") == []
    assert ":bulb: an idea" in capture_views.tell(DEFAULTS)
    assert "shortcut" in capture_views.tell({})
