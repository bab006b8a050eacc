"""Articles in an SQL database: a SQLite file in WAL mode, or any SQLAlchemy URL."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citewell.domain.article_codec import article_digest, article_from_json, article_to_dict
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, LibraryError, NotFoundError, RecordError
from citewell.store.inbox import waiting

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LOCK_SECONDS = 20.0
IDS_AT_ONCE = 500


class Citing(NamedTuple):
    """An article that cites documents: its digest, question, when it was saved, and which it cites."""

    digest: str
    question: str
    saved_at: str
    document_ids: tuple[str, ...]


class Listed(NamedTuple):
    """An article in a list, without its body."""

    digest: str
    question: str
    status: str
    saved_at: str


class ArticleStore:
    """Keeps articles by digest and trusts none that no longer has the digest it is kept under.

    `location` is the path of a SQLite file, made with its folder when missing and readable by its owner
    only (questions may be about people), or a database URL. Articles left in the folder `inbox` are taken in
    before anything is read. Safe to use from several threads and processes.
    """

    def __init__(self, location: str | Path, *, inbox: Path | None = None) -> None:
        from sqlalchemy import Column, MetaData, String, Table, Text, inspect
        from sqlalchemy.schema import CreateIndex, CreateTable

        self._inbox = inbox
        tables = MetaData()
        self._articles = Table(
            "articles",
            tables,
            Column("digest", String(64), primary_key=True),
            Column("question", Text, nullable=False),
            Column("status", String(32), nullable=False),
            Column("saved_at", String(32), nullable=False, index=True),
            Column("body", Text, nullable=False),
        )
        self._citations = Table(
            "citations",
            tables,
            Column("article", String(64), primary_key=True),
            Column("document", String(255), primary_key=True, index=True),
        )
        self._engine = _open(location)
        with self.transaction() as connection:
            indexed = inspect(connection).has_table("citations")
            for table in (self._articles, self._citations):
                connection.execute(CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(CreateIndex(index, if_not_exists=True))
            if not indexed:
                self._index_citations(connection)

    def save(self, article: Article, *, saved_at: str = "") -> None:
        """Keep an article; saving the same digest again changes nothing. Raises RecordError when unsealed."""
        from sqlalchemy.exc import IntegrityError

        if article.digest != article_digest(article):
            raise RecordError("Only an article sealed with its own digest can be kept.")
        row = {
            "digest": article.digest,
            "question": article.question,
            "status": article.status.value,
            "saved_at": saved_at or datetime.now(UTC).isoformat(timespec="microseconds"),
            "body": json.dumps(article_to_dict(article), ensure_ascii=False, separators=(",", ":")),
        }
        try:
            with self.transaction() as connection:
                connection.execute(self._articles.insert(), row)
                if cited := _cited(article):
                    connection.execute(self._citations.insert(), cited)
        except IntegrityError:
            self._load(article.digest)

    def load(self, digest: str) -> Article:
        """The article of that digest; raises NotFoundError, or LibraryError when it was altered."""
        self.take_in()
        return self._load(digest)

    def _load(self, digest: str) -> Article:
        table = self._articles
        with self.transaction() as connection:
            body = connection.execute(table.select().with_only_columns(table.c.body).where(table.c.digest == digest))
            text: str | None = body.scalar_one_or_none()
        if text is None:
            raise NotFoundError(
                f"No article with the digest {digest!r} is kept here.",
                remedy="Ask the question again, or look for it among the recent articles.",
            )
        return _trusted(text, digest)

    def recent(self, limit: int) -> list[Article]:
        """The articles saved last, newest first; raises LibraryError when one of them was altered."""
        self.take_in()
        columns = self._articles.c
        query = (
            self._articles.select()
            .with_only_columns(columns.digest, columns.body)
            .order_by(columns.saved_at.desc(), columns.digest)
            .limit(limit)
        )
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        return [_trusted(body, digest) for digest, body in rows]

    def page(self, limit: int, *, before: tuple[str, str] | None = None) -> list[Listed]:
        """Up to `limit` articles by what is kept beside them, newest first; `before` is where the last page ended.

        No article is opened, so that nothing is said of whether one was altered.
        """
        self.take_in()
        columns = self._articles.c
        query = (
            self._articles.select()
            .with_only_columns(columns.digest, columns.question, columns.status, columns.saved_at)
            .order_by(columns.saved_at.desc(), columns.digest)
            .limit(limit)
        )
        if before:
            moment, digest = before
            query = query.where(
                (columns.saved_at < moment) | ((columns.saved_at == moment) & (columns.digest > digest))
            )
        with self.transaction() as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def citing(self, document_ids: Sequence[str]) -> list[Citing]:
        """The articles that cite any of these documents, newest first."""
        self.take_in()
        articles, citations = self._articles.c, self._citations.c
        found: dict[str, Citing] = {}
        with self.transaction() as connection:
            for start in range(0, len(document_ids), IDS_AT_ONCE):
                query = (
                    self._articles.join(self._citations, articles.digest == citations.article)
                    .select()
                    .with_only_columns(articles.digest, articles.question, articles.saved_at, citations.document)
                    .where(citations.document.in_(document_ids[start : start + IDS_AT_ONCE]))
                )
                for digest, question, saved_at, document in connection.execute(query):
                    before = found[digest].document_ids if digest in found else ()
                    found[digest] = Citing(digest, question, saved_at, tuple(sorted({*before, document})))
        return sorted(found.values(), key=lambda citing: (citing.saved_at, citing.digest), reverse=True)

    def take_in(self) -> None:
        """Save what waits in the inbox."""
        for path, article, moment in waiting(self._inbox) if self._inbox else ():
            self.save(article, saved_at=moment)
            path.unlink(missing_ok=True)

    def delete_rows(self, connection: Connection, digests: Sequence[str]) -> None:
        """Delete articles within a transaction; unknown digests are passed over. `wipe` must follow."""
        for start in range(0, len(digests), IDS_AT_ONCE):
            some = digests[start : start + IDS_AT_ONCE]
            connection.execute(self._citations.delete().where(self._citations.c.article.in_(some)))
            connection.execute(self._articles.delete().where(self._articles.c.digest.in_(some)))

    def wipe(self, marks: Sequence[str]) -> None:
        """Leave nothing of what was deleted in the file, its log or the inbox.

        A file in the inbox, sound or broken, goes where it has one of `marks` in it.
        """
        for path in self._inbox.iterdir() if self._inbox and self._inbox.is_dir() else ():
            text = path.read_bytes()
            if any(mark.encode() in text or path.name.startswith(mark) for mark in marks):
                path.unlink(missing_ok=True)
        if self._engine.url.get_backend_name() == "sqlite":
            self._rewrite()

    def _rewrite(self) -> None:
        """Write the file anew without what was deleted, and empty the log beside it."""
        from sqlalchemy.exc import DBAPIError

        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DBAPIError as error:
            raise LibraryError(
                f"What was deleted may still be in the file of the store: {error.orig}.",
                remedy="Make room on the disk, stop other programs that hold the store, and delete a thread again.",
            ) from error

    def _index_citations(self, connection: Connection) -> None:
        """Note what the articles of an older store cite."""
        bodies = connection.execute(self._articles.select().with_only_columns(self._articles.c.body)).scalars().all()
        rows = [row for body in bodies for row in _cited(article_from_json(body))]
        if rows:
            connection.execute(self._citations.insert(), rows)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction; its own troubles become LibraryError, a duplicate key stays what it is."""
        from sqlalchemy.exc import DBAPIError, IntegrityError

        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise LibraryError(
                f"The store of articles could not be used: {error.orig}.",
                remedy=f"Check that {self._engine.url.render_as_string()} is a database of articles that can "
                "be written to, that its disk has room, and that no other program holds it.",
            ) from error


def _cited(article: Article) -> list[dict[str, str]]:
    documents = {reference.document_id for reference in article.references}
    return [{"article": article.digest, "document": document} for document in sorted(documents)]


def _open(location: str | Path) -> Engine:
    from sqlalchemy import URL, create_engine, event, make_url

    if "://" in str(location):
        url = make_url(str(location))
    else:
        url = URL.create("sqlite", database=str(location))
        _make_file(Path(location))
    sqlite = url.get_backend_name() == "sqlite"
    # Hidden parameters: an error that reaches a log must not carry a question or an article with it.
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_SECONDS} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _use_write_ahead_log)
    return engine


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise LibraryError(
            f"The store of articles {path} cannot be made: {error.strerror}.",
            remedy="Choose a folder that can be written to.",
        ) from error


def _use_write_ahead_log(connection: Any, _record: object) -> None:
    """Readers and one writer at a time do not block each other; kept in the file once set.

    SQLite does not wait for another process that sets it at the same moment, so it is asked again for a while.
    """
    until = time.monotonic() + LOCK_SECONDS
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _trusted(body: str, digest: str) -> Article:
    try:
        article = article_from_json(body)
    except InputError as error:
        raise _altered(digest) from error
    if article.digest != digest or article_digest(article) != digest:
        raise _altered(digest)
    return article


def _altered(digest: str) -> LibraryError:
    return LibraryError(
        f"The stored article {digest} was altered: its content no longer has that digest.",
        remedy="Do not rely on it. Ask the question again, or restore the store from a backup.",
    )
