"""Opens the library, what is kept beside it, and the engines over it, as the settings name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from citewell import wiring
from citewell.domain.articles import Article
from citewell.domain.ports import Embedder
from citewell.settings import Settings
from citewell.wiring import Tell

if TYPE_CHECKING:
    from citewell.gathering import Engines
    from citewell.indexes._manifest import Manifest
    from citewell.indexes.lance import LanceIndex
    from citewell.store._database import Database
    from citewell.store.accounts import Accounts
    from citewell.store.articles import ArticleStore
    from citewell.store.comments import CommentStore
    from citewell.store.dossiers import DossierStore
    from citewell.store.error_items import ErrorItemStore
    from citewell.store.events import EventLog
    from citewell.store.instance_events import TakenAway
    from citewell.store.keys import InstanceKey
    from citewell.store.outbox import Outbox
    from citewell.store.reports import ReportStore
    from citewell.store.review_drafts import ReviewDraftStore
    from citewell.store.terms import TermStore
    from citewell.store.threads import ThreadStore
    from citewell.store.upkeep import UpkeepRecord
    from citewell.store.watched import WatchedStore
    from citewell.text.vocabulary import Vocabulary
    from citewell.upkeep.librarian import Librarian
    from citewell.upkeep.ports import Progress

COMMAND_LINE, SERVER = "command-line", "server"
"""The programs whose settings the ledger tells apart."""


def open_index(settings: Settings, *, release: str = "") -> LanceIndex:
    """The library as it stands, or as it was at a release. Raises NotFoundError for an unknown one."""
    from citewell.indexes.lance import LanceIndex

    return LanceIndex(settings.library, release=release or None)


def renew_index(
    index: LanceIndex, settings: Settings, *, embedder: Callable[[], Embedder | None], progress: Progress, tell: Tell
) -> None:
    """Build the library, or bring it up to date, unless it is.

    It is current while its manifest names the embedder and the starter library at hand. Without an embedder a
    library made with one is left as it is. Of two processes that find it out of date, the second waits for the
    first and has nothing left to do.
    """
    wanted = _wanted_manifest(settings)
    if not _is_current(index, wanted=wanted, embedder=embedder):
        with index.exclusive():
            if not _is_current(index, wanted=wanted, embedder=embedder):
                _bring_up_to_date(index, settings, wanted=wanted, embedder=embedder(), progress=progress, tell=tell)


def open_engines(
    settings: Settings, *, index: LanceIndex, embedder: Embedder | None, vocabulary: Vocabulary, tell: Tell
) -> Engines:
    """What an answer is made with, but for the terms. Raises EngineUnavailable, and UserError for a missing setting."""
    from citewell.engines.coverage_reranker import CoverageReranker
    from citewell.gathering import Engines

    return Engines(
        index=index,
        embedder=embedder,
        reranker=CoverageReranker(),
        writer=wiring.open_writer(settings),
        entailer=wiring.open_entailer(settings, vocabulary, tell),
        vocabulary=vocabulary,
    )


def open_librarian(
    settings: Settings, *, index: LanceIndex, record: UpkeepRecord, terms: TermStore, progress: Progress, tell: Tell
) -> Librarian:
    """What adds documents to the library, with every source."""
    from citewell.sources._reading import watch_reading
    from citewell.upkeep.librarian import Librarian

    return Librarian(
        index,
        sources=wiring.find_sources(settings),
        record=record,
        progress=progress,
        tell=tell,
        watch=watch_reading,
        terms=terms,
    )


def open_database(settings: Settings) -> Database:
    """Where everything that people make is kept: the database that the settings name, or a file in the library."""
    from citewell.store._database import open_database

    return open_database(settings.database or settings.library / "articles.sqlite", key=open_key(settings))


def open_articles(settings: Settings, database: Database) -> ArticleStore:
    """Where articles are kept; those left in the library's inbox are taken in."""
    from citewell.store.articles import ArticleStore

    return ArticleStore(database, inbox=settings.library / "inbox")


def leave_for_store(settings: Settings, article: Article) -> None:
    """Keep an article without opening the store, which takes it in when it is opened next. Raises LibraryError."""
    from citewell.store.inbox import drop

    drop(settings.library / "inbox", article)


def open_accounts(database: Database, key: InstanceKey) -> Accounts:
    """Everything that is kept of accounts; `key` seals the secrets of one-time codes."""
    from citewell.store.accounts import Accounts

    return Accounts(database, key)


def open_reports(store: ArticleStore, outbox: Outbox) -> ReportStore:
    """Where readers' reports of errors are kept: beside the articles, in the same file."""
    from citewell.store.reports import ReportStore

    return ReportStore(store, outbox)


def open_threads(store: ArticleStore) -> ThreadStore:
    """Where threads are kept: beside the articles, in the same file."""
    from citewell.store.threads import ThreadStore

    return ThreadStore(store)


def open_dossiers(database: Database, key: InstanceKey) -> DossierStore:
    """Where the board's dossiers are kept; `key` signs approvals."""
    from citewell.store.dossiers import DossierStore

    return DossierStore(database, key)


def open_outbox(settings: Settings, database: Database) -> Outbox:
    """What owners are told, and messages on their way."""
    from citewell.store.outbox import Outbox

    return Outbox(database, channels=tuple(wiring.open_messengers(settings)))


def open_watched(database: Database) -> WatchedStore:
    """What a watch has seen of the evidence behind approved articles."""
    from citewell.store.watched import WatchedStore

    return WatchedStore(database)


def open_items(database: Database) -> ErrorItemStore:
    """Readers' reports as items of work."""
    from citewell.store.error_items import ErrorItemStore

    return ErrorItemStore(database)


def open_review_drafts(database: Database) -> ReviewDraftStore:
    """Where reviewers' drafts are kept."""
    from citewell.store.review_drafts import ReviewDraftStore

    return ReviewDraftStore(database)


def open_comments(database: Database) -> CommentStore:
    """Where comments on the claims of dossiers are kept."""
    from citewell.store.comments import CommentStore

    return CommentStore(database)


def open_events(database: Database) -> EventLog:
    """The ledger of events: what people and programs did, each bound to what was done before."""
    from citewell.store.events import EventLog

    return EventLog(database)


def open_taken_away(database: Database) -> TakenAway:
    """Where the ledger is told what leaves the instance."""
    from citewell.store.instance_events import TakenAway

    return TakenAway(database)


def note_settings(database: Database, settings: Settings, *, program: str) -> None:
    """Have the settings recorded with the first thing that this process writes, where they differ from the last."""
    from citewell.domain.people import MACHINE, OPERATOR
    from citewell.store.instance_events import note_settings
    from citewell.told_settings import told_settings

    by = MACHINE if program == SERVER else OPERATOR
    database.at_first_write(
        lambda connection: note_settings(connection, told_settings(settings), program=program, by=by)
    )


def open_key(settings: Settings) -> InstanceKey:
    """The key with which this instance signs; it is made on first use."""
    from citewell.store.keys import FILE, InstanceKey

    return InstanceKey(settings.library / FILE)


def open_terms(settings: Settings) -> TermStore:
    """Where the terms of the vocabularies that were added are kept."""
    from citewell.store.terms import TermStore

    return TermStore(settings.library / "terms.sqlite")


def open_upkeep_record(settings: Settings) -> UpkeepRecord:
    """What the library remembers of its own upkeep."""
    from citewell.store.upkeep import UpkeepRecord

    return UpkeepRecord(settings.library)


def _wanted_manifest(settings: Settings) -> Manifest:
    """What the library should be made with, the encoder left open."""
    from citewell.indexes._manifest import Manifest
    from citewell.sources.starter import fingerprint

    return Manifest(None, starter=fingerprint() if settings.starter else "")


def _is_current(index: LanceIndex, *, wanted: Manifest, embedder: Callable[[], Embedder | None]) -> bool:
    """Whether nothing has changed; the encoder is opened only where the library was not made with it.

    So the verbs that need no model, such as verify, load none.
    """
    from citewell.engines.minilm import MiniLM

    found = index.read_manifest()
    if found is None or found != replace(wanted, embedder=found.embedder):
        return False
    return found.embedder == MiniLM.identity or embedder() is None


def _bring_up_to_date(
    index: LanceIndex,
    settings: Settings,
    *,
    wanted: Manifest,
    embedder: Embedder | None,
    progress: Progress,
    tell: Tell,
) -> None:
    """Build the library, or renew what a new starter library or encoder changed."""
    from citewell.sources.starter import StarterSource
    from citewell.upkeep.starter import refresh

    found = index.read_manifest()
    wanted = replace(wanted, embedder=embedder.identity if embedder else None)
    tell(f"{'Updating' if found else 'Building'} the library in {settings.library}")
    rejections = refresh(
        index,
        starter=StarterSource() if settings.starter else None,
        everything=found is None or replace(found, starter=wanted.starter) != wanted,
        embedder=embedder,
        progress=progress,
    )
    for rejection in rejections:
        tell(f"{rejection.place}: {rejection.reason} {rejection.remedy}")
    index.write_manifest(wanted)
