"""A database of any age is brought to the present layout with all that is in it, on SQLite and on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import MetaData, inspect, text
from tests.examples import example_article, unanswered_article

from citewell.domain.errors import LibraryError
from citewell.store._database import Database, connect, open_database
from citewell.store._schema import whole_schema
from citewell.store.articles import ArticleStore
from citewell.store.events import EventLog, record
from citewell.store.migrations import ENVIRONMENT, STEPS, migrate, revision_of, revisions
from citewell.store.reports import ReportStore
from citewell.store.threads import ThreadStore

BEFORE_MIGRATIONS = Path(__file__).parents[1] / "data" / "articles_before_migrations.sql"
"""A file with two articles, a thread and a report, as the last version of Citewell without migrations left it."""

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Somebody:
    """Whoever acts in these tests."""

    kind: str = "person"
    id: str = "p-abcdefgh"
    name: str = "Zoë Müller"


def rows_of(database: Database) -> Rows:
    """Every row of every table but Alembic's own."""
    tables = MetaData()
    with database.reading() as connection:
        tables.reflect(connection)
        return {
            table.name: sorted(tuple(row) for row in connection.execute(table.select()))
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def fill(database: Database) -> None:
    """Something in every table that this module knows of."""
    articles = ArticleStore(database)
    ThreadStore(articles).add("neck", example_article())
    articles.save(unanswered_article())
    ReportStore(articles).add(article=example_article().digest, claim="", text="Another dose.")
    for number in range(3):
        with database.writing() as connection:
            record(connection, actor=Somebody(), action="a.b", subject=f"a:{number}", details={"number": number})


def take(database: Database, revision: str) -> None:
    with database.writing() as connection:
        migrate(connection, revision)


def open_and_say(location: str, start: object) -> None:
    start.wait(timeout=60)  # type: ignore[attr-defined]  # a multiprocessing.Event, whose class is private
    open_database(location).close()


def old_file(path: Path) -> Rows:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(BEFORE_MIGRATIONS.read_text("utf-8"))
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}")) for name in names}


def test_a_file_made_before_there_were_migrations_is_taken_over_with_all_that_is_in_it(tmp_path: Path) -> None:
    before = old_file(tmp_path / "articles.sqlite")
    database = open_database(tmp_path / "articles.sqlite")
    after = rows_of(database)
    assert {name: after[name] for name in before} == before
    articles = ArticleStore(database)
    assert [article.question for article in articles.recent(9)] == [
        example_article().question,
        unanswered_article().question,
    ]
    assert [turn.number for turn in ThreadStore(articles).load("neck").turns] == [1, 2]
    assert [report.text for report in ReportStore(articles).recent(9)] == ["The share is from another table."]
    with database.writing() as connection:
        record(connection, actor=Somebody(), action="a.b", subject="a:1", details={})
    assert EventLog(database).verify().events == 1
    database.close()


def test_articles_of_a_file_that_knew_no_search_are_found_once_it_is_opened(tmp_path: Path) -> None:
    before = old_file(tmp_path / "articles.sqlite")
    with sqlite3.connect(tmp_path / "articles.sqlite") as connection:
        for name in ("citations", "article_texts", "reports", "threads", "turns"):
            connection.execute(f"DROP TABLE {name}")
    database = open_database(tmp_path / "articles.sqlite")
    after = rows_of(database)
    assert {name: after[name] for name in ("articles", "citations", "article_texts")} == {
        name: before[name] for name in ("articles", "citations", "article_texts")
    }
    assert [found.question for found in ArticleStore(database).find("france", 9)] == [unanswered_article().question]
    database.close()


def test_the_steps_make_the_tables_that_the_stores_use(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, whole_schema()) == []


def test_each_step_can_be_taken_back_and_taken_again_and_the_rows_of_the_steps_before_it_stay(
    database: Database,
) -> None:
    fill(database)
    for below, revision in reversed(list(zip(("base", *revisions()), revisions(), strict=False))):
        before = rows_of(database)
        take(database, below)
        lowered = rows_of(database)
        assert {name: before[name] for name in lowered} == lowered
        take(database, revision)
        raised = rows_of(database)
        assert raised.keys() == before.keys()
        assert all(rows == lowered.get(name, []) for name, rows in raised.items())
        take(database, below)
    assert rows_of(database) == {}
    take(database, revisions()[-1])
    fill(database)
    assert EventLog(database).verify().events == 4


def test_the_steps_are_one_line_in_the_order_of_their_names() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(ENVIRONMENT), version_locations=[str(STEPS)])
    assert [step.revision for step in reversed(list(script.walk_revisions()))] == list(revisions())


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    before = old_file(tmp_path / "articles.sqlite")
    with sqlite3.connect(tmp_path / "articles.sqlite") as connection:
        connection.execute("CREATE TABLE events (of_another_kind)")
    with pytest.raises(LibraryError, match="events"):
        open_database(tmp_path / "articles.sqlite")
    with sqlite3.connect(tmp_path / "articles.sqlite") as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {*before, "events"}


def test_processes_that_open_a_new_database_at_once_all_find_it_made(empty_database_at: str) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    processes = [context.Process(target=open_and_say, args=(empty_database_at, start)) for _ in range(3)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    database = connect(empty_database_at)
    with database.reading() as connection:
        assert revision_of(connection) == revisions()[-1]
        assert set(inspect(connection).get_table_names()) == {*whole_schema().tables, "alembic_version"}
    database.close()


def test_a_database_of_a_newer_version_is_left_alone_and_said_to_be_so(database_at: str) -> None:
    database = open_database(database_at)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v9999_tomorrow'"))
    database.close()
    with pytest.raises(LibraryError, match="newer version") as caught:
        open_database(database_at)
    assert caught.value.remedy


def test_the_command_line_shows_its_help_without_a_database_library() -> None:
    lines = "import sys; from citewell.cli import build_parser; build_parser().format_help()"
    watched = "print(sorted({'sqlalchemy', 'alembic', 'psycopg', 'cryptography'} & set(sys.modules)))"
    command = [sys.executable, "-c", f"{lines}; {watched}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"
