"""The store keeps articles in a real database, of SQLite and of PostgreSQL, and trusts none that was altered."""

from __future__ import annotations

import multiprocessing
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.examples import example_article, hostile_article, unanswered_article

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article
from citewell.domain.errors import LibraryError, NotFoundError, RecordError
from citewell.domain.ports import Store
from citewell.store._database import Database, open_database
from citewell.store.articles import ArticleStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "articles.sqlite"


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


def kept_rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM articles")]


def tamper(database: Database, statement: str) -> None:
    with database.writing() as connection:
        connection.execute(text(statement))


def numbered(number: int) -> Article:
    return with_digest(replace(unanswered_article(), question=f"Question {number}?"))


def save_many(location: str, numbers: range, start: object) -> None:
    start.wait(timeout=30)  # type: ignore[attr-defined]  # a multiprocessing.Event, whose class is private
    store = ArticleStore(open_database(location))
    for number in numbers:
        store.save(numbered(number))
    store.close()


@pytest.mark.parametrize("article", [example_article(), unanswered_article(), hostile_article()])
def test_an_article_comes_back_as_it_was_saved_also_in_another_process_life(database_at: str, article: Article) -> None:
    first = ArticleStore(open_database(database_at))
    kept: Store = first
    kept.save(article)
    first.close()
    second = ArticleStore(open_database(database_at))
    assert second.load(article.digest) == article
    second.close()


def test_saving_the_same_article_again_changes_nothing(store: ArticleStore) -> None:
    store.save(example_article())
    before = kept_rows(store.database)
    store.save(example_article())
    assert kept_rows(store.database) == before
    assert len(before) == 1


def test_the_newest_articles_come_first_and_no_more_than_asked_for(store: ArticleStore) -> None:
    for number in range(5):
        store.save(numbered(number))
    assert [article.question for article in store.recent(3)] == ["Question 4?", "Question 3?", "Question 2?"]
    assert ArticleStore(open_database("sqlite://")).recent(3) == []


def test_an_unknown_digest_is_said_to_be_unknown_with_a_remedy(store: ArticleStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        store.load("0" * 64)
    assert "0" * 64 in caught.value.message
    assert caught.value.remedy


def test_an_unsealed_or_falsely_sealed_article_is_not_kept(store: ArticleStore) -> None:
    for article in (replace(example_article(), digest=""), replace(example_article(), question="Another?")):
        with pytest.raises(RecordError):
            store.save(article)
    assert store.recent(9) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.17%", "0.71%"),
        ('"review_state":"auto_checked"', '"review_state":"approved"'),
        ("{", "["),
        ("[", ""),
    ],
)
def test_an_altered_article_is_refused_by_the_name_of_its_digest(store: ArticleStore, old: str, new: str) -> None:
    article = example_article()
    store.save(article)
    tamper(store.database, f"UPDATE articles SET body = replace(body, '{old}', '{new}')")
    for read in (lambda: store.load(article.digest), lambda: store.recent(1), lambda: store.save(article)):
        with pytest.raises(LibraryError, match=article.digest):
            read()


def test_an_article_moved_under_another_digest_is_refused(store: ArticleStore) -> None:
    store.save(example_article())
    tamper(store.database, f"UPDATE articles SET digest = '{'f' * 64}'")
    with pytest.raises(LibraryError, match="f" * 64):
        store.load("f" * 64)


def test_two_processes_that_open_a_new_store_and_write_at_once_lose_nothing(empty_database_at: str) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    ranges = (range(20), range(10, 30))  # ten articles are saved by both
    processes = [context.Process(target=save_many, args=(empty_database_at, numbers, start)) for numbers in ranges]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    kept = ArticleStore(open_database(empty_database_at)).recent(100)
    assert {article.digest for article in kept} == {numbered(number).digest for number in range(30)}


def test_the_file_is_in_write_ahead_mode_and_its_owner_s_only(path: Path) -> None:
    ArticleStore(open_database(path)).save(example_article())
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_gives_a_remedy_and_keeps_its_content(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, and they are longer than a database's header is " * 20)
    before = path.read_bytes()
    with pytest.raises(LibraryError) as caught:
        ArticleStore(open_database(path))
    assert "notes.txt" in caught.value.remedy
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_gives_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be made"):
        open_database(tmp_path / "file" / "articles.sqlite")


def test_an_error_of_the_database_never_tells_the_question(store: ArticleStore) -> None:
    tamper(store.database, "DROP TABLE articles")
    with pytest.raises(LibraryError) as caught:
        store.save(example_article())
    assert "cervicogenic" not in f"{caught.value.message} {caught.value.remedy} {caught.value.__cause__}"


def test_articles_are_found_by_words_of_their_question_or_claims_whatever_their_capitals(store: ArticleStore) -> None:
    for number in range(3):
        store.save(numbered(number))
    store.save(example_article())
    word = example_article().claims[0].text.split()[0]
    assert [found.digest for found in store.find(word.upper(), 9)] == [example_article().digest]
    assert [found.question for found in store.find("question 1?", 9)] == ["Question 1?"]
    assert store.find("100%", 9) == []
    assert store.find("question_", 9) == []


def test_pages_of_articles_follow_one_another_without_a_gap_or_a_repeat(store: ArticleStore) -> None:
    for number in range(5):
        store.save(numbered(number))
    first = store.page(2)
    second = store.page(9, before=(first[-1].saved_at, first[-1].digest))
    assert [item.question for item in (*first, *second)] == [f"Question {number}?" for number in (4, 3, 2, 1, 0)]


def test_the_articles_that_cite_a_document_are_found_by_it(store: ArticleStore) -> None:
    article = example_article()
    store.save(article)
    store.save(unanswered_article())
    cited = article.references[0].document_id
    assert [(item.digest, item.document_ids) for item in store.citing([cited, "nowhere"])] == [
        (article.digest, (cited,))
    ]
