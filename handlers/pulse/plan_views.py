"""The form in which a pulse is planned and edited. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.people import Sides
from bot.pulse.bank import TEMPLATES, count_most
from bot.pulse.bank.own import LONGEST_QUESTION
from bot.pulse.figures import MEAN_MINIMUM
from bot.pulse.questions import MOST_QUESTIONS
from bot.pulse.rules import OPEN_HOURS, list_small
from bot.pulse.schedules import Schedule
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.pulse import entry_views, ids, schedule_views
from handlers.pulse.sketch import NEVER, OWN, Sketch
from storage.pulse import Audience
from storage.pulse_sketches import OwnTemplate

# What of a schedule is seen at once; the rest comes with the rarer settings.
FIRST_FIELDS = ("every", "weekday", "day", "at")
LONGEST_TITLE = 75
REMIND_AFTER = (1, 2, 4, 8, 20, 24, 44)
MEAN_MINIMUMS = range(3, 11)
DETAIL_MINIMUMS = range(5, 16)
PURPOSES = {template.key: template.purpose for template in TEMPLATES}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the form stands in: `preview` says the schedule in words, and when it is asked next."""

    relationship_id: str
    sides: Sides
    own: Sequence[OwnTemplate]
    schedule: Schedule
    preview: str


def form(setting: Setting, sketch: Sketch, sketch_id: str = "") -> View:
    """The form; it carries the sketch's id once something in it was changed on our side."""
    metadata = {"relationship": setting.relationship_id}
    metadata |= {"pulse": sketch.pulse_id} if sketch.pulse_id else {}
    metadata |= {"sketch": sketch_id} if sketch_id else {}
    return blocks.modal(
        ids.FORM,
        "Edit pulse" if sketch.pulse_id else "New pulse",
        [
            *_begin(setting, sketch),
            *_asked(setting, sketch),
            *_manner(setting, sketch),
            *_audience(sketch),
            *_when(setting, sketch),
            *_rest(sketch),
        ],
        submit="Save" if sketch.pulse_id else "Plan it",
        metadata=metadata,
    )


def _begin(setting: Setting, sketch: Sketch) -> list[Block]:
    """What it begins with: a template, or a question of one's own."""
    if sketch.pulse_id:
        return [blocks.context("Changes take effect with the next round.")]
    ready = [blocks.option(one.title, one.key) for one in TEMPLATES]
    groups = [("New", [blocks.option("A question of your own", OWN)]), ("Templates", ready)]
    if setting.own:
        groups.append(("Your own", [blocks.option(one.title, one.id) for one in setting.own]))
    select = blocks.select_input("template", "Begin with", groups=groups, initial=sketch.template)
    purpose = PURPOSES.get(sketch.template)
    return [_acting(select, ids.PLAN_TEMPLATE), *([blocks.context(purpose)] if purpose else [])]


def _asked(setting: Setting, sketch: Sketch) -> list[Block]:
    shown = []
    if sketch.has_own_question:
        shown.append(
            blocks.text_input(
                "question",
                "Question, answered from 1 (not at all) to 5 (very well)",
                initial=sketch.text_of("question"),
                multiline=True,
                most=LONGEST_QUESTION,
            )
        )
    if sketch.entries or not sketch.has_own_question:
        shown.append(
            blocks.text_input(
                sketch.block_id("title"),
                "Title",
                initial=sketch.text_of("title"),
                optional=True,
                most=LONGEST_TITLE,
            )
        )
        shown += entry_views.listing(sketch.entries, setting.sides)
    return [*shown, blocks.actions("pulse_plan_tools", _tools(setting, sketch))]


def _tools(setting: Setting, sketch: Sketch) -> list[Block]:
    tools = []
    if count_most(sketch.entries) + sketch.has_own_question < MOST_QUESTIONS:
        tools.append(blocks.button("Add a question", ids.PLAN_ADD))
        tools.append(blocks.button("Add from the bank", ids.PLAN_DRAW))
    tools.append(blocks.button("Save as a template", ids.PLAN_KEEP))
    if any(one.id == sketch.template for one in setting.own):
        sure = blocks.confirm("Remove this template?", "Pulses stay as they are.", "Remove it")
        tools.append(blocks.button("Remove this template", ids.PLAN_FORGET, confirm=sure))
    return tools


def _manner(setting: Setting, sketch: Sketch) -> list[Block]:
    anonymity = blocks.radio_input(
        sketch.block_id("anonymity"),
        "Answers are",
        [
            blocks.option("Anonymous: nobody sees who answered what", "anonymous"),
            blocks.option("Anonymous, and only shown for both sides together", "together"),
            blocks.option("Named: comments are shown with names", "named"),
        ],
        initial=sketch.text_of("anonymity"),
    )
    where = blocks.radio_input(
        sketch.block_id("where"),
        "Asked",
        [
            blocks.option("In direct messages, in each person's own time", "dm"),
            blocks.option("In the channel (named pulses of one question only)", "channel"),
        ],
        initial=sketch.text_of("where"),
    )
    return [anonymity, *_size_notices(setting.sides, sketch), where]


def _size_notices(sides: Sides, sketch: Sketch) -> list[Block]:
    """What is offered to sides that are too small for anonymous results of their own."""
    small = list_small(sides, sketch.text_of("audience"), sketch.fields.get("picked") or ())
    if not small:
        return []
    names = words.join_words([escape(sides.name(side)) for side in small])
    return [
        blocks.context(
            f":information_source: Fewer than {MEAN_MINIMUM} people of {names} are asked: too few "
            "for anonymous results of their own. Pick named, or both sides together."
        )
    ]


def _audience(sketch: Sketch) -> list[Block]:
    select = blocks.select_input(
        sketch.block_id("audience"),
        "Who is asked",
        [
            blocks.option("Everybody on both sides", Audience.EVERYBODY),
            blocks.option("The client's people", Audience.CLIENT),
            blocks.option("The vendor's people", Audience.VENDOR),
            blocks.option("The contacts of both sides", Audience.CONTACTS),
            blocks.option("People whom you pick", Audience.PICKED),
        ],
        initial=sketch.text_of("audience"),
    )
    shown = [_acting(select)]
    if sketch.text_of("audience") == Audience.PICKED:
        picked = sketch.fields.get("picked") or []
        block_id = sketch.block_id("picked")
        people = blocks.users_input(block_id, "These people", initial=picked, optional=True)
        shown.append(_acting(people))
    return shown


def _when(setting: Setting, sketch: Sketch) -> list[Block]:
    """When it is asked; each change tells, so that the words below are true."""
    inputs = schedule_views.schedule_inputs(setting.schedule)
    shown = [one for one in inputs if sketch.is_long or one["block_id"] in FIRST_FIELDS]
    return [
        *(_acting({**one, "block_id": sketch.block_id(one["block_id"])}) for one in shown),
        blocks.section(f":calendar: {setting.preview}"),
    ]


def _rest(sketch: Sketch) -> list[Block]:
    hours = [blocks.option(f"{hours} hours", str(hours)) for hours in OPEN_HOURS]
    open_hours = blocks.select_input(
        sketch.block_id("open_hours"),
        "Answers are taken for",
        hours,
        initial=sketch.text_of("open_hours"),
    )
    if sketch.is_long:
        return [open_hours, *_reminders(sketch), *_minimums(sketch)]
    more = blocks.button("More settings", ids.PLAN_MORE)
    return [open_hours, blocks.actions("pulse_plan_more", [more])]


def _reminders(sketch: Sketch) -> list[Block]:
    after = [
        blocks.option("No reminder", NEVER),
        *(blocks.option(f"After {hours} h", str(hours)) for hours in REMIND_AFTER),
    ]
    return [
        blocks.select_input(
            sketch.block_id("remind"),
            "Remind those who have not answered",
            after,
            initial=sketch.text_of("remind"),
            hint="Never in somebody's quiet hours, and not after “Not this time”.",
        ),
        blocks.select_input(
            sketch.block_id("remind_again"),
            "Remind them once more",
            after,
            initial=sketch.text_of("remind_again"),
        ),
    ]


def _minimums(sketch: Sketch) -> list[Block]:
    details = "Spread, distribution and comments from"
    return [
        _minimum(sketch, "mean_minimum", "A side's mean is shown from", MEAN_MINIMUMS),
        _minimum(sketch, "detail_minimum", details, DETAIL_MINIMUMS),
    ]


def _minimum(sketch: Sketch, name: str, label: str, choices: Sequence[int]) -> Block:
    answers = [blocks.option(f"{count} answers", str(count)) for count in choices]
    return blocks.select_input(sketch.block_id(name), label, answers, initial=sketch.text_of(name))


def _acting(block: Block, action_id: str = ids.PLAN_CHANGE) -> Block:
    """The same input, which tells at once when it is changed."""
    element = {**block["element"], "action_id": f"{action_id}:{block['block_id']}"}
    return {**block, "dispatch_action": True, "element": element}
