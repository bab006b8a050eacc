"""Fixtures: the real library, built once for all tests that ask it something, and databases of both kinds."""

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
