"""What people see while they answer: the questions, the form for words, and the end. Pure."""

from dataclasses import dataclass

from bot.pulse.answers import Answer
from bot.pulse.questions import Anonymity, Kind, Question, choices, kinds
from bot.pulse.questions.scale import FACES
from bot.pulse.rounds import Given
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.pulse import ids
from storage.outbox import Message
from storage.pulse import Pulse, Round
from storage.relationships import Relationship

MEANINGS = {1: "not at all", 2: "hardly", 3: "partly", 4: "well", 5: "very well"}
LONGEST_COMMENT = 3000
LONGEST_FALLBACK = 300

_ENCRYPTED = (
    ":lock: *Anonymous.* Your answer is encrypted until the round closes and is then separated "
    "from your name for good."
)
PROMISES = {
    Anonymity.ANONYMOUS: (
        f"{_ENCRYPTED} Fewer than {{minimum}} answers of a side are erased unread; if everybody on "
        "a side answers alike, its result shows it."
    ),
    Anonymity.TOGETHER: (
        f"{_ENCRYPTED} Both sides are shown together only, never one of them. Fewer than "
        "{detail} answers are erased unread; if everybody answers alike, the result shows it."
    ),
    Anonymity.NAMED: (
        ":bust_in_silhouette: *Named.* Your answer is kept with your name, and your comment is "
        "shown with it to both sides."
    ),
}
SHORT_PROMISES = {
    Anonymity.ANONYMOUS: ":lock: *Anonymous*, as the first one",
    Anonymity.TOGETHER: ":lock: *Anonymous*, as the first one",
    Anonymity.NAMED: ":bust_in_silhouette: *Named*, as the first one",
}
_MANNERS = {
    Kind.SCALE: "Press a number or react with {emoji}.",
    Kind.RECOMMEND: "0 is not at all, 10 is very likely. Press a number or react with its keycap.",
    Kind.YES_NO: "Press a button or react with {emoji}.",
    Kind.CHOICE: "Press one or react with its number: {emoji}.",
    Kind.CHOICES: "Tick as many as you like, or react with their numbers: {emoji}.",
    Kind.TEXT: "Press the button, or just write it here.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a round as one person sees it: where it stands, and what they answered.

    `moves_on` is true while the next question was not asked, `declined` where nobody reminds them.
    """

    round: Round
    question: Question
    wording: str
    position: int = 0
    count: int = 1
    answer: Answer = Answer()  # noqa: RUF009 - it is frozen
    moves_on: bool = False
    declined: bool = False

    @property
    def begins(self) -> bool:
        """Whether nothing was answered yet."""
        return self.position == 0 and self.answer.is_empty(self.question.kind)

    @property
    def value(self) -> int | None:
        return self.answer.find_value(self.question.kind)

    @property
    def place(self) -> str:
        """What its buttons carry."""
        return f"{self.round.id}:{self.position}"


def question(relationship: Relationship, pulse: Pulse, asked: Asked) -> Message:
    """The direct message that asks one person, with what they have answered so far."""
    anonymity = Anonymity(asked.round.anonymity)
    promise = SHORT_PROMISES[anonymity]
    if asked.position == 0:
        minimums = {"minimum": asked.round.mean_minimum, "detail": asked.round.detail_minimum}
        promise = PROMISES[anonymity].format(**minimums)
    return blocks.message(
        _fallback(relationship, asked.wording),
        [
            *_heading(relationship, pulse, asked),
            blocks.section(promise),
            *_values(asked),
            *_own(asked),
            _tools(pulse, asked),
            *_declined(asked),
            blocks.context(_how(asked)),
        ],
    )


def _declined(asked: Asked) -> list[Block]:
    if not (asked.declined and asked.begins):
        return []
    return [blocks.section("Not this time: nobody reminds you. You can still answer.")]


def channel_question(relationship: Relationship, pulse: Pulse, asked: Asked) -> Message:
    """The card in the channel that asks everybody at once."""
    promise = PROMISES[Anonymity.NAMED]
    return blocks.message(
        _fallback(relationship, asked.wording),
        [
            *_heading(relationship, pulse, asked),
            blocks.section(
                f"{promise} Everybody here sees reactions; buttons show it only to you."
            ),
            *_values(asked),
            blocks.actions(
                "pulse_tools",
                [_comment_button(asked, _word_button(asked)), _withdraw_button(asked)],
            ),
            blocks.context(_how(asked)),
        ],
    )


def closed(relationship: Relationship, pulse: Pulse, wording: str) -> Message:
    """What is left of a question when its round is over: nobody's answer."""
    home = words.channel(relationship.channel_id)
    text = f"This round of pulse {pulse.number} is closed. Its result is in {home}."
    asked = escape(blocks.cut(" ".join(wording.split()), LONGEST_FALLBACK))
    return blocks.message(text, [blocks.context(asked, text)])


def noted(given: Given) -> Message:
    """The private answer to what was pressed in the channel, or said in words."""
    until = words.moment(given.closes_at)
    value = given.answer.find_value(given.question.kind)
    if value is None and not given.answer.comment:
        return blocks.message(
            f"You have no answer in this round now. You can give one until {until}."
        )
    parts = [] if value is None else [say(given.question, value)]
    parts += ["your comment is kept"] if given.answer.comment else []
    return blocks.message(f"Noted: {words.join_words(parts)}. You can change it until {until}.")


def comment_form(asked: Round, question: Question, position: int, answer: Answer) -> View:
    """The form for words; emptied, they are taken back."""
    shown = "without your name" if asked.anonymous else "with your name"
    is_all = question.kind is Kind.TEXT
    return blocks.modal(
        ids.COMMENT_FORM,
        "Answer" if is_all else "Comment",
        [
            blocks.text_input(
                "comment",
                "Your answer" if is_all else "What would you like to add?",
                initial=answer.comment,
                multiline=True,
                optional=True,
                most=LONGEST_COMMENT,
                hint=f"Shown {shown} when the round closes. Emptied, it is taken back.",
            )
        ],
        submit="Keep",
        metadata={"round": asked.id, "position": str(position)},
    )


def say(question: Question, value: int) -> str:
    """An answer in words."""
    match question.kind:
        case Kind.SCALE:
            return f"{value} ({MEANINGS[value]})"
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.CHOICE:
            return escape(question.options[value])
        case Kind.CHOICES:
            return escape(words.join_words([question.options[n] for n in choices.split(value)]))
        case _:
            return str(value)


def _heading(relationship: Relationship, pulse: Pulse, asked: Asked) -> list[Block]:
    names = f"*{escape(relationship.client_name)}* and *{escape(relationship.vendor_name)}*"
    place = f" · question {asked.position + 1} of {asked.count}" if asked.count > 1 else ""
    wording = escape(asked.wording)
    return [
        blocks.context(f"{names} · pulse {pulse.number}{place}"),
        *blocks.sections(f"*{wording}*" if _is_short(asked.wording) else wording),
    ]


def _is_short(wording: str) -> bool:
    """Bold ends at a line end, so only a question of one line is shown in bold."""
    return len(wording) < LONGEST_FALLBACK and "\n" not in wording


def _fallback(relationship: Relationship, wording: str) -> str:
    return escape(f"{relationship.both}: {blocks.cut(wording, LONGEST_FALLBACK)}")


def _values(asked: Asked) -> list[Block]:
    if asked.question.kind is Kind.TEXT:
        return []
    if asked.question.kind is Kind.CHOICES:
        return [_boxes(asked)]
    buttons = [_value_button(asked, value) for value in kinds.find_values(asked.question)]
    return [blocks.actions("pulse_scores", buttons)]


def _value_button(asked: Asked, value: int) -> Block:
    is_chosen = value == asked.value
    name = _name_value(asked.question, value)
    return blocks.button(
        f"{blocks.cut(name, blocks.BUTTON_TEXT - 2)} ✓" if is_chosen else name,
        f"{ids.ANSWER}:{value}",
        f"{asked.place}:{value}",
        style="primary" if is_chosen else None,
        label=_label(asked.question, value),
    )


def _name_value(question: Question, value: int) -> str:
    match question.kind:
        case Kind.SCALE if question.faces:
            return f":{FACES[value - 1]}: {value}"
        case Kind.YES_NO:
            return "Yes" if value else "No"
        case Kind.CHOICE:
            return question.options[value]
        case _:
            return str(value)


def _label(question: Question, value: int) -> str | None:
    """What screen readers say instead of a number."""
    match question.kind:
        case Kind.SCALE:
            return f"{value} of 5: {MEANINGS[value]}"
        case Kind.RECOMMEND:
            return f"{value} of 10"
        case _:
            return None


def _boxes(asked: Asked) -> Block:
    options = [blocks.option(text, str(place)) for place, text in enumerate(asked.question.options)]
    chosen = [str(place) for place in choices.split(asked.value)]
    boxes = blocks.checkboxes(f"{ids.CHOOSE}:{asked.place}", options, chosen=chosen)
    return blocks.actions("pulse_scores", [boxes])


def _own(asked: Asked) -> list[Block]:
    shown = []
    if asked.value is not None:
        shown.append(blocks.section(f"Your answer: *{say(asked.question, asked.value)}*"))
    elif asked.answer.comment and asked.question.kind is not Kind.TEXT:
        shown.append(blocks.section(f"{_PICK[asked.question.kind]}, too, so that it counts."))
    if asked.answer.comment:
        name = "answer" if asked.question.kind is Kind.TEXT else "comment"
        shown += blocks.sections(f"Your {name}:\n{words.quote(asked.answer.comment)}")
    return shown


_PICK = {
    Kind.SCALE: "Pick a number",
    Kind.RECOMMEND: "Pick a number",
    Kind.YES_NO: "Pick yes or no",
    Kind.CHOICE: "Pick an option",
    Kind.CHOICES: "Tick an option",
}


def _tools(pulse: Pulse, asked: Asked) -> Block:
    tools = [_comment_button(asked, _word_button(asked))]
    if not asked.answer.is_empty(asked.question.kind):
        tools.append(_withdraw_button(asked))
    if asked.moves_on:
        has_value = asked.value is not None
        tools.append(blocks.button("Next" if has_value else "Skip", ids.NEXT, asked.place))
    if asked.begins and pulse.reminders and not asked.declined:
        tools.append(decline_button(asked.round.id))
    if asked.begins:
        tools.append(blocks.button("I am away", ids.AWAY))
    return blocks.actions("pulse_tools", tools)


def decline_button(round_id: str) -> Block:
    return blocks.button("Not this time", ids.DECLINE, round_id, label="Do not remind me of it")


def _word_button(asked: Asked) -> str:
    if asked.question.kind is Kind.TEXT:
        return "Change your answer" if asked.answer.comment else "Write an answer"
    return "Change comment" if asked.answer.comment else "Comment"


def _comment_button(asked: Asked, text: str) -> Block:
    return blocks.button(text, ids.COMMENT, asked.place)


def _withdraw_button(asked: Asked) -> Block:
    return blocks.button(
        "Withdraw", ids.WITHDRAW, asked.place, label="Withdraw my answer and my comment"
    )


def _how(asked: Asked) -> str:
    emoji = " ".join(f":{name}:" for name in kinds.name_reactions(asked.question))
    manner = _MANNERS[asked.question.kind].format(emoji=emoji)
    scale = f"1 is {MEANINGS[1]}, 5 is {MEANINGS[5]}. "
    return (
        f"{scale if asked.question.kind is Kind.SCALE else ''}{manner} You can change or withdraw "
        f"it until {words.moment(asked.round.closes_at)}."
    )
