"""Errors that readers have reported, kept beside the articles that they are about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from citewell.domain.errors import UserError
from citewell.store import _schema
from citewell.store.articles import ArticleStore
from citewell.text.identifiers import mask_identifiers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.review.error_items import ErrorItem
    from citewell.store.outbox import Outbox

LONGEST_REPORT = 4_000


class Report(NamedTuple):
    """What a reader says is wrong with an article, or with one of its claims (`claim` is empty for the whole)."""

    number: int
    article: str
    question: str
    claim: str
    text: str
    reported_at: str


class ReportStore:
    """Keeps reports in the database of `store`, which deletes them with their article.

    With an `outbox` those are told who have to answer; by e-mail and webhook only where harm is possible.
    """

    def __init__(self, store: ArticleStore, outbox: Outbox | None = None) -> None:
        self._store = store
        self._outbox = outbox

    def add(self, *, article: str, claim: str, text: str) -> None:
        """Keep a report, without what identifies a person, and make it an item with an owner and a day.

        Raises UserError for an empty or long one, NotFoundError for an article that is not kept here.
        """
        from citewell.store.error_items import open_item

        said = text.strip()
        if not said or len(said) > LONGEST_REPORT:
            raise UserError(
                f"The report is {'too long' if said else 'empty'}.",
                remedy=f"Say what is wrong in up to {LONGEST_REPORT:,} characters.",
            )
        self._store.saved_at(article)
        title = self._store.listed([article])[article].question
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"article": article, "claim": claim, "text": mask_identifiers(said).text, "reported_at": moment}
        with self._store.database.writing() as connection:
            made = connection.execute(_schema.reports.insert(), row)
            number = made.inserted_primary_key[0] if made.inserted_primary_key else 0
            item = open_item(connection, number, article=article, claim=claim, text=row["text"], at=moment)
            if self._outbox is not None:
                self._tell(connection, self._outbox, item, title=title)

    def _tell(self, connection: Connection, outbox: Outbox, item: ErrorItem, *, title: str) -> None:
        """Tell whoever has to answer, without what the reader wrote.

        Of several open reports of harm in one article the first alone goes out of the instance, so that nobody can
        flood a mailbox through the form.
        """
        from citewell.domain.news import News, NewsKind, Recipients
        from citewell.domain.people import Role
        from citewell.review.owners import holding
        from citewell.store._person_rows import every_person
        from citewell.store.error_items import is_told_of_harm

        people = every_person(connection)
        to = holding(item.owner, people) or holding(Role.EDITOR, people)
        claims = (item.claim_id,) if item.claim_id else ()
        reason = f"A reader has reported an error. {item.why} An answer is due on {item.due}."
        news = News(NewsKind.REPORTED, item.dossier_id, item.digest, title, reason, item.opened_at, claims)
        grave = item.owner is Role.SAFETY_OFFICER and not is_told_of_harm(connection, item)
        named = tuple((person.id, person.email) for person in to)
        outbox.put(connection, news, Recipients(named, by_email=grave, by_webhook=grave))

    def recent(self, limit: int) -> list[Report]:
        """The reports made last, newest first."""
        query = _schema.reports.select().order_by(_schema.reports.c.number.desc()).limit(limit)
        with self._store.database.reading() as connection:
            rows = connection.execute(query).all()
        listed = self._store.listed([row.article for row in rows])
        return [
            Report(row.number, row.article, listed[row.article].question, row.claim, row.text, row.reported_at)
            for row in rows
            if row.article in listed
        ]
