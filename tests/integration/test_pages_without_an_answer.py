"""Pages that have no answer to show: what helps stands there, what says nothing does not; and files that can be had."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.browsing import ReadPage, ask
from tests.examples import example_article, unanswered_article
from tests.integration.test_web import app, browser, kept  # noqa: F401

from citewell.app import App
from citewell.compose.emergencies import find_emergencies
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Finding
from citewell.domain.enums import ArticleStatus, Severity
from citewell.domain.questions import Clarification

SAYS_NOTHING = (
    "Take it away",
    "Cite this page",
    "Questions to ask",
    "Written for",
    "Which best describes you",
    "Reader",
)
CHOICES = ("How is migraine treated?", "How is neck pain treated?")


def asked_back() -> Article:
    asked = Clarification("What should be treated?", CHOICES)
    return replace(unanswered_article(), status=ArticleStatus.NEEDS_CLARIFICATION, clarification=asked)


def in_danger() -> Article:
    return replace(unanswered_article(), emergencies=find_emergencies("I think I'm having a stroke"))


def page_of(browser: TestClient, app: App, article: Article, reader: str = "patient") -> tuple[ReadPage, str]:  # noqa: F811
    answer = browser.get(f"{kept(app, with_digest(article))}?reader={reader}")
    assert answer.status_code == 200
    return ReadPage(answer.text), answer.text


def outside_folds(page: str) -> str:
    return ReadPage(re.sub(r"(?s)<details.*?</details>", "", page.partition("<main")[2].partition("</main>")[0])).text


@pytest.mark.parametrize(
    "article", [asked_back(), unanswered_article(), in_danger()], ids=["unclear", "none", "danger"]
)
def test_what_says_nothing_without_an_answer_is_not_there(browser: TestClient, app: App, article: Article) -> None:  # noqa: F811
    page, text = page_of(browser, app, article)
    assert [words for words in SAYS_NOTHING if words in page.text] == []
    assert ".pdf" not in text.partition("<main")[2]
    assert "Digest" not in outside_folds(text)
    assert "citewell library" not in outside_folds(text)


def test_the_librarian_finds_the_search_log_one_fold_away(browser: TestClient, app: App) -> None:  # noqa: F811
    article = with_digest(unanswered_article())
    page, _ = page_of(browser, app, article)
    for words in ("537 passages of 154 publications", "for “What is the capital of France?”", article.digest):
        assert words in page.text


def test_a_question_asked_back_offers_its_choices_and_a_box_for_other_words(browser: TestClient, app: App) -> None:  # noqa: F811
    page, _ = page_of(browser, app, asked_back())
    assert [value for value in page.values("value", "button") if value in CHOICES] == list(CHOICES)
    assert "Or ask in your own words" in page.text


def test_a_question_without_a_source_is_given_back_beside_what_this_library_answers(
    browser: TestClient,  # noqa: F811
    app: App,  # noqa: F811
) -> None:
    _, text = page_of(browser, app, unanswered_article())
    assert re.search(r"<textarea[^>]*>What is the capital of France\?</textarea>", text)
    assert 'href="/library"' in text.partition("<main")[2]
    assert "What is known about cervicogenic headache?" in text


def test_articles_on_the_same_condition_are_offered(browser: TestClient, app: App) -> None:  # noqa: F811
    answered = ask(browser, "How is cervicogenic headache treated?")
    page, _ = page_of(browser, app, unanswered_article("Does magnesium prevent cervicogenic headache?"))
    assert "Articles on the same condition" in page.text
    assert any(href.startswith(answered) for href in page.values("href", "a"))


def test_who_may_be_in_danger_is_told_whom_to_call_and_nothing_to_look_up(browser: TestClient, app: App) -> None:  # noqa: F811
    _, text = page_of(browser, app, in_danger())
    shown = outside_folds(text)
    assert shown.index("local emergency number") < shown.index("What is the capital of France?")
    assert shown.count("local emergency number") == 1
    for words in ("spell abbreviations", "citewell", "other words", "What this library answers"):
        assert words not in shown
    assert "If nobody is in danger now" in shown
    for name in ("text", "markdown"):
        exported = app.export(with_digest(in_danger()), name)[0]
        told = exported if isinstance(exported, str) else exported.decode()
        assert "library add" not in told
        assert "abbreviations" not in told


def test_sentences_that_the_checks_removed_are_told_where_nothing_was_left(browser: TestClient, app: App) -> None:  # noqa: F811
    removed = Finding("source_status", Severity.ERROR, "c9", "A, 2001 has been retracted.", "It helps.")
    page, _ = page_of(browser, app, replace(unanswered_article(), findings=(removed,)), reader="")
    assert "A, 2001 has been retracted. “It helps.” (standing of the source)" in page.text


def test_a_proof_bundle_is_offered_only_where_it_can_be_had(browser: TestClient, app: App) -> None:  # noqa: F811
    lost = kept(app, with_digest(replace(example_article(), question="Which texts have left?")))
    page = ReadPage(browser.get(lost).text)
    assert f"{lost}.zip" not in page.values("href")
    assert "There is no proof bundle of it any more: 9 passages that it quotes have left the library." in page.text
    offered = [one["name"] for one in browser.get(f"/api/v1{lost}/exports").json()]
    assert "proof" not in offered
    assert "markdown" in offered
    held = ask(browser, "How is cervicogenic headache treated?")
    assert f"{held}.zip" in ReadPage(browser.get(held).text).values("href")
    assert browser.get(f"{held}.zip").status_code == 200


def test_a_file_has_one_name_whether_it_comes_from_the_page_or_from_the_api(browser: TestClient, app: App) -> None:  # noqa: F811
    address = ask(browser, "How is cervicogenic headache treated?")
    of_page = browser.get(f"{address}.md").headers["content-disposition"]
    assert "citewell-how-is-cervicogenic-headache-treated-" in of_page
    assert browser.get(f"/api/v1{address}/exports/markdown").headers["content-disposition"] == of_page


def test_the_contents_are_in_the_order_of_the_page(browser: TestClient, app: App) -> None:  # noqa: F811
    text = browser.get(f"{kept(app, example_article())}?reader=patient").text
    contents = re.search(r'(?s)<nav class="contents".*?</nav>', text)
    assert contents is not None
    named = re.findall(r'href="#([\w-]+)"', contents[0])[:-1]
    places = [text.index(f'id="{name}"') for name in named]
    assert len(named) > 5
    assert places == sorted(places)


def test_a_search_shows_the_statement_with_its_words_marked(browser: TestClient, app: App) -> None:  # noqa: F811
    kept(app, example_article())
    text = browser.get("/?q=Norwegians+female").text
    assert "<mark>Norwegians</mark>" in text
    assert "<mark>female</mark>" in text
    empty = ReadPage(browser.get("/?q=zebrafish").text)
    assert "No article kept here has all of these words" in empty.text
    assert "/library" in empty.values("href", "a")


def test_a_proof_of_a_restated_source_says_what_is_word_for_word(browser: TestClient, app: App) -> None:  # noqa: F811
    article = example_article()
    first = article.direct_answer[0]
    page = ReadPage(browser.get(f"{kept(app, article)}/claims/{first.id}/{first.citations[0].reference}").text)
    assert "The statement is this sentence of the stored text, word for word." in page.text
    assert "The stored text is a short restatement" in page.text
    assert "sentence of the source, word for word" not in page.text
