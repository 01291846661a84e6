"""The question bank, sorted by what a relationship lives on.

A wording may hold `{own}` and `{other}`: the names of the reader's organisation and of the other
one (see `fill`). Scales are answered from 1 (not at all) to 5 (very well), so they ask "how well",
"how clearly". Where both sides judge the same thing, each reads it from its own place: so the two
answers can be laid side by side. A key is for ever: what asks something else gets a new one.
"""

from bot.core.themes import Theme
from bot.pulse.questions import Kind, Question

# One wording for both sides, or the client's and the vendor's. The place in the list is part of
# the key, so new ones go to the end.
_SCALES: dict[str, tuple[tuple[str, ...], ...]] = {
    "trust": (
        ("How well does {other} keep its word?",),
        (
            "How openly does {other} say when something goes wrong?",
            "How openly can we say to {other} when something goes wrong?",
        ),
        (
            "How well does {other} look after your interests when you are not in the room?",
            "How well do we look after the interests of {other} when they are not in the room?",
        ),
        ("How safely can you raise a hard subject with {other}?",),
        ("How fairly does {other} treat {own} when opinions differ?",),
        (
            "How calmly can you leave your most important work with {other}?",
            "How freely does {other} let us do our work?",
        ),
    ),
    "communication": (
        ("How well does {other} keep you informed?", "How well do we keep {other} informed?"),
        ("How quickly do you get an answer from {other} that helps?",),
        ("How well does {other} listen to you?",),
        (
            "How early do you hear bad news from {other}?",
            "How early does {other} hear bad news from us?",
        ),
        ("How clearly does {other} write and speak?",),
        ("How well do our meetings with {other} use your time?",),
    ),
    "expectations": (
        ("How clearly do you know what {other} needs from you?",),
        (
            "How well does {other} understand what matters most to {own}?",
            "How well do we understand what matters most to {other}?",
        ),
        ("How well do both sides agree on what comes first?",),
        ("How clearly is it settled who decides what?",),
        ("How well do changes of plan reach everybody who must know?",),
        (
            "How well do the promises of {other} match what can be done?",
            "How well do the wishes of {other} match what can be done?",
        ),
    ),
    "delivery": (
        (
            "How well does {other} deliver what was agreed?",
            "How well do we deliver to {other} what was agreed?",
        ),
        (
            "How well does {other} keep dates?",
            "How well do we keep our dates with {other}?",
        ),
        (
            "How well does what {other} hands over meet your needs?",
            "How well does what we hand over meet the needs of {other}?",
        ),
        (
            "How quickly does {other} put right what went wrong?",
            "How quickly do we put right what went wrong?",
        ),
        (
            "How well does {own} give {other} what it needs to get on?",
            "How well does {other} give us what we need to get on?",
        ),
        (
            "How well does the work of {other} justify what it costs?",
            "How well does our work justify what it costs {other}?",
        ),
    ),
    "collaboration": (
        ("How well do we work with {other} as one team?",),
        ("How easily do you find the right person at {other}?",),
        ("How well do both sides solve problems together?",),
        (
            "How smoothly does work pass from {other} to {own}?",
            "How smoothly does work pass from {own} to {other}?",
        ),
        ("How well are decisions made that need both sides?",),
        ("How gladly do you work with the people of {other}?",),
    ),
    "recognition": (
        ("How well does {other} see what you do for this work?",),
        ("How well does {other} say thank you when it is earned?",),
        ("How well do we celebrate with {other} what we have reached?",),
        ("How well does {other} respect your time and your craft?",),
        ("How fairly is success shared between both sides?",),
    ),
    "learning": (
        ("How well do both sides learn from mistakes?",),
        (
            "How well does {other} take up what you suggest?",
            "How well do we take up what {other} suggests?",
        ),
        ("How well does {other} share what it knows?",),
        ("How visibly does something change after feedback?",),
        ("How bravely do both sides try new ways together?",),
    ),
}


def _same(
    kind: Kind, name: str, wording: str, theme: str = "", options: tuple[str, ...] = ()
) -> Question:
    return Question(kind, wording, wording, f"bank:{name}", theme, options)


def _scales() -> tuple[Question, ...]:
    return tuple(
        Question(Kind.SCALE, wordings[0], wordings[-1], f"bank:{theme}-{number}", theme)
        for theme in Theme
        for number, wordings in enumerate(_SCALES[theme], start=1)
    )


_OTHERS = (
    _same(
        Kind.RECOMMEND,
        "recommend",
        "How likely is it that you would recommend working with {other}?",
    ),
    _same(Kind.YES_NO, "on-track", "Are we on track?", "delivery"),
    _same(Kind.YES_NO, "knows-next", "Do you know what happens next in our work?", "expectations"),
    _same(Kind.YES_NO, "heard", "Did {other} listen to you this week?", "communication"),
    _same(Kind.YES_NO, "all-needed", "Do you have all that you need from {other}?", "delivery"),
    _same(Kind.YES_NO, "again", "Would you choose to work with {other} again today?", "trust"),
    _same(Kind.TEXT, "one-change", "What one thing should change in how we work together?"),
    _same(Kind.TEXT, "went-well", "What went well and should stay as it is?"),
    _same(Kind.TEXT, "prevent", "What would keep this from happening again?", "learning"),
    _same(
        Kind.TEXT, "thanks", "Whom at {other} would you like to thank, and for what?", "recognition"
    ),
    _same(
        Kind.CHOICE,
        "pace",
        "How is the pace of our work together?",
        "collaboration",
        ("Much too slow", "Rather slow", "Right", "Rather fast", "Much too fast"),
    ),
    _same(
        Kind.CHOICES,
        "gets-in-the-way",
        "What gets in the way of our work at the moment?",
        "collaboration",
        (
            "Waiting for answers",
            "Waiting for decisions",
            "Unclear goals",
            "Changing plans",
            "Too many meetings",
            "Missing people or skills",
            "Tools and access",
            "Nothing",
        ),
    ),
)

BANK: dict[str, Question] = {one.key: one for one in (*_scales(), *_OTHERS)}


def find_question(name: str) -> Question:
    """The question of that name, such as "trust-1"."""
    return BANK[f"bank:{name}"]
