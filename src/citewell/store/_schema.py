"""Every table of the database. It names SQLAlchemy when imported, so that only what opens the database imports it.

A table that changes here changes in a migration too (`store/migrations`), and a test holds the two together.
"""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

# Tables of the same database that have a module of their own, which shares `metadata`.
_OTHER_MODULES: tuple[str, ...] = ("_people_tables", "_dossier_tables", "_notice_tables")


def plain(length: int) -> String:
    """Text of bounded length that sorts by its characters' codes on every database, as ids and moments must."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


articles = Table(
    "articles",
    metadata,
    Column("digest", plain(64), primary_key=True),
    Column("question", Text, nullable=False),
    Column("status", String(32), nullable=False),
    Column("saved_at", plain(32), nullable=False, index=True),
    Column("body", Text, nullable=False),
)

citations = Table(
    "citations",
    metadata,
    Column("article", plain(64), primary_key=True),
    Column("document", plain(255), primary_key=True, index=True),
)

article_texts = Table(
    "article_texts",
    metadata,
    Column("article", plain(64), primary_key=True),
    Column("question", Text, nullable=False),
    Column("claims", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article", plain(64), nullable=False, index=True),
    Column("claim", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", plain(32), nullable=False),
)

threads = Table(
    "threads",
    metadata,
    Column("id", plain(64), primary_key=True),
    Column("started_at", plain(32), nullable=False),
    Column("used_at", plain(32), nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    Column("thread", plain(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("asked", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("article", plain(64), nullable=False, index=True),
    Column("status", String(32), nullable=False),
    Column("asked_at", plain(32), nullable=False),
    Column("passages", Text, nullable=False),
)

# Append-only: triggers of its migration forbid everything else.
events = Table(
    "events",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", plain(32), nullable=False),
    Column("actor_kind", plain(16), nullable=False),
    Column("actor_id", plain(64), nullable=False, index=True),
    Column("actor_name", Text, nullable=False),
    Column("action", plain(64), nullable=False),
    Column("subject", plain(255), nullable=False, index=True),
    Column("details", Text, nullable=False),
    Column("previous", plain(64), nullable=False, unique=True),
    Column("hash", plain(64), nullable=False, unique=True),
)


def whole_schema() -> MetaData:
    """The metadata with the tables of every module."""
    for name in _OTHER_MODULES:
        import_module(f"citewell.store.{name}")
    return metadata
