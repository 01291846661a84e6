"""What is asked and told of messages that become a part of a problem. Pure."""

from collections.abc import Mapping

from bot.problems.marks import DEFAULTS
from bot.problems.rules import Kind, Stage
from handlers import blocks, words
from handlers.blocks import View, cut, escape
from handlers.problems import ids, stages
from storage.outbox import Message
from storage.problems import Problem
from storage.relationships import Relationship

KIND = "kind"
TITLE = "Emoji that mark what is said"
SHORTENED = 600


def form(problem: Problem, text: str, metadata: dict[str, str]) -> View:
    """The form behind the shortcut: what is that message?"""
    usual = stages.USUAL[Stage(problem.stage)]
    options = [blocks.option(stages.CHOICES[kind], kind) for kind in Kind]
    return blocks.modal(
        ids.CAPTURE_FORM,
        "Add to the problem",
        [
            blocks.section(f"*#{problem.number} {escape(cut(problem.title, SHORTENED))}*"),
            *blocks.quotation(cut(text, SHORTENED)),
            blocks.select_input(KIND, "What is it?", options, initial=usual),
        ],
        submit="Add",
        metadata={"problem": problem.id, "relationship": problem.relationship_id, **metadata},
    )


def shown(relationship: Relationship, marks: Mapping[Kind, str], *, may_change: bool) -> Message:
    """The emoji, for one reader."""
    told = [
        blocks.section(f"*{TITLE}*: {escape(relationship.both)}"),
        blocks.section(tell(marks)),
    ]
    if may_change:
        button = blocks.button("Change them", ids.EMOJI, relationship.id)
        told.append(blocks.actions("problem_emoji", [button]))
    else:
        told.append(blocks.context("Contacts of both sides can change them."))
    return blocks.message(TITLE, told)


def tell(marks: Mapping[Kind, str]) -> str:
    """A line for each emoji, in the thread of a problem and nowhere else."""
    if not marks:
        return "No emoji marks anything. The shortcut “Add to the problem” does."
    lines = [f":{emoji}: {stages.one(kind)}" for kind, emoji in marks.items()]
    return "\n".join(
        [
            "React to a message in a problem's thread, and it becomes a part of that problem:",
            *lines,
            "Take the emoji away, and it goes again.",
        ]
    )


def emoji_form(relationship: Relationship, marks: Mapping[Kind, str]) -> View:
    """The form of contacts."""
    explained = (
        "Each of them turns a message in a problem's thread into a part of that problem. None may "
        "mean something else here. What is left empty is not marked."
    )
    return blocks.modal(
        ids.EMOJI_FORM,
        "Emoji of problems",
        [
            blocks.section(explained),
            *(
                blocks.text_input(
                    kind,
                    stages.CHOICES[kind],
                    initial=f":{marks[kind]}:" if kind in marks else "",
                    optional=True,
                    most=100,
                )
                for kind in DEFAULTS
            ),
        ],
        submit="Save",
        metadata={"relationship": relationship.id},
    )


def changed(marks: Mapping[Kind, str], user_id: str) -> Message:
    """Said in the channel: what is read there is everybody's business."""
    head = f"{words.person(user_id)} changed which emoji mark what is said about problems."
    return blocks.message(head, [blocks.section(head), blocks.section(tell(marks))])
