"""The form of a pulse is one that Slack takes, whatever stands in it."""

import json

import pytest

from bot.core.people import Member, Role, Side, Sides
from bot.pulse.bank import TEMPLATES, Draw, find_question, own_question
from bot.pulse.questions import Kind
from handlers.pulse import entry_views, plan_views, schedule_views
from handlers.pulse.plan_views import Setting
from handlers.pulse.sketch import DEFAULTS, Sketch, begin, with_guess
from sandbox.blockkit import validate_view
from storage.pulse_sketches import OwnTemplate
from tests.handlers.pulse.test_views import TEXTS

MANY = tuple(Member(f"U{n}", side) for side in Side for n in range(3))
CONTACTS = (*MANY, Member("U9", Side.CLIENT, Role.CONTACT))
SIDES = Sides("Acme <!channel>", "Vee & Co", MANY)
METADATA = {"relationship": "R" * 32, "sketch": "S" * 32, "form": "V" * 32}


def setting(sides: Sides = SIDES, titles: tuple[str, ...] = ()) -> Setting:
    own = [OwnTemplate(id=f"T{n}", title=title) for n, title in enumerate(titles)]
    return Setting("R1", sides, own, schedule_views.DEFAULT, "Every Friday; next: soon.")


def shown(sketch: Sketch, where: Setting | None = None) -> str:
    """All of a form, checked to be one that Slack takes."""
    view = plan_views.form(where or setting(), sketch, "S" * 32)
    assert validate_view(view) == []
    return json.dumps(view, ensure_ascii=False)


@pytest.mark.parametrize("template", ["own", *(one.key for one in TEMPLATES)])
@pytest.mark.parametrize("is_long", [False, True])
def test_every_template_is_shown(template: str, is_long: bool) -> None:
    began = begin(template, {})
    text = shown(Sketch(template, began.entries, began.fields, is_long=is_long))
    assert "<!channel>" not in text
    assert ("More settings" in text) is not is_long


@pytest.mark.parametrize("text", TEXTS)
def test_any_question_is_shown(text: str) -> None:
    text = text[:2990]
    question = own_question(Kind.SCALE, text, faces=True)
    options = own_question(Kind.CHOICE, text, text[::-1], ["x" * 75, *map(str, range(9))])
    shown(Sketch(entries=(question, options, *with_guess(own_question(Kind.SCALE, text + "?")))))


def test_titles_of_others_are_harmless() -> None:
    text = shown(Sketch(), setting(titles=("<!channel>", "x" * 75)))
    assert "Your own" in text


def test_a_full_pulse_takes_no_more() -> None:
    assert "Add a question" not in shown(Sketch(entries=(Draw(5, None, perception=True), Draw(1))))
    assert "Add a question" in shown(Sketch(entries=(Draw(5, None, perception=True),)))


def test_only_own_templates_are_removed() -> None:
    assert "Remove this template" not in shown(begin("health", {}), setting(titles=("Ours",)))
    assert "Remove this template" in shown(Sketch("T0"), setting(titles=("Ours",)))


def test_an_edited_pulse_begins_with_itself() -> None:
    text = shown(Sketch(entries=(find_question("trust-1"),), pulse_id="P1"))
    assert "Begin with" not in text
    assert "Edit pulse" in text


def test_forms_that_add() -> None:
    for build in (entry_views.question_form, entry_views.draw_form):
        view = build(METADATA, SIDES)
        assert validate_view(view) == []
        assert "<!channel>" not in json.dumps(view)


def test_small_sides_are_offered_what_works() -> None:
    small = Sides("Acme", "Vee", (Member("U1", Side.CLIENT), Member("U2", Side.VENDOR)))
    assert "Fewer than 3 people of Acme and Vee are asked" in shown(Sketch(), setting(small))
    assert "Fewer than 3" not in shown(Sketch())
    contacts = Sketch(fields={**DEFAULTS, "audience": "contacts"})
    assert "Fewer than 3" in shown(contacts, setting(Sides("Acme", "Vee", CONTACTS)))
