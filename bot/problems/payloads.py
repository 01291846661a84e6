"""What a proposal brings along, by its step. Pure.

NEXT from define brings `sentence`; NEXT from decide `decision`, `reasons` and `idea_ids`; CLOSE a
lesson (`happened`, `learnt`, `now_do`, `tags`); CLOSE_EARLY `reason`; WAIT `until` (a day as ISO
8601) and `reason`. Every other one brings nothing.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from bot.core.errors import InvalidInput
from bot.problems.rules import Stage, Step

SENTENCES: Mapping[str, str] = {
    "sentence": "Say in one sentence what both sides agree on.",
    "decision": "Say what is decided.",
    "reasons": "Say why this and not something else.",
    "happened": "Say what happened.",
    "learnt": "Say what both sides learnt.",
    "now_do": "Say what you do now.",
    "reason": "Say why; both sides see it.",
}
LONGEST_WAIT = timedelta(days=365)
LATEST_REVIEW = timedelta(days=365)


def check_payload(
    step: Step,
    stage: Stage,
    payload: Mapping[str, Any],
    *,
    today: date,
    ideas: Collection[str] = (),
) -> dict[str, Any]:
    """What is kept of a payload. Raises InvalidInput with sentences by field.

    `ideas` are the ids of those that can be taken; `today` is a day of the relationship's calendar.
    """
    match step, stage:
        case Step.NEXT, Stage.DEFINE:
            return _read(payload, "sentence")
        case Step.NEXT, Stage.DECIDE:
            chosen = [one for one in payload.get("idea_ids", ()) if one in ideas]
            return _read(payload, "decision", "reasons") | {"idea_ids": chosen}
        case Step.CLOSE, _:
            lesson = _read(payload, "happened", "learnt", "now_do")
            return lesson | {"tags": list(payload.get("tags", ()))}
        case Step.CLOSE_EARLY, _:
            return _read(payload, "reason")
        case Step.WAIT, _:
            until = check_until(payload.get("until"), today)
            return _read(payload, "reason") | {"until": until.isoformat()}
    return {}


def _read(payload: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    texts = {field: str(payload.get(field) or "").strip() for field in fields}
    problems = {field: SENTENCES[field] for field, text in texts.items() if not text}
    if problems:
        raise InvalidInput(problems)
    return texts


def check_until(until: str | None, today: date) -> date:
    """The day until which a problem may rest. Raises InvalidInput for the field `until`."""
    day = date.fromisoformat(until) if until else None
    if day is None or day <= today:
        raise InvalidInput({"until": "Pick a day to come."})
    if day > today + LONGEST_WAIT:
        raise InvalidInput({"until": "Pick a day within a year, and look at it then."})
    return day


def check_plan(measure: str, review_on: date | None, today: date) -> date:
    """The day of a review. Raises InvalidInput with sentences by field."""
    problems = {}
    if not measure.strip():
        problems["measure"] = "Say what would show that it works."
    if review_on is None or review_on <= today:
        problems["review_on"] = "Pick a day to come."
    elif review_on > today + LATEST_REVIEW:
        problems["review_on"] = "Pick a day within a year."
    if problems or review_on is None:
        raise InvalidInput(problems)
    return review_on
