"""Kudos that several people give, of a value both sides agreed on, and that not everybody sees.

Revision: 0009, after 0008
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SHOWN = sa.text("withdrawn_at IS NULL AND hidden_at IS NULL AND NOT private")
STANDING = sa.text("withdrawn_at IS NULL")
BY_REACTION = sa.text("way = 'reaction'")
WITH_SOURCE = sa.text("source_ts IS NOT NULL")
COLLECTED = sa.text("collection_id IS NOT NULL")


def upgrade() -> None:
    for column in _list_added():
        op.add_column("kudos", column)
    op.drop_index("ix_kudos_latest", table_name="kudos")
    _create_givers()
    _extend_receivers()
    _create_indexes()
    _create_agreement()
    _of_kudos(
        "kudos_posts",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
    )
    op.create_table(
        "kudos_overtaken",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("acted_ts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "ts", "user_id", name=op.f("pk_kudos_overtaken")),
    )
    op.create_index(op.f("ix_kudos_overtaken_at"), "kudos_overtaken", ["at"])


def _list_added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("value_id", sa.String(), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("contact_too", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("way", sa.String(), nullable=False, server_default="command"),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.String(), nullable=True),
        sa.Column("source_gone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("source_edited_ts", sa.String(), nullable=True),
        sa.Column("collection_id", sa.String(), nullable=True),
    )


def _of_kudos(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table of people who have to do with kudos."""
    op.create_table(
        name,
        sa.Column("kudos_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["kudos_id"], ["kudos.id"], name=op.f(f"fk_{name}_kudos_id_kudos"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kudos_id", "user_id", name=op.f(f"pk_{name}")),
    )


def _create_givers() -> None:
    _of_kudos(
        "kudos_givers",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("relationship_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_ts", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.execute(
        "INSERT INTO kudos_givers (kudos_id, user_id, side, relationship_id, created_at, given_at,"
        " acted_ts, withdrawn_at) SELECT id, giver, giver_side, relationship_id, created_at,"
        " created_at, '', withdrawn_at FROM kudos"
    )


def _extend_receivers() -> None:
    for column in (
        sa.Column("announced", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("relationship_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("kudos_receivers", column)
    op.execute(
        "UPDATE kudos_receivers SET"
        " relationship_id = (SELECT relationship_id FROM kudos WHERE kudos.id = kudos_id),"
        " created_at = (SELECT created_at FROM kudos WHERE kudos.id = kudos_id)"
    )
    with op.batch_alter_table("kudos_receivers") as batch:
        batch.alter_column("relationship_id", existing_type=sa.String(), nullable=False)
        batch.alter_column("created_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _create_indexes() -> None:
    _partial("ix_kudos_shown", "kudos", "relationship_id created_at id value_id", SHOWN)
    _partial("ix_kudos_value", "kudos", "relationship_id value_id created_at id", SHOWN)
    _partial("ix_kudos_source", "kudos", "source_channel_id source_ts", WITH_SOURCE)
    _partial("ix_kudos_collection", "kudos", "collection_id", COLLECTED)
    op.create_index(
        "uq_kudos_reaction",
        "kudos",
        ["source_channel_id", "source_ts"],
        unique=True,
        sqlite_where=BY_REACTION,
        postgresql_where=BY_REACTION,
    )
    _partial("ix_kudos_givers_day", "kudos_givers", "user_id relationship_id given_at", STANDING)
    for table in ("kudos_givers", "kudos_receivers"):
        columns = ["user_id", "relationship_id", "created_at", "kudos_id"]
        op.create_index(f"ix_{table}_person", table, columns)


def _partial(name: str, table: str, columns: str, where: sa.TextClause) -> None:
    op.create_index(name, table, columns.split(), sqlite_where=where, postgresql_where=where)


def _create_agreement() -> None:
    _of_relationship(
        "kudos_rules",
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("allowance", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("relationship_id", name=op.f("pk_kudos_rules")),
    )
    _of_relationship(
        "kudos_proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("allowance", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_side", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kudos_proposals")),
    )
    op.create_index(
        op.f("ix_kudos_proposals_relationship_id"), "kudos_proposals", ["relationship_id"]
    )
    _of_relationship(
        "kudos_watch",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("relationship_id", "user_id", name=op.f("pk_kudos_watch")),
    )
    op.create_table(
        "kudos_quiet",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_kudos_quiet")),
    )


def _of_relationship(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("relationship_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationships.id"],
            name=op.f(f"fk_{name}_relationship_id_relationships"),
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    """Kudos are kept, with the one giver who began them; values, rules and joined givers are not.

    The older version shows all that was not taken back. So what it should not show counts as taken
    back: what is private or hidden, names somebody who is not announced, or was begun by somebody
    who took their part back.
    """
    _take_out_of_sight()
    for name in ("kudos_overtaken", "kudos_posts", "kudos_quiet", "kudos_watch"):
        op.drop_table(name)
    for name in ("kudos_proposals", "kudos_rules", "kudos_givers"):
        op.drop_table(name)
    op.drop_index("ix_kudos_receivers_person", table_name="kudos_receivers")
    with op.batch_alter_table("kudos_receivers") as batch:
        for name in ("announced", "relationship_id", "created_at"):
            batch.drop_column(name)
    for name in ("shown", "value", "source", "collection"):
        op.drop_index(f"ix_kudos_{name}", table_name="kudos")
    op.drop_index("uq_kudos_reaction", table_name="kudos")
    with op.batch_alter_table("kudos") as batch:
        for column in _list_added():
            batch.drop_column(column.name)
    op.create_index("ix_kudos_latest", "kudos", ["relationship_id", "created_at"])


def _take_out_of_sight() -> None:
    op.execute(
        "UPDATE kudos SET withdrawn_at = COALESCE(hidden_at, created_at)"
        " WHERE withdrawn_at IS NULL AND (private OR hidden_at IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM kudos_receivers AS receiver"
        "  WHERE receiver.kudos_id = kudos.id AND NOT receiver.announced)"
        " OR EXISTS (SELECT 1 FROM kudos_givers AS giver WHERE giver.kudos_id = kudos.id"
        "  AND giver.user_id = kudos.giver AND giver.withdrawn_at IS NOT NULL))"
    )
