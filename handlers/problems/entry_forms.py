"""The forms in which people add to a problem, change what they added, and join ideas. Pure."""

from collections.abc import Sequence

from bot.problems.rules import Kind, Stage
from handlers import blocks, words
from handlers.blocks import Block, View
from handlers.problems import ids, stages
from handlers.problems.step_forms import metadata_of
from storage.problems import Entry, Problem

# What a menu of Slack's takes.
MOST_OPTIONS = 100

HIDDEN = (
    "It stays hidden until both sides have said that this is all, or two working days after the "
    "first idea. Until then only you see it, under *Show all*."
)


def entry_form(
    problem: Problem, stage: Stage, kinds: Sequence[Kind], causes: Sequence[Entry] = ()
) -> View:
    """Add one of these kinds, of which the first is proposed. Ideas are hidden until all are shown.

    `causes` are those of which one may be the reason for another.
    """
    options = [blocks.option(stages.CHOICES[kind], kind) for kind in kinds]
    choice = [blocks.select_input("kind", "What is it?", options, initial=kinds[0])]
    is_hidden = stage is Stage.OPTIONS and not stages.has_shown(problem, stage)
    hidden = [blocks.context(HIDDEN)] if is_hidden else []
    return blocks.modal(
        ids.ENTRY_FORM,
        f"Add {stages.one(kinds[0])}",
        [
            blocks.section(stages.question(problem, stage)),
            *(choice if len(kinds) > 1 else []),
            *_parent_input(causes),
            _text_input(stage),
            *hidden,
        ],
        submit="Add",
        metadata=metadata_of(problem, stage, kind=kinds[0]),
    )


def _text_input(stage: Stage, initial: str = "") -> Block:
    return blocks.text_input(
        "text", "In your own words", initial=initial, multiline=True, hint=stages.HINTS[stage]
    )


def _parent_input(causes: Sequence[Entry]) -> list[Block]:
    """Five whys: what is added explains a cause that stands there already."""
    if not causes:
        return []
    options = [blocks.option(cause.text, cause.id) for cause in causes[-MOST_OPTIONS:]]
    return [
        blocks.select_input(
            "parent",
            "Which cause does it explain?",
            options,
            optional=True,
            hint="Ask why again, five times if you can. Leave it empty to begin a new chain.",
        )
    ]


def hint_of_blame(names: Sequence[str]) -> list[Block]:
    """A word about people who are named as a cause; submitting it again keeps the words."""
    who = words.join_words([blocks.escape(name) for name in names])
    return [
        blocks.section(
            f":seedling: You name {who}. People defend themselves; what happened can be looked at "
            "together. Could it say what was missing, unclear or in the way instead?\n"
            "Change it, or add it again as it is."
        )
    ]


def edit_form(problem: Problem, entry: Entry, kinds: Sequence[Kind], *, page: str) -> View:
    """The author words it anew, says that it is of another kind, or takes it back.

    `page` is that of the record in whose place it stands.
    """
    options = [blocks.option(stages.CHOICES[kind], kind) for kind in kinds]
    ask = blocks.confirm(
        "Take it back?", "Others will see that you took it back, but not the text.", "Take it back"
    )
    return blocks.modal(
        ids.EDIT_FORM,
        "Change it",
        [
            _text_input(Stage(entry.stage), entry.text),
            blocks.select_input("kind", "What is it?", options, initial=entry.kind),
            blocks.actions(
                "problem_withdraw",
                [
                    blocks.button(
                        "Take it back", ids.WITHDRAW, entry.id, style="danger", confirm=ask
                    )
                ],
            ),
        ],
        submit="Change it",
        metadata=metadata_of(problem, Stage(problem.stage), entry=entry.id, page=page),
    )


def merge_form(problem: Problem, ideas: Sequence[Entry]) -> View:
    """Two ideas that are one: the first goes on as the second."""
    options = [blocks.option(idea.text, idea.id) for idea in ideas[:MOST_OPTIONS]]
    return blocks.modal(
        ids.MERGE_FORM,
        "Join two ideas",
        [
            blocks.select_input("entry", "This idea", options),
            blocks.select_input("into", "is part of this one, which stays", options),
        ],
        submit="Join them",
        metadata=metadata_of(problem, Stage(problem.stage)),
    )
