"""Retros: notes, headings and votes, how they moved, and which come back by themselves.

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RUNNING = sa.text("stage IN ('collect', 'group', 'vote', 'improve')")
WAITS = sa.text("look_at IS NOT NULL")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _of(table: str, other: str, column: str, *, ondelete: str = "CASCADE") -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def _key(table: str, *columns: str) -> sa.Constraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _check_side(table: str, column: str = "side") -> sa.Constraint:
    return sa.CheckConstraint(
        f"{column} IN ('client', 'vendor')", name=op.f(f"ck_{table}_{column}")
    )


def upgrade() -> None:
    _create_retros()
    _create_moves()
    _create_headings()
    _create_notes()
    _create_votes()
    _create_schedules()


def _create_retros() -> None:
    op.create_table(
        "retros",
        _text("id"),
        _text("relationship_id"),
        _number("number"),
        *(_text(name) for name in ("title", "client_facilitator", "vendor_facilitator")),
        sa.Column("invited", sa.JSON(), nullable=False),
        sa.Column("notes_until", sa.Date(), nullable=False),
        _text("stage"),
        _text("started_by", nullable=True),
        _moment("created_at"),
        *(_text(name, nullable=True) for name in ("occurrence", "proposed_by", "proposed_side")),
        _moment("proposed_at", nullable=True),
        sa.Column("stalled", sa.Boolean(), nullable=False),
        _moment("look_at", nullable=True),
        _moment("closed_at", nullable=True),
        _text("post_id"),
        _text("board_post_id", nullable=True),
        _check_side("retros", "proposed_side"),
        _of("retros", "relationships", "relationship_id"),
        _key("retros", "id"),
        sa.UniqueConstraint(
            "relationship_id", "number", name=op.f("uq_retros_relationship_id_number")
        ),
        sa.UniqueConstraint(
            "relationship_id", "occurrence", name=op.f("uq_retros_relationship_id_occurrence")
        ),
    )
    op.create_index(
        "uq_retros_running",
        "retros",
        ["relationship_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index(
        "ix_retros_look", "retros", ["look_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def _create_moves() -> None:
    op.create_table(
        "retro_moves",
        _text("retro_id"),
        _number("seq"),
        *(_text(name) for name in ("from_stage", "to_stage", "by")),
        *(_text(name, nullable=True) for name in ("confirmed_by", "alone_side")),
        _moment("at"),
        _check_side("retro_moves", "alone_side"),
        _of("retro_moves", "retros", "retro_id"),
        _key("retro_moves", "retro_id", "seq"),
    )


def _create_headings() -> None:
    op.create_table(
        "retro_headings",
        _text("id"),
        _text("retro_id"),
        _number("seq"),
        _text("name"),
        _text("theme", nullable=True),
        _moment("created_at"),
        _of("retro_headings", "retros", "retro_id"),
        _key("retro_headings", "id"),
        sa.UniqueConstraint("retro_id", "seq", name=op.f("uq_retro_headings_retro_id_seq")),
    )


def _create_notes() -> None:
    op.create_table(
        "retro_notes",
        *(_text(name) for name in ("id", "retro_id", "kind", "text", "author", "side")),
        _text("heading_id", nullable=True),
        _check_side("retro_notes"),
        _of("retro_notes", "retros", "retro_id"),
        _of("retro_notes", "retro_headings", "heading_id", ondelete="SET NULL"),
        _key("retro_notes", "id"),
    )
    op.create_index("ix_retro_notes_author", "retro_notes", ["retro_id", "author"])
    op.create_index(op.f("ix_retro_notes_heading_id"), "retro_notes", ["heading_id"])


def _create_votes() -> None:
    op.create_table(
        "retro_votes",
        *(_text(name) for name in ("retro_id", "user_id", "heading_id", "side")),
        _check_side("retro_votes"),
        _of("retro_votes", "retros", "retro_id"),
        _of("retro_votes", "retro_headings", "heading_id"),
        _key("retro_votes", "retro_id", "user_id", "heading_id"),
    )
    op.create_index(op.f("ix_retro_votes_heading_id"), "retro_votes", ["heading_id"])


def _create_schedules() -> None:
    op.create_table(
        "retro_schedules",
        _text("relationship_id"),
        sa.Column("rhythm", sa.JSON(), nullable=False),
        _text("at"),
        sa.Column("start", sa.Date(), nullable=False),
        _moment("next_at"),
        _text("set_by"),
        _moment("set_at"),
        _of("retro_schedules", "relationships", "relationship_id"),
        _key("retro_schedules", "relationship_id"),
    )
    op.create_index(op.f("ix_retro_schedules_next_at"), "retro_schedules", ["next_at"])


def downgrade() -> None:
    """Retros go; nothing of before them is changed."""
    for table in (
        "retro_schedules",
        "retro_votes",
        "retro_notes",
        "retro_headings",
        "retro_moves",
        "retros",
    ):
        op.drop_table(table)
