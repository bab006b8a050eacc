"""Fixtures of the command line: a library of one's own, the program within this process, files to add."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.running import Ended, Run

from citewell.app import App
from citewell.cli import main


@pytest.fixture
def library(starter_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the starter library without articles, which the command line finds by the environment."""
    folder = tmp_path / "library"
    shutil.copytree(starter_app.settings.library, folder, ignore=shutil.ignore_patterns("articles.sqlite*", "inbox"))
    monkeypatch.setenv("CITEWELL_LIBRARY", str(folder))
    monkeypatch.setenv("CITEWELL_CACHE", str(starter_app.settings.cache))
    return folder


@pytest.fixture
def run(library: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program within this process."""

    def run_main(*arguments: str) -> Ended:
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run_main


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes a jsonl file and returns its path."""

    def write_file(name: str, *records: dict[str, object] | str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return str(path)

    return write_file
