"""The tables in which terms are kept, and a term's rows in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citewell.domain.intake import Term
from citewell.text.terms import LONGEST_NAME, meanings, names_in_order, phrase_key

if TYPE_CHECKING:
    from sqlalchemy import Engine, Table

LOCK_SECONDS = 20.0
LONGEST_TEXT = 2_000

Row = dict[str, Any]


class TermTables(NamedTuple):
    """The meanings of every term, the names that lead to them, and the rules by which names are compared."""

    meanings: Table
    names: Table
    rules: Table


def term_tables() -> TermTables:
    """The layout of a file of terms."""
    from sqlalchemy import Column, Integer, MetaData, String, Table, Text, UniqueConstraint

    tables = MetaData()
    return TermTables(
        Table(
            "meanings",
            tables,
            Column("number", Integer, primary_key=True),
            Column("source", Text, nullable=False),
            Column("id", Text, nullable=False, index=True),
            Column("part", Integer, nullable=False),
            Column("label", Text, nullable=False),
            Column("synonyms", Text, nullable=False),
            Column("scope", Text, nullable=False),
            Column("type", Text, nullable=False),
            UniqueConstraint("source", "id", "part"),
        ),
        Table(
            "names",
            tables,
            Column("phrase", Text, primary_key=True),
            Column("meaning", Integer, primary_key=True, index=True, autoincrement=False),
            sqlite_with_rowid=False,
        ),
        Table("rules", tables, Column("id", Integer, primary_key=True), Column("rule", String(16), nullable=False)),
    )


def open_file(path: Path) -> Engine:
    """The file of terms, which is opened for each use, so that it can be deleted and made again meanwhile."""
    from sqlalchemy import URL, NullPool, create_engine, event

    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _use_write_ahead_log)
    return engine


def rows_of(term: Term) -> list[Row]:
    """A row for each meaning of a term, without control characters and names too long to be looked for."""
    return [
        {
            "source": cleaned(meaning.source),
            "id": cleaned(meaning.id),
            "part": part,
            "label": cleaned(meaning.label),
            "synonyms": json.dumps([cleaned(name) for name in meaning.synonyms if len(name) <= LONGEST_NAME]),
            "scope": cleaned(meaning.scope),
            "type": cleaned(meaning.type),
        }
        for part, meaning in enumerate(meanings(term))
    ]


def term_of(row: Mapping[str, Any]) -> Term:
    """The term that a row holds."""
    return Term(
        row["id"],
        row["label"],
        tuple(json.loads(row["synonyms"])),
        scope=row["scope"],
        source=row["source"],
        type=row["type"],
    )


def names_of(row: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each name that leads to a meaning."""
    phrases = {phrase_key(name) for name in names_in_order(term_of(row))}
    return ({"phrase": phrase, "meaning": row["number"]} for phrase in sorted(filter(None, phrases)))


def cleaned(text: str) -> str:
    """One line of visible characters, of bounded length."""
    text = text[:LONGEST_TEXT]
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())


def _use_write_ahead_log(connection: Any, _record: object) -> None:
    """Readers and one writer at a time do not block each other; kept in the file once set."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
