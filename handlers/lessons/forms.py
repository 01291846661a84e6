"""The forms about lessons. Pure."""

from bot.core.themes import Theme
from bot.lessons import rules
from bot.lessons.rules import LessonDraft
from handlers import blocks, words
from handlers.blocks import Block, View
from handlers.lessons import ids
from storage.lessons import Lesson

EXPLAINED = (
    "Both sides see it, with your name. The other side adds to it or objects, and both hold it "
    "when one of its contacts says so. It comes back where something similar is raised or planned."
)


def write_form(draft: LessonDraft, metadata: dict[str, str]) -> View:
    """A new lesson; what the draft says already stands in the form."""
    return blocks.modal(
        ids.FORM,
        "Write a lesson down",
        [blocks.section(EXPLAINED), *_inputs(draft)],
        submit="Write it down",
        metadata=metadata,
    )


def edit_form(lesson: Lesson, tags: tuple[str, ...]) -> View:
    """Change what a lesson says."""
    draft = LessonDraft(lesson.happened, lesson.learnt, lesson.now_do, tags, lesson.theme)
    note = "The other side is asked again where its words change; tags and theme are free."
    return blocks.modal(
        ids.EDIT_FORM,
        f"Edit lesson #{lesson.number}",
        [blocks.section(note), *_inputs(draft)],
        submit="Save",
        metadata={"lesson": lesson.id, "seen": lesson.version},
    )


def _inputs(draft: LessonDraft) -> list[Block]:
    return [
        _words(rules.HAPPENED, "What happened", draft.happened, optional=True),
        _words(rules.LEARNT, "What we learnt", draft.learnt),
        _words(rules.NOW_DO, "What we do now", draft.now_do, optional=True),
        blocks.text_input(
            rules.TAGS,
            "Tags",
            initial=" ".join(draft.tags),
            optional=True,
            placeholder="export billing",
            hint="By which words would you look for it? Spaces part them.",
        ),
        theme_input(draft.theme),
    ]


def _words(field: str, label: str, initial: str, *, optional: bool = False) -> Block:
    return blocks.text_input(
        field, label, initial=initial, multiline=True, optional=optional, most=rules.LONGEST
    )


def theme_input(chosen: str | None = None) -> Block:
    options = [blocks.option(theme.capitalize(), theme) for theme in Theme]
    return blocks.select_input(rules.THEME, "Theme", options, initial=chosen, optional=True)


def words_form(lesson: Lesson, *, objection: bool) -> View:
    """Add to a lesson, or say what speaks against it."""
    label, hint, submit = (
        (
            "What speaks against it",
            "Both sides see it; who wrote the lesson can change it and ask you again.",
            "Object",
        )
        if objection
        else ("What you add", "Both sides see it on the card, with your name.", "Add")
    )
    return blocks.modal(
        ids.WORDS_FORM,
        "Object to a lesson" if objection else "Add to a lesson",
        [
            *blocks.sections(f"*Lesson #{lesson.number}*\n{words.quote(lesson.learnt)}"),
            blocks.text_input(rules.WORDS, label, multiline=True, most=rules.LONGEST, hint=hint),
        ],
        submit=submit,
        metadata={"lesson": lesson.id, "objection": "yes" if objection else ""},
    )


def find_form(metadata: dict[str, str]) -> View:
    """Look for lessons."""
    return blocks.modal(
        ids.FIND_FORM,
        "Find a lesson",
        [
            blocks.text_input(
                rules.WORDS,
                "Words or #tag",
                optional=True,
                hint="In any order; the last word may be the beginning of one.",
            ),
            theme_input(),
        ],
        submit="Find",
        metadata=metadata,
    )
