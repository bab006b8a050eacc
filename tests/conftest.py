"""Fixtures: the real library, built once for all tests that ask it something."""

from __future__ import annotations

from pathlib import Path

import pytest

from citewell.app import App, read_settings


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
