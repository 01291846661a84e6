"""The questions of a pulse in words, and the forms that add some. Pure."""

from collections.abc import Sequence

from bot.core.people import Side, Sides
from bot.core.themes import Theme
from bot.pulse.bank import Draw, Entry, draw_of, fill
from bot.pulse.questions import Kind, Question
from handlers import blocks
from handlers.blocks import Block, View, escape
from handlers.pulse import ids
from handlers.pulse.sketch import is_guess

KINDS = {
    Kind.SCALE: "1 to 5",
    Kind.RECOMMEND: "0 to 10",
    Kind.YES_NO: "yes or no",
    Kind.CHOICE: "one of several options",
    Kind.CHOICES: "several options",
    Kind.TEXT: "in words",
}
ALL_THEMES = "all"
NO_THEME = "none"
PERCEPTION = "perception"
FACES = "faces"
MOST_DRAWN = 6
SHORT = 600
NEW_LINE = "\n"


def listing(entries: Sequence[Entry], sides: Sides) -> list[Block]:
    """What is asked, each with a button that takes it out; a guess goes with its question."""
    shown = []
    for place, entry in enumerate(entries):
        if not is_guess(entry):
            button = blocks.button("Remove", f"{ids.PLAN_REMOVE}:{place}", name_entry(place, entry))
            shown.append(blocks.section("\n".join(_describe(entries, place, sides)), button))
    return shown or [blocks.section("No question yet: add the first.")]


def enumerate_lines(entries: Sequence[Entry], sides: Sides) -> str:
    """What is asked as mrkdwn, a line each where both sides read the same."""
    places = (place for place, entry in enumerate(entries) if not is_guess(entry))
    described = (_describe(entries, place, sides) for place in places)
    return "\n".join(f"• {words.replace(NEW_LINE, ' / ')} ({how})" for words, how in described)


def name_entry(place: int, entry: Entry) -> str:
    """What a button carries, so that a second press does not take out what came in its place."""
    return f"{place}:{f'draw {entry.theme}' if isinstance(entry, Draw) else entry.key}"


def _describe(entries: Sequence[Entry], place: int, sides: Sides) -> tuple[str, str]:
    """The entry at that place as mrkdwn: its words for both sides, and how it is answered."""
    entry = entries[place]
    if isinstance(entry, Draw):
        about = f"about {entry.theme}" if entry.theme else "of all themes in turn"
        questions = "question" if entry.count == 1 else "questions"
        return (
            f"*{entry.count} {questions} {about}*",
            f"from the bank{_and_guess(entry.perception)}",
        )
    guessed = place + 1 < len(entries) and is_guess(entries[place + 1])
    kind = KINDS[entry.kind] + (" as faces" if entry.faces else "")
    if entry.options:
        kind = f"{kind}: {', '.join(entry.options)}"
    return _say(entry, sides), f"{_short(kind)}{_and_guess(guessed)}"


def _say(question: Question, sides: Sides) -> str:
    wordings = {
        side: _short(fill(question, side, sides.client_name, sides.vendor_name)) for side in Side
    }
    if wordings[Side.CLIENT] == wordings[Side.VENDOR]:
        return f"*{wordings[Side.CLIENT]}*"
    return "\n".join(f"{_short(sides.name(side))}: *{words}*" for side, words in wordings.items())


def _short(text: str) -> str:
    return escape(blocks.cut(" ".join(text.split()), SHORT))


def _and_guess(asked: bool) -> str:
    return ", and how the other side answers it" if asked else ""


def question_form(metadata: dict[str, str], _sides: Sides) -> View:
    """The form that adds a question in somebody's own words."""
    kinds = [blocks.option(words, kind) for kind, words in KINDS.items()]
    extras = [
        blocks.option("Show the scale as faces", FACES),
        blocks.option("Ask also how the other side answers it", PERCEPTION),
    ]
    return blocks.modal(
        ids.QUESTION_FORM,
        "Add a question",
        [
            blocks.select_input("kind", "Answered with", kinds, initial=Kind.SCALE),
            blocks.text_input("client", "Question", multiline=True),
            blocks.text_input(
                "vendor",
                "In other words for the vendor's people",
                multiline=True,
                optional=True,
                hint="Left empty, both sides read the same.",
            ),
            blocks.text_input(
                "options",
                "Options, one a line",
                multiline=True,
                optional=True,
                hint="2 to 10, where one or several are chosen.",
            ),
            _theme_select(NO_THEME, "None"),
            blocks.checkboxes_input("extras", "Where it is answered from 1 to 5", extras),
        ],
        submit="Add",
        metadata=metadata,
    )


def draw_form(metadata: dict[str, str], sides: Sides) -> View:
    """The form that adds questions of the bank, which are drawn anew for each round."""
    counts = [blocks.option(str(count), str(count)) for count in range(1, MOST_DRAWN + 1)]
    extras = [blocks.option("Ask also how the other side answers them", PERCEPTION)]
    return blocks.modal(
        ids.DRAW_FORM,
        "Add from the bank",
        [
            _theme_select(ALL_THEMES, "All themes in turn"),
            blocks.select_input("count", "Questions in each round", counts, initial="1"),
            blocks.checkboxes_input("extras", "Perception", extras),
            blocks.section("\n".join(_example(theme, sides) for theme in Theme)),
        ],
        submit="Add",
        metadata=metadata,
    )


def _theme_select(without: str, words: str) -> Block:
    themes = [blocks.option(theme.capitalize(), theme) for theme in Theme]
    options = [blocks.option(words, without), *themes]
    return blocks.select_input("theme", "Theme", options, initial=without)


def _example(theme: str, sides: Sides) -> str:
    """What a theme asks, by its first question."""
    first, *others = draw_of(theme)
    wording = fill(first, Side.CLIENT, sides.client_name, sides.vendor_name)
    return f"*{theme.capitalize()}*: {escape(wording)} And {len(others)} more."
