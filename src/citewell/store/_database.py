"""Opens the database that the stores share: a SQLite file in WAL mode, or a PostgreSQL database by its URL.

One writer at a time, on both: whoever writes has the whole database to itself until its transaction ends, so that
what it read before it wrote still holds, and two people who act on one thing at the same moment act one after the
other. Readers are never in the way.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import EngineUnavailable, LibraryError, UserError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

    from citewell.store.keys import InstanceKey

LOCK_SECONDS = 20.0
WRITERS_LOCK = 0x63697465  # the advisory lock of PostgreSQL that writers take
POSTGRESQL = ("postgresql", "postgres")


class Database:
    """An opened database at the layout of this version of Citewell. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._at_first_write: Callable[[Connection], object] | None = None

    def at_first_write(self, note: Callable[[Connection], object]) -> None:
        """Let `note` write what goes before whatever is written first, in the same transaction."""
        self._at_first_write = note

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """Where it is, without a password."""
        return self.engine.url.set(query={}).render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state throughout and writes nothing. Raises LibraryError."""
        with self._transaction(writing=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the writers' lock from its start and is kept when it ends without an error.

        A duplicate key stays SQLAlchemy's IntegrityError; other troubles of the database become LibraryError.
        """
        with self._transaction(writing=True) as connection:
            yield connection

    def forget_deleted(self) -> None:
        """Leave nothing of deleted rows in the file of SQLite or its log. Raises LibraryError.

        On PostgreSQL the room of deleted rows is given back, and its log and backups keep what its own rules say.
        """
        from sqlalchemy.exc import DBAPIError

        try:
            if self.is_sqlite:
                self._vacuum_file()
            else:
                with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM")
        except (DBAPIError, sqlite3.Error) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise LibraryError(
                f"What was deleted may still be in the file of the store: {reason}.",
                remedy="Make room on the disk, stop other programs that hold the store, and delete a thread again.",
            ) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _vacuum_file(self) -> None:
        """Write the file anew without what was deleted, and empty the log beside it, outside every transaction."""
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()
        finally:
            connection.close()

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError, IntegrityError

        try:
            with self.engine.connect().execution_options(writing=writing) as connection, connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(_WRITE if writing else _READ)
                if writing and self._at_first_write:
                    self._at_first_write(connection)
                yield connection
            if writing:  # kept: had it failed, the next one would write it
                self._at_first_write = None
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise LibraryError(
                f"The store of articles could not be used: {error.orig}.",
                remedy=f"Check that {self.place} is a database of articles that can be written to, that its disk "
                "has room, and that no other program holds it.",
            ) from error


_READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITE = f"SET LOCAL lock_timeout = '{LOCK_SECONDS:.0f}s'; SELECT pg_advisory_xact_lock({WRITERS_LOCK})"


def open_database(location: str | Path, *, key: InstanceKey | None = None) -> Database:
    """A database brought to the present layout: a SQLite file, made with its folder where missing, or a URL.

    `key` is the instance's, which seals secrets that an earlier version kept as they were; it is used only for that.
    Of several processes that open it at once one brings it there, and the others wait. Raises LibraryError.
    """
    from citewell.store._sealing import Sealing
    from citewell.store.migrations import migrate, revision_of, revisions

    database = connect(location)
    with database.reading() as connection:
        is_current = revision_of(connection) == revisions()[-1]
    if not is_current:
        with database.writing() as connection:
            if revision_of(connection) != revisions()[-1]:
                migrate(connection, revisions()[-1], sealing=Sealing(key) if key else None)
    return database


def connect(location: str | Path) -> Database:
    """A database as it stands, whatever its layout."""
    from sqlalchemy import URL, create_engine, event

    if "://" in str(location):
        url = _with_driver(_parsed(str(location)))
        _require_driver(url)
    else:
        url = URL.create("sqlite", database=str(location))
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and url.database:
        _make_file(Path(url.database))
    # Hidden parameters: an error that reaches a log must not carry a question or an article with it.
    options: dict[str, Any] = {"connect_args": {"timeout": LOCK_SECONDS}} if sqlite else {"pool_pre_ping": True}
    engine = create_engine(url, hide_parameters=True, **options)
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def _parsed(text: str) -> URL:
    """The URL in a text, which is not shown where it cannot be read: a password may be in it."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise UserError(
            "The URL of the database cannot be read.",
            remedy="Write it like postgresql://citewell@localhost:5432/citewell; write an @ in a name as %40.",
        ) from None


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in POSTGRESQL else url


def _require_driver(url: URL) -> None:
    if url.get_backend_name() == "postgresql" and find_spec("psycopg") is None:
        raise EngineUnavailable(
            "A PostgreSQL database needs the package psycopg.", remedy="Install it: pip install 'citewell[postgres]'"
        )


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise LibraryError(
            f"The store of articles {path} cannot be made: {error.strerror}.",
            remedy="Choose a folder that can be written to.",
        ) from error


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that had read first could not be given it any more."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says, not where the driver guesses
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged outlives a loss of power
    connection.execute("PRAGMA foreign_keys=ON")


def _use_write_ahead_log(connection: Any) -> None:
    """Readers and one writer at a time do not block each other; kept in the file once set.

    SQLite does not wait for another process that sets it at the same moment, so it is asked again for a while.
    """
    until = time.monotonic() + LOCK_SECONDS
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
