"""What a sound lesson is, what becomes of it, and which ones are alike. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.core.errors import InvalidInput
from bot.core.themes import Theme
from bot.lessons.errors import LessonChanged

# Fields of the forms, and the names under which problems are reported.
HAPPENED = "happened"
LEARNT = "learnt"
NOW_DO = "now_do"
TAGS = "tags"
THEME = "theme"
WORDS = "words"

LONGEST = 2000
MOST_TAGS = 8
LONGEST_TAG = 30
# After so long contacts are asked whether a lesson that both sides hold is still true.
STALE_AFTER = timedelta(days=365)

# Two texts are alike from so many common words on; of few words, from that part of them on.
ALIKE_FROM, ALIKE_PART = 2.0, 0.75
# A character of a language that writes none between words says less than a word.
CHARACTER_WEIGHT = 0.25

# What the forms of a word differ in, in English and in some of its neighbours.
_ENDING = re.compile("(?<=...)(?:ings?|ed|es|en|er|e|s|n)$")
_TAG = re.compile(r"[^\s,;#、]+")


class State(StrEnum):
    """Who holds a lesson: one side, both, or nobody any more. The values stand in the database."""

    PROPOSED = "proposed"
    JOINT = "joint"
    OBJECTED = "objected"
    RETIRED = "retired"


class Step(StrEnum):
    """What becomes of a lesson."""

    EDIT = "edit"
    ADD = "add"
    HOLD = "hold"
    OBJECT = "object"
    RETIRE = "retire"
    RESTORE = "restore"
    CHECK = "check"


_STANDING = frozenset({State.PROPOSED, State.JOINT, State.OBJECTED})
FROM: Mapping[Step, Collection[State]] = {
    Step.EDIT: _STANDING,
    Step.ADD: _STANDING,
    Step.HOLD: {State.PROPOSED, State.OBJECTED},
    Step.OBJECT: {State.PROPOSED, State.JOINT},
    Step.RETIRE: _STANDING,
    Step.RESTORE: {State.RETIRED},
    Step.CHECK: {State.JOINT},
}
NAMES: Mapping[State, str] = {
    State.PROPOSED: "waiting for the other side",
    State.JOINT: "held by both sides",
    State.OBJECTED: "objected to",
    State.RETIRED: "retired",
}


class OriginKind(StrEnum):
    """Where something was learnt."""

    PROBLEM = "problem"
    MILESTONE = "milestone"
    RETRO = "retro"
    MESSAGE = "message"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lesson comes from: the id of a problem, a milestone or a retro.

    Of a message, `id` is its channel, and `ts` its timestamp there.
    """

    kind: str = OriginKind.OWN
    id: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """What the form says, in plain words; `theme` is one of `bot.core.themes`, or None."""

    happened: str
    learnt: str
    now_do: str = ""
    tags: tuple[str, ...] = ()
    theme: str | None = None


def take(step: Step, state: State) -> None:
    """Raises LessonChanged where a lesson is too far for that step, or not far enough."""
    if state not in FROM[step]:
        raise LessonChanged(state=NAMES[state])


def read_tags(text: str) -> tuple[str, ...]:
    """Tags as people write them: "#Export, billing" is export and billing.

    Whichever way a keyboard makes its letters, the same tag is one.
    """
    told = unicodedata.normalize("NFKC", text.casefold())
    return tuple(dict.fromkeys(_TAG.findall(told)))


def check(draft: LessonDraft) -> None:
    """Raises InvalidInput with sentences by field."""
    problems = {
        field: sentence
        for field, sentence in (
            (LEARNT, "" if draft.learnt else "Say what you learnt, in your own words."),
            (TAGS, _check_tags(draft.tags)),
            (THEME, "" if draft.theme in (None, *Theme) else "Pick one of the themes."),
            *((field, _check_length(getattr(draft, field))) for field in (HAPPENED, NOW_DO)),
        )
        if sentence
    }
    if not problems and (sentence := _check_length(draft.learnt)):
        problems[LEARNT] = sentence
    if problems:
        raise InvalidInput(problems)


def check_seen(seen: str, version: str) -> None:
    """Raises InvalidInput where somebody else changed the words while they were written anew."""
    if seen != version:
        sentence = (
            "The words of this lesson were changed since you opened this form. Copy yours, close "
            "it and press Edit again."
        )
        raise InvalidInput({LEARNT: sentence})


def _check_tags(tags: Collection[str]) -> str:
    if len(tags) > MOST_TAGS:
        return f"Keep to {MOST_TAGS} tags: those by which you would look for it."
    if any(len(tag) > LONGEST_TAG for tag in tags):
        return f"Keep each tag to {LONGEST_TAG} characters; spaces and commas part them."
    return ""


def _check_length(words: str) -> str:
    return f"Keep it to {LONGEST:,} characters." if len(words) > LONGEST else ""


def check_words(words: str) -> None:
    """Raises InvalidInput for the field WORDS."""
    sentence = _check_length(words) if words else "Say it in your own words."
    if sentence:
        raise InvalidInput({WORDS: sentence})


def are_alike(asked: Iterable[str], found: Iterable[str]) -> bool:
    """Whether two texts are about the same, by the words in them that tell something."""
    weights = {_ENDING.sub("", word): _weigh(word) for word in asked}
    others = {_ENDING.sub("", word) for word in found}
    shared = sum(weight for stem, weight in weights.items() if stem in others)
    needed = min(ALIKE_FROM, ALIKE_PART * sum(weights.values()))
    return bool(weights) and shared >= needed


def _weigh(word: str) -> float:
    return CHARACTER_WEIGHT if len(word) == 1 else 1.0
