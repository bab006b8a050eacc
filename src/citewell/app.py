"""Citewell as a library: everything that the command line and the pages do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

from citewell import holdings, opening, wiring
from citewell.domain.articles import Article, Claim, Finding
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import DocumentStatus, Length
from citewell.domain.exporting import ExportMaterial
from citewell.domain.library import Chosen, Publication, Selection
from citewell.domain.ports import Embedder, Exporter
from citewell.domain.questions import Evidence, Question
from citewell.domain.reviewing import BoardRecord
from citewell.domain.steps import Observer, unobserved
from citewell.domain.wordings import WordedArticle, WordedClaim
from citewell.rooms import Rooms
from citewell.settings import Settings, read_settings
from citewell.upkeep.doctor import Complaint, examine
from citewell.upkeep.ports import Progress, silent

if TYPE_CHECKING:
    from citewell.asking import Conversation
    from citewell.board import Board
    from citewell.delivering import Sent
    from citewell.gathering import Engines
    from citewell.indexes.lance import LanceIndex
    from citewell.store.terms import TermStore
    from citewell.text.vocabulary import Vocabulary
    from citewell.upkeep.librarian import Librarian
    from citewell.upkeep.report import IntakeReport
    from citewell.watching import Watcher

__all__ = ["App", "Settings", "read_settings"]

RELEASE_LENGTH = 16
WATCHED_PASSAGES = 200
"""Passages among which a watch looks for new guidance on a question."""


class App(Rooms):
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
        super().__init__(settings)
        self._tell = tell
        self.progress = progress or silent
        self._opening = RLock()

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
        from citewell.asking import answer_after, conversation_of, held_back, provenance_of, with_news
        from citewell.compose.question import clean_question
        from citewell.compose.wording import with_note
        from citewell.exporting import check_not_repeated
        from citewell.text.identifiers import mask_identifiers

        masked = mask_identifiers(clean_question(text))
        conversation = None
        if thread or after:
            conversation = conversation_of(thread, first=self.article(after) if after else None, threads=self.threads)
        withdrawn = self.board.withdrawn("" if conversation else masked.text) if "store" in vars(self) else ()
        article = answer_after(
            conversation,
            Question(masked.text, length=length),
            load=self.article,
            engines=self.engines,
            provenance=provenance_of(self.engines, counts=self.index.count(), release=self.release()),
            observe=held_back(observe) if withdrawn else observe,
        )
        if self.settings.release:
            release = self.named_release(self.settings.release)
            article = with_news(article, opening.open_index(self.settings), release=release)
        article = with_note(article, masked.note)
        self.check_shown(article)
        check_not_repeated(article, withdrawn)
        if keep:
            self._keep(article, conversation)
        return article

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

        def opened(name: str) -> LanceIndex:
            return self.index if name == "now" else opening.open_index(self.settings, release=name)

        return holdings.compare_states(opened(earlier), opened(later))

    def doctor(self) -> list[Complaint]:
        """What is wrong with the library, gravest first, each with what to do."""
        return examine(self.index, record=self.upkeep_record, embedder=self.embedder is not None)

    def documents(self) -> list[Document]:
        """Every document in the library, by id."""
        return list(self.index.documents())

    def document(self, identity: str) -> tuple[Document, list[Passage]]:
        """A document, named by its id or a passage's id, with its passages; raises NotFoundError."""
        return holdings.document_in(self.index, identity)

    def choose(self, selection: Selection, *, limit: int, start: int = 0, after: str = "") -> Chosen:
        """The ids of up to `limit` documents that a selection lets through, from place `start` or behind an id."""
        return self.index.catalogue.choose(selection, limit=limit, start=start, after=after)

    def documents_by_id(self, identities: Sequence[str]) -> dict[str, Document]:
        """These documents by their ids, in this order; unknown ids are left out."""
        found = self.index.documents_by_id(identities)
        return {name: found[name] for name in identities if name in found}

    def titles(self, identities: Sequence[str]) -> dict[str, str]:
        """The titles of these documents, those that left the library included; unknown ids are left out."""
        return holdings.titles_in(self.index, identities)

    def publication(self, identity: str) -> Publication:
        """A document with its passages; one that was removed as it was then. Raises NotFoundError."""
        return holdings.publication_in(self.index, identity)

    def remove(self, identities: Iterable[str]) -> int:
        """Remove documents that were added; the starter library's stay. Returns how many were there.

        They stay readable for the articles that cite them, and an update does not bring them back.
        """
        return self.librarian.remove(holdings.removable(self.index, identities))

    def status(self) -> dict[str, Any]:
        """What the library holds: documents, passages, vectors missing, by kind and status, release, engine, place."""
        return {
            **holdings.figures_of(self.index, unfinished=self.upkeep_record.unfinished(), release=self.release()),
            "terms": self.terms.count() if self.terms else {},
            "embedder": self.embedder.identity.version if self.embedder else None,
            "library": str(self.settings.library),
        }

    def release(self) -> str:
        """The library's release: equal content has an equal release on every machine."""
        return self.index.release()[:RELEASE_LENGTH]

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
        """What an export of the article is made from.

        Raises NotFoundError for an unknown reader profile, WithdrawnError for a text that was withdrawn.
        """
        from citewell.exporting import material_of

        wording = self.word(article, reader) if reader and reader != article.audience else None
        opened = vars(self).get("store")
        return material_of(
            article,
            open_index=lambda: self.index,
            wording=wording,
            store=opened,
            record=self.record_of(article.digest) if opened else None,
        )

    def check_shown(self, article: Article) -> None:
        """Raise WithdrawnError where the text of an article was withdrawn here; for nothing opened anew."""
        from citewell.exporting import check_shown

        if "store" in vars(self) and (record := self.record_of(article.digest)):
            check_shown(article, record)

    def record_of(self, digest: str) -> BoardRecord | None:
        """What the board holds of an article, for what readers are told of it; None where no board has taken it up."""
        dossiers = self.board.dossiers
        dossier = dossiers.of_article(digest)
        return dossiers.record_of(dossier) if dossier else None

    def word(self, article: Article, reader: str) -> WordedArticle:
        """The article in the words of a reader profile; raises NotFoundError for an unknown one.

        A language model rewords only where the settings ask for it.
        """
        from citewell.compose.audiences import load_audience
        from citewell.rewording import word_article

        writer = wiring.open_rewriter(self.settings)
        return word_article(article, load_audience(reader), vocabulary=self.vocabulary, writer=writer)

    def word_claims(self, claims: Sequence[Claim], reader: str) -> tuple[WordedClaim, ...] | None:
        """Claims in a reader profile's words as their article will have them, all of them shown.

        None where a language model may word them, who need not word them twice alike. Raises NotFoundError.
        """
        from citewell.compose.audiences import load_audience
        from citewell.rewording import word_claims

        profile = load_audience(reader)
        if profile.rewords and wiring.open_rewriter(self.settings) is not None:
            return None
        return word_claims(claims, profile, vocabulary=self.vocabulary) if profile.offered else ()

    @property
    def engines(self) -> Engines:
        """The adapters an answer is made with; a vocabulary that was added serves from the next question on."""
        terms = self.terms
        with self._opening:  # opened once, also where a question comes while a server warms
            engines = self._engines
        return replace(engines, terms=terms) if terms else engines

    @cached_property
    def _engines(self) -> Engines:
        """All adapters but the terms; the encoder, mostly read from disk, opens while the library does."""
        with ThreadPoolExecutor(1) as pool:
            encoder = pool.submit(lambda: self.embedder)
            _ = self._opened
            encoder.result()
        return opening.open_engines(
            self.settings, index=self.index, embedder=self.embedder, vocabulary=self.vocabulary, tell=self._tell
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """The sentence encoder, or None where its weights are missing."""
        return wiring.open_embedder(self.settings, self._tell)

    @cached_property
    def index(self) -> LanceIndex:
        """The library, built or brought up to date on first use; a release is read as it was made."""
        index = self._opened
        if not self.settings.release:
            opening.renew_index(
                index, self.settings, embedder=lambda: self.embedder, progress=self.progress, tell=self._tell
            )
        return index

    @cached_property
    def board(self) -> Board:
        """The editorial board: dossiers, reviews, approvals."""
        from citewell.board import Board, grounds_in, standing_in

        return Board(
            dossiers=opening.open_dossiers(self.database, self.key),
            articles=self.store,
            people=self.accounts.people,
            verify=self.verify,
            grounds=lambda article: grounds_in(article, self.index, self.vocabulary),
            word=self.word,
            standing=lambda article: standing_in(article, self.index),
        )

    @cached_property
    def watcher(self) -> Watcher:
        """Living articles: what has become of the evidence behind approved ones."""
        from citewell.watching import Watcher

        return Watcher(
            board=self.board,
            articles=self.store,
            people=self.accounts.people,
            watched=opening.open_watched(self.database),
            outbox=self.outbox,
            index=self.index,
            ask=lambda article: self.ask(article.question, keep=False, length=article.length),
            search=lambda text: self.search(text, limit=WATCHED_PASSAGES),
        )

    def deliver(self) -> Sent:
        """Send every message whose time has come."""
        from citewell.delivering import deliver

        return deliver(self.outbox, wiring.open_messengers(self.settings))

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
        return opening.open_terms(self.settings)

    @cached_property
    def librarian(self) -> Librarian:
        """Adds documents and looks again where they came from."""
        return opening.open_librarian(
            self.settings,
            index=self.index,
            record=self.upkeep_record,
            terms=self._term_store,
            progress=self.progress,
            tell=self._tell,
        )

    @cached_property
    def _opened(self) -> LanceIndex:
        """The library as it stands, or as it was at the release asked for."""
        return opening.open_index(self.settings, release=self.settings.release)

    def _keep(self, article: Article, conversation: Conversation | None) -> None:
        """Save in the store where it is open; else leave it for the store, which takes longer to open than asking."""
        if conversation:
            for item in conversation.with_first(article):
                self.threads.add(conversation.thread.id, item)
        elif "store" in vars(self):
            self.store.save(article)
        else:
            opening.leave_for_store(self.settings, article)
