"""Notices to people, messages on their way, and what was seen of each dossier's evidence."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0005_notices"
down_revision = "v0004_dossiers"

_INDEXES = (
    ("notices", "person"),
    ("notices", "told_at"),
    ("deliveries", "state"),
    ("deliveries", "next_at"),
)


def upgrade() -> None:
    """Make the tables."""
    for name, columns in _tables().items():
        op.create_table(name, *columns)
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Drop the tables; what the ledger tells of them stays."""
    for table, column in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
    for name in reversed(_tables()):
        op.drop_table(name)


def _tables() -> dict[str, list[sa.Column[Any]]]:
    return {
        "notices": [
            _column("id", _plain(16), primary_key=True),
            sa.Column("person", _plain(16), sa.ForeignKey("people.id"), nullable=False),
            _column("dossier", _plain(16)),
            _column("told_at", _plain(32)),
            _column("read_at", _plain(32)),
            _column("body", sa.Text()),
        ],
        "deliveries": [
            _column("id", _plain(16), primary_key=True),
            _column("channel", _plain(16)),
            _column("address", _plain(254)),
            _column("state", _plain(16)),
            _column("attempts", sa.Integer()),
            _column("next_at", _plain(32)),
            _column("sent_at", _plain(32)),
            _column("error", sa.Text()),
            _column("body", sa.Text()),
        ],
        "watched": [
            sa.Column("dossier", _plain(16), sa.ForeignKey("dossiers.id"), nullable=False, primary_key=True),
            _column("digest", _plain(64)),
            _column("release", _plain(64)),
            _column("changes", sa.Text()),
            _column("unproposed", sa.Integer()),
        ],
    }


def _column(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **options)


def _plain(length: int) -> sa.types.TypeEngine[Any]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
