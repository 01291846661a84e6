"""Problems in depth: kinds of entries, proposals, hidden ideas, scores, decisions.

Revision: 0012, after 0011
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at IS NULL AND merged_into IS NULL")
SHOWN = sa.text("withdrawn_at IS NULL AND merged_into IS NULL AND NOT hidden")
CAPTURED = sa.text("source_ts IS NOT NULL")
IS_HEARD = sa.text("closed_at IS NULL AND silence < 2")
IN_TRIAL = sa.text("stage = 'try'")
IN_OPTIONS = sa.text("stage = 'options' AND ideas_shown_at IS NULL")
PENDING = sa.text("outcome IS NULL")
UNTOLD = sa.text("outcome IS NULL AND freed_at IS NULL")

RAISED_BY_VENDOR = (
    "EXISTS (SELECT 1 FROM members WHERE members.relationship_id = problems.relationship_id"
    " AND members.user_id = problems.raised_by AND members.side = 'vendor')"
)
# What the stages were for, before entries had kinds of their own.
KINDS = (
    "CASE stage WHEN 'define' THEN 'fact' WHEN 'causes' THEN 'cause' WHEN 'options' THEN 'idea'"
    " WHEN 'try' THEN 'done' ELSE 'observation' END"
)
STEPS = (
    "CASE WHEN from_stage = 'closed' THEN 'reopen' WHEN to_stage = 'closed' THEN 'close'"
    " WHEN from_stage = 'review' AND to_stage = 'options' THEN 'rethink'"
    " WHEN from_stage || '>' || to_stage IN ('causes>define', 'options>causes', 'decide>options',"
    " 'try>decide', 'review>try') THEN 'back' ELSE 'next' END"
)
LAST = (
    "SELECT MAX(at) FROM (SELECT problems.created_at AS at"
    " UNION ALL SELECT created_at FROM problem_entries WHERE problem_id = problems.id"
    " UNION ALL SELECT at FROM problem_moves WHERE problem_id = problems.id) AS happened"
)


def _text(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable, server_default=default)


def _number(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _flag(name: str, default: sa.ColumnElement[bool] | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _texts(names: str, *, nullable: bool = False) -> list[sa.Column[Any]]:
    return [_text(name, nullable=nullable) for name in names.split()]


def _list_of_problems() -> list[sa.Column[Any]]:
    days = "since review_on review_told waiting_until"
    moments = "first_idea_at ideas_shown_at scores_shown_at round_at moved_at"
    return [
        _text("whom_client", default=""),
        _text("whom_vendor", default=""),
        _text("impact", default="middle"),
        _text("urgency", default="middle"),
        _number("round", "1"),
        _number("silence", "0"),
        *_texts(
            "theme early_reason sentence missing measure waiting_why origin_kind origin_id"
            " source_channel_id source_ts",
            nullable=True,
        ),
        *(sa.Column(name, sa.Date(), nullable=True) for name in days.split()),
        *(_moment(name, nullable=True) for name in moments.split()),
    ]


def _list_of_entries() -> list[sa.Column[Any]]:
    return [
        _text("kind", default="fact"),
        _number("round", "1"),
        _moment("edited_at", nullable=True),
        _flag("hidden", sa.false()),
        _flag("source_gone", sa.false()),
        *_texts(
            "parent_id merged_into captured_by source_channel_id source_ts source_edited_ts",
            nullable=True,
        ),
    ]


def _list_of_moves() -> list[sa.Column[Any]]:
    return [
        _text("step", default="next"),
        _number("round", "1"),
        *_texts("confirmed_by alone_side reason about", nullable=True),
    ]


def upgrade() -> None:
    _extend_problems()
    _extend("problem_entries", _list_of_entries())
    op.execute(f"UPDATE problem_entries SET kind = {KINDS}")  # noqa: S608 - words of our own
    _extend("problem_moves", _list_of_moves())
    op.execute(f"UPDATE problem_moves SET step = {STEPS}")  # noqa: S608 - as above
    _create_indexes()
    _create_proposals()
    _create_evaluation()
    _create_outcome()
    _move_decisions()
    _of_problem(
        "problem_reactions",
        *_texts("source_channel_id source_ts kind user_id acted_ts"),
        _flag("added"),
        key=("problem_id", "source_channel_id", "source_ts", "kind", "user_id"),
    )


def _extend(table: str, columns: list[sa.Column[Any]]) -> None:
    for column in columns:
        op.add_column(table, column)


def _extend_problems() -> None:
    _extend("problems", _list_of_problems())
    op.execute(
        "UPDATE problems SET round_at = created_at,"  # noqa: S608 - words of our own
        f" whom_client = CASE WHEN {RAISED_BY_VENDOR} THEN '' ELSE whom END,"
        f" whom_vendor = CASE WHEN {RAISED_BY_VENDOR} THEN whom ELSE '' END,"
        f" moved_at = ({LAST})"
    )
    with op.batch_alter_table("problems") as batch:
        batch.alter_column("client_owner", new_column_name="client_facilitator")
        batch.alter_column("vendor_owner", new_column_name="vendor_facilitator")
        batch.drop_column("whom")
        for name in ("round_at", "moved_at"):
            batch.alter_column(name, existing_type=sa.DateTime(timezone=True), nullable=False)


def _create_indexes() -> None:
    _partial("ix_problems_silent", "problems", "silence moved_at", IS_HEARD)
    _partial("ix_problems_review", "problems", "review_on", IN_TRIAL)
    _partial("ix_problems_ideas", "problems", "first_idea_at", IN_OPTIONS)
    entries = "problem_entries"
    _partial("ix_problem_entries_counted", entries, "problem_id kind side hidden", STANDING)
    _partial("ix_problem_entries_newest", entries, "problem_id stage seq", SHOWN)
    source = "source_channel_id source_ts problem_id kind"
    _partial("uq_problem_entries_source", entries, source, CAPTURED, unique=True)
    op.create_index("ix_problem_moves_alone", "problem_moves", ["problem_id", "alone_side"])


def _partial(
    name: str, table: str, columns: str, where: sa.TextClause, *, unique: bool = False
) -> None:
    op.create_index(
        name, table, columns.split(), unique=unique, sqlite_where=where, postgresql_where=where
    )


def _of_problem(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...] = ("id",)) -> None:
    """A table of what hangs on a problem."""
    op.create_table(
        name,
        _text("problem_id"),
        *parts,
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["problems.id"],
            name=op.f(f"fk_{name}_problem_id_problems"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def _create_proposals() -> None:
    name = "problem_proposals"
    _of_problem(
        name,
        *_texts("id step from_stage to_stage by side"),
        _number("round"),
        sa.Column("payload", sa.JSON(), nullable=False),
        _moment("created_at"),
        *_texts("answered_by outcome words post_id", nullable=True),
        *(
            _moment(column, nullable=True)
            for column in ("answered_at", "nudged_at", "escalated_at", "freed_at")
        ),
    )
    _partial("uq_problem_proposals_pending", name, "problem_id", PENDING, unique=True)
    _partial("ix_problem_proposals_waiting", name, "created_at", UNTOLD)
    op.create_index("ix_problem_proposals_problem_id", name, ["problem_id", "created_at"])
    posts = "problem_proposal_posts"
    op.create_table(
        posts,
        *_texts("proposal_id post_id"),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["problem_proposals.id"],
            name=op.f(f"fk_{posts}_proposal_id_problem_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "post_id", name=op.f(f"pk_{posts}")),
    )


def _create_evaluation() -> None:
    _of_problem(
        "problem_ready",
        _number("round"),
        *_texts("stage side by"),
        _moment("at"),
        key=("problem_id", "round", "stage", "side"),
    )
    _of_problem(
        "problem_scores",
        *_texts("entry_id user_id side"),
        *(_number(name) for name in ("round", "effect", "effort")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["problem_entries.id"],
            name=op.f("fk_problem_scores_entry_id_problem_entries"),
            ondelete="CASCADE",
        ),
        key=("entry_id", "user_id", "round"),
    )
    op.create_index("ix_problem_scores_of_round", "problem_scores", ["problem_id", "round"])
    _of_problem(
        "problem_dissents",
        *_texts("id user_id side words post_id"),
        _number("round"),
        _flag("commits"),
        _moment("at"),
        sa.UniqueConstraint(
            "problem_id",
            "round",
            "user_id",
            name=op.f("uq_problem_dissents_problem_id_round_user_id"),
        ),
    )


def _create_outcome() -> None:
    _of_problem(
        "problem_decisions",
        *_texts("id text reasons by"),
        _number("round"),
        sa.Column("idea_ids", sa.JSON(), nullable=False),
        _text("confirmed_by", nullable=True),
        _moment("at"),
    )
    op.create_index("ix_problem_decisions_problem_id", "problem_decisions", ["problem_id", "at"])
    _of_problem(
        "problem_verdicts",
        _number("round"),
        *_texts("side words by"),
        _flag("worked"),
        _moment("at"),
        key=("problem_id", "round", "side"),
    )


def _move_decisions() -> None:
    """The last thing that was said at the old stage counts as decided, where that was left."""
    op.execute(
        "INSERT INTO problem_decisions (id, problem_id, round, text, reasons, idea_ids, by, at)"
        " SELECT entry.id, entry.problem_id, 1, entry.text, '', '[]', entry.author,"
        " entry.created_at FROM problem_entries AS entry"
        " JOIN problems ON problems.id = entry.problem_id"
        " WHERE problems.stage IN ('try', 'review', 'closed') AND entry.id ="
        " (SELECT said.id FROM problem_entries AS said WHERE said.problem_id = problems.id"
        "  AND said.stage = 'decide' AND said.withdrawn_at IS NULL"
        "  ORDER BY said.seq DESC LIMIT 1)"
    )


def downgrade() -> None:
    """Stages, entries and moves are kept; proposals, scores and answers are not.

    The older version shows all entries that were not taken back. So what is hidden, and what was
    merged into another entry, counts as taken back.
    """
    op.execute(
        "UPDATE problem_entries SET withdrawn_at = created_at"
        " WHERE withdrawn_at IS NULL AND (hidden OR merged_into IS NOT NULL)"
    )
    for table, column in (
        ("problems", "stage"),
        ("problem_entries", "stage"),
        ("problem_moves", "from_stage"),
        ("problem_moves", "to_stage"),
    ):
        op.execute(f"UPDATE {table} SET {column} = 'decide' WHERE {column} = 'evaluate'")  # noqa: S608 - names of our own
    for name in ("reactions", "verdicts", "decisions", "dissents", "scores", "ready"):
        op.drop_table(f"problem_{name}")
    op.drop_table("problem_proposal_posts")
    op.drop_table("problem_proposals")
    _drop_indexes()
    _shorten("problem_moves", _list_of_moves())
    _shorten("problem_entries", _list_of_entries())
    _shorten_problems()


def _shorten(table: str, columns: list[sa.Column[Any]]) -> None:
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.drop_column(column.name)


def _drop_indexes() -> None:
    op.drop_index("ix_problem_moves_alone", table_name="problem_moves")
    for name in ("ix_problem_entries_counted", "ix_problem_entries_newest"):
        op.drop_index(name, table_name="problem_entries")
    op.drop_index("uq_problem_entries_source", table_name="problem_entries")
    for name in ("silent", "review", "ideas"):
        op.drop_index(f"ix_problems_{name}", table_name="problems")


def _shorten_problems() -> None:
    op.add_column("problems", _text("whom", default=""))
    op.execute(
        "UPDATE problems SET whom = CASE WHEN whom_client = '' THEN whom_vendor"
        " WHEN whom_vendor = '' THEN whom_client ELSE whom_client || ' / ' || whom_vendor END"
    )
    with op.batch_alter_table("problems") as batch:
        batch.alter_column("client_facilitator", new_column_name="client_owner")
        batch.alter_column("vendor_facilitator", new_column_name="vendor_owner")
        batch.alter_column("whom", existing_type=sa.String(), server_default=None)
        for column in _list_of_problems():
            batch.drop_column(column.name)
