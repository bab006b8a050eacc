"""A database named by its URL is opened, or it is said what is wrong, without its password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from citewell.app import App
from citewell.domain.errors import CitewellError, EngineUnavailable, LibraryError, UserError
from citewell.settings import read_settings
from citewell.store._database import open_database

SECRET = "tr0ub4dor"


def said(error: CitewellError) -> str:
    return f"{error.message} {error.remedy}"


@pytest.mark.parametrize(
    "value", [f"mysql://me:{SECRET}@here/articles", f"articles-{SECRET}.sqlite", f"oracle:{SECRET}", "postgresql://"]
)
def test_what_is_no_url_of_a_database_is_refused_before_anything_is_opened(value: str) -> None:
    with pytest.raises(UserError, match="CITEWELL_DATABASE") as caught:
        read_settings({"CITEWELL_DATABASE": value})
    assert SECRET not in said(caught.value)


def test_the_setting_is_shown_nowhere() -> None:
    assert SECRET not in repr(read_settings({"CITEWELL_DATABASE": f"postgresql://me:{SECRET}@here/articles"}))


def test_a_url_that_cannot_be_read_is_not_shown() -> None:
    with pytest.raises(UserError, match="cannot be read") as caught:
        open_database(f"postgresql://me:{SECRET}@here:port/articles")
    assert SECRET not in said(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("rest", ["me:tr0ub4dor@127.0.0.1:9/articles", "me@127.0.0.1:9/articles?password=tr0ub4dor"])
def test_a_server_that_is_not_there_is_named_without_the_password(rest: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LibraryError, match="could not be used") as caught:
        open_database(f"postgresql://{rest}")
    assert "127.0.0.1" in said(caught.value)
    assert SECRET not in said(caught.value)


def test_without_its_driver_postgresql_is_refused_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(EngineUnavailable) as caught:
        open_database("postgresql://me@127.0.0.1:9/articles")
    assert "citewell[postgres]" in caught.value.remedy


def test_the_database_is_a_file_in_the_library_unless_a_url_names_another(tmp_path: Path) -> None:
    for database, expected in (
        ("", tmp_path / "library" / "articles.sqlite"),
        (f"sqlite:///{tmp_path}/elsewhere/kept.sqlite", tmp_path / "elsewhere" / "kept.sqlite"),
    ):
        app = App(read_settings({"CITEWELL_LIBRARY": str(tmp_path / "library"), "CITEWELL_DATABASE": database}))
        assert app.events.verify().events == 0
        assert expected.stat().st_mode & 0o077 == 0
        app.database.close()
