"""Fixtures: the real library, built once for all tests that ask it something, and databases of both kinds.

Whatever reads or writes the database is tested on SQLite and on PostgreSQL: a store test takes `database`, a test
that makes an app takes `database_at`, and a module that makes one app for all its tests `database_setting`. So run
every store, the board, accounts, the workbench, the review API, the pages and the JSON API, streaming, single
sign-on, access, backups and watching. On SQLite alone run what never opens the database, or opens it by the command
line (verbs of asking, threads, review and accounts) over stores that are tested on both: the settings lead them to
either (`test_database_url.py`).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.databases import PostgreSQL, running_postgresql

from citewell.app import App, read_settings
from citewell.domain.errors import EngineUnavailable
from citewell.store._database import Database, open_database


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where engines keep what they make once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def starter_app(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> App:
    """Citewell over the starter library, with every real engine."""
    folder = tmp_path_factory.mktemp("starter") / "library"
    app = App(read_settings({"CITEWELL_LIBRARY": str(folder), "CITEWELL_CACHE": str(cache_folder)}))
    app.status()
    return app


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL server, started once in a test process."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_at(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new database is: the path of a SQLite file, or the URL of a PostgreSQL database."""
    if request.param == "sqlite":
        return str(tmp_path / "library" / "articles.sqlite")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_at(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database can be made: a path without a file, or the URL of one without tables."""
    if request.param == "sqlite":
        return str(tmp_path / "library" / "articles.sqlite")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database(empty=True)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_setting(request: pytest.FixtureRequest) -> str:
    """What CITEWELL_DATABASE is for the app of a module: empty for a file in its library, or the URL of a new database.

    The tests of a module run on one and then on the other, and its app is made twice, not once for each test.
    """
    if request.param == "sqlite":
        return ""
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def database(database_at: str) -> Iterator[Database]:
    """A new database at the present layout, on SQLite and on PostgreSQL."""
    opened = open_database(database_at)
    yield opened
    opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """Skip what needs a PDF where Pango, a library of the system, is missing; where CI is set, that fails."""
    try:
        return (yield)
    except EngineUnavailable as error:
        if "Pango" not in error.message or os.environ.get("CI"):
            raise
        pytest.skip(f"{error.message} {error.remedy}")
