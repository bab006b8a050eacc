"""The tables of notices to people, messages on their way, and what was seen of each dossier's evidence."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from citewell.store._schema import metadata, plain

notices = Table(
    "notices",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("person", plain(16), ForeignKey("people.id"), nullable=False, index=True),
    Column("dossier", plain(16), nullable=False),
    Column("told_at", plain(32), nullable=False, index=True),
    Column("read_at", plain(32), nullable=False),
    Column("body", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("channel", plain(16), nullable=False),
    Column("address", plain(254), nullable=False),
    Column("state", plain(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_at", plain(32), nullable=False, index=True),
    Column("sent_at", plain(32), nullable=False),
    Column("error", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""`state` is waiting, sent or failed; `next_at` is when the next attempt may be made, pushed ahead by a claim."""

watched = Table(
    "watched",
    metadata,
    Column("dossier", plain(16), ForeignKey("dossiers.id"), primary_key=True),
    Column("digest", plain(64), nullable=False),
    Column("release", plain(64), nullable=False),
    Column("changes", Text, nullable=False),
    Column("unproposed", Integer, nullable=False),
)
"""What a pass has seen: the text, the library's release, every change told as a JSON list, and whether the proposal
that goes with a reopening is still to be made."""
