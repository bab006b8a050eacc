"""Accounts from the command line, with which the first admin is invited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.running import Ended, Run
from tests.signing_in import PASSWORD, browser_of, submit

from citewell.app import App, read_settings
from citewell.cli import main
from citewell.domain.people import Role, Scope
from citewell.store.events import EventLog


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("CITEWELL_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("CITEWELL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CITEWELL_STARTER", "off")
    return App(read_settings())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_main(*arguments: str) -> Ended:
        code = main(("account", *arguments))
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run_main


def test_the_first_admin_joins_by_the_link_that_the_command_prints(app: App, run: Run) -> None:
    assert "Invite the first admin" in run("list").out
    made = run("invite", "--role", "admin", "--email", "Ada@hospital.example")
    link = made.out.strip()
    assert link.startswith("http://127.0.0.1:8000/invitation/")
    assert "It is shown this once" in made.err
    assert link.rpartition("/")[2] not in run("list", "--json").out
    browser = browser_of(app)
    path = link.removeprefix("http://127.0.0.1:8000")
    assert submit(browser, path, name="Ada", password=PASSWORD, again=PASSWORD).status_code == 303
    assert "ada@hospital.example  Ada: admin (no one-time codes yet)" in run("list").out
    assert next((one.action, one.actor_id) for one in EventLog(app.database).read(action="account.")) == (
        "account.invited",
        "command-line",
    )


def test_people_are_shown_changed_reset_and_deactivated(app: App, run: Run) -> None:
    link = json.loads(
        run("invite", "--role", "safety-officer", "--role", "author", "--email", "ada@hospital.example", "--json").out
    )
    assert (link["roles"], link["kind"]) == (["author", "safety_officer"], "invitation")
    person = app.accounts.invitations.accept(link["link"].rpartition("/")[2], name="Ada", password=PASSWORD)
    made, _ = app.accounts.keys.make(person.id, "Nightly", {Scope.READ})
    shown = run("show", person.id)
    assert "Roles: author, safety_officer" in shown.out
    assert f"{made.prefix}…  Nightly: read; never used" in shown.out
    assert "Roles: reader" in run("roles", "ada@hospital.example", "--role", "reader").out
    assert "ada.neumann@hospital.example" in run("email", person.id, "Ada.Neumann@hospital.example").out
    assert run("email", "ada.neumann@hospital.example", "ada@hospital.example").code == 0
    reset = run("reset", "ada@hospital.example", "--codes", "--address", "https://citewell.hospital.example/")
    assert reset.out.startswith("https://citewell.hospital.example/invitation/")
    assert json.loads(run("keys", "--revoke", made.id, "--json").out)["revoked_at"]
    assert "revoked" in run("keys", "--person", "ada@hospital.example").out
    assert not json.loads(run("deactivate", person.id, "--json").out)["active"]
    assert "deactivated" in run("list").out
    assert json.loads(run("deactivate", person.id, "--undo", "--json").out)["active"]
    assert app.accounts.people.get(person.id).roles == {Role.READER}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("invite", "--role", "boss", "--email", "ada@hospital.example"), 2, "There is no role 'boss'"),
        (("invite", "--role", "admin", "--email", "ada"), 2, "no e-mail address"),
        (("show", "p-abcdefgh"), 4, "Nobody here is"),
        (("keys", "--revoke", "k-abcdefgh"), 4, "There is no key"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(
    app: App, run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = run(*arguments)
    assert (ended.code, said in ended.err) == (code, True)
    assert len(ended.err.splitlines()) == 2
