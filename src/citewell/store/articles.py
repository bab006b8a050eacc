"""Articles in the database, by digest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from citewell.domain.article_codec import article_digest, article_from_json, article_to_dict
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, LibraryError, NotFoundError, RecordError
from citewell.store import _schema
from citewell.store._database import Database
from citewell.store._rows import citation_rows, text_row
from citewell.store.inbox import waiting

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

IDS_AT_ONCE = 500
MOST_WORDS = 12


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

    Articles left in the folder `inbox` are taken in before anything is read. Safe to use from several threads and
    processes.
    """

    def __init__(self, database: Database, *, inbox: Path | None = None) -> None:
        self.database = database
        self._inbox = inbox

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
            with self.database.writing() as connection:
                connection.execute(_schema.articles.insert(), row)
                connection.execute(_schema.article_texts.insert(), text_row(article))
                if cited := citation_rows(article):
                    connection.execute(_schema.citations.insert(), cited)
        except IntegrityError:
            self._load(article.digest)

    def load(self, digest: str) -> Article:
        """The article of that digest; raises NotFoundError, or LibraryError when it was altered."""
        self.take_in()
        return self._load(digest)

    def _load(self, digest: str) -> Article:
        table = _schema.articles
        with self.database.reading() as connection:
            body = connection.execute(table.select().with_only_columns(table.c.body).where(table.c.digest == digest))
            text: str | None = body.scalar_one_or_none()
        if text is None:
            raise _unknown(digest)
        return _trusted(text, digest)

    def recent(self, limit: int) -> list[Article]:
        """The articles saved last, newest first; raises LibraryError when one of them was altered."""
        self.take_in()
        columns = _schema.articles.c
        query = (
            _schema.articles.select()
            .with_only_columns(columns.digest, columns.body)
            .order_by(columns.saved_at.desc(), columns.digest)
            .limit(limit)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return [_trusted(body, digest) for digest, body in rows]

    def saved_at(self, digest: str) -> str:
        """When an article was saved (ISO 8601, UTC), without reading it; raises NotFoundError."""
        self.take_in()
        columns = _schema.articles.c
        query = _schema.articles.select().with_only_columns(columns.saved_at).where(columns.digest == digest)
        with self.database.reading() as connection:
            moment: str | None = connection.execute(query).scalar_one_or_none()
        if moment is None:
            raise _unknown(digest)
        return moment

    def listed(self, digests: Sequence[str]) -> dict[str, Listed]:
        """These articles, as far as they are kept here, by their digests."""
        self.take_in()
        found: dict[str, Listed] = {}
        with self.database.reading() as connection:
            for start in range(0, len(digests), IDS_AT_ONCE):
                some = digests[start : start + IDS_AT_ONCE]
                for row in connection.execute(self._listing().where(_schema.articles.c.digest.in_(some))):
                    found[row.digest] = Listed(*row)
        return found

    def find(self, words: str, limit: int) -> list[Listed]:
        """Articles that have all of these words in their question or claims, whatever their capitals.

        Those with every word in the question come first, then the newest.
        """
        from sqlalchemy import and_, case

        self.take_in()
        parts = words.casefold().split()[:MOST_WORDS]
        if not parts:
            return []
        asked, said = _schema.article_texts.c.question, _schema.article_texts.c.claims
        anywhere = [asked.contains(part, autoescape=True) | said.contains(part, autoescape=True) for part in parts]
        in_question = and_(*(asked.contains(part, autoescape=True) for part in parts))
        query = (
            self._listing()
            .join(_schema.article_texts, _schema.article_texts.c.article == _schema.articles.c.digest)
            .where(*anywhere)
            .order_by(case((in_question, 0), else_=1), _schema.articles.c.saved_at.desc(), _schema.articles.c.digest)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def _listing(self) -> Select[Any]:
        columns = _schema.articles.c
        return _schema.articles.select().with_only_columns(
            columns.digest, columns.question, columns.status, columns.saved_at
        )

    def page(self, limit: int, *, before: tuple[str, str] | None = None) -> list[Listed]:
        """Up to `limit` articles by what is kept beside them, newest first; `before` is where the last page ended.

        No article is opened, so that nothing is said of whether one was altered.
        """
        self.take_in()
        columns = _schema.articles.c
        query = (
            _schema.articles.select()
            .with_only_columns(columns.digest, columns.question, columns.status, columns.saved_at)
            .order_by(columns.saved_at.desc(), columns.digest)
            .limit(limit)
        )
        if before:
            moment, digest = before
            query = query.where(
                (columns.saved_at < moment) | ((columns.saved_at == moment) & (columns.digest > digest))
            )
        with self.database.reading() as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def citing(self, document_ids: Sequence[str]) -> list[Citing]:
        """The articles that cite any of these documents, newest first."""
        self.take_in()
        articles, citations = _schema.articles.c, _schema.citations.c
        found: dict[str, Citing] = {}
        with self.database.reading() as connection:
            for start in range(0, len(document_ids), IDS_AT_ONCE):
                query = (
                    _schema.articles.join(_schema.citations, articles.digest == citations.article)
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
        from citewell.store.error_items import delete_items

        for start in range(0, len(digests), IDS_AT_ONCE):
            some = digests[start : start + IDS_AT_ONCE]
            delete_items(connection, some)
            connection.execute(_schema.citations.delete().where(_schema.citations.c.article.in_(some)))
            for table in (_schema.article_texts, _schema.reports):
                connection.execute(table.delete().where(table.c.article.in_(some)))
            connection.execute(_schema.articles.delete().where(_schema.articles.c.digest.in_(some)))

    def wipe(self, marks: Sequence[str]) -> None:
        """Leave nothing of what was deleted in the file, its log or the inbox.

        A file in the inbox, sound or broken, goes where it has one of `marks` in it.
        """
        for path in self._inbox.iterdir() if self._inbox and self._inbox.is_dir() else ():
            text = path.read_bytes()
            if any(mark.encode() in text or path.name.startswith(mark) for mark in marks):
                path.unlink(missing_ok=True)
        self.database.forget_deleted()

    def close(self) -> None:
        """Close every connection."""
        self.database.close()


def _unknown(digest: str) -> NotFoundError:
    return NotFoundError(
        f"No article with the digest {digest!r} is kept here.",
        remedy="Ask the question again, or look for it among the recent articles.",
    )


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
