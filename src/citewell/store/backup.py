"""Copies of the whole database: a consistent one of a database in use, and what was copied put into another.

From SQLite it is a copy of its file, made with SQLite's own means, from PostgreSQL a file of JSON lines for each
table; either can be put into either.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import LibraryError
from citewell.domain.events import ChainCheck
from citewell.store._database import Database, connect, open_database
from citewell.store._schema import whole_schema
from citewell.store._sealing import Sealing
from citewell.store.events import chain_in
from citewell.store.migrations import BEFORE_ALL, VERSION_TABLE, migrate, revision_of, revisions

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from citewell.store.keys import InstanceKey

SQLITE_COPY = "database.sqlite"
ROWS_AT_ONCE = 500
_BYTES = "base64"
_STREAMED = {"yield_per": ROWS_AT_ONCE}


def save_database(database: Database, folder: Path) -> dict[str, Any]:
    """Copy the database as it stands at one moment into an empty folder, while others use it.

    Returns its layout, and how many events its ledger has with the hash of the last. Raises LibraryError.
    """
    if database.is_sqlite:
        copy_sqlite(Path(database.engine.url.database or ""), folder / SQLITE_COPY)
        with _copied(folder / SQLITE_COPY) as copy, copy.reading() as connection:
            return _described(connection)
    with database.reading() as connection:
        for table in _tables_in(connection).sorted_tables:
            query = table.select().order_by(*table.primary_key)
            rows = connection.execute(query, execution_options=_STREAMED)
            with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
                for row in rows:
                    file.write(json.dumps(row._asdict(), ensure_ascii=False, default=_as_text) + "\n")
        return _described(connection)


def load_database(database: Database, folder: Path, said: Mapping[str, Any], *, key: InstanceKey | None = None) -> None:
    """Put a copy in the place of whatever the database holds, all of it or nothing, and check its ledger.

    `said` is what `save_database` returned; `key` is the one that was saved with it. Raises LibraryError where the
    copy is of a newer layout or its ledger does not hold.
    """
    if said["layout"] not in revisions():
        raise LibraryError(
            f"The backup was made by a newer version of Citewell (its layout is {said['layout']}).",
            remedy="Install that version, and restore with it.",
        )
    with database.writing() as connection:
        migrate(connection, BEFORE_ALL)
        migrate(connection, said["layout"])
        tables = _tables_in(connection)
        with _rows_from(folder) as rows_of:
            for table in tables.sorted_tables:
                rows = iter(rows_of(table.name))
                while some := list(islice(rows, ROWS_AT_ONCE)):
                    connection.execute(table.insert(), some)
        if not database.is_sqlite:
            _move_counters(connection, tables)
        _check(chain_in(connection), said)
        if said["layout"] != revisions()[-1]:
            migrate(connection, revisions()[-1], sealing=Sealing(key) if key else None)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file as it stands at one moment, while others use it, by SQLite's own means.

    Raises LibraryError.
    """
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            read.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise LibraryError(
            f"The database {source} cannot be copied: {error}.", remedy="Make room on the disk and try again."
        ) from error


def is_empty(location: str | Path, *, key: InstanceKey) -> bool:
    """Whether there is nothing of Citewell's in a database; it is brought to the present layout."""
    if "://" not in str(location) and not Path(location).exists():
        return True
    database = open_database(location, key=key)
    try:
        with database.reading() as connection:
            return not any(
                connection.execute(table.select().limit(1)).first() for table in whole_schema().sorted_tables
            )
    finally:
        database.close()


@contextmanager
def _copied(path: Path) -> Iterator[Database]:
    database = connect(path)
    try:
        yield database
    finally:
        database.close()


def _described(connection: Connection) -> dict[str, Any]:
    check = chain_in(connection)
    return {"layout": revision_of(connection), "events": check.events, "head": check.head, "fault": check.fault}


def _check(check: ChainCheck, said: Mapping[str, Any]) -> None:
    if check.fault or (check.events, check.head) != (said["events"], said["head"]):
        raise LibraryError(
            f"The ledger of the backup does not hold: {check.fault or 'events are missing.'}",
            remedy="Choose another backup. Nothing was restored.",
        )


def _tables_in(connection: Connection) -> MetaData:
    """Every table that is there, whatever the version that made it."""
    from sqlalchemy import MetaData

    known = MetaData()
    known.reflect(connection)
    known.remove(known.tables[VERSION_TABLE])
    return known


@contextmanager
def _rows_from(folder: Path) -> Iterator[Any]:
    """What gives the rows of a table in a copy, by the table's name, in the order of their keys."""
    if not (folder / SQLITE_COPY).exists():
        yield lambda name: _rows_in(folder / f"{name}.jsonl")
        return
    with _copied(folder / SQLITE_COPY) as copy, copy.reading() as connection:
        tables = _tables_in(connection).tables

        def rows(name: str) -> Iterator[dict[str, Any]]:
            query = tables[name].select().order_by(*tables[name].primary_key)
            return (row._asdict() for row in connection.execute(query, execution_options=_STREAMED))

        yield rows


def _rows_in(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row: dict[str, Any] = json.loads(line)
            yield {name: _value(value) for name, value in row.items()}


def _as_text(value: object) -> dict[str, str]:
    """Bytes, the only values of a column that JSON has no form for."""
    if isinstance(value, bytes | bytearray | memoryview):
        return {_BYTES: base64.b64encode(bytes(value)).decode()}
    raise TypeError(f"{type(value).__name__} is no value of a column of Citewell's.")


def _value(value: Any) -> Any:
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value


def _move_counters(connection: Connection, tables: MetaData) -> None:
    """Let PostgreSQL go on numbering behind the rows that were put in with their numbers."""
    from sqlalchemy import func, select

    for table in tables.sorted_tables:
        for column in table.primary_key:
            if column.type.python_type is not int:
                continue
            sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            last = connection.scalar(select(func.max(column)))
            if sequence and last:
                connection.execute(select(func.setval(sequence, last)))
