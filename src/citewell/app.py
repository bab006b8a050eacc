"""Citewell as a library: everything that the command line and the pages do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from citewell import wiring
from citewell.domain.articles import Article, Finding, Provenance
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import DocumentStatus, Fidelity, Length
from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.exporting import ExportMaterial
from citewell.domain.library import Chosen, Publication, Selection
from citewell.domain.ports import Embedder, Exporter
from citewell.domain.questions import Evidence, Question
from citewell.domain.steps import Observer, unobserved
from citewell.domain.threads import Deletion, Thread
from citewell.domain.wordings import WordedArticle
from citewell.settings import Settings, read_settings

if TYPE_CHECKING:
    from citewell.gathering import Engines
    from citewell.indexes.lance import LanceIndex
    from citewell.store.articles import ArticleStore, Citing, Listed
    from citewell.store.ledger import Ledger
    from citewell.store.reports import ReportStore
    from citewell.store.terms import TermStore
    from citewell.store.threads import ThreadStore
    from citewell.text.vocabulary import Vocabulary
    from citewell.upkeep.doctor import Complaint
    from citewell.upkeep.librarian import Librarian
    from citewell.upkeep.ports import Progress
    from citewell.upkeep.report import IntakeReport

__all__ = ["App", "Settings", "read_settings"]

RELEASE_LENGTH = 16


class App:
    """Citewell as a library: ask, search, verify, and the documents behind it.

    Everything is opened on first use. `tell` gets messages for a person, a line each; `progress` shows how
    far long work is.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        tell: Callable[[str], None] = lambda line: None,
        progress: Progress | None = None,
    ) -> None:
        from citewell.upkeep.ports import silent

        self.settings = settings
        self._tell = tell
        self.progress = progress or silent

    def ask(
        self,
        text: str,
        *,
        keep: bool = True,
        length: Length = Length.FULL,
        thread: str = "",
        after: str = "",
        observe: Observer = unobserved,
    ) -> Article:
        """Answer a question; the article is kept in the store unless `keep` is false. Raises QuestionError.

        `thread` is a thread's id, "new", "last" or a name: the question is then read as a follow-up of what was asked
        there, and put at its end. With `after`, an article's digest, the thread of that article goes on, or a new one
        begins with it. `observe` is told each step; what it raises ends the answer, and nothing is kept.
        What identifies a person is masked before anything else is done with the question, and a note says so.
        """
        from citewell.asking import from_year_on, known_passages
        from citewell.compose.question import clean_question
        from citewell.compose.wording import with_note
        from citewell.pipeline import answer
        from citewell.text.identifiers import mask_identifiers

        masked = mask_identifiers(clean_question(text))
        question = Question(masked.text, length=length)
        conversation, first = self._conversation(thread, after)
        question = self._follow_up(question, conversation, first) if conversation else from_year_on(question)
        article = answer(
            question,
            engines=self.engines,
            provenance=self._provenance(),
            observe=observe,
            known=known_passages(conversation),
        )
        if self.settings.release:
            article = self._with_later_news(article)
        article = with_note(article, masked.note)
        if keep and conversation:
            for item in (first, article) if first else (article,):
                self.threads.add(conversation.id, item)
        elif keep:
            self._keep(article)
        return article

    def _conversation(self, thread: str, after: str) -> tuple[Thread | None, Article | None]:
        """The thread that a question belongs to, and the article that a new one begins with."""
        if not after:
            return (self.threads.open(thread) if thread else None), None
        first = self.article(after)
        with suppress(NotFoundError):
            if first.thread:
                return self.threads.load(first.thread), None
        return self.threads.open("new"), first

    def _follow_up(self, question: Question, conversation: Thread, first: Article | None) -> Question:
        """The question as it stands alone after those of its thread."""
        from citewell.asking import after_thread, last_turn

        turn = last_turn(conversation)
        last = first or (self.store.load(turn.article) if turn else None)
        return after_thread(question, conversation, last, engines=self.engines)

    def _with_later_news(self, article: Article) -> Article:
        """An article from a release, with a word on what has become of its sources since."""
        from citewell.asking import with_news
        from citewell.indexes.lance import LanceIndex

        present = LanceIndex(self.settings.library).documents_by_id(item.document_id for item in article.references)
        return with_news(article, present, release=self.named_release(self.settings.release))

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """The passages that an answer would be made from, best first. Raises QuestionError."""
        from citewell.asking import passages_for

        return passages_for(text, engines=self.engines, limit=limit)

    def verify(self, article: Article) -> tuple[Finding, ...]:
        """Replay every citation and check of an article against the library, without any model."""
        from citewell.proving import prove

        return prove(article, index=self.index, vocabulary=self.vocabulary, terms=self.terms)

    def add(
        self, what: Sequence[str], *, prefix: str = "", vectors: bool = True, rehearse: bool = False
    ) -> IntakeReport:
        """Add files, folders, addresses or searches; raises InputError for a name that leads to nothing.

        Without `vectors` they stay missing until the next update; with `rehearse` nothing is written.
        """
        embedder = self.embedder if vectors and not rehearse else None
        return self.librarian.add(what, embedder=embedder, prefix=prefix, rehearse=rehearse)

    def update(self, *, vectors: bool = True, offline: bool = False, retractions: bool = False) -> list[IntakeReport]:
        """Look again at every place that documents came from, and make the vectors that are missing.

        With `retractions` the list of Retraction Watch is fetched first, and applied if it is newer.
        """
        reports: list[IntakeReport] = []
        if retractions and (file := wiring.newest_retractions(self.settings)):
            reports.append(self.librarian.add([str(file)], embedder=None, remember=False))
        return reports + self.librarian.update(embedder=self.embedder if vectors else None, offline=offline)

    def citing(self, document_ids: Sequence[str]) -> list[Citing]:
        """The stored articles that cite any of these documents, newest first."""
        return self.store.citing(document_ids)

    def create_release(self, name: str, *, note: str = "") -> dict[str, Any]:
        """Name the library's present state. Raises UserError when the name is taken or unusable."""
        return self.index.create_release(name, note=note)

    def releases(self) -> list[dict[str, Any]]:
        """Every named state, oldest first."""
        return self.index.releases.all()

    def named_release(self, name: str) -> dict[str, Any]:
        """One named state; raises NotFoundError."""
        return self.index.releases.get(name)

    def compare_releases(self, earlier: str, later: str) -> dict[str, list[dict[str, str]]]:
        """Documents that came, changed and left between two releases; "now" is the present state."""
        from citewell.indexes.lance import LanceIndex
        from citewell.upkeep.compare import compare

        def opened(name: str) -> LanceIndex:
            return self.index if name == "now" else LanceIndex(self.settings.library, release=name)

        before, after = opened(earlier), opened(later)
        old, new = dict(before.digests()), dict(after.digests())
        other = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
        return compare(before.held_by_id(other), after.held_by_id(other))

    def doctor(self) -> list[Complaint]:
        """What is wrong with the library, gravest first, each with what to do."""
        from citewell.upkeep.doctor import examine

        return examine(self.index, ledger=self.ledger, embedder=self.embedder is not None)

    def documents(self) -> list[Document]:
        """Every document in the library, by id."""
        return list(self.index.documents())

    def document(self, identity: str) -> tuple[Document, list[Passage]]:
        """A document, named by its id or a passage's id, with its passages; raises NotFoundError."""
        try:
            document = self.index.document(identity)
        except NotFoundError:
            found = self.index.read([identity])
            if identity not in found:
                raise
            document = found[identity][1]
        return document, self.index.passages_of(document.id)

    def choose(self, selection: Selection, *, limit: int, start: int = 0, after: str = "") -> Chosen:
        """The ids of up to `limit` documents that a selection lets through, from place `start` or behind an id."""
        return self.index.catalogue.choose(selection, limit=limit, start=start, after=after)

    def documents_by_id(self, identities: Sequence[str]) -> dict[str, Document]:
        """These documents by their ids, in this order; unknown ids are left out."""
        found = self.index.documents_by_id(identities)
        return {name: found[name] for name in identities if name in found}

    def titles(self, identities: Sequence[str]) -> dict[str, str]:
        """The titles of these documents, those that left the library included; unknown ids are left out."""
        found = self.index.catalogue.titles(identities)
        gone = [name for name in identities if name not in found]
        return found | {one.document.id: one.document.title for one in reversed(self.index.earlier(gone))}

    def publication(self, identity: str) -> Publication:
        """A document with its passages; one that was removed as it was then. Raises NotFoundError."""
        try:
            document, passages = self.document(identity)
        except NotFoundError:
            versions = self.index.earlier([identity])
            if not versions:
                raise
            last = versions[0]
            return Publication(last.document, last.passages, last.until, last.reason)
        return Publication(document, tuple(passages))

    def remove(self, identities: Iterable[str]) -> int:
        """Remove documents that were added; the starter library's stay. Returns how many were there.

        They stay readable for the articles that cite them, and an update does not bring them back.
        """
        wanted = list(identities)
        for identity in wanted:
            if self.index.document(identity).fidelity is Fidelity.RESTATED:
                raise UserError(
                    f"{identity} belongs to the starter library.",
                    remedy="Leave the whole starter library out with CITEWELL_STARTER=off and a new --library.",
                )
        return self.librarian.remove(wanted)

    def status(self) -> dict[str, Any]:
        """What the library holds: documents, passages, vectors missing, by kind and status, release, engine, place."""
        from citewell.upkeep.status import status_of

        counts, counted, unfinished = self.index.count(), self.index.catalogue.counts(), self.ledger.unfinished()
        return {
            **status_of(counts, counted, unfinished=unfinished, release=self.release(), releases=self.releases()),
            "terms": self.terms.count() if self.terms else {},
            "embedder": self.embedder.identity.version if self.embedder else None,
            "library": str(self.settings.library),
        }

    def release(self) -> str:
        """The library's release: equal content has an equal release on every machine."""
        return self.index.release()[:RELEASE_LENGTH]

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

    def changed_since(self, article: Article) -> dict[int, DocumentStatus | None]:
        """The references whose publications stand otherwise in the library now; None for one that has left it."""
        from citewell.asking import changed_since

        present = self.index.documents_by_id(item.document_id for item in article.references)
        return changed_since(article.references, present)

    def export(self, article: Article, name: str, *, reader: str = "") -> tuple[bytes, str]:
        """The article in a format, in the words of a reader profile where one is named, and its media type.

        Raises UserError for an unknown format, NotFoundError for an unknown profile, and what the exporter raises.
        """
        exporter = self.exporter(name)
        return exporter.export(self.material(article, reader=reader)), exporter.media_type

    def exporters(self) -> dict[str, Exporter]:
        """Every format by its name."""
        return wiring.find_exporters()

    def exporter(self, name: str) -> Exporter:
        """One format; raises UserError."""
        return wiring.find_exporter(name)

    def material(self, article: Article, *, reader: str = "") -> ExportMaterial:
        """What an export of the article is made from. Raises NotFoundError for an unknown reader profile."""
        from citewell.exporting import material_of

        kept_at = ""
        with suppress(NotFoundError):
            kept_at = self.store.saved_at(article.digest) if "store" in vars(self) else ""
        wording = self.word(article, reader) if reader and reader != article.audience else None
        return material_of(article, open_index=lambda: self.index, wording=wording, kept_at=kept_at)

    def word(self, article: Article, reader: str) -> WordedArticle:
        """The article in the words of a reader profile; raises NotFoundError for an unknown one.

        A language model rewords only where the settings ask for it.
        """
        from citewell.compose.audiences import load_audience
        from citewell.rewording import word_article

        writer = wiring.open_rewriter(self.settings)
        return word_article(article, load_audience(reader), vocabulary=self.vocabulary, writer=writer)

    @property
    def engines(self) -> Engines:
        """The adapters an answer is made with; a vocabulary that was added serves from the next question on."""
        terms = self.terms
        return replace(self._engines, terms=terms) if terms else self._engines

    @cached_property
    def _engines(self) -> Engines:
        """All adapters but the terms; the encoder, mostly read from disk, opens while the library does."""
        from citewell.engines.coverage_reranker import CoverageReranker
        from citewell.gathering import Engines

        with ThreadPoolExecutor(1) as pool:
            encoder = pool.submit(lambda: self.embedder)
            _ = self._opened
            encoder.result()
        return Engines(
            index=self.index,
            embedder=self.embedder,
            reranker=CoverageReranker(),
            writer=wiring.open_writer(self.settings),
            entailer=wiring.open_entailer(self.settings, self.vocabulary, self._tell),
            vocabulary=self.vocabulary,
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """The sentence encoder, or None where its weights are missing."""
        return wiring.open_embedder(self.settings, self._tell)

    @cached_property
    def index(self) -> LanceIndex:
        """The library, built or brought up to date on first use.

        It is current while its manifest names the embedder and the starter library at hand. Without an
        embedder a library made with one is left as it is. Of two processes that find it out of date, the
        second waits for the first and has nothing left to do. A release is read as it was made.
        """
        index = self._opened
        if self.settings.release:
            return index
        wanted = wiring.wanted_manifest(self.settings)
        if not wiring.is_current(index, wanted=wanted, embedder=lambda: self.embedder):
            with index.exclusive():
                if not wiring.is_current(index, wanted=wanted, embedder=lambda: self.embedder):
                    encoder, progress, tell = self.embedder, self.progress, self._tell
                    wiring.bring_up_to_date(
                        index, self.settings, wanted=wanted, embedder=encoder, progress=progress, tell=tell
                    )
        return index

    @cached_property
    def store(self) -> ArticleStore:
        """Where articles are kept: a file beside the library's tables."""
        from citewell.store.articles import ArticleStore

        return ArticleStore(self.settings.library / "articles.sqlite", inbox=self.settings.library / "inbox")

    @cached_property
    def reports(self) -> ReportStore:
        """Where readers' reports of errors are kept: beside the articles, in the same file."""
        from citewell.store.reports import ReportStore

        return ReportStore(self.store)

    @cached_property
    def threads(self) -> ThreadStore:
        """Where threads are kept: beside the articles, in the same file."""
        from citewell.store.threads import ThreadStore

        return ThreadStore(self.store)

    def thread(self, name: str) -> Thread:
        """A thread by its id or name, or the one used "last"; raises NotFoundError."""
        return self.threads.load(name)

    def delete_thread(self, name: str) -> Deletion:
        """Delete a thread with its questions and articles for good; articles of other threads stay."""
        return self.threads.delete(name)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The starter library's thesaurus, which also serves other collections."""
        return wiring.read_vocabulary()

    @property
    def terms(self) -> TermStore | None:
        """The terms of the vocabularies that were added; None where there are none."""
        return self._term_store if self._term_store.exists() else None

    @cached_property
    def _term_store(self) -> TermStore:
        from citewell.store.terms import TermStore

        return TermStore(self.settings.library / "terms.sqlite")

    @cached_property
    def ledger(self) -> Ledger:
        """What the library remembers of its own upkeep."""
        from citewell.store.ledger import Ledger

        return Ledger(self.settings.library)

    @cached_property
    def librarian(self) -> Librarian:
        """Adds documents and looks again where they came from."""
        from citewell.sources._reading import watch_reading
        from citewell.upkeep.librarian import Librarian

        return Librarian(
            self.index,
            sources=wiring.find_sources(self.settings),
            ledger=self.ledger,
            progress=self.progress,
            tell=self._tell,
            watch=watch_reading,
            terms=self._term_store,
        )

    @cached_property
    def _opened(self) -> LanceIndex:
        """The library as it stands, or as it was at the release asked for."""
        from citewell.indexes.lance import LanceIndex

        return LanceIndex(self.settings.library, release=self.settings.release or None)

    def _keep(self, article: Article) -> None:
        """Save in the store where it is open; else leave it for the store, which takes longer to open than asking."""
        from citewell.store.inbox import drop

        if "store" in vars(self):
            self.store.save(article)
        else:
            drop(self.settings.library / "inbox", article)

    def _provenance(self) -> Provenance:
        from citewell.asking import provenance_of

        return provenance_of(self.engines, counts=self.index.count(), release=self.release())
