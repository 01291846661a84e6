"""The menu in words and as buttons. Pure."""

from handlers import blocks
from handlers.blocks import Block, View
from handlers.menu import ids
from storage.outbox import Message

# Slack takes up to 25 buttons in one block.
IN_A_ROW = 15

# A button of the menu: what it says, and the command it stands for.
ENTRIES: tuple[tuple[str, str], ...] = (
    ("Give kudos", "/kudos"),
    ("Raise a problem", "/problem"),
    ("New pulse", "/pulse new"),
    ("Plan a milestone", "/milestone"),
    ("Start a retro", "/retro"),
    ("Write a lesson down", "/lesson"),
    ("Leave a note", "/pulse note"),
    ("I am away", "/pulse away"),
    ("My kudos", "/kudos me"),
    ("Recent kudos", "/kudos list"),
    ("Kudos rules", "/kudos rules"),
    ("Open problems", "/problem list"),
    ("Milestones", "/milestone list"),
    ("Retros", "/retro list"),
    ("Lessons", "/lesson list"),
    ("Themes", "/rapport themes"),
    ("Highlights", "/rapport highlights"),
    ("Open actions", "/rapport actions"),
    ("Pulses", "/pulse list"),
    ("Ask a pulse now", "/pulse now"),
    ("Pulse results", "/pulse results"),
    ("Public holidays", "/pulse holidays"),
    ("Who is who", "/rapport who"),
    ("Set up", "/rapport setup"),
)

HELP = (
    ("/kudos @someone for ...", "thank people of either side; `/kudos` alone opens a form"),
    ("/kudos list @person | #value | this month", "what was thanked for"),
    ("/kudos me", "what you gave and were given, and what is left today"),
    ("/kudos export", "everything that you gave and were given, as files"),
    ("/kudos rules", "the emoji, the daily allowance and the values, as both sides agreed"),
    ("/kudos quiet on", "be thanked without being named in the channel"),
    ("/problem what is wrong", "raise a problem and solve it together in a thread"),
    ("/problem list | mine | show 3 | export 3", "what is open, yours, all of one, one as a file"),
    ("/milestone what to reach", "plan it together, and celebrate it when both say it is reached"),
    ("/milestone list | done", "what is planned and was reached; say that one is"),
    ("/retro what it is about", "look back together: notes, headings, votes, improvements"),
    ("/retro list | show 3 | export 3", "the retros there were"),
    ("/retro every 4 weeks on Friday at 14:00", "let retros come back; `every stop` ends it"),
    ("/lesson what you learnt", "write it down; both sides hold it when the other one agrees"),
    ("/lesson find words | list | export", "what was learnt before, found again"),
    ("/pulse new", "ask both sides the same, as often as you plan it"),
    ("/pulse now | list | pause | resume | skip next | stop", "start, see and steer pulses"),
    ("/pulse results", "what closed rounds showed, and how it went over time"),
    ("/pulse export", "the same as files, in a direct message"),
    ("/pulse away until Friday", "be asked nothing until then"),
    ("/pulse holidays", "the country of each side, on whose holidays nobody is asked"),
    ("/pulse note", "leave a note for contacts without your name; they can answer"),
    ("/rapport actions | mine", "who does what by when, and where each came from"),
    ("/rapport themes", "which themes come back, and whether more often than before"),
    ("/rapport highlights", "streaks, firsts and memories: what is said, and switched off"),
    ("/rapport who", "both sides and their contacts"),
    ("/rapport setup", "say who is on which side of this channel"),
)


def help_text(notice: str = "") -> Message:
    """The answer to `/rapport`; `notice` says first what was not understood."""
    lines = "\n".join(f"`{usage}`  {meaning}" for usage, meaning in HELP)
    shown = [blocks.section(notice)] if notice else []
    shown += [
        *blocks.sections(
            "*Rapport* keeps the relationship of a client and a vendor strong. You can:\n" + lines
        ),
        blocks.context(
            "`/rapport pulse`, `/rapport kudos` and so on do the same, should another "
            "app own the short names."
        ),
        *menu_rows(),
    ]
    return blocks.message(notice or "What Rapport can do", shown)


def menu(greeting: str) -> Message:
    """The menu as buttons, for people who cannot type commands."""
    return blocks.message(greeting, [blocks.section(greeting), *menu_rows()])


def menu_rows() -> list[Block]:
    buttons = [
        blocks.button(text, f"{ids.MENU}:{number}", command)
        for number, (text, command) in enumerate(ENTRIES)
    ]
    starts = range(0, len(buttons), IN_A_ROW)
    return [blocks.actions(f"menu:{one}", buttons[one : one + IN_A_ROW]) for one in starts]


def home() -> View:
    """The Home tab."""
    return blocks.home(
        [
            blocks.header("Rapport"),
            blocks.section(
                "A client and a vendor, one channel, equal rights. What would you like to do?"
            ),
            *menu_rows(),
        ]
    )
