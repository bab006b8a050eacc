"""Threads and readers' reports are kept beside the articles, in a database of either kind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.examples import example_article, unanswered_article

from citewell.domain.errors import NotFoundError
from citewell.store._database import Database
from citewell.store.articles import ArticleStore
from citewell.store.reports import ReportStore
from citewell.store.threads import ThreadStore


@pytest.fixture
def articles(database: Database) -> ArticleStore:
    return ArticleStore(database)


@pytest.fixture
def threads(articles: ArticleStore) -> ThreadStore:
    return ThreadStore(articles)


def test_a_thread_comes_back_with_its_questions_in_their_order(threads: ThreadStore) -> None:
    threads.add("neck", example_article())
    threads.add("neck", unanswered_article())
    threads.add("other", example_article())
    assert [turn.question for turn in threads.load("neck").turns] == [
        example_article().question,
        unanswered_article().question,
    ]
    assert [thread.id for thread in threads.recent(9)] == ["other", "neck"]
    assert threads.open("last").id == "other"


def test_a_deleted_thread_takes_its_articles_along_but_not_those_of_another(threads: ThreadStore) -> None:
    threads.add("neck", example_article())
    threads.add("neck", unanswered_article())
    threads.add("other", example_article())
    deleted = threads.delete("neck")
    assert deleted.articles == (unanswered_article().digest,)
    assert deleted.kept == (example_article().digest,)
    with pytest.raises(NotFoundError, match="neck"):
        threads.load("neck")
    assert len(threads.load("other").turns) == 1


def test_questions_put_to_one_thread_at_once_are_numbered_one_after_another(threads: ThreadStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: threads.add("neck", unanswered_article()), range(12)))
    assert [turn.number for turn in threads.load("neck").turns] == list(range(1, 13))


def test_a_report_goes_with_the_article_that_it_is_about(articles: ArticleStore) -> None:
    reports = ReportStore(articles)
    articles.save(example_article())
    reports.add(article=example_article().digest, claim="", text="The dose is another one.")
    assert [report.text for report in reports.recent(9)] == ["The dose is another one."]
    with articles.database.writing() as connection:
        articles.delete_rows(connection, [example_article().digest])
    assert reports.recent(9) == []
