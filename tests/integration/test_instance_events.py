"""Settings in effect and what is taken away are events of the ledger, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.examples import example_article
from tests.signing_in import browser_of, empty_app, join, sign_in

from citewell.app import App
from citewell.cli import main
from citewell.domain.events import Event
from citewell.domain.people import Scope

DIGEST = example_article().digest


@pytest.fixture
def app(tmp_path: Path, database_at: str) -> Iterator[App]:
    made = empty_app(tmp_path, database=database_at if "://" in database_at else "")
    yield made
    made.database.close()


def write(app: App) -> None:
    """Something that a person does."""
    app.outbox.mark_read("p-abcdefgh", until="")


def told(app: App, action: str) -> list[Event]:
    return app.events.read(action=action)


def test_the_settings_are_recorded_with_the_first_thing_that_is_written_and_again_when_they_change(app: App) -> None:
    app.events.verify()
    assert app.events.read() == []
    write(app)
    write(app)
    write(App(app.settings))
    [first] = app.events.read()
    assert (first.action, first.subject, first.actor_id) == (
        "settings.in_effect",
        "settings:command-line",
        "command-line",
    )
    assert first.details["changed"] == []
    changed = replace(app.settings, access="members", webhook_secret="a text that nobody else knows")
    write(App(changed))
    [_, second] = app.events.read()
    assert second.details["changed"] == ["access", "webhook_secret"]
    settings = second.details["settings"]
    assert isinstance(settings, dict)
    assert (settings["access"], settings["webhook_secret"]) == ("members", "(set)")
    assert "nobody else" not in str(second)


def test_a_server_says_what_it_starts_with_under_its_own_name(app: App) -> None:
    app.serving(host="127.0.0.1", port=8001)
    app.serving(host="127.0.0.1", port=8001)
    write(App(app.settings))
    write(App(app.settings))
    assert [event.subject for event in app.events.read()] == ["settings:server", "settings:command-line"]
    assert app.events.read()[0].actor_id == "citewell"
    app.serving(host="127.0.0.1", port=8002)
    assert app.events.recent(1)[0].details["changed"] == ["port"]


def test_a_write_that_fails_records_no_settings_and_the_next_one_does(app: App) -> None:
    with pytest.raises(ZeroDivisionError), app.database.writing():
        raise ZeroDivisionError
    assert app.events.read() == []
    write(app)
    assert len(app.events.read()) == 1


def test_what_people_and_programs_take_away_is_told_and_what_visitors_take_makes_no_event(app: App) -> None:
    app.store.save(example_article())
    ada = join(app, "Ada")
    made, key = app.accounts.keys.make(ada.id, "Nightly", {Scope.EXPORT})
    with browser_of(app) as browser:
        for _ in range(3):
            assert browser.get(f"/articles/{DIGEST}.md").status_code == 200
        assert browser.get(f"/articles/{DIGEST}.none").status_code == 404
        assert browser.get(f"/articles/{DIGEST}").status_code == 200
        assert told(app, "article.exported") == []
        sign_in(browser, ada)
        assert browser.get(f"/articles/{DIGEST}.md?reader=patient").status_code == 200
        address = f"/api/v1/articles/{DIGEST}/exports/json"
        assert browser_of(app, authorization=f"Bearer {key}").get(address).status_code == 200
    by_ada, by_key = told(app, "article.exported")
    assert (by_ada.actor_id, by_ada.subject) == (ada.id, f"article:{DIGEST}")
    assert by_ada.details == {"digest": DIGEST, "format": "markdown", "reader": "patient"}
    assert (by_key.actor_kind, by_key.actor_id) == ("api_key", made.id)
    assert example_article().question not in str(app.events.read())


def test_the_command_line_tells_what_it_takes_of_what_is_kept(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app.store.save(example_article())
    settings = app.settings
    for name, value in (("LIBRARY", settings.library), ("CACHE", settings.cache), ("DATABASE", settings.database)):
        monkeypatch.setenv(f"CITEWELL_{name}", str(value))
    monkeypatch.setenv("CITEWELL_STARTER", "off")
    file = tmp_path / "article.json"
    assert main(["export", DIGEST, "--json", "--output", str(file)]) == 0
    assert main(["export", str(file), "--format", "markdown"]) == 0
    capsys.readouterr()
    assert main(["audit", "export"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    actions = [line["action"] for line in lines if not line["action"].startswith("settings.")]
    assert actions == ["article.exported", "ledger.exported"]
    assert lines[-1]["details"] == {"events": len(lines) - 1, "head": lines[-1]["previous"]}
    assert app.events.verify().fault == ""
