"""Lists of lessons, what was found, and what is offered because it may help. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

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
MORE_FOUND = (
    f"These are the best {FOUND}. There are more: another word or a theme tells them apart."
)

MARKS = {
    State.PROPOSED: ":hourglass_flowing_sand:",
    State.JOINT: ":handshake:",
    State.OBJECTED: ":raised_hand:",
    State.RETIRED: ":card_file_box:",
}

HELP = (
    "`/lesson watch the disk on Mondays`  write a lesson down; a form asks for the rest\n"
    "`/lesson happened the disk ran full`  the same, beginning with what happened\n"
    "`/lesson find disk | #tag | trust`  look for words, a tag or a theme\n"
    "`/lesson list`  the newest\n"
    "`/lesson show 3`  one of them, with its buttons\n"
    "`/lesson retire 3`  it is not true any more\n"
    "`/lesson export`  all of them as a file"
)


@dataclass(frozen=True, slots=True)
class About:
    """What is listed: the lessons with a tag, of a theme, or both; else all."""

    tag: str | None = None
    theme: str | None = None

    def __str__(self) -> str:
        tag = f"#{self.tag}" if self.tag else ""
        return f"{tag} ({self.theme})" if tag and self.theme else tag or self.theme or ""


def listing(
    relationship: Relationship,
    told: Sequence[Told],
    tags: Sequence[str],
    about: About,
    *,
    more: bool,
) -> Message:
    """A page of lessons, the newest first; `more` says whether there are older ones."""
    names, what = escape(relationship.both), escape(str(about))
    title = f"Lessons about {what}" if what else f"Lessons of {names}"
    shown = [blocks.section(f"*{title}*"), *(_row(one) for one in told)]
    if not told:
        shown = [blocks.section(_tell_none(names, what))]
    if tags:
        shown.append(blocks.actions("lesson_tags", _tag_buttons(relationship, tags)))
    older = _write_older(relationship, about, told[-1].lesson.number) if more else ""
    shown.append(blocks.actions("lesson_acts", _act_buttons(relationship, older)))
    return blocks.message(title, shown)


def _tell_none(names: str, what: str) -> str:
    if what:
        return f"No lesson of {names} is about {what} yet."
    return (
        "Nothing is written down yet. A lesson comes from a problem that was solved, a milestone, "
        "a retro, a message, or simply from you."
    )


def _write_older(relationship: Relationship, about: About, before: int) -> str:
    return json.dumps({"relationship": relationship.id, "before": before, **asdict(about)})


def read_older(value: str) -> tuple[str, About, int]:
    """Which relationship a button is about, what was listed, and below which number it goes on."""
    where = json.loads(value)
    return where["relationship"], About(where["tag"], where["theme"]), where["before"]


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


def _act_buttons(relationship: Relationship, older: str = "") -> list[Block]:
    return [
        *([blocks.button("Older ones", ids.OLDER, older)] if older else []),
        blocks.button("Find", ids.FIND, relationship.id),
        blocks.button("Write a lesson down", ids.NEW, relationship.id),
        blocks.button("Export", ids.EXPORT, relationship.id),
    ]


def found(
    relationship: Relationship,
    asked: str,
    told: Sequence[Told],
    *,
    exact: bool = True,
    more: bool = False,
) -> Message:
    """What was found, best first; `asked` is what was looked for, as people see it.

    `more` says whether there are others.
    """
    what = escape(cut(asked, 100))
    if not told:
        text = f"No lesson of {escape(relationship.both)} says anything about {what}."
        hint = "Try fewer or other words, or a #tag; `/lesson list` shows the newest."
        shown = [blocks.section(text), blocks.context(hint)]
    else:
        text = f"Lessons about {what}" if exact else f"None has all of it; closest to {what}"
        rest = [blocks.context(MORE_FOUND)] if more else []
        shown = [blocks.section(f"*{text}*"), *(_row(one) for one in told), *rest]
    row = blocks.actions("lesson_acts", _act_buttons(relationship))
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
