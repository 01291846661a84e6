"""The forms of a retro. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.actions import rules as action_rules
from bot.core.people import Side
from bot.core.themes import Theme
from bot.retros import rules
from bot.retros.rules import Draft, Kind, Stage
from bot.retros.service import read_draft_of
from handlers import blocks
from handlers.actions import drafting
from handlers.blocks import Block, View, escape
from handlers.retros import ids
from handlers.retros.board_views import KINDS
from handlers.retros.views import KEPT, VOTES_GONE
from storage.relationships import Relationship
from storage.retros import Retro, RetroHeading
from storage.retros_reading import Board

# What the menu of headings offers beside those that are there.
NEW_HEADING, NO_HEADING = "new", "none"
# After so many days an improvement is looked at unless somebody picks another day.
REVIEWED_AFTER = timedelta(days=28)
EXAMPLES: Mapping[Kind, str] = {
    Kind.WELL: "Questions were answered the same day",
    Kind.BADLY: "The last release was tested too late",
    Kind.PUZZLE: "Why do we hear of changes from others first?",
    Kind.IDEA: "Meet before each release, for half an hour",
}


def start_form(relationship: Relationship, draft: Draft, metadata: dict[str, str]) -> View:
    """Begin a retro; `draft` is what is proposed."""
    return blocks.modal(
        ids.FORM,
        "Start a retro",
        [
            blocks.section(
                "Both sides look back: notes first, which nobody else sees until they are opened, "
                "then headings, votes, and improvements that somebody takes on."
            ),
            *_inputs(relationship, draft),
        ],
        submit="Start it",
        metadata=metadata,
    )


def change_form(retro: Retro, relationship: Relationship) -> View:
    return blocks.modal(
        ids.CHANGE_FORM,
        "Change the retro",
        _inputs(relationship, read_draft_of(retro)),
        submit="Save",
        metadata={"retro": retro.id},
    )


def _inputs(relationship: Relationship, draft: Draft) -> list[Block]:
    return [
        blocks.text_input(
            rules.TITLE, "In a few words", initial=draft.title, most=rules.LONGEST_TITLE
        ),
        *(
            blocks.user_input(
                rules.facilitator_field(side),
                f"Who leads it for {relationship.name(side)}",
                initial=draft.facilitators.get(side) or None,
            )
            for side in Side
        ),
        blocks.users_input(
            rules.INVITED,
            "Who takes part",
            initial=draft.invited,
            optional=True,
            hint="People of both sides. Leave it empty for everybody in the channel.",
        ),
        blocks.date_input(
            rules.NOTES_UNTIL,
            "Notes are asked for until",
            initial=draft.notes_until,
            hint="The next morning those who lead it are reminded to open them.",
        ),
    ]


def notes_form(retro: Retro, written: Mapping[Kind, str]) -> View:
    """One's own notes; `written` are those that one wrote before."""
    seen = (
        "Nobody else sees your notes until a facilitator of each side opens them."
        if retro.stage == Stage.COLLECT
        else "*The notes are open: everybody sees at once what you write now.*"
    )
    return blocks.modal(
        ids.NOTES_FORM,
        "Your notes",
        [
            blocks.section(
                f"*{escape(retro.title)}*\nOne note on each line. {seen} They stand under the name "
                "of your side, not under yours. To change or withdraw one, open this form again."
            ),
            *(
                blocks.text_input(
                    kind,
                    KINDS[kind],
                    initial=written.get(kind, ""),
                    multiline=True,
                    optional=True,
                    placeholder=EXAMPLES[kind],
                )
                for kind in Kind
            ),
        ],
        submit="Save",
        metadata={"retro": retro.id, "stage": retro.stage},
    )


def group_form(retro: Retro, board: Board) -> View:
    """Put notes under a heading; those that stand under none come first."""
    notes = sorted(board.notes, key=lambda one: (one.heading_id is not None, one.id))
    names = {heading.id: heading.name for heading in board.headings}
    options = [
        blocks.option(
            f"{names[one.heading_id]} › {one.text}" if one.heading_id else one.text, one.id
        )
        for one in notes[: rules.MOST_TOPICS]
    ]
    headings = [
        blocks.option("A new heading", NEW_HEADING),
        *(blocks.option(one.name, one.id) for one in board.headings[: rules.MOST_TOPICS - 2]),
        blocks.option("None: take the notes out", NO_HEADING),
    ]
    return blocks.modal(
        ids.GROUP_FORM,
        "Put together",
        [
            blocks.section(
                f"*{escape(retro.title)}*\nWhat belongs together? A note that stays alone is voted "
                "for as it is. A heading without notes goes."
            ),
            blocks.multi_select_input(rules.NOTES, "Notes", options, optional=True),
            blocks.select_input(
                rules.HEADING, "Under which heading", headings, initial=NEW_HEADING
            ),
            blocks.text_input(
                rules.NAME,
                "Its name",
                most=rules.LONGEST_NAME,
                optional=True,
                hint="Of a new heading, or another name for one that is there.",
            ),
            _theme_select(any(one.theme for one in board.headings)),
        ],
        submit="Save",
        metadata={"retro": retro.id},
    )


def _theme_select(is_there: bool) -> Block:
    """`is_there` says whether a heading has a theme that could be taken off."""
    themes = [blocks.option(theme.capitalize(), theme) for theme in Theme]
    if is_there:
        themes.append(blocks.option("None: take it off", rules.NO_THEME))
    return blocks.select_input(
        rules.THEME,
        "What it is about",
        themes,
        optional=True,
        hint="Themes are counted over the year, never by person. Left empty, it stays as it is.",
    )


def vote_form(retro: Retro, headings: Sequence[RetroHeading], own: Sequence[str]) -> View:
    """One's own votes; `own` are those that one gave before."""
    options = [blocks.option(one.name, one.id) for one in headings[: rules.MOST_TOPICS]]
    left = rules.MOST_VOTES - len(own)
    return blocks.modal(
        ids.VOTE_FORM,
        "Your votes",
        [
            blocks.section(
                f"*{escape(retro.title)}*\nYou gave {len(own)} of {rules.MOST_VOTES} votes, "
                f"{left} left. Nobody else sees them before the vote is over, and then only how "
                "many each side gave. Empty the field to take them all back."
            ),
            blocks.multi_select_input(
                rules.VOTES,
                "What matters most",
                options,
                chosen=own,
                most=rules.MOST_VOTES,
                optional=True,
            ),
        ],
        submit="Vote",
        metadata={"retro": retro.id},
    )


def improve_form(retro: Retro, first: Sequence[str], *, user_id: str, today: date) -> View:
    """Something that will change; `first` are the headings with the most votes, in mrkdwn."""
    about = "\n".join(["*Most votes*", *first]) if first else "Nobody voted this time."
    return blocks.modal(
        ids.IMPROVE_FORM,
        "Add an improvement",
        [
            blocks.section(about),
            *drafting.inputs(user_id=user_id, today=today, what="What will change"),
            blocks.date_input(
                action_rules.REVIEW,
                "When we ask whether it helped",
                initial=today + action_rules.USUAL + REVIEWED_AFTER,
            ),
        ],
        submit="Add it",
        metadata={"retro": retro.id},
    )


def cancel_form(retro: Retro) -> View:
    return blocks.modal(
        ids.CANCEL_FORM,
        "Cancel the retro",
        [
            blocks.section(
                f"*{escape(retro.title)}* ends here, for both sides, and cannot be taken up again. "
                f"{KEPT[Stage(retro.stage)]}"
            ),
            _reason_input(),
        ],
        submit="Cancel the retro",
        metadata={"retro": retro.id, "stage": retro.stage},
    )


def back_form(retro: Retro) -> View:
    return blocks.modal(
        ids.BACK_FORM,
        "Back to the headings",
        [
            blocks.section(
                f"*{escape(retro.title)}*: notes can be put together anew, and everybody votes "
                f"again. {VOTES_GONE}"
            ),
            _reason_input(),
        ],
        submit="Go back",
        metadata={"retro": retro.id},
    )


def _reason_input() -> Block:
    return blocks.text_input(
        rules.REASON,
        "Why",
        multiline=True,
        most=rules.LONGEST_REASON,
        hint="Both sides read it in the thread, with your name.",
    )
