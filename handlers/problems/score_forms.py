"""The forms in which people score ideas, and say that they see it otherwise. Pure."""

from collections.abc import Mapping, Sequence

from bot.problems.rules import Stage
from handlers import blocks
from handlers.blocks import Block, View, cut, escape
from handlers.problems import ids
from handlers.problems.step_forms import metadata_of
from storage.problems import Entry, Problem
from storage.problems_steps import Dissent

PAGE = 10
SHORTENED = 500
WORDS = {
    "effect": ("1: hardly any", "2", "3: some", "4", "5: it solves it"),
    "effort": ("1: next to none", "2", "3: some", "4", "5: very much"),
}
LABELS = {"effect": "Effect", "effort": "Effort"}

# Effect and effort that somebody gave, by the id of the idea.
Scores = Mapping[str, tuple[int, int]]


def score_form(problem: Problem, ideas: Sequence[Entry], given: Scores, page: int = 0) -> View:
    """Effect and effort of ten ideas; `given` are the reader's own scores until now."""
    pages = -(-len(ideas) // PAGE)
    shown = ideas[page * PAGE : (page + 1) * PAGE]
    of = f" ({page + 1} of {pages})" if pages > 1 else ""
    found: list[Block] = [
        blocks.section(
            "What would it bring, and what would it cost *your side*? Nobody sees your scores "
            "before both sides have scored; then only means and spreads of each side are shown."
        )
    ]
    for number, idea in enumerate(shown, start=page * PAGE + 1):
        found += _idea_blocks(number, idea, given.get(idea.id))
    return blocks.modal(
        ids.SCORE_FORM,
        f"Score the ideas{of}",
        found,
        submit="Next ideas" if page + 1 < pages else "Keep the scores",
        metadata=metadata_of(problem, Stage.EVALUATE, page=str(page)),
    )


def _idea_blocks(number: int, idea: Entry, given: tuple[int, int] | None) -> list[Block]:
    text = f"*{number}.* {escape(cut(idea.text, SHORTENED))}"
    effect, effort = given or (None, None)
    return [
        blocks.divider(),
        blocks.section(text),
        _scale(idea, "effect", effect),
        _scale(idea, "effort", effort),
    ]


def _scale(idea: Entry, what: str, given: int | None) -> Block:
    options = [blocks.option(text, str(value)) for value, text in enumerate(WORDS[what], start=1)]
    return blocks.select_input(
        f"{what}:{idea.id}",
        LABELS[what],
        options,
        initial=None if given is None else str(given),
    )


def read_scores(values: Mapping[str, object]) -> dict[str, tuple[int, int]]:
    """What stands in the form, by the id of the idea."""
    ideas = [name.partition(":")[2] for name in values if name.startswith("effect:")]
    return {
        idea: (int(str(values[f"effect:{idea}"])), int(str(values[f"effort:{idea}"])))
        for idea in ideas
    }


def dissent_form(problem: Problem, said: Dissent | None = None) -> View:
    """Somebody sees it otherwise, and may go along all the same; what they say now replaces what
    they `said` in this round."""
    options = [
        blocks.option("I see it otherwise, and go along with what we decide", "yes"),
        blocks.option("I see it otherwise, and cannot go along", "no"),
    ]
    return blocks.modal(
        ids.DISSENT_FORM,
        "See it otherwise",
        [
            blocks.section("It stays on record with your name, beside the decision."),
            blocks.text_input(
                "words",
                "What do you see otherwise?",
                initial=said.words if said else "",
                multiline=True,
            ),
            blocks.radio_input(
                "commits", "And now?", options, initial="no" if said and not said.commits else "yes"
            ),
        ],
        submit="Put it on record",
        metadata=metadata_of(problem, Stage(problem.stage)),
    )
