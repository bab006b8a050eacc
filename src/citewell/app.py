"""Wiring: the only module that names adapters."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING

from citewell import __version__
from citewell.domain.articles import Article, Finding, Provenance
from citewell.domain.documents import Document, EngineIdentity, Passage, Rejection
from citewell.domain.enums import ArticleStatus, Fidelity
from citewell.domain.errors import EngineUnavailable, NotFoundError, UserError
from citewell.domain.ports import Embedder, Exporter, Store
from citewell.domain.questions import Evidence, Question
from citewell.settings import Settings, read_settings

if TYPE_CHECKING:
    from citewell.indexes._manifest import Manifest
    from citewell.indexes.lance import LanceIndex
    from citewell.pipeline import Engines
    from citewell.text.vocabulary import Vocabulary
    from citewell.upkeep import Progress

__all__ = ["App", "Settings", "find_exporters", "read_settings"]

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
        from citewell.upkeep import silent

        self.settings = settings
        self._tell = tell
        self._progress = progress or silent

    def ask(self, text: str, *, keep: bool = True) -> Article:
        """Answer a question; the article is kept in the store unless `keep` is false. Raises QuestionError."""
        from citewell.compose.question import clean_question
        from citewell.pipeline import answer

        question = Question(clean_question(text))
        article = answer(question, engines=self.engines, provenance=self._provenance())
        if keep:
            self.store.save(article)
        return article

    def search(self, text: str, *, limit: int) -> list[Evidence]:
        """The passages that an answer would be made from, best first. Raises QuestionError."""
        from citewell.compose.question import clean_question
        from citewell.pipeline import EVIDENCE_LIMIT, read_question, search

        question = Question(clean_question(text))
        understanding = read_question(question, engines=self.engines)
        searches = search(understanding, engines=self.engines, limit=max(limit, EVIDENCE_LIMIT))
        ranked = [self.engines.reranker.rerank(found.part, found.evidence) for found in searches]
        best: dict[str, Evidence] = {}
        for item in sorted((item for part in ranked for item in part), key=lambda item: -item.score):
            best.setdefault(item.passage.id, item)
        return list(best.values())[:limit]

    def verify(self, article: Article) -> tuple[Finding, ...]:
        """Replay every citation and check of an article against the library, without any model."""
        from citewell.checks.context import CheckContext
        from citewell.checks.replay import replay
        from citewell.engines.lexical_entailer import LexicalEntailer

        cited = [citation.passage_id for claim in article.claims for citation in claim.citations]
        stored = self.index.read(cited)
        context = CheckContext(
            passages={name: passage for name, (passage, _, _) in stored.items()},
            documents={document.id: document for _, document, _ in stored.values()},
        )
        return replay(article, context, entailer=LexicalEntailer())

    def add(self, locations: Iterable[str], *, prefix: str = "") -> tuple[int, list[Rejection]]:
        """Add files or folders to the library; returns how many documents, and what was rejected.

        Raises InputError when there is one place and nothing in it can be used, UserError for an unusable prefix.
        """
        from citewell.sources.jsonl import JsonlSource
        from citewell.upkeep import add_documents, fetch_all

        if any(character.isspace() for character in prefix):
            raise UserError(f"The prefix {prefix!r} has a space in it.", remedy="Choose one such as ward7-.")
        return add_documents(
            fetch_all(JsonlSource(), list(locations)),
            library=self.index,
            embedder=self.embedder,
            prefix=prefix,
            progress=self._progress,
        )

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

    def remove(self, identities: Iterable[str]) -> int:
        """Remove documents that were added; the starter library's stay. Returns how many were there."""
        wanted = list(identities)
        for identity in wanted:
            if self.index.document(identity).fidelity is Fidelity.RESTATED:
                raise UserError(
                    f"{identity} belongs to the starter library.",
                    remedy="Leave the whole starter library out with CITEWELL_STARTER=off and a new --library.",
                )
        return self.index.remove(wanted)

    def status(self) -> dict[str, object]:
        """What the library holds: documents, passages, release, engine, place."""
        counts = self.index.count()
        return {
            "documents": counts.documents,
            "passages": counts.passages,
            "release": self.release(),
            "embedder": self.embedder.identity.version if self.embedder else None,
            "library": str(self.settings.library),
        }

    def release(self) -> str:
        """The library's release: equal content has an equal release on every machine."""
        return self.index.release()[:RELEASE_LENGTH]

    def article(self, digest: str) -> Article:
        """A stored article; raises NotFoundError."""
        return self.store.load(digest)

    def recent(self, limit: int) -> list[Article]:
        """The articles stored last, newest first."""
        return self.store.recent(limit)

    def export(self, article: Article, name: str) -> tuple[str, str]:
        """The article in a format, and its media type; raises UserError for an unknown format."""
        formats = find_exporters()
        if name not in formats:
            raise UserError(f"There is no format {name!r}.", remedy=f"Choose one of: {', '.join(sorted(formats))}.")
        return formats[name].export(article), formats[name].media_type

    def evaluate_retrieval(self, folder: Path, *, mode: str, vector_weight: float | None = None) -> dict[str, object]:
        """Measures of a collection in BEIR layout; its index is kept in the cache. Raises InputError."""
        from citewell.evaluation.collections import read_collection
        from citewell.evaluation.retrieval import Mode, evaluate_retrieval, index_key
        from citewell.indexes.lance import LanceIndex
        from citewell.retrieval.fusion import VECTOR_WEIGHT

        collection = read_collection(folder)
        embedder = None if mode == Mode.BM25 else self.embedder
        index = LanceIndex(self.settings.cache / "evaluation" / index_key(collection, self.embedder))
        advance = self._progress(total=len(collection.documents), task="Indexing documents")
        done = 0

        def follow(so_far: int, total: int) -> None:
            nonlocal done
            advance(so_far - done)
            done = so_far

        report = evaluate_retrieval(
            collection,
            mode=Mode(mode),
            index=index,
            embedder=embedder,
            vector_weight=VECTOR_WEIGHT if vector_weight is None else vector_weight,
            settle=index.optimize,
            progress=follow,
        )
        named = {
            "nDCG@10": report.measures["nDCG@10"],
            "recall@100": report.measures["R@100"],
            "MRR": report.measures["RR"],
            "query_p50_ms": report.milliseconds_p50,
            "query_p95_ms": report.milliseconds_p95,
        }
        renamed = ("measures", "milliseconds_p50", "milliseconds_p95")
        return named | {name: value for name, value in report.to_dict().items() if name not in renamed}

    def evaluate_answerability(self, name: str) -> dict[str, object]:
        """Error rates of refusal on a set of labelled questions. Raises InputError."""
        from citewell.evaluation.answerability import measure_answerability, read_questions

        questions = read_questions(name)
        advance = self._progress(total=len(questions), task="Asking questions")

        def ask(text: str) -> ArticleStatus:
            advance(1)
            return self.ask(text, keep=False).status

        return {"set": name, "release": self.release(), **measure_answerability(questions, ask)}

    @cached_property
    def engines(self) -> Engines:
        """The adapters an answer is made with; the encoder, mostly read from disk, opens while the library does."""
        from citewell.engines.coverage_reranker import CoverageReranker
        from citewell.engines.extractive import ExtractiveWriter
        from citewell.engines.lexical_entailer import LexicalEntailer
        from citewell.pipeline import Engines

        with ThreadPoolExecutor(1) as pool:
            encoder = pool.submit(lambda: self.embedder)
            _ = self._opened
            encoder.result()
        return Engines(
            index=self.index,
            embedder=self.embedder,
            reranker=CoverageReranker(),
            writer=ExtractiveWriter(),
            entailer=LexicalEntailer(),
            vocabulary=self.vocabulary,
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """The sentence encoder, or None (told once, with the remedy) where its weights are missing."""
        from citewell.engines.minilm import MiniLM

        try:
            return MiniLM(self.settings.cache, threads=self.settings.threads)
        except EngineUnavailable as error:
            self._tell(f"Searching on words alone: {error.message} {error.remedy}")
            return None

    @cached_property
    def index(self) -> LanceIndex:
        """The library, built or brought up to date on first use.

        It is current while its manifest names the embedder and the starter library at hand. Without an
        embedder a library made with one is left as it is. Of two processes that find it out of date, the
        second waits for the first and has nothing left to do.
        """
        index = self._opened
        if not self._is_current(index):
            with index.exclusive():
                if not self._is_current(index):
                    self._refresh(index)
        return index

    @cached_property
    def store(self) -> Store:
        """Where articles are kept: a file beside the library's tables."""
        from citewell.store.articles import ArticleStore

        return ArticleStore(self.settings.library / "articles.sqlite")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The starter library's thesaurus, which also serves other collections."""
        from citewell.text.vocabulary import parse_vocabulary

        return parse_vocabulary(resources.files("citewell.starter").joinpath("vocabulary.toml").read_text("utf-8"))

    @cached_property
    def _opened(self) -> LanceIndex:
        """The library as it stands."""
        from citewell.indexes.lance import LanceIndex

        return LanceIndex(self.settings.library)

    def _is_current(self, index: LanceIndex) -> bool:
        """Whether nothing has changed; the encoder is opened only where the library was not made with it.

        So the verbs that need no model, such as verify, load none.
        """
        from citewell.engines.minilm import MiniLM

        found = index.read_manifest()
        if found is None or found != replace(self._manifest, embedder=found.embedder):
            return False
        return found.embedder == MiniLM.identity or self.embedder is None

    @cached_property
    def _manifest(self) -> Manifest:
        """What the library should be made with, the encoder left open."""
        from citewell.indexes._manifest import Manifest
        from citewell.sources.starter import fingerprint

        return Manifest(None, starter=fingerprint() if self.settings.starter else "")

    def _refresh(self, index: LanceIndex) -> None:
        from citewell.sources.starter import StarterSource
        from citewell.upkeep import refresh

        found = index.read_manifest()
        wanted = replace(self._manifest, embedder=self.embedder.identity if self.embedder else None)
        self._tell(f"{'Updating' if found else 'Building'} the library in {self.settings.library}")
        rejections = refresh(
            index,
            starter=StarterSource() if self.settings.starter else None,
            everything=found is None or replace(found, starter=wanted.starter) != wanted,
            embedder=self.embedder,
            progress=self._progress,
        )
        for rejection in rejections:
            self._tell(f"{rejection.place}: {rejection.reason} {rejection.remedy}")
        index.write_manifest(wanted)

    def _provenance(self) -> Provenance:
        from citewell.pipeline import settings_in_force

        counts = self.index.count()
        engines = self.engines
        identities: dict[str, EngineIdentity] = {
            "reranker": engines.reranker.identity,
            "writer": engines.writer.identity,
            "entailer": engines.entailer.identity,
        }
        if engines.embedder:
            identities["embedder"] = engines.embedder.identity
        return Provenance(
            citewell=__version__,
            library_release=self.release(),
            library_documents=counts.documents,
            library_passages=counts.passages,
            engines=dict(sorted(identities.items())),
            settings=settings_in_force(),
        )


def find_exporters() -> dict[str, Exporter]:
    """Every exporter in `citewell.exports`, by its public name."""
    found: dict[str, Exporter] = {}
    package = import_module("citewell.exports")
    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            for value in vars(import_module(f"citewell.exports.{module.name}")).values():
                if isinstance(value, type) and hasattr(value, "export") and value.__module__.endswith(module.name):
                    exporter: Exporter = value()
                    found[exporter.name] = exporter
    return found
