"""Actions from anywhere, who is told of those that are overdue, and emoji that mark what is said.

Revision: 0015, after 0014
"""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TO_NUDGE = sa.text("nudge_at IS NOT NULL")
TO_ASK = sa.text("ask_at IS NOT NULL")
MORNING = time(8, tzinfo=UTC)


def upgrade() -> None:
    with op.batch_alter_table("actions") as batch:
        for column in _list_added():
            batch.add_column(column)
        batch.create_check_constraint(
            op.f("ck_actions_helped"), "helped IN ('yes', 'not_yet', 'no')"
        )
    op.create_index("ix_actions_of_source", "actions", ["source_id", "status"])
    op.create_index(
        "ix_actions_nudge",
        "actions",
        ["nudge_at"],
        sqlite_where=TO_NUDGE,
        postgresql_where=TO_NUDGE,
    )
    op.create_index(
        "ix_actions_ask", "actions", ["ask_at"], sqlite_where=TO_ASK, postgresql_where=TO_ASK
    )
    _create_part(
        "action_marks",
        "user_id",
        sa.Column("acted_ts", sa.String(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
    )
    _create_part("action_prompts", "post_id")
    _create_capture()
    _plan_nudges()


def _list_added() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("by_mark", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("nudge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.String(), nullable=True),
        sa.Column("helped_words", sa.String(), nullable=True),
        sa.Column("helped_by", sa.String(), nullable=True),
        sa.Column("helped_at", sa.DateTime(timezone=True), nullable=True),
    )


def _create_part(name: str, key: str, *parts: sa.Column[object]) -> None:
    """A table of what hangs on an action; `key` is the rest of its key."""
    op.create_table(
        name,
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column(key, sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["actions.id"],
            name=op.f(f"fk_{name}_action_id_actions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("action_id", key, name=op.f(f"pk_{name}")),
    )


def _create_capture() -> None:
    op.create_table(
        "problem_capture",
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("emoji", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f("fk_problem_capture_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("relationship_id", name=op.f("pk_problem_capture")),
    )


def _plan_nudges() -> None:
    """Whoever does what is open already is told on the day after it was due."""
    rows = sa.table(
        "actions",
        sa.column("id", sa.String()),
        sa.column("due", sa.Date()),
        sa.column("status", sa.String()),
        sa.column("nudge_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    days = connection.scalars(sa.select(rows.c.due).where(rows.c.status == "open").distinct()).all()
    for due in days:
        next_day = datetime.combine(due + timedelta(days=1), MORNING)
        connection.execute(
            rows.update()
            .where(rows.c.status == "open", rows.c.due == due)
            .values(nudge_at=next_day)
        )


def downgrade() -> None:
    for name in ("problem_capture", "action_prompts", "action_marks"):
        op.drop_table(name)
    for name in ("ask", "nudge", "of_source"):
        op.drop_index(f"ix_actions_{name}", table_name="actions")
    with op.batch_alter_table("actions") as batch:
        batch.drop_constraint(op.f("ck_actions_helped"), type_="check")
        for column in reversed(_list_added()):
            batch.drop_column(column.name)
