"""The review on the command line: signed-in people, the rules by their names, and never the command line itself."""

from __future__ import annotations

import io
import json
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
import pytest
from tests.board_people import Staff, staff_over
from tests.running import Ended, Run
from tests.signing_in import PASSWORD, SECRET, forget_last_code

from citewell.app import App, read_settings
from citewell.domain.articles import Article
from citewell.domain.people import OPERATOR, Role
from citewell.store._secrets import Passwords

QUESTION = "What is the prevalence of cervicogenic headache?"
REASON = "A reference was retracted on 3 November."


class Desk:
    """The command line with the people of a board, each of whom can sign in."""

    def __init__(self, run: Run, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run, self.app, self._patch = run, app, monkeypatch
        self.staff: Staff = staff_over(app, app.database, app.key)

    def join(self, name: str, *roles: Role, specialties: tuple[str, ...] = ()) -> str:
        """The address of somebody new, verified, with one-time codes."""
        email = f"{name.lower()}@hospital.example"
        _, token = self.staff.accounts.invitations.invite(email, set(roles), by=OPERATOR)
        person = self.staff.accounts.invitations.accept(token, name=name, password=PASSWORD)
        self.staff.accounts.people.change_profile(person.id, name=name, credentials="MD", specialties=specialties)
        self.staff.accounts.people.verify(person.id, by=OPERATOR)
        code = pyotp.TOTP(SECRET).now()
        self.staff.accounts.second_factors.set_up(person.id, secret=SECRET, code=code, session="")
        return email

    def become(self, email: str) -> Ended:
        """Sign in, in place of whoever was."""
        forget_last_code(self.app)
        self._patch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{pyotp.TOTP(SECRET).now()}\n"))
        return self._run("sign-in", email, "--stdin")

    def tell(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """What a verb of the review says in JSON."""
        ended = self._run("review", *arguments, "--json")
        assert ended.code == code, (arguments, ended.out, ended.err)
        told: dict[str, Any] = json.loads(ended.out)
        return told

    def refused(self, *arguments: str) -> str:
        """The rule that refuses a step."""
        return str(self.tell(*arguments, code=2)["error"].get("rule", ""))

    def passed(self, dossier: str) -> None:
        """Let the machine's own checks have passed."""
        self.staff.passed(self.staff.board.dossiers.get(dossier))


@pytest.fixture
def desk(run: Run, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("CITEWELL_SESSION", str(tmp_path / "config" / "session.json"))
    cheap = Passwords(passes=1, kibibytes=64, lanes=1)
    monkeypatch.setattr("citewell.store.accounts.Passwords", lambda: cheap)
    return Desk(run, App(read_settings()), monkeypatch)


@pytest.fixture
def article(desk: Desk) -> Article:
    desk.app.database  # noqa: B018  the store takes articles in where it is open
    article = desk.app.ask(QUESTION, keep=False)
    desk.app.store.save(article)
    return article


def fill(form: dict[str, Any], **fields: Any) -> dict[str, Any]:
    for claim in form["claims"]:
        claim["judgement"] = "correct"
    for item in form["checklist"]:
        item["answer"] = "good"
    conflict = {"declared": False, "statement": "None."}
    return {**form, "decision": "approve", "conflict": conflict, **fields}


def test_an_article_is_brought_to_publication_and_withdrawn_by_the_people_whose_part_it_is(
    desk: Desk, article: Article, tmp_path: Path
) -> None:
    ada, eli = desk.join("Ada", Role.AUTHOR), desk.join("Eli", Role.EDITOR)
    rosa = desk.join("Rosa", Role.REVIEWER, specialties=("neurology",))
    sam = desk.join("Sam", Role.SAFETY_OFFICER)

    desk.become(ada)
    opened = desk.tell("open", article.digest)
    name, digest = opened["id"], opened["digest"]
    assert desk.refused("submit", name) == "no_such_step"
    desk.passed(name)
    assert desk.tell("submit", name)["state"] == "submitted"
    assert desk.refused("approve", name, "--digest", digest) == "role_missing"

    desk.become(eli)
    assert desk.refused("assign", name, ada) == "own_article"
    assigned = desk.tell("assign", name, rosa, "--specialty", "neurology")
    assert assigned["state"] == "under_review"
    assert desk.refused("approve", name, "--digest", digest) == "review_awaited"

    desk.become(rosa)
    form = tomllib.loads(desk._run("review", "form", name).out)
    file = tmp_path / "review.json"
    file.write_text(json.dumps({**fill(form), "claims": fill(form)["claims"][1:]}), "utf-8")
    assert desk.refused("give", name, str(file)) == "claims_unjudged"
    file.write_text(json.dumps(fill(form)), "utf-8")
    given = desk.tell("give", name, str(file))
    assert [one["decision"] for one in given["reviews"]] == ["approve"]
    assert desk.refused("give", name, str(file)) == "already_reviewed"

    desk.become(eli)
    assert desk.refused("approve", name, "--digest", "0" * 64) == "stale_digest"
    assert desk.tell("approve", name, "--digest", digest[:12])["state"] == "approved"
    published = desk.tell("publish", name)
    assert published["published_digest"] == digest
    assert "reopen" in published["offered"]
    claim = article.claims[0].id
    assert desk.tell("reopen", name, "--reason", REASON, "--claim", claim)["notice"]["claim_ids"] == [claim]

    desk.become(sam)
    assert desk.tell("withdraw", name, "--reason", REASON)["state"] == "withdrawn"
    for verb in (("export", digest), ("read", digest, "--reader", "patient")):
        gone = desk._run(*verb, "--json")
        assert (gone.code, json.loads(gone.out)["error"]["code"]) == (4, "withdrawn")
    told = [event.action for event in desk.app.events.read(subject=f"dossier:{name}")]
    assert told[-1] == "dossier.withdraw"
    assert desk.app.events.verify().fault == ""


def test_whoever_is_not_signed_in_reads_where_reviews_stand_and_takes_no_step(desk: Desk, article: Article) -> None:
    ada = desk.join("Ada", Role.AUTHOR)
    assert desk.tell("open", article.digest, code=2)["error"]["code"] == "sign_in_refused"
    desk.become(ada)
    name = desk.tell("open", article.digest)["id"]
    assert desk._run("sign-out").code == 0
    assert [one["id"] for one in desk.tell("list")["dossiers"]] == [name]
    shown = desk.tell("show", name)
    assert (shown["offered"], shown["reviews"], "approval" in shown) == ([], [], False)
    for step in (("submit",), ("approve", "--digest", article.digest), ("withdraw", "--reason", REASON), ("publish",)):
        verb, *rest = step
        assert desk.tell(verb, name, *rest, code=2)["error"]["code"] == "sign_in_refused"
    assert desk.staff.board.dossiers.get(name).state.value == "draft"


def test_the_session_of_the_command_line_is_a_secret_of_its_owner_and_ends(
    desk: Desk, tmp_path: Path, article: Article
) -> None:
    ada = desk.join("Ada", Role.AUTHOR)
    assert "Ada" in desk.become(ada).out
    file = tmp_path / "config" / "session.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text("utf-8")
    assert PASSWORD not in text
    file.chmod(0o644)
    refused = desk.tell("open", article.digest, code=3)
    assert "chmod 600" in refused["error"]["remedy"]
    file.chmod(0o600)
    person = desk.app.accounts.people.get(ada)
    desk.app.accounts.people.activate(person.id, by=OPERATOR, active=False)
    assert desk.tell("open", article.digest, code=2)["error"]["code"] == "sign_in_refused"


def test_a_wrong_password_or_code_signs_nobody_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = desk.join("Ada", Role.EDITOR)
    for said in ("wrong\n123456\n", f"{PASSWORD}\n000000\n", f"{PASSWORD}\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        ended = desk._run("sign-in", ada, "--stdin", "--json")
        assert (ended.code, json.loads(ended.out)["error"]["code"]) == (2, "sign_in_refused")


def test_a_claim_taken_out_makes_a_revision_whose_difference_is_shown(
    desk: Desk, article: Article, tmp_path: Path
) -> None:
    desk.become(desk.join("Ada", Role.AUTHOR))
    name = desk.tell("open", article.digest)["id"]
    claim = article.sections[0].claims[-1]
    file = tmp_path / "edits.json"
    file.write_text(json.dumps({claim.id: ""}), "utf-8")
    assert desk.tell("revise", name, str(file), "--reason", "Another population.")["revision"] == 2
    difference = desk.tell("diff", name)["differences"]
    assert [(row["kind"], row["before"]) for row in difference] == [("removed", claim.id)]
    assert f"[-{claim.text}-]" in desk._run("review", "diff", name).out
    file.write_text("[]", "utf-8")
    assert desk.tell("revise", name, str(file), code=3)["error"]["code"] == "input_error"
    assert {row["profile"] for row in desk.tell("readings", name)["readings"]} >= {"patient"}


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no decision": lambda form: form.update(decision=""),
    "a word that is no judgement": lambda form: form["claims"][0].update(judgement="fine"),
    "no conflict": lambda form: form.pop("conflict"),
    "claims that are no list": lambda form: form.update(claims={}),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_form_that_cannot_be_read_says_which_field(desk: Desk, article: Article, tmp_path: Path, kind: str) -> None:
    desk.become(desk.join("Ada", Role.AUTHOR))
    name = desk.tell("open", article.digest)["id"]
    form = fill(desk.tell("form", name))
    BROKEN[kind](form)
    file = tmp_path / "review.json"
    file.write_text(json.dumps(form), "utf-8")
    error = desk.tell("give", name, str(file), code=3)["error"]
    assert error["code"] == "input_error"
    assert any(word in error["message"] for word in ("decision", "judgement", "conflict", "claims"))


def test_comments_figures_and_the_queue_are_told_on_the_command_line_too(desk: Desk, article: Article) -> None:
    ada, eli = desk.join("Ada", Role.AUTHOR), desk.join("Eli", Role.EDITOR)
    claim = article.direct_answer[0].id
    desk.become(ada)
    name = desk.tell("open", article.digest)["id"]
    assert desk.tell("comment", name, claim, "Is this about adults?")["person_name"] == "Ada"
    assert desk.refused("statistics") == "role_missing"
    [line] = desk.tell("list", "--mine")["dossiers"]
    assert (line["id"], line["next"], line["overdue"]) == (name, "check", False)
    assert desk.tell("list", "--overdue")["dossiers"] == []
    desk.become(eli)
    [said] = desk.tell("comments", name, "--claim", claim)["comments"]
    assert (said["text"], said["claim_now"]) == ("Is this about adults?", claim)
    assert desk.tell("statistics")["states"] == {"draft": 1}
    desk.tell("comment", name, "c-unknown", "Hello", code=4)
    assert desk.tell("diff", name)["edits_not_kept"] == []
