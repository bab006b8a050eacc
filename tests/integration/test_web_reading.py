"""The reader's pages: asking step by step, who reads, reports of errors, search, and what is refused with a remedy."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from tests.browsing import ReadPage, answered, ask, send, token
from tests.examples import example_article
from tests.integration.test_web import DOCUMENTS, HERE, QUESTION, kept
from tests.signing_in import browser_of

from citewell.app import App, Settings
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article
from citewell.domain.enums import DocumentStatus, Length
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.domain.wordings import Explanation, Readability, WordedArticle, WordedClaim
from citewell.store import _schema
from citewell.web import shelf
from citewell.web.application import create_web, without_query
from citewell.web.limits import RateLimit, network_of
from citewell.web.readers import READER_COOKIE
from citewell.web.session import SESSION_COOKIE

LATER = 1.0
"""Seconds after which a page tells of what has come into the library."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("reading")
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


class SlowApp(App):
    """Answers in steps, each when it is let go."""

    gate = threading.Semaphore(0)

    def ask(self, text: str, *, observe: Observer = unobserved, length: Length = Length.FULL, **_: object) -> Article:
        article = example_article()
        observe(Step(StepName.UNDERSTOOD, "Understood as: treatment of <i>headache</i>"))
        self.gate.acquire(timeout=10)
        observe(Step(StepName.SEARCHED, "Searched 2 passages"))
        for shown in range(len(article.sections) + 1):
            name = StepName.SECTION if shown else StepName.DIRECT_ANSWER
            begun = Step(name, "Passed", direct_answer=article.direct_answer, references=article.references)
            observe(replace(begun, sections=article.sections[:shown]))
        observe(Step(StepName.CHECKED, "All passed"))
        self.store.save(article)
        observe(Step(StepName.DONE, "Done", article=article))
        return article


@pytest.fixture
def slow(app: App) -> TestClient:
    SlowApp.gate = threading.Semaphore(0)
    return TestClient(create_web(SlowApp(app.settings)), base_url=HERE, follow_redirects=False)


def test_a_question_has_an_address_without_its_words_that_shows_how_far_it_is(slow: TestClient) -> None:
    address = send(slow, "/ask", question=QUESTION).headers["location"]
    assert re.fullmatch(r"/questions/[\w-]{16,}", address)
    wait_for(lambda: "Understood as" in slow.get(address).text)
    page = slow.get(address)
    assert page.status_code == 200
    assert "Understood as: treatment of &lt;i&gt;headache" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert QUESTION in ReadPage(page.text).text
    assert "progress" in [tag for tag, _ in ReadPage(page.text).elements]
    SlowApp.gate.release()
    wait_for(lambda: slow.get(address).status_code == 303)
    assert slow.get(address).headers["location"] == f"/articles/{example_article().digest}"


def test_the_steps_of_an_answer_come_as_events_with_only_checked_claims(slow: TestClient) -> None:
    address = send(slow, "/ask", question=QUESTION).headers["location"]
    SlowApp.gate.release()
    answer = slow.get(f"{address}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in answer.headers
    events = [(match[1], json.loads(match[2])) for match in re.finditer(r"event: (\w+)\ndata: (.*)\n\n", answer.text)]
    parts = ["direct_answer", *["section"] * len(example_article().sections), "checked", "beside"]
    assert [name for name, _ in events if name != "place"] == ["waiting", "understood", "searched", *parts, "done"]
    told = dict(events)
    assert [data["section"]["heading"] for _, data in events if "section" in data] == [
        "Direct answer",
        *[item.heading for item in example_article().sections],
    ]
    assert told["done"]["address"] == f"/articles/{example_article().digest}"
    again = slow.get(f"{address}/events", headers={"last-event-id": str(len(events) - 1)})
    assert re.findall(r"event: (\w+)", again.text) == ["done"]


def test_a_question_that_is_stopped_keeps_nothing_and_can_be_asked_again(slow: TestClient) -> None:
    address = send(slow, "/ask", question=QUESTION).headers["location"]
    wait_for(lambda: "Understood as" in slow.get(address).text)
    assert send(slow, f"{address}/cancel").status_code == 303
    SlowApp.gate.release()
    wait_for(lambda: "You stopped this question" in slow.get(address).text)
    assert QUESTION in slow.get(address).text


def test_a_second_question_is_told_that_it_waits(slow: TestClient) -> None:
    send(slow, "/ask", question=QUESTION)
    address = send(slow, "/ask", question="How is gout treated?").headers["location"]
    page = ReadPage(slow.get(address).text)
    assert "One question is answered before yours." in page.text
    SlowApp.gate.release(2)
    wait_for(lambda: slow.get(address).status_code == 303)


def test_an_unknown_question_says_so_and_offers_the_box(browser: TestClient) -> None:
    answer = browser.get("/questions/nothing")
    assert answer.status_code == 404
    assert "not known here" in answer.text
    assert "textarea" in [tag for tag, _ in ReadPage(answer.text).elements]
    assert browser.get("/questions/nothing/events").status_code == 404
    assert send(browser, "/questions/nothing/cancel").status_code == 404


def test_a_form_without_the_sessions_token_is_refused_with_the_question_in_the_box_again(browser: TestClient) -> None:
    other = TestClient(browser.app, base_url=HERE)
    for value in ("", "x", token(other)):
        answer = browser.post("/ask", data={"question": QUESTION, "token": value})
        assert answer.status_code == 403
        assert "Please send this again" in answer.text
        assert QUESTION in ReadPage(answer.text).text
    for address in ("/reader", "/articles/" + "0" * 64 + "/report", "/questions/x/cancel"):
        assert browser.post(address, data={"token": "x"}).status_code == 403


def test_every_form_that_posts_carries_a_token_which_differs_each_time(browser: TestClient, app: App) -> None:
    address = kept(app, example_article())
    for path in ("/", address, f"{address}/report", "/questions/nothing"):
        text = browser.get(path).text
        assert text.count('method="post"') == text.count('name="token"') > 0
    assert token(browser) != token(browser)


def test_forms_still_work_after_a_restart(app: App, browser: TestClient) -> None:
    value = token(browser)
    restarted = TestClient(create_web(app), base_url=HERE, follow_redirects=False, cookies=browser.cookies)
    assert restarted.post("/ask", data={"token": value, "question": QUESTION}).status_code == 303


def test_one_address_gets_so_many_pages_and_questions_a_minute(app: App) -> None:
    few = replace(app.settings, requests_per_minute=6, questions_per_minute=60)
    browser = TestClient(create_web(App(few)), base_url=HERE)
    answers = [browser.get("/") for _ in range(4)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert f"Wait {answers[-1].headers['retry-after']} seconds" in answers[-1].text
    assert browser.get("/static/style.css").status_code == 200


def test_a_limit_fills_again_and_counts_each_network_by_itself() -> None:
    now = [0.0]
    limit = RateLimit(60, burst=2, clock=lambda: now[0])
    assert [limit.wait("192.0.2.1") for _ in range(3)] == [0, 0, 1]
    assert limit.wait("192.0.2.2") == 0
    now[0] = 1.0
    assert limit.wait("192.0.2.1") == 0
    assert network_of("2001:db8::1") == network_of("2001:db8::2") != network_of("2001:db8:1::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert RateLimit(0, burst=1).wait("192.0.2.1") == 0


def test_an_error_is_reported_kept_and_deleted_with_its_article(browser: TestClient, app: App) -> None:
    article = with_digest(replace(example_article(), notes=("Reported.",), digest=""))
    address = kept(app, article)
    claim = article.claims[0]
    form = ReadPage(browser.get(f"{address}/report?claim={claim.id}").text)
    assert claim.text in form.text
    sent = send(browser, f"{address}/report", claim=claim.id, text="The dose is wrong. <b>Call 555-123-4567</b>")
    assert sent.status_code == 303
    assert "Thank you" in browser.get(sent.headers["location"]).text
    report = app.reports.recent(1)[0]
    assert (report.article, report.claim, report.question) == (article.digest, claim.id, article.question)
    assert "The dose is wrong." in report.text
    assert "555-123-4567" not in report.text
    assert send(browser, f"{address}/report", text="  ").status_code == 400
    with app.database.writing() as connection:
        app.store.delete_rows(connection, [article.digest])
        left = connection.execute(_schema.reports.select()).all()
    assert article.digest not in {row.article for row in left}


def test_articles_are_found_by_words_of_their_question_and_claims(browser: TestClient, app: App) -> None:
    article = example_article()
    address = kept(app, article)
    word = next(word for word in article.claims[0].text.split() if len(word) > 8 and word.isalpha())
    for words in ("CERVICOGENIC management", word.upper()):
        page = ReadPage(browser.get("/", params={"q": words}).text)
        assert address in page.values("href", "a")
    for words in ("zebra", "100%", "_"):
        page = browser.get("/", params={"q": words}).text
        assert address not in ReadPage(page).values("href", "a")
    hostile = browser.get("/", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in hostile


def test_nothing_is_approved_and_the_first_page_says_so(browser: TestClient, app: App) -> None:
    kept(app, example_article())
    text = ReadPage(browser.get("/").text).text
    assert "No article here has been approved by a person yet." in text
    assert "Recent, not reviewed by a person" in text


def test_in_private_mode_nothing_of_others_is_listed_or_found(app: App) -> None:
    browser = TestClient(create_web(App(replace(app.settings, private=True))), base_url=HERE, follow_redirects=False)
    article = example_article()
    address = kept(app, article)
    for path in ("/", "/?q=cervicogenic"):
        page = ReadPage(browser.get(path).text)
        assert article.question not in page.text
        assert "neither listed nor searched" in page.text
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_the_access_log_has_no_search_words() -> None:
    import logging

    made = logging.makeLogRecord({"args": ("127.0.0.1:1", "GET", "/?q=secret", "1.1", 200)})
    assert without_query(made)
    assert made.args == ("127.0.0.1:1", "GET", "/", "1.1", 200)


def test_the_review_is_shown_in_steps_and_only_the_machines_is_taken(browser: TestClient, app: App) -> None:
    page = browser.get(kept(app, example_article())).text
    text = ReadPage(page).text
    for words in ("Checked by machine", "Submitted: not yet", "Under review: not yet", "Approved: not yet"):
        assert words in text
    assert "Nobody has approved it." in text
    assert "/about/editorial-policy" in ReadPage(page).values("href", "a")
    assert '<meta name="robots" content="noindex' in page


def test_an_article_of_an_older_library_says_so_and_can_be_asked_again(browser: TestClient, app: App) -> None:
    old = browser.get(kept(app, example_article())).text
    assert "The library has changed since" in old
    assert "The library has changed since" not in browser.get(ask(browser, QUESTION)).text


def test_what_has_become_of_a_source_since_is_told_above_the_answer(
    browser: TestClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {2: DocumentStatus.RETRACTED, 5: None, 6: None, 7: None, 1: DocumentStatus.SUPERSEDED}
    monkeypatch.setattr(App, "changed_since", lambda self, article: changed)
    article = with_digest(replace(example_article(), notes=("Changed.",), digest=""))
    page = browser.get(kept(app, article)).text
    text = ReadPage(page).text
    assert '<p class="alarm" role="alert">Reference [2] has been RETRACTED since.</p>' in page
    assert "Reference [1] has been superseded since." in text
    assert "References [5–7] are no longer in the library." in text
    assert text.index("RETRACTED since") < text.index("superseded since") < text.index("Direct answer")


def test_a_kept_page_tells_of_a_retraction_in_the_library_within_a_second(
    browser: TestClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "LIBRARY_SHARE", 0)  # a busy machine may take its time to read the library
    article = with_digest(replace(example_article(), notes=("Retracted.",), digest=""))
    address = kept(app, article)
    read = f"/api/v1{address}?reader=clinician"
    assert "RETRACTED since" not in browser.get(address).text + browser.get(read).text
    monkeypatch.setattr(App, "release", lambda self: "another")
    monkeypatch.setattr(App, "changed_since", lambda self, article: {2: DocumentStatus.RETRACTED})
    monkeypatch.setattr("citewell.web.shelf.time", SimpleNamespace(monotonic=lambda: time.monotonic() + LATER))
    assert "Reference [2] has been RETRACTED since." in ReadPage(browser.get(address).text).text
    assert "Reference [2] has been RETRACTED since." in browser.get(read).text


def test_the_forms_of_a_kept_page_have_the_token_of_who_reads_it_compressed_or_not(app: App) -> None:
    address = kept(app, example_article())
    web = create_web(app)
    for accepted in ("gzip", "identity", "gzip"):
        reader = TestClient(web, base_url=HERE, follow_redirects=False, headers={"accept-encoding": accepted})
        page = ReadPage(reader.get(address).text)
        tokens = {attrs["value"] for tag, attrs in page.elements if attrs.get("name") == "token"}
        assert len(tokens) == 1
        asked = reader.post("/ask", data={"token": str(tokens.pop()), "question": QUESTION})
        assert asked.status_code == 303, "the token is this reader's own"
        assert page.values("href", "a").count("/sign-in") == 1
        assert "Take up for review" not in page.text, "for authors alone"


def test_a_source_that_is_retracted_later_is_noticed_in_the_library_at_hand(app: App) -> None:
    article = example_article()
    assert set(app.changed_since(article).values()) == {None}
    asked = app.ask(QUESTION, keep=False)
    assert app.changed_since(asked) == {}
    first = asked.references[0]
    before = replace(asked, references=(replace(first, status=DocumentStatus.SUPERSEDED), *asked.references[1:]))
    assert app.changed_since(before) == {first.number: DocumentStatus.CURRENT}


def test_a_deleted_article_is_gone_although_its_page_was_kept_at_hand(browser: TestClient, app: App) -> None:
    article = with_digest(replace(example_article(), notes=("Deleted.",), digest=""))
    address = kept(app, article)
    assert browser.get(address).status_code == 200
    with app.database.writing() as connection:
        app.store.delete_rows(connection, [article.digest])
    assert browser.get(address).status_code == 404


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> WordedArticle:
    """The example article in a patient's words, as written here."""
    article = example_article()
    first, second, third, *others = article.claims
    words = WordedArticle(
        "patient",
        article.digest,
        (
            WordedClaim(
                first.id, "Slow neck exercises\n• may help.", (Explanation("neck", "the part below the head"),)
            ),
            WordedClaim(second.id, "", withheld="Your doctor decides on the dose."),
            WordedClaim(third.id, third.text, kept_because="a number was lost", shown=False),
            *(WordedClaim(claim.id, claim.text) for claim in others),
        ),
        Readability(
            120, 11, 10.9, 9.6, 10.1, ("decompression",), known_words=33, flesch_kincaid_known=5.6, smog_known=7.1
        ),
        (5.0, 6.0),
        urgent=("You cannot move one side of your body.",),
        questions=("Which exercises suit me?",),
    )

    def in_words(app: App, shown: Article, reader: str) -> WordedArticle | None:
        return words if reader == "patient" and shown.digest == article.digest else None

    monkeypatch.setattr(shelf, "worded", in_words)
    return words


def test_a_patient_reads_worded_claims_with_terms_explained_and_no_dose(
    browser: TestClient, app: App, patient: WordedArticle
) -> None:
    article = example_article()
    address = kept(app, article)
    page = browser.get(f"{address}?reader=patient").text
    text = ReadPage(page).text
    first, second, third = article.claims[:3]
    shown = re.search(r'<a class="term" id="([^"]+)" href="#([^"]+)">neck</a>', page)
    assert shown is not None
    listed = f'<li id="{shown[2]}"><a href="#{shown[1]}">neck</a>: the part below the head</li>'
    assert listed in page, "at the foot, with a way back"
    assert page.count("the part below the head") == 1
    assert first.text not in text
    assert "Your doctor decides on the dose." in text
    assert second.text not in page, "neither in what is read nor in the linked data"
    assert 'application/ld+json">' not in page
    assert re.search(rf"More detail: .*{re.escape(third.text)}", text)
    assert "a number was lost" in text
    ways = [text.index(words) for words in ("warning signs", "Direct answer", "You cannot move one side")]
    assert ways == sorted(ways), "a line leads to the signs, the answer follows, then the signs themselves"
    assert page.index('href="#urgent"') < page.index('id="urgent"') < page.index('class="part"')
    assert "Which exercises suit me?" in text
    both = "school grade 9.6 for all words, 5.6 with names and explained terms counted as known (33 of 120 words)"
    assert both in text
    assert "If you get worse quickly" in text
    ids = ReadPage(page).values("id")
    assert {claim.id for claim in article.claims} <= set(ids)


def test_a_proof_shows_a_patient_both_wordings_and_keeps_back_what_the_article_does(
    browser: TestClient, app: App, patient: WordedArticle
) -> None:
    article = example_article()
    address = kept(app, article)
    first, second = article.claims[:2]
    shown = ReadPage(browser.get(f"{address}/claims/{first.id}/{first.citations[0].reference}?reader=patient").text)
    assert "Slow neck exercises • may help." in shown.text
    assert first.citations[0].quote in shown.text
    back = ReadPage(browser.get(f"{address}/claims/{second.id}/{second.citations[0].reference}?reader=patient").text)
    assert "Your doctor decides on the dose." in back.text
    assert second.citations[0].quote not in back.text
    assert second.text not in back.text


def test_who_reads_is_asked_once_kept_and_put_into_the_address(
    browser: TestClient, app: App, patient: WordedArticle
) -> None:
    address = kept(app, example_article())
    assert "Which best describes you?" in browser.get(address).text
    chosen = send(browser, "/reader", reader="patient", back=address)
    assert chosen.headers["location"] == f"{address}?reader=patient"
    assert browser.cookies[READER_COOKIE] == "patient"
    page = browser.get(address).text
    assert "Which best describes you?" not in page
    assert "Slow" in page
    assert f"{HERE}{address}?reader=patient" in page
    assert "Slow" not in browser.get(f"{address}?reader=clinician").text
    assert send(browser, "/reader", reader="", back="https://evil.example/").headers["location"] == "/"
    assert "Which best describes you?" not in browser.get(address).text


def test_a_question_of_a_patient_leads_to_the_page_for_patients(slow: TestClient, patient: WordedArticle) -> None:
    send(slow, "/reader", reader="patient", back="/")
    SlowApp.gate.release()
    answer = answered(slow, send(slow, "/ask", question=QUESTION))
    assert answer.headers["location"] == f"/articles/{example_article().digest}?reader=patient"


def test_a_follow_up_shows_the_thread_above(browser: TestClient, app: App) -> None:
    first = ask(browser, QUESTION)
    second = ask(browser, "And how often does it help?", after=first.removeprefix("/articles/"))
    page = ReadPage(browser.get(second).text)
    thread = next(attrs for tag, attrs in page.elements if attrs.get("aria-label") == "Questions of this thread")
    assert thread
    assert any(href.startswith("/articles/") and href != second for href in page.values("href", "a"))
    assert send(browser, "/ask", question="And then?", after="0" * 64).status_code == 404


def test_a_kept_file_is_called_by_its_question_in_plain_letters(browser: TestClient, app: App) -> None:
    article = with_digest(replace(example_article(), question='Is "naïve" \r\nrest; enough?', digest=""))
    told = browser.get(f"{kept(app, article)}.md").headers["content-disposition"]
    assert told.endswith(f'filename="citewell-is-na-ve-rest-enough-{article.digest[:12]}.md"')


def test_an_article_page_is_small_over_the_wire(browser: TestClient, app: App) -> None:
    with browser.stream("GET", kept(app, example_article())) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert len(b"".join(answer.iter_raw())) < 20_000


def test_cookies_that_make_no_sense_are_passed_over(browser: TestClient) -> None:
    for value in ("x", f"{SESSION_COOKIE}=é", f"{SESSION_COOKIE}=short", f"{READER_COOKIE}=nobody", "=;=;", "a" * 5000):
        assert browser.get("/", headers={"cookie": value.encode("utf-8")}).status_code == 200


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        threading.Event().wait(0.03)
    raise AssertionError("It did not happen in time.")
