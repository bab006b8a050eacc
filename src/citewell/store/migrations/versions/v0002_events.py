"""The ledger of events, with triggers that let it grow at its end and do nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002_events"
down_revision = "v0001_articles"

_START = "0" * 64
_FOLLOWS = (
    "NEW.sequence = (SELECT coalesce(max(sequence), 0) + 1 FROM events) AND NEW.previous = "
    f"coalesce((SELECT hash FROM events ORDER BY sequence DESC LIMIT 1), '{_START}')"
)
_REFUSAL = "The ledger can only be added to."


def upgrade() -> None:
    """Make the table and its triggers."""
    plain = _plain
    op.create_table(
        "events",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", plain(32), nullable=False),
        sa.Column("actor_kind", plain(16), nullable=False),
        sa.Column("actor_id", plain(64), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("action", plain(64), nullable=False),
        sa.Column("subject", plain(255), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", plain(64), nullable=False, unique=True),
        sa.Column("hash", plain(64), nullable=False, unique=True),
    )
    op.create_index("ix_events_actor_id", "events", ["actor_id"])
    op.create_index("ix_events_subject", "events", ["subject"])
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop the table with its triggers."""
    op.drop_table("events")
    if op.get_bind().dialect.name == "postgresql":
        op.get_bind().exec_driver_sql("DROP FUNCTION events_refuse()")
        op.get_bind().exec_driver_sql("DROP FUNCTION events_follow()")


def _plain(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return [
        f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events {refuse}",
        f"CREATE TRIGGER events_no_delete BEFORE DELETE ON events {refuse}",
        f"CREATE TRIGGER events_follow BEFORE INSERT ON events WHEN NOT ({_FOLLOWS}) {refuse}",
    ]


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{_REFUSAL}'"
    return [
        f"CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        "CREATE FUNCTION events_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT ({_FOLLOWS}) THEN {refuse}; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION events_refuse()",
        "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()",
        "CREATE TRIGGER events_follow BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_follow()",
    ]
