"""The web page: ask, read, take away; what is refused; and what a hostile library cannot do."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.browsing import ReadPage, answered, ask, send, token
from tests.examples import HOSTILE, example_article, hostile_article, unanswered_article
from tests.signing_in import browser_of

from citewell.app import App, Settings
from citewell.compose.reading import quoted_grade
from citewell.domain.article_codec import article_from_json, article_to_dict, with_digest
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus, Length
from citewell.domain.errors import LibraryError, UserError
from citewell.domain.questions import Clarification, Emergency
from citewell.store.articles import Listed
from citewell.web.application import create_web, make_server, serve_app
from citewell.web.guard import MOST_BODY_BYTES
from citewell.web.pages import static_address

QUESTION = "How is cervicogenic headache treated?"
HERE = "http://127.0.0.1"
DOCUMENTS = (
    {
        "_id": "trial",
        "title": "Exercise for cervicogenic headache: a randomised trial",
        "text": "Low-load exercise reduced the frequency of cervicogenic headache at 12 months.",
        "kind": "randomised-trial",
        "year": 2002,
        "doi": "10.1000/exercise",
    },
    {
        "_id": "evil",
        "title": "Cervicogenic headache <script>alert(1)</script><img src=x onerror=alert(1)>",
        "text": "Manual therapy reduced the intensity of cervicogenic headache in 40% of patients.",
        "organisation": "<b>Society</b>",
        "url": "https://example.org/paper",
    },
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("web")
    documents = folder / "documents.jsonl"
    documents.write_text("\n".join(map(json.dumps, DOCUMENTS)), encoding="utf-8")
    settings = Settings(library=folder / "library", cache=folder / "cache", starter=False, questions_per_minute=0)
    made = App(replace(settings, database=database_setting))
    made.add([str(documents)])
    yield made
    made.database.close()


@pytest.fixture
def browser(app: App) -> TestClient:
    return browser_of(app)


def kept(app: App, article: Article) -> str:
    app.store.save(article)
    return f"/articles/{article.digest}"


def test_a_question_leads_to_its_article_with_every_claim_and_its_proof(browser: TestClient, app: App) -> None:
    address = ask(browser, QUESTION)
    page = ReadPage(browser.get(address).text)
    article = app.article(address.removeprefix("/articles/"))
    assert article.question == QUESTION
    assert QUESTION in page.text
    assert "Educational purpose only; this answer has not been reviewed by a person" in page.text
    assert len(article.claims) == 2
    for claim in article.claims:
        assert claim.text in page.text
        for citation in claim.citations:
            opened = f"{address}/claims/{claim.id}/{citation.reference}"
            assert opened in page.values("href", "a")
            proof = ReadPage(browser.get(opened).text)
            assert "mark" in [tag for tag, _ in proof.elements]
            assert [part for part in (citation.quote, citation.passage_id) if part not in proof.text] == []


def test_an_articles_page_carries_its_linked_data(browser: TestClient, app: App) -> None:
    address = ask(browser, QUESTION)
    page = browser.get(address).text
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    exported, _ = app.export(app.article(address.removeprefix("/articles/")), "jsonld")
    assert json.loads(data) == json.loads(exported)
    assert "<" not in data
    assert "reviewedBy" not in data


def test_the_article_is_among_the_recent_ones_on_the_first_page(browser: TestClient) -> None:
    address = ask(browser, QUESTION)
    page = ReadPage(browser.get("/").text)
    assert address in page.values("href", "a")
    assert QUESTION in page.text


def test_asking_the_same_again_leads_to_the_same_article(browser: TestClient) -> None:
    assert ask(browser, QUESTION) == ask(browser, QUESTION)


def test_an_example_on_the_first_page_is_asked_by_pressing_it(browser: TestClient) -> None:
    buttons = [attrs for tag, attrs in ReadPage(browser.get("/").text).elements if tag == "button"]
    example = next(str(attrs["value"]) for attrs in buttons if attrs.get("name") == "question")
    assert example == "What is known about cervicogenic headache?"  # from the titles held, not the starter library's
    page = ReadPage(browser.get(ask(browser, example)).text)
    assert example in page.text


def test_json_is_the_very_article_and_markdown_is_its_export(browser: TestClient, app: App) -> None:
    article = example_article()
    address = kept(app, article)
    as_json = browser.get(f"{address}.json")
    assert as_json.headers["content-type"] == "application/json"
    assert as_json.json() == article_to_dict(article)
    assert article_from_json(as_json.text) == article
    as_markdown = browser.get(f"{address}.md")
    assert as_markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert as_markdown.content == app.export(article, "markdown")[0]


def test_the_article_page_shows_what_the_article_holds(browser: TestClient, app: App) -> None:
    article = example_article()
    page = ReadPage(browser.get(kept(app, article)).text)
    words = [
        *article.notes,
        article.digest,
        "restated",
        "superseded",
        "read on a copy site",
        "identity partly known",
    ]
    words += [section.heading for section in article.sections]
    words += [reference.title for reference in article.references]
    words += [item.topic for item in article.not_found] + [finding.explanation for finding in article.findings]
    for disagreement in article.disagreements:
        words += [part for side in disagreement.sides for part in (side.position, side.statement, side.source)]
    words += [claim.text for claim in article.claims]
    grades = [item.strength for claim in article.claims for item in claim.citations if item.strength]
    words += [quoted_grade(grade) for grade in grades]
    assert [part for part in words if part not in page.text] == []


def test_every_link_inside_the_page_leads_somewhere_and_no_id_stands_twice(browser: TestClient, app: App) -> None:
    page = ReadPage(browser.get(kept(app, example_article())).text)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inside = [href[1:] for href in page.values("href", "a") if href.startswith("#")]
    assert "references" in inside
    assert set(inside) <= set(ids)
    assert {f"reference-{number}" for number in range(1, 9)} <= set(ids)


def test_each_number_opens_the_quote_with_its_publication_on_a_page_of_its_own(browser: TestClient, app: App) -> None:
    article = example_article()
    address = kept(app, article)
    page = ReadPage(browser.get(address).text)
    opened = {href for href in page.values("href", "a") if "/claims/" in href}
    assert opened >= {f"{address}/claims/{one.id}/{item.reference}" for one in article.claims for item in one.citations}
    for claim in article.claims:
        for citation in claim.citations:
            proof = ReadPage(browser.get(f"{address}/claims/{claim.id}/{citation.reference}").text)
            reference = article.references[citation.reference - 1]
            words = (citation.quote, citation.strength, citation.certainty, citation.locator, reference.title)
            assert [part for part in words if part not in proof.text] == []
            assert f"{address}#{claim.id}" in proof.values("href", "a")
    assert page.values("style") == []
    assert browser.get(f"{address}/claims/{article.claims[0].id}/99").status_code == 404
    assert browser.get(f"{address}/claims/nothing/1").status_code == 404
    assert browser.get(f"{address}/claims/{article.claims[0].id}/one").status_code == 404


def test_a_quote_is_shown_in_the_passage_around_it(browser: TestClient, app: App) -> None:
    address = ask(browser, QUESTION)
    article = app.article(address.removeprefix("/articles/"))
    claim = article.direct_answer[0]
    passage = app.material(article).passages[claim.citations[0].passage_id]
    quote = passage.text[:20]
    part = replace(claim.citations[0], quote=quote, start=0, end=20)
    cut = with_digest(replace(article, direct_answer=(replace(claim, citations=(part,)),), sections=(), digest=""))
    proof = browser.get(f"{kept(app, cut)}/claims/{claim.id}/{part.reference}").text
    assert f"<mark>{quote.strip()}</mark>" in proof
    assert passage.text[20:].strip() in ReadPage(proof).text


def test_many_citations_are_folded_in_a_part_that_opens_without_a_script(browser: TestClient, app: App) -> None:
    article = example_article()
    first = article.direct_answer[0]
    cited = tuple(
        replace(first.citations[0], reference=one.number, document_id=one.document_id) for one in article.references
    )
    direct = (replace(first, citations=cited), *article.direct_answer[1:])
    page = browser.get(kept(app, with_digest(replace(article, direct_answer=direct)))).text
    folded = re.search(r'<details class="more"><summary>and (\d+) more</summary>(.*?)</details>', page, re.DOTALL)
    assert folded is not None
    assert int(folded[1]) == len(re.findall(r'/claims/\w+/\d+"', folded[2])) == len(cited) - 3


def test_a_question_without_a_source_says_what_was_searched_and_what_to_do(browser: TestClient) -> None:
    page = ReadPage(browser.get(ask(browser, "What is the capital of France?")).text)
    assert "No source found" in page.text
    assert "2 passages of 2 publications" in page.text
    assert "citewell library add" in page.text
    assert "Direct answer" not in page.text


@pytest.mark.parametrize("text", ["", "   ", "?!", "x" * 20_000])
def test_an_unreadable_question_is_told_what_to_change_and_given_back(browser: TestClient, text: str) -> None:
    answer = send(browser, "/ask", question=text)
    page = ReadPage(answer.text)
    assert answer.status_code == 422
    assert "This question cannot be read" in page.text
    assert "textarea" in [tag for tag, _ in page.elements]
    assert text.strip() in page.text


@pytest.mark.parametrize("address", ["/articles/" + "0" * 64, "/articles/..%2f..%2fetc%2fpasswd", "/nowhere"])
def test_an_unknown_address_gets_a_page_that_leads_on(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "/" in ReadPage(answer.text).values("href", "a")


def test_errors_for_programs_are_json(browser: TestClient) -> None:
    for address, headers in (
        (f"/articles/{'0' * 64}.json", {}),
        ("/nowhere", {"accept": "application/json"}),
    ):
        answer = browser.get(address, headers=headers)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"
        assert answer.json()["error"]["remedy"]


def test_a_body_past_the_limit_is_refused_whether_or_not_its_length_is_told(browser: TestClient) -> None:
    big = b"question=" + b"x" * MOST_BODY_BYTES
    form = {"content-type": "application/x-www-form-urlencoded"}
    told = browser.post("/ask", content=big, headers=form)
    untold = browser.post("/ask", content=iter([big[:40_000], big[40_000:]]), headers=form)
    mistold = browser.post("/ask", content=b"", headers={**form, "content-length": b"\xb2"})  # a digit, and no number
    assert (told.status_code, untold.status_code, mistold.status_code) == (413, 413, 413)
    assert "Shorten the question" in ReadPage(told.text).text
    assert "Shorten the question" in ReadPage(untold.text).text


def test_a_body_that_is_no_plain_form_is_refused(browser: TestClient) -> None:
    assert browser.post("/ask", json={"question": QUESTION}).status_code == 415
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/ask", content=b"question=%ff%fe", headers=form).status_code == 422
    assert browser.post("/ask", content=b"question=\xff", headers=form).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HERE},
    ],
)
def test_a_form_on_another_site_cannot_ask_here(browser: TestClient, app: App, headers: dict[str, str]) -> None:
    before = app.recent(100)
    answer = browser.post("/ask", data={"question": "Does exercise help migraine?"}, headers=headers)
    assert answer.status_code == 403
    assert app.recent(100) == before


def test_our_own_form_can_ask_with_and_without_the_headers_of_a_browser(browser: TestClient) -> None:
    ask(browser, QUESTION, headers={"origin": HERE, "sec-fetch-site": "same-origin"})
    ask(browser, QUESTION)


def test_a_foreign_name_that_points_here_is_not_served(browser: TestClient, app: App) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        assert browser.get("/", headers={"host": host}).status_code == 400
    for host in ("localhost:8000", "[::1]:8000", "127.0.0.1"):
        assert browser.get("/", headers={"host": host}).status_code == 200
    shared = TestClient(create_web(app, host="0.0.0.0"))
    assert shared.get("/", headers={"host": "library.hospital.example"}).status_code == 200


@pytest.mark.parametrize("article", [hostile_article(), example_article(), unanswered_article(HOSTILE)])
def test_hostile_text_stays_text(browser: TestClient, app: App, article: Article) -> None:
    address = kept(app, article)
    for page in (browser.get(address).text, browser.get("/").text):
        read = ReadPage(page)
        assert not {"img", "iframe", "object", "base"} & {tag for tag, _ in read.elements}
        assert len([tag for tag, _ in read.elements if tag == "script"]) == 1
        assert not [name for _, attrs in read.elements for name in attrs if name.startswith("on")]
        addresses = read.values("href") + read.values("src") + read.values("action")
        assert [address for address in addresses if not re.match(r"https?://|/|#", address)] == []
        assert "\x1b" not in page
        assert "\u202e" not in page


def test_hostile_documents_and_questions_stay_text_from_the_library_to_the_page(browser: TestClient) -> None:
    page = ReadPage(browser.get(ask(browser, f"{QUESTION} <script>alert(2)</script>")).text)
    assert "<script>alert(2)</script>" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert "<b>Society</b>" in page.text
    assert [attrs["src"] for tag, attrs in page.elements if tag in ("script", "img")] == [static_address("citewell.js")]


def test_every_answer_carries_the_protecting_headers(browser: TestClient, app: App) -> None:
    address = kept(app, example_article())
    answers = [
        browser.get(path) for path in ("/", address, f"{address}.json", "/nowhere", "/health", "/static/style.css")
    ]
    answers += [browser.post("/ask", data={"question": ""}), browser.post("/ask", headers={"origin": "null"})]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "noindex" in answer.headers["x-robots-tag"]
    assert browser.get(address).headers["cache-control"] == "no-store"


def test_only_pages_with_a_form_set_a_cookie_and_only_once(app: App) -> None:
    browser = TestClient(create_web(app), base_url=HERE)
    address = kept(app, example_article())
    for path in (f"{address}.json", "/health", "/static/style.css"):
        assert "set-cookie" not in browser.get(path).headers
    cookie = browser.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in browser.get(address).headers


def test_pages_load_nothing_from_elsewhere(browser: TestClient) -> None:
    for path in ("/", ask(browser, QUESTION)):
        page = ReadPage(browser.get(path).text)
        loaded = [attrs["href"] for tag, attrs in page.elements if tag == "link" and attrs["rel"] != "alternate"]
        assert all(str(address).startswith("/static/") for address in loaded)
        assert page.values("src") == [static_address("citewell.js")]
    for name in ("style.css", "icon.svg", "citewell.js"):
        answer = browser.get(f"/static/{name}")
        assert answer.status_code == 200
        assert "url(" not in answer.text
        assert "@import" not in answer.text


def test_the_icon_is_where_browsers_look_for_one(browser: TestClient) -> None:
    told = browser.get("/favicon.ico")
    assert (told.status_code, told.headers["content-type"]) == (200, "image/x-icon")
    assert told.content[:6] == bytes([0, 0, 1, 0, 1, 0]), "a file of one icon"
    assert told.headers["cache-control"] == "public, max-age=3600"


def test_health_tells_what_the_library_holds_and_not_where_it_is(browser: TestClient, app: App) -> None:
    health = browser.get("/health").json()
    assert health == {"status": "ok", "documents": 2, "passages": 2, "release": app.release()}


def test_no_description_of_the_interface_is_loaded_from_elsewhere(browser: TestClient) -> None:
    assert [browser.get(path).status_code for path in ("/redoc", "/openapi.json")] == [404, 404]
    page = ReadPage(browser.get("/docs").text)
    assert all(address.startswith("/static/") for address in page.values("href", "link"))
    assert all(address.startswith("/static/") for address in page.values("src"))


class BrokenApp(App):
    """An App at fault: each request fails in another way."""

    def ask(self, text: str, *, keep: bool = True, length: Length = Length.FULL, **_: object) -> Article:
        raise RuntimeError("secret detail")

    def article(self, digest: str) -> Article:
        raise LibraryError(f"The stored article {digest} was altered.", remedy="Ask the question again.")

    def saved_at(self, digest: str) -> str:
        return "2026-11-28"

    def page_of_articles(self, limit: int, *, before: tuple[str, str] | None = None) -> list[Listed]:
        raise LibraryError("The store could not be used.", remedy="Check that its disk has room.")


@pytest.fixture
def broken(app: App) -> TestClient:
    return TestClient(create_web(BrokenApp(app.settings)), base_url=HERE, follow_redirects=False)


def test_a_fault_shows_a_reference_that_the_log_has_and_no_detail(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = answered(broken, send(broken, "/ask", question=QUESTION))
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]
    reference = re.search(r"Reference: ([0-9a-f]{8})", ReadPage(answer.text).text)
    assert reference is not None
    assert reference.group(1) in caplog.text
    assert "secret detail" in caplog.text


def test_trouble_with_the_library_is_told_with_its_remedy(broken: TestClient) -> None:
    first = broken.get("/")
    assert first.status_code == 200
    assert "Check that its disk has room." in ReadPage(first.text).text
    article = broken.get(f"/articles/{'0' * 64}")
    assert article.status_code == 503
    assert "was altered. Ask the question again." in ReadPage(article.text).text


@pytest.fixture
def server(app: App) -> Iterator[str]:
    """A real server on a free loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = make_server(app, host="127.0.0.1")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=20)
    listener.close()


def test_a_real_server_answers_and_its_log_never_has_the_question(
    server: str, caplog: pytest.LogCaptureFixture
) -> None:
    import httpx

    with caplog.at_level(logging.INFO, logger="uvicorn"), httpx.Client(base_url=server) as client:
        form = {"token": token(client), "question": QUESTION}
        asked = answered(client, client.post("/ask", data=form, headers={"origin": server}))
        assert client.get("/", params={"q": "cervicogenic"}).status_code == 200
        answer = client.get(asked.headers["location"])
        assert QUESTION in ReadPage(answer.text).text
        digest = answer.url.path.removeprefix("/articles/")
        stored = article_from_json(client.get(f"/articles/{digest}.json").text)
        assert with_digest(stored) == stored
        assert stored.digest == digest
        assert client.post("/ask", data={"question": "x" * (MOST_BODY_BYTES + 1)}).status_code == 413
        assert client.post("/ask", data={"question": "x"}, headers={"origin": "http://evil.example"}).status_code == 403
    assert "POST /ask" in caplog.text
    assert "cervicogenic" not in caplog.text


def test_a_port_that_is_taken_is_told_with_a_remedy(app: App) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError) as caught:
        serve_app(app, host="127.0.0.1", port=taken.getsockname()[1])
    assert "--port" in caught.value.remedy


def test_the_form_offers_a_brief_answer(browser: TestClient) -> None:
    address = ask(browser, QUESTION, length="brief")
    assert browser.get(f"{address}.json").json()["length"] == "brief"
    assert "Read the full form" in browser.get(address).text


def test_an_emergency_stands_above_everything_with_whom_to_call_and_the_publication(
    browser: TestClient, app: App
) -> None:
    sign = Emergency(
        "stroke", "A face that droops can be a stroke.", "Call now.", "A guideline", "https://example.org/g"
    )
    odd = Emergency("other", "Another sign.", "Call now.", "A book", "javascript:alert(1)")
    article = with_digest(replace(example_article(), emergencies=(sign, odd), digest=""))
    app.store.save(article)
    answer = browser.get(f"/articles/{article.digest}").text
    page = ReadPage(answer)
    assert "This may be an emergency" in page.text
    assert page.text.index("Call now.") < page.text.index(article.question, page.text.index("This may be"))
    assert page.text.count("Call now.") == 1
    assert "https://example.org/g" in page.values("href", "a")
    assert not [address for address in page.values("href", "a") if "javascript" in address or not address]
    assert "alert" in page.values("role", "section")


def test_a_question_in_return_offers_its_choices_as_buttons_and_no_answer(browser: TestClient, app: App) -> None:
    choices = ("How is gout treated?", "How is gout diagnosed?")
    asked_back = replace(
        unanswered_article("gout"),
        status=ArticleStatus.NEEDS_CLARIFICATION,
        clarification=Clarification("What do you want to know about gout?", choices),
        not_found=(),
        digest="",
    )
    article = with_digest(asked_back)
    app.store.save(article)
    page = ReadPage(browser.get(f"/articles/{article.digest}").text)
    assert "What do you want to know about gout?" in page.text
    assert [value for value in page.values("value", "button") if value in choices] == list(choices)
    assert "No source found" not in page.text
    assert send(browser, "/ask", question=choices[0]).status_code == 303


def test_notes_are_shown_once_and_before_the_answer(browser: TestClient, app: App) -> None:
    article = with_digest(
        replace(example_article(), notes=('Read "hedache" as "headache".', "A second note."), digest="")
    )
    app.store.save(article)
    page = ReadPage(browser.get(f"/articles/{article.digest}").text)
    for note in article.notes:
        assert page.text.count(note) == 1
    assert page.text.index("A second note.") < page.text.index("Direct answer")
