"""Pulses of several questions, other schedules and audiences; figures of closed rounds.

Revision: 0004, after 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOTHING = sa.text("'[]'")


def upgrade() -> None:
    with op.batch_alter_table("pulses") as batch:
        for column in (
            sa.Column("title", sa.String(), nullable=False, server_default=""),
            sa.Column("questions", sa.JSON(), nullable=False, server_default=NOTHING),
            sa.Column("anonymity", sa.String(), nullable=False, server_default="named"),
            sa.Column("audience", sa.String(), nullable=False, server_default="everybody"),
            sa.Column("picked", sa.JSON(), nullable=False, server_default=NOTHING),
            sa.Column("schedule", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
            sa.Column("reminders", sa.JSON(), nullable=False, server_default=NOTHING),
            sa.Column("mean_minimum", sa.Integer(), nullable=False, server_default="3"),
            sa.Column("detail_minimum", sa.Integer(), nullable=False, server_default="5"),
            sa.Column("drawn", sa.JSON(), nullable=False, server_default=NOTHING),
            sa.Column("skips", sa.String(), nullable=True),
        ):
            batch.add_column(column)
    with op.batch_alter_table("pulse_rounds") as batch:
        for column in (
            sa.Column("questions", sa.JSON(), nullable=False, server_default=NOTHING),
            sa.Column("anonymity", sa.String(), nullable=False, server_default="anonymous"),
            sa.Column("mean_minimum", sa.Integer(), nullable=False, server_default="3"),
            sa.Column("detail_minimum", sa.Integer(), nullable=False, server_default="5"),
            sa.Column("figures", sa.JSON(), nullable=True),
        ):
            batch.add_column(column)
    _deepen()
    with op.batch_alter_table("pulses") as batch:
        for name in ("question", "anonymous", "weekday", "at"):
            batch.drop_column(name)
    op.create_index("ix_pulse_rounds_closed", "pulse_rounds", ["pulse_id", "closed_at"])
    with op.batch_alter_table("pulse_participants") as batch:
        batch.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("declined", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("pulse_results") as batch:
        batch.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "pulse_followups",
        sa.Column("participant_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("read_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["pulse_participants.id"],
            name=op.f("fk_pulse_followups_participant_id_pulse_participants"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "position", name=op.f("pk_pulse_followups")),
    )
    op.create_index(op.f("ix_pulse_followups_post_id"), "pulse_followups", ["post_id"])


def downgrade() -> None:
    """The first question of a pulse is kept, asked every week; figures and the others are not."""
    op.drop_index(op.f("ix_pulse_followups_post_id"), table_name="pulse_followups")
    op.drop_table("pulse_followups")
    with op.batch_alter_table("pulse_results") as batch:
        batch.drop_column("position")
    with op.batch_alter_table("pulse_participants") as batch:
        for name in ("declined", "reminded", "remind_at"):
            batch.drop_column(name)
    op.drop_index("ix_pulse_rounds_closed", table_name="pulse_rounds")
    with op.batch_alter_table("pulses") as batch:
        batch.add_column(sa.Column("question", sa.String(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(sa.Column("weekday", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("at", sa.String(), nullable=False, server_default="10:00"))
    _flatten()
    with op.batch_alter_table("pulse_rounds") as batch:
        for name in ("figures", "detail_minimum", "mean_minimum", "anonymity", "questions"):
            batch.drop_column(name)
    with op.batch_alter_table("pulses") as batch:
        for name in (
            "skips",
            "drawn",
            "detail_minimum",
            "mean_minimum",
            "reminders",
            "schedule",
            "picked",
            "audience",
            "anonymity",
            "questions",
            "title",
        ):
            batch.drop_column(name)


PULSES = sa.table(
    "pulses",
    sa.column("id"),
    sa.column("title"),
    sa.column("question"),
    sa.column("anonymous", sa.Boolean()),
    sa.column("weekday"),
    sa.column("at"),
    sa.column("questions", sa.JSON()),
    sa.column("schedule", sa.JSON()),
    sa.column("anonymity"),
)
ROUNDS = sa.table(
    "pulse_rounds",
    sa.column("pulse_id"),
    sa.column("questions", sa.JSON()),
    sa.column("anonymity"),
)


def _deepen() -> None:
    """What was one question on one weekday, in the new words."""
    connection, old = op.get_bind(), PULSES.c
    rows = connection.execute(
        sa.select(old.id, old.question, old.anonymous, old.weekday, old.at)
    ).all()
    for row in rows:
        asked = [{"kind": "scale", "client": row.question, "vendor": row.question}]
        anonymity = "anonymous" if row.anonymous else "named"
        connection.execute(
            sa.update(PULSES)
            .where(PULSES.c.id == row.id)
            .values(
                questions=asked,
                schedule={"weekday": row.weekday, "at": row.at},
                anonymity=anonymity,
            )
        )
        connection.execute(
            sa.update(ROUNDS)
            .where(ROUNDS.c.pulse_id == row.id)
            .values(questions=asked, anonymity=anonymity)
        )


def _flatten() -> None:
    connection, new = op.get_bind(), PULSES.c
    rows = connection.execute(
        sa.select(new.id, new.title, new.questions, new.anonymity, new.schedule)
    ).all()
    for row in rows:
        first: Any = next(iter(row.questions), None)
        connection.execute(
            sa.update(PULSES)
            .where(PULSES.c.id == row.id)
            .values(
                question=first.get("client", row.title) if isinstance(first, dict) else row.title,
                anonymous=row.anonymity != "named",
                weekday=row.schedule.get("weekday", 0),
                at=row.schedule.get("at", "10:00"),
            )
        )
