"""Lists of lessons, what was found, and what is offered because it may help. Pure."""

from collections.abc import Sequence

from bot.lessons.rules import State
from handlers import blocks, words
from handlers.blocks import Block, cut, escape
from handlers.lessons import ids
from storage.lessons import Lesson, Told
from storage.outbox import Message
from storage.relationships import Relationship

LISTED = 10
FOUND = 8
TAGS_SHOWN = 5
SHORTENED = 300

MARKS = {
    State.PROPOSED: ":hourglass_flowing_sand:",
    State.JOINT: ":handshake:",
    State.OBJECTED: ":raised_hand:",
    State.RETIRED: ":card_file_box:",
}

HELP = (
    "`/lesson watch the disk on Mondays`  write a lesson down; a form asks for the rest\n"
    "`/lesson find disk | #tag | trust`  look for words, a tag or a theme\n"
    "`/lesson list`  the newest\n"
    "`/lesson show 3`  one of them, with its buttons\n"
    "`/lesson retire 3`  it is not true any more\n"
    "`/lesson export`  all of them as a file"
)


def listing(
    relationship: Relationship, told: Sequence[Told], tags: Sequence[str], *, more: bool
) -> Message:
    """The newest lessons; `more` says whether there are earlier ones."""
    names = escape(relationship.both)
    shown = [blocks.section(f"*Lessons of {names}*")]
    if not told:
        shown.append(
            blocks.section(
                "Nothing is written down yet. A lesson comes from a problem that was solved, a "
                "milestone, a retro, a message, or simply from you."
            )
        )
    shown += [_row(one) for one in told]
    if tags:
        shown.append(blocks.actions("lesson_tags", _tag_buttons(relationship, tags)))
    earlier = f"{relationship.id}:{told[-1].lesson.number}" if more else ""
    shown.append(blocks.actions("lesson_acts", _act_buttons(relationship, earlier)))
    return blocks.message(f"Lessons of {names}", shown)


def _row(one: Told) -> Block:
    lesson = one.lesson
    mark = MARKS[State(lesson.state)]
    marks = " ".join([*([f"_{lesson.theme}_"] if lesson.theme else []), *_tags(one.tags)])
    used = f" · useful {one.useful} of {one.uses}" if one.uses else ""
    line = f"{mark} *#{lesson.number}* {escape(cut(lesson.learnt, SHORTENED))}"
    small = f"\n{marks}{used}" if marks or used else ""
    button = blocks.button(
        "Show",
        f"{ids.SHOW}:{lesson.id}",
        lesson.id,
        label=f"Show lesson number {lesson.number}",
    )
    return blocks.section(line + small, button)


def _tags(tags: Sequence[str]) -> list[str]:
    return [escape(f"#{tag}") for tag in tags]


def _tag_buttons(relationship: Relationship, tags: Sequence[str]) -> list[Block]:
    return [
        blocks.button(f"#{tag}", f"{ids.TAG}:{number}", f"{relationship.id}:{tag}")
        for number, tag in enumerate(tags[:TAGS_SHOWN])
    ]


def _act_buttons(relationship: Relationship, earlier: str) -> list[Block]:
    return [
        *([blocks.button("Earlier", ids.EARLIER, earlier)] if earlier else []),
        blocks.button("Find", ids.FIND, relationship.id),
        blocks.button("Write a lesson down", ids.NEW, relationship.id),
        blocks.button("Export", ids.EXPORT, relationship.id),
    ]


def found(
    relationship: Relationship, asked: str, told: Sequence[Told], *, exact: bool = True
) -> Message:
    """What was found, best first; `asked` is what was looked for, as people see it."""
    what = escape(cut(asked, 100))
    if not told:
        text = f"No lesson of {escape(relationship.both)} says anything about {what}."
        hint = "Try fewer or other words, or a #tag; `/lesson list` shows the newest."
        shown = [blocks.section(text), blocks.context(hint)]
    else:
        text = f"Lessons about {what}" if exact else f"None has all of it; closest to {what}"
        shown = [blocks.section(f"*{text}*"), *(_row(one) for one in told)]
    row = blocks.actions("lesson_acts", _act_buttons(relationship, ""))
    return blocks.message(text, [*shown, row])


def offers(lessons: Sequence[Lesson], place: str) -> list[Block]:
    """Lessons that may help, each with the question whether it does.

    For messages and forms of other features; `place` is what they are offered for.
    """
    return [block for lesson in lessons for block in _offer(lesson, place)]


def _offer(lesson: Lesson, place: str) -> list[Block]:
    text = f":bulb: *Lesson #{lesson.number}*\n{words.quote(cut(lesson.learnt, SHORTENED))}"
    if lesson.now_do:
        text += f"\nWhat we do now:\n{words.quote(cut(lesson.now_do, SHORTENED))}"
    buttons = [
        blocks.button(
            label,
            f"{ids.RATE}:{answer}:{lesson.id}",
            f"{lesson.id}:{answer}:{place}",
            label=f"{label}: lesson number {lesson.number}",
        )
        for label, answer in (("Useful", "yes"), ("Not useful", "no"))
    ]
    show = blocks.button("Show", f"{ids.SHOW}:{lesson.id}", lesson.id)
    return [blocks.section(text), blocks.actions(f"lesson_offer:{lesson.id}", [*buttons, show])]


def thanked(number: int, *, useful: bool) -> Message:
    kept = "was useful" if useful else "was not useful"
    return blocks.message(f"Noted: lesson #{number} {kept} here. You can press the other one, too.")


def written(number: int, relationship: Relationship) -> Message:
    """For people who wrote it from somewhere else than the relationship's channel."""
    where = words.channel(relationship.channel_id)
    return blocks.message(f"This is lesson #{number} now; its card stands in {where}.")


def unknown(asked: str) -> Message:
    what = escape(cut(asked, 20)) or "?"
    return blocks.message(
        f"There is no lesson `{what}`: name its number, as in `/lesson show 3`. `/lesson list` "
        "shows the newest."
    )


def help_text() -> Message:
    return blocks.message("What `/lesson` can do", [blocks.section(HELP)])
