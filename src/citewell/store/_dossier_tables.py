"""The tables of dossiers, their revisions, reviews, drafts of reviews, comments and error items, in the one database.

A record is kept whole in `body`; the columns beside it are what is searched and sorted by, written with it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from citewell.store._schema import metadata, plain


def _dossier(*, primary_key: bool = False) -> Column[str]:
    return Column("dossier", plain(16), ForeignKey("dossiers.id"), nullable=False, index=True, primary_key=primary_key)


dossiers = Table(
    "dossiers",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("question", Text, nullable=False),
    Column("state", plain(32), nullable=False, index=True),
    Column("author", plain(16), nullable=False, index=True),
    Column("digest", plain(64), nullable=False, index=True),
    Column("published_digest", plain(64), nullable=False, index=True),
    Column("next_review", plain(10), nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("changed_at", plain(32), nullable=False, index=True),
    Column("body", Text, nullable=False),
)

dossier_revisions = Table(
    "dossier_revisions",
    metadata,
    _dossier(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", plain(64), nullable=False, index=True),
    Column("made_by", plain(64), nullable=False),
    Column("made_at", plain(32), nullable=False),
    Column("reason", Text, nullable=False),
)

dossier_reviews = Table(
    "dossier_reviews",
    metadata,
    _dossier(primary_key=True),
    Column("digest", plain(64), primary_key=True),
    Column("reviewer", plain(16), primary_key=True, index=True),
    Column("given_at", plain(32), primary_key=True),
    Column("body", Text, nullable=False),
)

review_drafts = Table(
    "review_drafts",
    metadata,
    _dossier(primary_key=True),
    Column("digest", plain(64), primary_key=True),
    Column("reviewer", plain(16), primary_key=True),
    Column("saved_at", plain(32), nullable=False),
    Column("body", Text, nullable=False),
)
"""What a reviewer has filled in and not yet given: nobody else reads it."""

dossier_comments = Table(
    "dossier_comments",
    metadata,
    Column("number", Integer, primary_key=True),
    _dossier(),
    Column("digest", plain(64), nullable=False),
    Column("claim", plain(64), nullable=False),
    Column("person", plain(16), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", plain(32), nullable=False),
)

error_items = Table(
    "error_items",
    metadata,
    Column("id", plain(32), primary_key=True),
    Column("state", plain(16), nullable=False, index=True),
    Column("owner", plain(32), nullable=False),
    Column("due", plain(10), nullable=False, index=True),
    Column("dossier", plain(16), nullable=False, index=True),
    Column("body", Text, nullable=False),
)
