"""Where everything that people make is kept: the stores over one database, each opened on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from citewell import opening
from citewell.settings import Settings

if TYPE_CHECKING:
    from citewell.store._database import Database
    from citewell.store.accounts import Accounts
    from citewell.store.articles import ArticleStore
    from citewell.store.comments import CommentStore
    from citewell.store.error_items import ErrorItemStore
    from citewell.store.events import EventLog
    from citewell.store.keys import InstanceKey
    from citewell.store.outbox import Outbox
    from citewell.store.reports import ReportStore
    from citewell.store.review_drafts import ReviewDraftStore
    from citewell.store.threads import ThreadStore


class Rooms:
    """The stores of an instance, as its settings name them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def database(self) -> Database:
        """Where everything that people make is kept, brought to the present layout when it is opened."""
        return opening.open_database(self.settings)

    @cached_property
    def store(self) -> ArticleStore:
        """Where articles are kept."""
        return opening.open_articles(self.settings, self.database)

    @cached_property
    def events(self) -> EventLog:
        """The ledger of events, to read and to check."""
        return opening.open_events(self.database)

    @cached_property
    def key(self) -> InstanceKey:
        """The key with which this instance signs."""
        return opening.open_key(self.settings)

    @cached_property
    def accounts(self) -> Accounts:
        """People, their sign-ins and their keys."""
        return opening.open_accounts(self.database)

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
