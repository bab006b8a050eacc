"""The JSON API: what the pages show, for programs; one form of error; nothing for strangers."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from starlette.responses import PlainTextResponse
from tests.examples import HOSTILE, example_article, hostile_article
from tests.integration.web_client import unlimited

from citewell.app import App
from citewell.domain.article_codec import article_from_json, article_to_dict, with_digest
from citewell.domain.articles import Article
from citewell.domain.errors import LibraryError
from citewell.web.api import make_api
from citewell.web.application import create_web
from citewell.web.guard import MOST_BODY_BYTES
from citewell.web.problems import refusing
from citewell.web.questions import Questions, open_questions
from citewell.web.shelf import Shelf
from citewell.web.views import article_page

QUESTION = "Is a positive nerve block required to diagnose cervicogenic headache?"
HERE = "http://127.0.0.1"
JSON = {"content-type": "application/json"}
PLAIN = {"content-type": "text/plain"}
PROBLEM = {"type", "title", "status", "detail", "instance", "code", "remedy", "reference"}


@pytest.fixture(scope="module")
def app(starter_app: App, tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("api") / "library"
    shutil.copytree(starter_app.settings.library, folder)
    made = App(unlimited(replace(starter_app.settings, library=folder, database=database_setting)))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def client(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url=HERE) as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(client: TestClient) -> Article:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "length": "brief"})
    assert answer.status_code == 201, answer.text
    return article_from_json(answer.text)


def problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer is, after what holds of every one."""
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) - {"errors"} == PROBLEM
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert told["title"]
    assert told["detail"]
    assert told["remedy"]
    assert bool(told["reference"]) == (status >= 500)
    assert "Traceback" not in answer.text
    return told


def test_a_question_is_answered_with_the_stored_article(client: TestClient, app: App) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "length": "brief"})
    article = article_from_json(answer.text)
    assert answer.headers["location"] == f"/api/v1/articles/{article.digest}"
    assert answer.headers["etag"] == f'"{article.digest}"'
    assert app.article(article.digest) == article
    assert article.length == "brief"
    assert client.get(answer.headers["location"]).json() == article_to_dict(article)


def test_a_follow_up_names_the_article_it_comes_after(client: TestClient, asked: Article) -> None:
    answer = client.post("/api/v1/ask", json={"question": "And how is it treated?", "after": asked.digest})
    assert answer.status_code == 201
    assert "cervicogenic headache" in answer.json()["question"]
    assert answer.json()["asked"] == "And how is it treated?"
    assert answer.json()["thread"]
    problem(client.post("/api/v1/ask", json={"question": "And then?", "after": "0" * 64}), 404, "not_found")


def test_without_keeping_nothing_is_stored(client: TestClient, app: App) -> None:
    before = app.recent(100)
    answer = client.post("/api/v1/ask", json={"question": "How common is cervicogenic headache?", "keep": False})
    assert answer.status_code == 201
    assert app.recent(100) == before
    problem(client.get(f"/api/v1/articles/{answer.json()['digest']}"), 404, "not_found")
    assert client.get(answer.headers["location"]).json()["state"] == "done"


def events_of(text: str) -> list[tuple[int, str, dict[str, Any]]]:
    """Events as a browser reads them: id, name, data."""
    found = []
    for block in filter(None, text.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def test_a_question_asked_in_the_background_is_followed_from_any_point(client: TestClient, app: App) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"prefer": "wait=1, respond-async"})
    assert answer.status_code == 202
    assert answer.headers["preference-applied"] == "respond-async"
    where = answer.headers["location"]
    stream = client.get(f"{where}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    told = events_of(stream.text)
    article = app.article(told[-1][2]["article"])
    parts = ["direct_answer", "written", *["section"] * len(article.sections), "checked"]
    names = [name for _, name, _ in told if name != "beside"]
    assert names == ["waiting", "understood", "searched", *parts, "done"]
    assert [number for number, _, _ in told] == list(range(1, len(told) + 1))
    assert events_of(client.get(f"{where}/events", headers={"last-event-id": "4"}).text) == told[4:]
    assert events_of(client.get(f"{where}/events?after=2").text) == told[2:]
    assert client.get(f"{where}/events", headers={"last-event-id": str(len(told))}).status_code == 204
    shown = [claim["id"] for _, _, data in told if "section" in data for claim in data["section"]["claims"]]
    assert shown == [claim.id for claim in article.claims]
    progress = [data.get("progress", 0) for _, _, data in told]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    found = told[2][2]
    assert 0 < len(found["found"]) <= found["found_total"]
    state = client.get(where).json()
    assert (state["state"], state["article"]) == ("done", article.digest)
    assert state["links"]["article"] == f"/api/v1/articles/{article.digest}"


def test_a_question_is_cancelled_and_nothing_is_stored(app: App) -> None:
    before = app.recent(100)
    with TestClient(create_web(app), base_url=HERE) as client:
        later = {"prefer": "respond-async"}
        addresses = [
            client.post("/api/v1/ask", json={"question": f"{QUESTION} Number {number}?"}, headers=later).headers[
                "location"
            ]
            for number in range(3)
        ]
        answer = client.delete(addresses[-1])
        assert answer.status_code == 200
        assert answer.json()["state"] == "cancelled"
        assert events_of(client.get(f"{addresses[-1]}/events").text)[-1][1] == "cancelled"
        for address in addresses[:-1]:
            client.get(f"{address}/events")
    assert len(app.recent(100)) == len(before) + 2


def test_what_identifies_a_person_is_masked_in_the_record_of_a_question(client: TestClient) -> None:
    text = f"My name is John Miller and my phone is 0171 555 0199. {QUESTION}"
    answer = client.post("/api/v1/ask", json={"question": text, "keep": False}, headers={"prefer": "respond-async"})
    assert "Miller" not in answer.text
    told = client.get(f"{answer.headers['location']}/events").text + client.get(answer.headers["location"]).text
    assert "Miller" not in told
    assert "555" not in told


def test_articles_are_listed_newest_first_page_by_page_each_once(client: TestClient, app: App, asked: Article) -> None:
    app.store.save(example_article())
    app.store.save(hostile_article())
    every = [article.digest for article in app.recent(100)]
    found: list[str] = []
    address = "/api/v1/articles?limit=2"
    while address:
        answer = client.get(address)
        found += [row["digest"] for row in answer.json()["articles"]]
        assert bool(answer.json()["next"]) == ("link" in answer.headers)
        link = answer.headers.get("link", "")
        assert not link or link.endswith('>; rel="next"')
        address = link.partition(">")[0].removeprefix("<")
    assert found == every
    problem(client.get("/api/v1/articles?cursor=nonsense"), 400, "bad_request")
    problem(client.get("/api/v1/articles?limit=0"), 422, "validation_error")


def test_an_article_at_hand_is_not_sent_again(client: TestClient, asked: Article) -> None:
    address = f"/api/v1/articles/{asked.digest}"
    for tag in (f'"{asked.digest}"', f'W/"{asked.digest}"', f'"other", "{asked.digest}"', "*"):
        answer = client.get(address, headers={"if-none-match": tag})
        assert (answer.status_code, answer.text) == (304, "")
        assert answer.headers["etag"] == f'"{asked.digest}"'
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    problem(client.get(f"/api/v1/articles/{'0' * 64}", headers={"if-none-match": "*"}), 404, "not_found")


def test_references_exports_and_proof_are_those_of_the_article(client: TestClient, app: App, asked: Article) -> None:
    address = f"/api/v1/articles/{asked.digest}"
    references = client.get(f"{address}/references").json()
    assert [one["document_id"] for one in references] == [one.document_id for one in asked.references]
    assert all("restated" in one["marks"] for one in references)
    exports = client.get(f"{address}/exports").json()
    assert {"json", "markdown"} <= {one["name"] for one in exports}
    for one in exports:
        if one["name"] in ("json", "markdown", "text"):
            answer = client.get(one["address"])
            wanted = app.export(asked, one["name"])[0]
            assert answer.content == (wanted.encode() if isinstance(wanted, str) else wanted)
            assert answer.headers["content-disposition"].startswith("attachment; filename=")
    told = problem(client.get(f"{address}/exports/cuneiform"), 404, "not_found")
    assert "markdown" in told["remedy"]
    proof = client.get(f"{address}/proof").json()
    assert proof["holds"] is True
    assert proof["claims"] == len(asked.claims)


def test_the_proof_of_an_altered_article_says_what_does_not_hold(client: TestClient, app: App, asked: Article) -> None:
    claim = asked.direct_answer[0]
    forged = with_digest(
        replace(asked, direct_answer=(replace(claim, text=f"{claim.text} Always."), *asked.direct_answer[1:]))
    )
    app.store.save(forged)
    proof = client.get(f"/api/v1/articles/{forged.digest}/proof").json()
    assert proof["holds"] is False
    assert claim.id in {one["target"] for one in proof["findings"]}


def test_search_gives_the_passages_that_an_answer_would_be_made_from(client: TestClient, app: App) -> None:
    by_get = client.get("/api/v1/search", params={"q": "occipital nerve block", "limit": 3}).json()
    by_post = client.post("/api/v1/search", json={"q": "occipital nerve block", "limit": 3}).json()
    wanted = [item.passage.id for item in app.search("occipital nerve block", limit=3)]
    assert [hit["passage"]["id"] for hit in by_get["hits"]] == wanted
    assert by_get == by_post
    problem(client.get("/api/v1/search?q=%20"), 422, "question_error")
    problem(client.get("/api/v1/search"), 422, "validation_error")


def test_publications_are_filtered_ordered_and_listed_page_by_page(client: TestClient, app: App) -> None:
    every = {document.id: document for document in app.documents()}
    found: list[str] = []
    address = "/api/v1/library/documents?limit=10&order=oldest&year_from=2010&year_to=2019&status=current"
    while address:
        answer = client.get(address).json()
        found += [row["id"] for row in answer["documents"]]
        link = client.get(address).headers.get("link", "")
        address = link.partition(">")[0].removeprefix("<")
    wanted = [one for one in every.values() if one.year and 2010 <= one.year <= 2019 and one.status.value == "current"]
    assert sorted(found) == sorted(one.id for one in wanted)
    assert answer["total"] == len(wanted)
    years = [every[name].year or 0 for name in found]
    assert years == sorted(years)
    by_text = client.get("/api/v1/library/documents?text=OCCIPITAL+neuralgia&limit=100").json()["documents"]
    titled = [one.id for one in every.values() if "occipital" in one.title.lower() and "neuralgia" in one.title.lower()]
    assert sorted(row["id"] for row in by_text) == sorted(titled)
    (by_doi,) = client.get("/api/v1/library/documents?text=10.1002/EJP.1374").json()["documents"]
    assert by_doi["id"] == "optima-2019"
    problem(client.get("/api/v1/library/documents?kind=gossip"), 422, "validation_error")


def test_a_publication_comes_with_its_passages_and_the_articles_that_cite_it(
    client: TestClient, app: App, asked: Article
) -> None:
    name = asked.references[0].document_id
    told = client.get(f"/api/v1/library/documents/{name}?limit=2").json()
    document, passages = app.document(name)
    assert told["title"] == document.title
    assert told["passages_total"] == len(passages)
    assert [one["text"] for one in told["passages"]] == [one.text for one in passages[:2]]
    assert asked.digest in {one["digest"] for one in told["cited_by"]}
    by_passage = client.get(f"/api/v1/library/documents/{passages[0].id.replace('#', '%23')}").json()
    assert by_passage["id"] == name
    problem(client.get("/api/v1/library/documents/no-such"), 404, "not_found")


def test_what_the_library_holds_is_told_and_not_where_it_is(client: TestClient, app: App) -> None:
    answer = client.get("/api/v1/library")
    status = app.status()
    assert answer.json()["documents"] == status["documents"]
    assert answer.json()["by_kind"] == status["by_kind"]
    assert str(app.settings.library) not in answer.text


def test_readers_are_the_profiles_that_exist_and_another_is_refused(client: TestClient) -> None:
    names = [one["name"] for one in client.get("/api/v1/readers").json()["readers"]]
    assert {"easy_read", "patient", "pharmacist", "researcher"} <= set(names)
    told = problem(client.post("/api/v1/ask", json={"question": QUESTION, "reader": "robot"}), 422, "validation_error")
    assert "pharmacist" in told["remedy"]


@pytest.mark.parametrize(
    ("claim", "evidence", "verdict"),
    [
        ("Exercise reduced headache in 40% of adults.", ["Exercise reduced headache in 40% of adults."], "supported"),
        (
            "Exercise reduced headache in 40% of children.",
            ["Exercise reduced headache in 40% of adults."],
            "not_enough",
        ),
        ("Exercise did not reduce headache.", ["Exercise reduced headache."], "contradicted"),
        ("Exercise reduced headache.", [], "not_enough"),
    ],
)
def test_a_claim_is_checked_against_texts(client: TestClient, claim: str, evidence: list[str], verdict: str) -> None:
    told = client.post("/api/v1/check", json={"claim": claim, "evidence": evidence}).json()
    assert told["verdict"] == verdict
    assert bool(told["findings"]) == (verdict != "supported")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", {}, 404, "not_found"),
        ("GET", "/api", {}, 404, "not_found"),
        ("PUT", "/api/v1/ask", {"json": {}}, 405, "method_not_allowed"),
        ("DELETE", "/api/v1/articles", {}, 405, "method_not_allowed"),
        ("POST", "/api/v1/ask", {"data": {"question": QUESTION}}, 415, "unsupported_media_type"),
        ("POST", "/api/v1/ask", {"content": b'{"question": "x"}'}, 415, "unsupported_media_type"),
        ("POST", "/api/v1/ask", {"content": b"{}", "headers": PLAIN}, 415, "unsupported_media_type"),
        ("POST", "/api/v1/ask", {"content": b"{", "headers": JSON}, 400, "bad_request"),
        ("POST", "/api/v1/ask", {"content": b"\xff\xfe", "headers": JSON}, 400, "bad_request"),
        ("POST", "/api/v1/ask", {"content": b"[" * 60_000, "headers": JSON}, 400, "bad_request"),
        ("POST", "/api/v1/ask", {"json": []}, 422, "validation_error"),
        ("POST", "/api/v1/ask", {"json": {}}, 422, "validation_error"),
        ("POST", "/api/v1/ask", {"json": {"question": 7}}, 422, "validation_error"),
        ("POST", "/api/v1/ask", {"json": {"question": "x", "lenght": "brief"}}, 422, "validation_error"),
        ("POST", "/api/v1/ask", {"json": {"question": "?!"}}, 422, "question_error"),
        ("POST", "/api/v1/ask", {"json": {"question": "x" * 4_001}}, 422, "question_error"),
        ("POST", "/api/v1/ask", {"json": {"question": QUESTION, "thread": "no name!"}}, 400, "usage_error"),
        ("POST", "/api/v1/ask", {"json": {"question": "x" * MOST_BODY_BYTES}}, 413, "content_too_large"),
        ("POST", "/api/v1/check", {"json": {"claim": "\u202e", "evidence": []}}, 422, "validation_error"),
        ("POST", "/api/v1/check", {"json": {"claim": "1 " * 100, "evidence": ["2"]}}, 422, "validation_error"),
        ("POST", "/api/v1/check", {"json": {"claim": "1", "evidence": ["not " * 400]}}, 422, "validation_error"),
        ("POST", "/api/v1/check", {"json": {"claim": "x" * 500, "evidence": []}}, 422, "validation_error"),
        ("GET", "/api/v1/articles?cursor=WyJcdWQ4MDAiLCAiYiJd", {}, 400, "bad_request"),
        ("GET", "/api/v1/questions/nobody", {}, 404, "not_found"),
        ("GET", "/api/v1/library/releases/no-such/compare/now", {}, 404, "not_found"),
    ],
)  # fmt: skip
def test_every_error_is_a_problem_with_a_remedy(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, code: str
) -> None:
    told = problem(client.request(method, path, **sent), status, code)
    assert told["instance"].rstrip("/") == path.partition("?")[0]
    assert told["type"] == f"/docs#problem-{code}"


def test_an_address_with_a_line_end_in_it_gets_the_same_form_of_error(client: TestClient) -> None:
    for address in ("/api/v1/articles/%0a/proof", "/api/v1/questions/%0a", "/api/%0a"):
        problem(client.get(address), 404, "not_found")


def test_an_error_repeats_nothing_of_what_was_sent(client: TestClient) -> None:
    secret = "my patient Mrs Secretname"
    for answer in (
        client.post("/api/v1/ask", json={"question": 7, "x": secret}),
        client.post("/api/v1/check", json={"claim": [secret], "evidence": secret}),
        client.get("/api/v1/nowhere", params={"q": secret}),
        client.get("/api/v1/search", params={"q": secret, "limit": "many"}),
    ):
        assert "Secretname" not in answer.text


def test_a_body_without_a_told_length_is_limited_too(client: TestClient) -> None:
    parts = iter([b'{"question": "', b"x" * MOST_BODY_BYTES, b'"}'])
    answer = client.post("/api/v1/ask", content=parts, headers={"content-type": "application/json"})
    problem(answer, 413, "content_too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"host": "evil.example"},
    ],
)
def test_no_other_site_can_ask_or_cancel_here(client: TestClient, app: App, headers: dict[str, str]) -> None:
    before = app.recent(100)
    for answer in (
        client.post("/api/v1/ask", json={"question": "Does exercise help migraine?"}, headers=headers),
        client.delete("/api/v1/questions/x", headers=headers),
    ):
        status = 400 if "host" in headers else 403
        problem(answer, status, "bad_request" if "host" in headers else "forbidden")
        assert "access-control-allow-origin" not in answer.headers
    preflight = client.options(
        "/api/v1/ask", headers={"origin": "https://evil.example", "access-control-request-method": "POST"}
    )
    assert "access-control-allow-origin" not in preflight.headers
    assert app.recent(100) == before


def test_a_question_too_many_is_told_when_to_come_back(app: App) -> None:
    full = Questions(lambda asking, observe: example_article(), most_waiting=0)
    with TestClient(make_api(app, full, Shelf(app)), base_url=HERE) as client:
        answer = client.post("/v1/ask", json={"question": QUESTION})
    problem(answer, 429, "busy")
    assert int(answer.headers["retry-after"]) > 0
    full.close()


def test_a_refused_request_is_told_when_to_come_back_in_the_form_of_its_address() -> None:
    told: list[tuple[object, ...]] = []

    def page(*arguments: object) -> PlainTextResponse:
        told.append(arguments)
        return PlainTextResponse("a page")

    refuse = refusing(page)
    answer = refuse({"path": "/api/v1/ask"}, 429, "Too many.", 7)
    assert answer.headers["retry-after"] == "7"
    assert json.loads(answer.body)["code"] == "too_many_requests"
    assert told == []
    assert refuse({"path": "/ask"}, 429, "Too many.", 7).body == b"a page"
    assert told == [({"path": "/ask"}, 429, "Too many.", 7)]


class BrokenApp(App):
    """An App at fault."""

    def status(self) -> dict[str, Any]:
        raise RuntimeError("secret detail")

    def saved_at(self, digest: str) -> str:
        return "2026-01-02T03:04:05Z"

    def article(self, digest: str) -> Article:
        raise LibraryError("The stored article was altered.", remedy="Ask the question again.")

    def ask(self, text: str, **_: object) -> Article:
        raise RuntimeError("secret detail")


def test_a_fault_shows_a_reference_that_the_log_has_and_no_detail(app: App, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), TestClient(create_web(BrokenApp(app.settings)), base_url=HERE) as client:
        for answer in (client.get("/api/v1/library"), client.post("/api/v1/ask", json={"question": QUESTION})):
            told = problem(answer, 500, "internal_error")
            assert "secret detail" not in answer.text
            assert told["reference"] in caplog.text
        told = problem(client.get(f"/api/v1/articles/{'0' * 64}"), 503, "library_error")
        assert told["remedy"] == "Ask the question again."
    assert "secret detail" in caplog.text


def test_hostile_text_comes_back_as_data_and_never_as_a_page(client: TestClient, app: App) -> None:
    article = hostile_article()
    app.store.save(article)
    answer = client.get(f"/api/v1/articles/{article.digest}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json() == article_to_dict(article)
    for path, body in (
        ("/api/v1/check", {"claim": HOSTILE, "evidence": [HOSTILE]}),
        ("/api/v1/search", {"q": HOSTILE}),
        ("/api/v1/ask", {"question": HOSTILE, "keep": False}),
    ):
        assert client.post(path, json=body).status_code in (200, 201)
    for path, text in (("check", '{"claim": "\\ud800", "evidence": []}'), ("search", '{"q": "neck \\ud800 pain"}')):
        answer = client.post(f"/api/v1/{path}", content=text, headers=JSON)
        assert answer.status_code in (200, 422), answer.text


def test_in_private_mode_nothing_is_listed_and_no_question_stands_in_an_address(app: App, asked: Article) -> None:
    shelf = Shelf(app)
    questions = open_questions(app, shelf)
    with TestClient(make_api(app, questions, shelf, private=True), base_url=HERE) as client:
        problem(client.get("/v1/articles"), 403, "private")
        problem(client.get("/v1/search?q=headache"), 403, "private")
        assert client.post("/v1/search", json={"q": "headache"}).status_code == 200
        assert client.get(f"/v1/articles/{asked.digest}").status_code == 200
        assert client.get(f"/v1/library/documents/{asked.references[0].document_id}").json()["cited_by"] == []
    questions.close()


def test_releases_and_what_changed_since_are_told(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(app.settings.library, folder)
    own = App(replace(app.settings, library=folder))
    own.create_release("first", note="as it came")
    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps({"_id": "new", "title": "A new paper", "text": "Neck pain is common in adults."}))
    own.add([str(papers)], vectors=False)
    with TestClient(create_web(own), base_url=HERE) as client:
        told = client.get("/api/v1/library/releases")
        assert [one["name"] for one in told.json()["releases"]] == ["first"]
        assert str(folder) not in told.text
        changes = client.get("/api/v1/library/releases/first/compare/now").json()
        assert [one["id"] for one in changes["came"]] == ["new"]
        assert changes["left"] == changes["changed"] == []
        own.remove(["new"])
        gone = client.get("/api/v1/library/documents/new").json()
        assert gone["removed"]
        assert gone["passages"][0]["text"] == "Neck pain is common in adults."


def test_the_description_is_openapi_and_answers_fit_it(client: TestClient, asked: Article) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    definitions = {"components": described["components"]}
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            assert told["summary"], path
            assert told["description"], path
            assert "default" in told["responses"], (path, method)
            for parameter in told.get("parameters", ()):
                assert parameter["description"], (path, parameter["name"])
    digest = asked.digest
    for path, address in (
        ("/v1/articles", "/api/v1/articles"),
        ("/v1/articles/{digest}", f"/api/v1/articles/{digest}"),
        ("/v1/articles/{digest}/proof", f"/api/v1/articles/{digest}/proof"),
        ("/v1/library/documents", "/api/v1/library/documents"),
        ("/v1/library", "/api/v1/library"),
    ):
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(client.get(address).json(), {**schema, **definitions})
    schema = {"$ref": "#/components/schemas/ProblemModel", **definitions}
    jsonschema.validate(client.get("/api/v1/nowhere").json(), schema)


def test_with_a_reader_the_answer_is_what_that_readers_page_shows(client: TestClient, app: App) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "reader": "patient"})
    assert answer.status_code == 201
    told = answer.json()
    article = app.article(told["digest"])
    words = app.word(article, "patient")
    page = article_page(article, reader="patient", words=words)
    assert told["sections"] == json.loads(json.dumps([asdict(section) for section in page.sections]))
    assert told["reader"] == "patient"
    assert told["to_ask"]
    assert answer.headers["location"] == f"/api/v1/articles/{article.digest}?reader=patient"
    again = client.get(answer.headers["location"])
    assert again.json()["sections"] == told["sections"]
    unchanged = client.get(answer.headers["location"], headers={"if-none-match": again.headers["etag"]})
    assert unchanged.status_code == 304
    assert again.headers["etag"] != f'"{article.digest}"'
    assert client.get(f"/api/v1/articles/{article.digest}").json() == article_to_dict(article)


def test_an_answer_that_is_not_kept_is_read_by_a_reader_too(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "reader": "nurse", "keep": False})
    assert answer.status_code == 201
    assert answer.json()["reader_label"].startswith("Nurse")
    assert answer.json()["sections"][0]["heading"] == "Direct answer"


@pytest.mark.parametrize("path", ["", "/wording", "/exports/markdown"])
def test_no_article_is_read_by_a_reader_that_there_is_not(client: TestClient, asked: Article, path: str) -> None:
    told = problem(client.get(f"/api/v1/articles/{asked.digest}{path}?reader=robot"), 422, "validation_error")
    assert "pharmacist" in told["remedy"]
