"""Dossiers of the editorial board with their revisions, reviews, drafts and comments, and readers' error items."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0004_dossiers"
down_revision = "v0003_people"

_INDEXES = (
    ("dossiers", "state"),
    ("dossiers", "author"),
    ("dossiers", "digest"),
    ("dossiers", "published_digest"),
    ("dossiers", "changed_at"),
    ("dossier_revisions", "dossier"),
    ("dossier_revisions", "digest"),
    ("dossier_reviews", "dossier"),
    ("dossier_reviews", "reviewer"),
    ("review_drafts", "dossier"),
    ("dossier_comments", "dossier"),
    ("error_items", "state"),
    ("error_items", "due"),
    ("error_items", "dossier"),
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
        "dossiers": [
            _column("id", _plain(16), primary_key=True),
            _column("question", sa.Text()),
            _column("state", _plain(32)),
            _column("author", _plain(16)),
            _column("digest", _plain(64)),
            _column("published_digest", _plain(64)),
            _column("next_review", _plain(10)),
            _column("created_at", _plain(32)),
            _column("changed_at", _plain(32)),
            _column("body", sa.Text()),
        ],
        "dossier_revisions": [
            _dossier(primary_key=True),
            _column("number", sa.Integer(), primary_key=True, autoincrement=False),
            _column("digest", _plain(64)),
            _column("made_by", _plain(64)),
            _column("made_at", _plain(32)),
            _column("reason", sa.Text()),
        ],
        "dossier_reviews": [
            _dossier(primary_key=True),
            _column("digest", _plain(64), primary_key=True),
            _column("reviewer", _plain(16), primary_key=True),
            _column("given_at", _plain(32), primary_key=True),
            _column("body", sa.Text()),
        ],
        "review_drafts": [
            _dossier(primary_key=True),
            _column("digest", _plain(64), primary_key=True),
            _column("reviewer", _plain(16), primary_key=True),
            _column("saved_at", _plain(32)),
            _column("body", sa.Text()),
        ],
        "dossier_comments": [
            _column("number", sa.Integer(), primary_key=True),
            _dossier(),
            _column("digest", _plain(64)),
            _column("claim", _plain(64)),
            _column("person", _plain(16)),
            _column("person_name", sa.Text()),
            _column("text", sa.Text()),
            _column("written_at", _plain(32)),
        ],
        "error_items": [
            _column("id", _plain(32), primary_key=True),
            _column("state", _plain(16)),
            _column("owner", _plain(32)),
            _column("due", _plain(10)),
            _column("dossier", _plain(16)),
            _column("body", sa.Text()),
        ],
    }


def _dossier(*, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column("dossier", _plain(16), sa.ForeignKey("dossiers.id"), nullable=False, primary_key=primary_key)


def _column(name: str, kind: sa.types.TypeEngine[Any], **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **options)


def _plain(length: int) -> sa.types.TypeEngine[Any]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
