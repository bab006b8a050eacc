"""Fixtures: the real library, built once for all tests that ask it something."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from citewell.app import App, read_settings
from citewell.domain.errors import EngineUnavailable


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    """Skip what needs a PDF where Pango, a library of the system, is missing; where CI is set, that fails."""
    try:
        return (yield)
    except EngineUnavailable as error:
        if "Pango" not in error.message or os.environ.get("CI"):
            raise
        pytest.skip(f"{error.message} {error.remedy}")
