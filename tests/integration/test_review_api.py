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
from citewell.domain.enums import Length
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


def test_the_queue_has_the_filters_of_the_page_pages_and_an_etag(
    browser: TestClient, app: App, staff: Staff, starter_app: App, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    ann = Program(browser, staff, staff.join("Ann Other", Role.AUTHOR))
    second = starter_app.ask("Which headaches need urgent imaging?", keep=False, length=Length.BRIEF)
    app.store.save(second)
    first = taken(ada.post("/dossiers", digest=article.digest))
    other = taken(ann.post("/dossiers", digest=second.digest))

    def ids(path: str) -> list[str]:
        return [one["id"] for one in ada.get(path).json()["dossiers"]]

    assert ids("/dossiers") == [other["id"], first["id"]]
    assert ids("/dossiers?mine=true") == [first["id"]]
    assert ids("/dossiers?overdue=true") == []
    assert ids("/dossiers?state=published") == []
    assert ids("/dossiers?high_risk=true") == [one["id"] for one in (other, first) if one["risks"]]
    assert first["id"] in ids(f"/dossiers?specialty={first['specialties'][0]}")
    [line] = ada.get("/dossiers?mine=true").json()["dossiers"]
    assert (line["next"], line["mine"], line["awaited"]) == ("check", True, [])
    page = ada.get("/dossiers?state=draft&limit=1")
    assert [one["id"] for one in page.json()["dossiers"]] == [other["id"]]
    assert page.headers["link"] == (f'<{REVIEW}/dossiers?state=draft&limit=1&cursor={page.json()["next"]}>; rel="next"')
    rest = ada.get(f"/dossiers?state=draft&limit=1&cursor={page.json()['next']}")
    assert ([one["id"] for one in rest.json()["dossiers"]], rest.json()["next"]) == ([first["id"]], "")
    headers = {"cookie": ada.cookie, "if-none-match": rest.headers["etag"]}
    assert (
        browser.get(f"{REVIEW}/dossiers?state=draft&limit=1&cursor={page.json()['next']}", headers=headers).status_code
        == 304
    )
    assert refused(ada.get("/dossiers?cursor=nothing")) == (400, "bad_request")


def test_comments_are_written_by_people_and_read_by_those_who_may_read_verdicts(
    browser: TestClient, app: App, staff: Staff, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    eli = Program(browser, staff, staff.join("Eli Stern", Role.EDITOR))
    rosa = Program(browser, staff, staff.join("Rosa Lind", Role.REVIEWER, specialties=("neurology",)))
    auditor = Program(browser, staff, staff.join("Uma Roy", Role.AUDITOR))
    dossier = taken(ada.post("/dossiers", digest=article.digest))
    claim, gone = article.direct_answer[0].id, article.sections[0].claims[-1].id
    path = f"/dossiers/{dossier['id']}/comments"
    kept = eli.post(f"/dossiers/{dossier['id']}/claims/{claim}/comments", text="  Is this about adults? ")
    assert (kept.status_code, taken(kept)["text"], kept.json()["person_name"]) == (
        201,
        "Is this about adults?",
        "Eli Stern",
    )
    taken(eli.post(f"/dossiers/{dossier['id']}/claims/{gone}/comments", text="Another population."))
    assert [one["text"] for one in ada.get(path).json()["comments"]] == ["Is this about adults?", "Another population."]
    assert [one["text"] for one in ada.get(f"{path}?claim={claim}").json()["comments"]] == ["Is this about adults?"]
    assert rosa.get(path).json()["comments"] == []
    taken(ada.step(dossier, "revise", edits={gone: ""}, reason="As Eli asked."))
    assert [one["claim_now"] for one in ada.get(path).json()["comments"]] == [claim, ""]
    assert len(ada.get(f"{path}?limit=1").json()["comments"]) == 1
    on_gone = f"/dossiers/{dossier['id']}/claims/{gone}/comments"
    assert refused(eli.post(on_gone, text="Gone.")) == (404, "not_found")
    assert refused(auditor.post(on_gone, text="No part of it.")) == (403, "access_refused")
    assert refused(eli.post(f"/dossiers/{dossier['id']}/claims/{claim}/comments", text=" ")) == (400, "usage_error")
    assert refused(eli.post(on_gone, token="x", text="Hello")) == (403, "forbidden")
    _, key = app.accounts.keys.make(eli.actor.id, "all", set(Scope))
    assert browser.get(REVIEW + path, headers={"authorization": f"Bearer {key}"}).status_code == 403


def test_figures_are_for_those_who_may_see_them_and_leave_out_what_they_may_not_read(
    browser: TestClient, staff: Staff, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    eli = Program(browser, staff, staff.join("Eli Stern", Role.EDITOR))
    both = Program(browser, staff, staff.join("Bo Both", Role.AUDITOR, Role.AUTHOR))
    rosa = Program(browser, staff, staff.join("Rosa Lind", Role.REVIEWER, specialties=("neurology",)))
    dossier = taken(both.post("/dossiers", digest=article.digest))
    staff.passed(staff.board.dossiers.get(dossier["id"]))
    taken(both.step(dossier, "submit"))
    taken(eli.step(dossier, "assign", person=rosa.actor.id, specialty="neurology"))
    form = rosa.get(f"/dossiers/{dossier['id']}/form").json()
    taken(rosa.step(dossier, "review", review=filled(form)))
    told = eli.get("/statistics").json()
    assert (told["reviews"], told["hidden"], told["judgements"]["correct"]) == (1, 0, len(article.claims))
    assert (told["agreement"]["kappa"], told["states"]) == (None, {"under_review": 1})
    assert told["minutes_of_a_review"] >= 0
    hidden = both.get("/statistics").json()
    assert (hidden["reviews"], hidden["hidden"]) == (0, 1)
    for one in (ada, rosa):
        assert refused(one.get("/statistics")) == (403, "access_refused")


def test_readers_reports_are_listed_taken_and_answered(
    browser: TestClient, app: App, staff: Staff, article: Article
) -> None:
    ada = Program(browser, staff, staff.join("Ada Neumann", Role.AUTHOR))
    eli = Program(browser, staff, staff.join("Eli Stern", Role.EDITOR))
    for text in ("The share is of another table.", "This dose is dangerous."):
        app.reports.add(article=article.digest, claim="", text=text)
    harm, usual = eli.get("/items").json()["items"]
    assert (harm["owner"], harm["answerable"], usual["answerable"]) == ("safety_officer", False, True)
    first = eli.get("/items?limit=1").json()
    assert [one["id"] for one in first["items"]] == [harm["id"]]
    assert [one["id"] for one in eli.get(f"/items?cursor={first['next']}").json()["items"]] == [usual["id"]]
    assert taken(eli.post(f"/items/{usual['id']}/take"))["owner_id"] == eli.actor.id
    answer = {"decision": "uphold", "answer": "The share is taken out."}
    assert refused(eli.post(f"/items/{harm['id']}/close", **answer)) == (403, "access_refused")
    assert taken(eli.post(f"/items/{usual['id']}/close", **answer))["state"] == "upheld"
    assert refused(eli.post(f"/items/{usual['id']}/close", **answer)) == (400, "usage_error")
    assert [one["id"] for one in eli.get("/items?state=upheld").json()["items"]] == [usual["id"]]
    assert len(eli.get("/items?state=all").json()["items"]) == 2
    assert refused(eli.post("/items/r-99/take")) == (404, "not_found")
    assert refused(ada.get("/items")) == (403, "access_refused")
