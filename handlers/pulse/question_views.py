"""What people see while they answer: the question, the comment form, and its end. Pure."""

from datetime import datetime

from bot.pulse.answers import EMOJI, SCORES, Answer
from bot.pulse.results import MEAN_MINIMUM
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.pulse import ids
from storage.outbox import Message
from storage.pulse import Pulse, Round
from storage.relationships import Relationship

MEANINGS = {1: "not at all", 2: "hardly", 3: "partly", 4: "well", 5: "very well"}
LONGEST_COMMENT = 3000
LONGEST_FALLBACK = 300

ANONYMOUS = (
    ":lock: *Anonymous.* Your answer is encrypted until the round closes and is then separated "
    f"from your name for good. Fewer than {MEAN_MINIMUM} answers of a side are erased unread; if "
    "everybody on a side answers alike, its mean shows it."
)
NAMED = (
    ":bust_in_silhouette: *Named.* Your answer is kept with your name, and your comment is shown "
    "with it to both sides."
)


def question(relationship: Relationship, pulse: Pulse, asked: Round, answer: Answer) -> Message:
    """The direct message that asks one person, with what they have answered so far."""
    return blocks.message(
        _fallback(relationship, pulse),
        [
            *_heading(relationship, pulse),
            blocks.section(ANONYMOUS if pulse.anonymous else NAMED),
            _scores(asked, answer.score),
            *_own(answer),
            _tools(asked, answer),
            blocks.context(_how(asked.closes_at)),
        ],
    )


def channel_question(relationship: Relationship, pulse: Pulse, asked: Round) -> Message:
    """The card in the channel that asks everybody at once."""
    return blocks.message(
        _fallback(relationship, pulse),
        [
            *_heading(relationship, pulse),
            blocks.section(f"{NAMED} Everybody here sees reactions; buttons show it only to you."),
            _scores(asked, None),
            blocks.actions(
                "pulse_tools",
                [_comment_button(asked, "Comment"), _withdraw_button(asked)],
            ),
            blocks.context(_how(asked.closes_at)),
        ],
    )


def closed(relationship: Relationship, pulse: Pulse) -> Message:
    """What is left of a question when its round is over: nobody's answer."""
    home = words.channel(relationship.channel_id)
    text = f"This round of pulse {pulse.number} is closed. Its result is in {home}."
    asked = escape(blocks.cut(" ".join(pulse.question.split()), LONGEST_FALLBACK))
    return blocks.message(text, [blocks.context(asked, text)])


def noted(answer: Answer, closes_at: datetime) -> Message:
    """The private answer to a button of the card in the channel."""
    until = words.moment(closes_at)
    if answer.is_empty:
        return blocks.message(
            f"You have no answer in this round now. You can give one until {until}."
        )
    parts = [_score_words(answer.score)] if answer.score else []
    parts += ["your comment is kept"] if answer.comment else []
    return blocks.message(f"Noted: {words.join_words(parts)}. You can change it until {until}.")


def comment_form(asked: Round, pulse: Pulse, answer: Answer) -> View:
    """The form for a comment; emptied, the comment is taken back."""
    shown = "without your name" if pulse.anonymous else "with your name"
    return blocks.modal(
        ids.COMMENT_FORM,
        "Comment",
        [
            blocks.text_input(
                "comment",
                "What would you like to add?",
                initial=answer.comment,
                multiline=True,
                optional=True,
                most=LONGEST_COMMENT,
                hint=f"Shown {shown} when the round closes. Emptied, it is taken back.",
            )
        ],
        submit="Keep",
        metadata={"round": asked.id},
    )


def _heading(relationship: Relationship, pulse: Pulse) -> list[Block]:
    names = f"*{escape(relationship.client_name)}* and *{escape(relationship.vendor_name)}*"
    return [
        blocks.context(f"{names} · pulse {pulse.number}"),
        *blocks.sections(
            f"*{escape(pulse.question)}*" if _is_short(pulse) else escape(pulse.question)
        ),
    ]


def _is_short(pulse: Pulse) -> bool:
    """Bold ends at a line end, so only a question of one line is shown in bold."""
    return len(pulse.question) < LONGEST_FALLBACK and "\n" not in pulse.question


def _fallback(relationship: Relationship, pulse: Pulse) -> str:
    asks = blocks.cut(pulse.question, LONGEST_FALLBACK)
    return escape(f"{relationship.both}: {asks}")


def _scores(asked: Round, chosen: int | None) -> Block:
    return blocks.actions(
        "pulse_scores",
        [
            blocks.button(
                f"{score} ✓" if score == chosen else str(score),
                f"{ids.ANSWER}:{score}",
                f"{asked.id}:{score}",
                style="primary" if score == chosen else None,
                label=f"{score} of {SCORES[-1]}: {MEANINGS[score]}",
            )
            for score in SCORES
        ],
    )


def _own(answer: Answer) -> list[Block]:
    shown = []
    if answer.score is not None:
        shown.append(blocks.section(f"Your answer: *{_score_words(answer.score)}*"))
    elif answer.comment:
        shown.append(blocks.section("Pick a number, too, so that your answer counts."))
    if answer.comment:
        shown += blocks.sections(f"Your comment:\n{words.quote(answer.comment)}")
    return shown


def _tools(asked: Round, answer: Answer) -> Block:
    tools = [_comment_button(asked, "Change comment" if answer.comment else "Comment")]
    if not answer.is_empty:
        tools.append(_withdraw_button(asked))
    return blocks.actions("pulse_tools", tools)


def _comment_button(asked: Round, text: str) -> Block:
    return blocks.button(text, ids.COMMENT, asked.id)


def _withdraw_button(asked: Round) -> Block:
    return blocks.button(
        "Withdraw", ids.WITHDRAW, asked.id, label="Withdraw my answer and my comment"
    )


def _how(closes_at: datetime) -> str:
    emoji = " ".join(f":{name}:" for name in EMOJI)
    return (
        f"1 is {MEANINGS[1]}, 5 is {MEANINGS[5]}. Press a number or react with {emoji}. You can "
        f"change or withdraw it until {words.moment(closes_at)}."
    )


def _score_words(score: int | None) -> str:
    return f"{score} ({MEANINGS[score]})" if score else "none"
