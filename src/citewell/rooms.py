"""Where everything that people make is kept: the stores over one database, each opened on first use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from citewell import opening
from citewell.domain.articles import Article
from citewell.domain.news import News, NewsKind
from citewell.domain.people import Actor, Person
from citewell.domain.threads import Deletion, Thread
from citewell.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database
    from citewell.store.accounts import Accounts
    from citewell.store.articles import ArticleStore, Citing, Listed
    from citewell.store.comments import CommentStore
    from citewell.store.error_items import ErrorItemStore
    from citewell.store.events import EventLog
    from citewell.store.instance_events import TakenAway
    from citewell.store.keys import InstanceKey
    from citewell.store.outbox import Outbox
    from citewell.store.reports import ReportStore
    from citewell.store.review_drafts import ReviewDraftStore
    from citewell.store.threads import ThreadStore
    from citewell.store.upkeep import UpkeepRecord

ADDRESS_CHANGED = (
    "The e-mail address of your account was changed. From now on you sign in with the new one, and mails go there. "
    "If that was not you, tell an admin at once, who can give you a link to set a new password."
)


class Rooms:
    """The stores of an instance, as its settings name them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def database(self) -> Database:
        """Where everything that people make is kept, brought to the present layout when it is opened."""
        database = opening.open_database(self.settings)
        opening.note_settings(database, self.settings, program=opening.COMMAND_LINE)
        return database

    def serving(self, *, host: str, port: int) -> None:
        """Record the settings that a server starts with, where they differ from those that it had before."""
        settings = replace(self.settings, host=host, port=port)
        opening.note_settings(self.database, settings, program=opening.SERVER)
        with self.database.writing():
            pass

    @cached_property
    def store(self) -> ArticleStore:
        """Where articles are kept."""
        return opening.open_articles(self.settings, self.database)

    def open_store(self) -> None:
        """Open the store before anything is answered, so that what was withdrawn is known and not given again."""
        _ = self.store

    @cached_property
    def events(self) -> EventLog:
        """The ledger of events, to read and to check."""
        return opening.open_events(self.database)

    @cached_property
    def taken_away(self) -> TakenAway:
        """Where the ledger is told what leaves this instance."""
        return opening.open_taken_away(self.database)

    @cached_property
    def key(self) -> InstanceKey:
        """The key with which this instance signs."""
        return opening.open_key(self.settings)

    @cached_property
    def accounts(self) -> Accounts:
        """People, their sign-ins and their keys."""
        return opening.open_accounts(self.database, self.key)

    def change_email(self, who: str, email: str, *, by: Actor) -> Person:
        """Give somebody another address to sign in with, and tell the old one and the new by mail.

        Raises AccessRefused, NotFoundError, and UserError for an address that is none or another's.
        """

        def tell(connection: Connection, before: Person, after: Person) -> None:
            moment = datetime.now(UTC).isoformat(timespec="microseconds")
            news = News(NewsKind.ADDRESS, "", "", "Your account at Citewell", ADDRESS_CHANGED, moment)
            self.outbox.mail(connection, news, [before.email, after.email])

        return self.accounts.people.change_email(who, email, by=by, also=tell)

    @cached_property
    def outbox(self) -> Outbox:
        """Notices of people, and messages on their way."""
        return opening.open_outbox(self.settings, self.database)

    @cached_property
    def items(self) -> ErrorItemStore:
        """Readers' reports of errors as items of work."""
        return opening.open_items(self.database)

    @cached_property
    def review_drafts(self) -> ReviewDraftStore:
        """What reviewers have filled in and not given."""
        return opening.open_review_drafts(self.database)

    @cached_property
    def comments(self) -> CommentStore:
        """What people say of the claims of dossiers."""
        return opening.open_comments(self.database)

    @cached_property
    def reports(self) -> ReportStore:
        """Where readers' reports of errors are kept: beside the articles, in the same file."""
        return opening.open_reports(self.store, self.outbox)

    @cached_property
    def threads(self) -> ThreadStore:
        """Where threads are kept: beside the articles, in the same file."""
        return opening.open_threads(self.store)

    def citing(self, document_ids: Sequence[str]) -> list[Citing]:
        """The stored articles that cite any of these documents, newest first."""
        return self.store.citing(document_ids)

    def saved_at(self, digest: str) -> str:
        """When an article was stored, without reading it; raises NotFoundError."""
        return self.store.saved_at(digest)

    def article(self, digest: str) -> Article:
        """A stored article; raises NotFoundError."""
        return self.store.load(digest)

    def recent(self, limit: int) -> list[Article]:
        """The articles stored last, newest first."""
        return self.store.recent(limit)

    def page_of_articles(self, limit: int, *, before: tuple[str, str] | None = None) -> list[Listed]:
        """Up to `limit` articles in a list, newest first; `before` is the time and digest of the last one had."""
        return self.store.page(limit, before=before)

    def thread(self, name: str) -> Thread:
        """A thread by its id or name, or the one used "last"; raises NotFoundError."""
        return self.threads.load(name)

    def delete_thread(self, name: str) -> Deletion:
        """Delete a thread with its questions and articles for good; articles of other threads stay."""
        return self.threads.delete(name)

    @cached_property
    def upkeep_record(self) -> UpkeepRecord:
        """What the library remembers of its own upkeep."""
        return opening.open_upkeep_record(self.settings)
