"""People who are away, spared or reminded, and the countries whose holidays both sides keep.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REMINDED = sa.text("remind_at IS NOT NULL")
COUNTRIES = ("client_country", "vendor_country")


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("relationships") as batch:
        for name in COUNTRIES:
            batch.add_column(sa.Column(name, sa.String(), nullable=True))
    with op.batch_alter_table("pulse_participants") as batch:
        batch.add_column(
            sa.Column("spared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index(
        "ix_pulse_participants_reminders",
        "pulse_participants",
        ["remind_at"],
        sqlite_where=REMINDED,
        postgresql_where=REMINDED,
    )
    op.create_index("ix_pulse_participants_person", "pulse_participants", ["user_id", "ask_at"])


def downgrade() -> None:
    """Nobody is away any more; those who were spared count as never asked."""
    op.drop_index("ix_pulse_participants_person", table_name="pulse_participants")
    op.drop_index("ix_pulse_participants_reminders", table_name="pulse_participants")
    op.execute(sa.text("DELETE FROM pulse_participants WHERE spared"))
    with op.batch_alter_table("pulse_participants") as batch:
        batch.drop_column("spared")
    with op.batch_alter_table("relationships") as batch:
        for name in COUNTRIES:
            batch.drop_column(name)
    op.drop_table("absences")
