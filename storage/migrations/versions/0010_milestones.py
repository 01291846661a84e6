"""Milestones, what happened to them, whom they were brought to mind, and who took part.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CELEBRATED = sa.text("status = 'reached' AND closed_at IS NULL")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    _create_milestones()
    _create_part("milestone_steps", ["seq"], *_step_columns())
    _create_part(
        "milestone_prompts",
        ["kind", "about", "user_id"],
        *(_text(name) for name in ("kind", "about", "user_id", "post_id")),
    )
    _create_part(
        "milestone_contributors",
        ["user_id"],
        _text("user_id"),
        _text("side"),
        _number("position"),
        _check_side("milestone_contributors"),
    )
    _create_part(
        "milestone_reflections",
        ["user_id"],
        *(_text(name) for name in ("user_id", "side", "worked", "keep")),
        _moment("written_at"),
        _check_side("milestone_reflections"),
    )
    for name in ("milestone_contributors", "milestone_reflections"):
        op.create_index(f"ix_{name}_user_id", name, ["user_id"])


def _create_milestones() -> None:
    op.create_table(
        "milestones",
        *(_text(name) for name in ("id", "relationship_id", "series_id", "title")),
        *(_day(name) for name in ("due", "first_due", "anchor")),
        _moment("dated_at"),
        _day("asked_for", nullable=True),
        *(_text(f"{side}_owner") for side in ("client", "vendor")),
        *(_text(f"{side}_meaning") for side in ("client", "vendor")),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        _text("status"),
        _text("author"),
        _moment("created_at"),
        _text("post_id"),
        *(_text(name, nullable=True) for name in ("proposed_by", "proposed_side")),
        *(_moment(name, nullable=True) for name in ("proposed_at", "reached_at", "closed_at")),
        *(_text(name, nullable=True) for name in ("celebration_post_id", "pulse_id", "problem_id")),
        sa.CheckConstraint(
            "status IN ('planned', 'proposed', 'reached', 'dropped')",
            name=op.f("ck_milestones_status"),
        ),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f("fk_milestones_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    op.create_index(
        "ix_milestones_of_relationship", "milestones", ["relationship_id", "status", "due"]
    )
    op.create_index("ix_milestones_due", "milestones", ["status", "due"])
    op.create_index(
        "ix_milestones_celebrated",
        "milestones",
        ["reached_at"],
        sqlite_where=CELEBRATED,
        postgresql_where=CELEBRATED,
    )


def _step_columns() -> list[sa.schema.SchemaItem]:
    return [
        _number("seq"),
        _text("kind"),
        _text("by"),
        _moment("at"),
        _text("reason"),
        _day("from_due", nullable=True),
        _day("to_due", nullable=True),
    ]


def _check_side(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("side IN ('client', 'vendor')", name=op.f(f"ck_{table}_side"))


def _create_part(name: str, key: list[str], *parts: sa.schema.SchemaItem) -> None:
    """A table of what hangs on a milestone; `key` is the rest of its key."""
    op.create_table(
        name,
        _text("milestone_id"),
        *parts,
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestones.id"],
            name=op.f(f"fk_{name}_milestone_id_milestones"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("milestone_id", *key, name=op.f(f"pk_{name}")),
    )


def downgrade() -> None:
    for part in ("reflections", "contributors", "prompts", "steps"):
        op.drop_table(f"milestone_{part}")
    op.drop_table("milestones")
