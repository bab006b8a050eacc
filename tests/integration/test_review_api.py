"""The review over the JSON API: keys read, signed-in people act, and a refusal names its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from tests.board_people import CHEAP, Staff, staff_over
from tests.integration.web_client import unlimited

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.people import Actor, Role, Scope
from citewell.store import sessions
from citewell.store._database import Database
from citewell.store.accounts import Accounts
from citewell.store.articles import ArticleStore
from citewell.store.keys import InstanceKey
from citewell.web.application import create_web
from citewell.web.identity import COOKIE

QUESTION = "What is the prevalence of cervicogenic headache?"
HERE = "http://127.0.0.1"
REVIEW = "/api/v1/review"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


@pytest.fixture
def app(starter_app: App, database: Database, tmp_path: Path, article: Article) -> App:
    """The starter library with a database of its own, on SQLite and on PostgreSQL."""
    app = App(unlimited(replace(starter_app.settings)))
    vars(app).update(
        index=starter_app.index, vocabulary=starter_app.vocabulary, database=database, store=ArticleStore(database)
    )
    app.key = InstanceKey(tmp_path / "instance.key")
    app.accounts = Accounts(database, app.key, passwords=CHEAP)
    app.store.save(article)
    return app


@pytest.fixture
def staff(app: App, database: Database) -> Staff:
    return staff_over(app, database, app.key)


@pytest.fixture
def browser(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url=HERE, follow_redirects=False) as browser:
        yield browser


class Program:
    """A program that acts in a signed-in person's session."""

    def __init__(self, browser: TestClient, staff: Staff, actor: Actor) -> None:
        with staff.database.writing() as connection:
            person = staff.accounts.people.get(actor.id)
            token = sessions.begin(connection, person, browser="", complete=True)
        self.browser, self.actor = browser, actor
        self.cookie = f"{COOKIE}={token}"
        begun = browser.get(f"{REVIEW}/session", headers={"cookie": self.cookie})
        self.cookie += f"; {begun.headers['set-cookie'].split(';')[0]}"
        browser.cookies.clear()
        self.session = browser.get(f"{REVIEW}/session", headers={"cookie": self.cookie}).json()

    def get(self, path: str) -> Response:
        return self.browser.get(REVIEW + path, headers={"cookie": self.cookie})

    def post(self, path: str, *, token: str | None = None, **body: Any) -> Response:
        headers = {"cookie": self.cookie, "x-form-token": self.session["token"] if token is None else token}
        return self.browser.post(REVIEW + path, headers=headers, json=body)

    def step(self, dossier: dict[str, Any], action: str, **fields: Any) -> Response:
        return self.post(
            f"/dossiers/{dossier['id']}/steps", **{"action": action, "digest": dossier["digest"], **fields}
        )


def filled(form: dict[str, Any]) -> dict[str, Any]:
    claims = [{**claim, "judgement": "correct"} for claim in form["claims"]]
    checklist = [{**item, "answer": "good"} for item in form["checklist"]]
    conflict = {"declared": False, "statement": "None."}
    return {**form, "claims": claims, "checklist": checklist, "conflict": conflict, "decision": "approve"}


def taken(answer: Response) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    told: dict[str, Any] = answer.json()
    return told


def refused(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    return answer.status_code, told.get("rule") or told["code"]


def test_people_bring_an_article_to_publication_and_rules_refuse_by_name(
    browser: TestClient, staff: Staff, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    eli = Program(browser, staff, staff.join("Eli Stern", Role.EDITOR))
    rosa, remy = (
        Program(browser, staff, staff.join(name, Role.REVIEWER, specialties=("neurology",)))
        for name in ("Rosa Lind", "Remy Blanc")
    )
    assert ada.session["roles"] == ["author", "reader"]
    assert refused(rosa.post("/dossiers", digest=article.digest)) == (403, "access_refused")
    opened = ada.post("/dossiers", digest=article.digest)
    dossier = taken(opened)
    assert opened.headers["location"] == f"{REVIEW}/dossiers/{dossier['id']}"
    assert refused(ada.step(dossier, "submit")) == (409, "no_such_step")
    staff.passed(staff.board.dossiers.get(dossier["id"]))
    taken(ada.step(dossier, "submit"))
    assert refused(ada.step(dossier, "approve")) == (403, "role_missing")
    for one in (rosa, remy):
        taken(eli.step(dossier, "assign", person=one.actor.id, specialty="neurology"))

    form = rosa.get(f"/dossiers/{dossier['id']}/form").json()
    assert refused(rosa.step(dossier, "review", review=filled(form) | {"claims": []})) == (409, "claims_unjudged")
    assert refused(rosa.step(dossier, "review", review=form)) == (422, "input_error")
    told = taken(rosa.step(dossier, "review", review=filled(form)))
    assert [one["reviewer_name"] for one in told["reviews"]] == ["Rosa Lind"]
    assert remy.get(f"/dossiers/{dossier['id']}").json()["reviews"] == []
    assert ada.get(f"/dossiers/{dossier['id']}").json()["reviews"] == []
    assert refused(eli.step(dossier, "approve")) == (409, "review_awaited")
    taken(remy.step(dossier, "review", review=filled(form)))
    assert refused(eli.step(dossier | {"digest": "0" * 64}, "approve")) == (409, "stale_digest")
    taken(eli.step(dossier, "approve"))
    assert taken(eli.step(dossier, "publish"))["published_digest"] == article.digest
    queue = eli.get("/dossiers?state=published").json()["dossiers"]
    assert [(one["id"], one["asked"], one["answered"]) for one in queue] == [(dossier["id"], 2, 2)]


def test_a_key_reads_where_reviews_stand_and_no_key_takes_a_step(
    browser: TestClient, app: App, staff: Staff, article: Article
) -> None:
    editor = staff.join("Eli Stern", Role.EDITOR, Role.AUTHOR)
    dossier = taken(Program(browser, staff, editor).post("/dossiers", digest=article.digest))
    for scope in Scope:
        _, key = app.accounts.keys.make(editor.id, scope.value, {scope})
        headers = {"authorization": f"Bearer {key}"}
        reads = scope is Scope.REVIEW_READ
        assert (browser.get(f"{REVIEW}/dossiers", headers=headers).status_code == 200) is reads
        one = browser.get(f"{REVIEW}/dossiers/{dossier['id']}", headers=headers)
        assert (one.status_code == 200) is reads
        if reads:
            assert (one.json()["reviews"], one.json()["offered"]) == ([], [])
        for path in (f"/dossiers/{dossier['id']}/form", f"/dossiers/{dossier['id']}/readings"):
            assert browser.get(REVIEW + path, headers=headers).status_code == 403
        body = {"action": "withdraw", "digest": article.digest, "reason": "By a program."}
        sent = browser.post(f"{REVIEW}/dossiers/{dossier['id']}/steps", headers=headers, json=body)
        assert refused(sent) == (403, "person_only")
    assert staff.board.dossiers.get(dossier["id"]).state.value == "draft"


def test_a_step_without_the_token_of_this_very_session_is_refused(
    browser: TestClient, staff: Staff, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    other = Program(browser, staff, staff.join("Ann Other", Role.AUTHOR))
    for token in ("", "x" * 88, other.session["token"]):
        assert refused(ada.post("/dossiers", token=token, digest=article.digest)) == (403, "forbidden")
    assert staff.board.dossiers.all() == []
    taken(ada.post("/dossiers", digest=article.digest))


def test_a_claim_taken_out_shows_as_a_difference(browser: TestClient, staff: Staff, article: Article) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    dossier = taken(ada.post("/dossiers", digest=article.digest))
    claim = article.sections[0].claims[-1].id
    assert taken(ada.step(dossier, "revise", edits={claim: ""}, reason="Of another population."))["revision"] == 2
    found = ada.get(f"/dossiers/{dossier['id']}/differences").json()
    assert (found["from"], found["to"]) == (1, 2)
    assert [(row["kind"], row["before"]) for row in found["differences"]] == [("removed", claim)]
    assert refused(ada.get(f"/dossiers/{dossier['id']}/differences?earlier=9")) == (404, "not_found")
    assert {row["profile"] for row in ada.get(f"/dossiers/{dossier['id']}/readings").json()["readings"]} >= {"patient"}
    assert refused(ada.step(dossier, "revise")) == (400, "usage_error")
    assert refused(ada.post(f"/dossiers/{dossier['id']}/steps", action="erase", digest="")) == (422, "validation_error")
