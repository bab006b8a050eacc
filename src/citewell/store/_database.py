"""Opens the database that the stores share: a SQLite file in WAL mode, or any SQLAlchemy URL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import LibraryError

if TYPE_CHECKING:
    from sqlalchemy import Engine

LOCK_SECONDS = 20.0


def open_database(location: str | Path) -> Engine:
    """An engine for a SQLite file, made with its folder where it is missing, or for a database URL."""
    from sqlalchemy import URL, create_engine, event, make_url

    if "://" in str(location):
        url = make_url(str(location))
    else:
        url = URL.create("sqlite", database=str(location))
        _make_file(Path(location))
    sqlite = url.get_backend_name() == "sqlite"
    # Hidden parameters: an error that reaches a log must not carry a question or an article with it.
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_SECONDS} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _use_write_ahead_log)
    return engine


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise LibraryError(
            f"The store of articles {path} cannot be made: {error.strerror}.",
            remedy="Choose a folder that can be written to.",
        ) from error


def _use_write_ahead_log(connection: Any, _record: object) -> None:
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
