"""The ports: what the pipeline needs from the outside, in one to four methods each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from citewell.domain.articles import Article, Claim, Finding
from citewell.domain.documents import Document, EngineIdentity, Passage
from citewell.domain.enums import Verdict
from citewell.domain.exporting import ExportMaterial
from citewell.domain.intake import Item, Term
from citewell.domain.library import Counts
from citewell.domain.news import Channel, Delivery
from citewell.domain.questions import Evidence, Hit, QuestionPart, Vector
from citewell.domain.usage import Usage


class Source(Protocol):
    """A place that documents come from."""

    name: str

    def accepts(self, location: str) -> bool:
        """Whether this source reads `location` (a path, an address, a search); looks at its beginning at most."""
        ...

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield every document at `location`, or why a record is none, in the order of its records.

        Raises InputError when nothing there can be read at all.
        """
        ...


class Searchable(Protocol):
    """What answering needs of an index."""

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """Full-text search (BM25, stemmed); at most `limit` hits, best first."""
        ...

    def search_vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """For each vector the nearest passages by cosine similarity, which is the score; best first.

        Several are looked for together, because each look may go through every passage.
        """
        ...

    def occurrences(self, word: str) -> int:
        """How many passages have this word, in any of its forms."""
        ...

    def title_words(self) -> Mapping[str, int]:
        """The words of the titles in small letters, each with the number of titles that have it."""
        ...

    def count(self) -> Counts:
        """How many documents, passages and vectors there are."""
        ...

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, tuple[Passage, Document, Vector | None]]:
        """The stored passages with their documents and vectors; unknown ids are left out."""
        ...


class Index(Searchable, Protocol):
    """A search index over passages that is also the record of the documents in it."""

    def add(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: Sequence[Vector] | None = None,
        *,
        remake: bool = False,
    ) -> None:
        """Store documents with their passages, replacing earlier versions of the same documents.

        `vectors` has one row per passage; without it they are searchable by words, and `add_vectors` may follow.
        A document whose text has not changed keeps its passages and vectors, unless `remake` says otherwise.
        """
        ...

    def add_vectors(self, passage_ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Store vectors of passages that had none; those of passages that are gone are left out."""
        ...

    def passages(self, passage_ids: Sequence[str]) -> Mapping[str, Passage]:
        """The stored passages alone; unknown ids are left out."""
        ...


class Terms(Protocol):
    """The terms of a large vocabulary, looked up by their names."""

    def find(self, phrases: Sequence[str]) -> list[Term]:
        """The terms that have one of these phrases among their names, whatever its capitals, plural or spelling.

        Each has one meaning: what a vocabulary files under a term as narrower or related is a term of its own here.
        """
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their cosine similarity."""

    identity: EngineIdentity
    dimensions: int

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector of `dimensions` numbers per text, in order."""
        ...


class Reranker(Protocol):
    """Puts the evidence for one question part into its final order."""

    identity: EngineIdentity

    def rerank(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The same evidence, best first, with `rank` and `score` renewed."""
        ...


class Entailer(Protocol):
    """Judges whether evidence supports a claim."""

    identity: EngineIdentity

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """The verdict and, in plain words, why."""
        ...


class Writer(Protocol):
    """Proposes claims from evidence; whatever it proposes is checked before anyone sees it."""

    identity: EngineIdentity

    def write(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Claim]:
        """Claims with their citations, in the order of the evidence they stand on.

        Raises EngineUnavailable where it needs a server and gets no answer that can be read.
        """
        ...

    def repair(self, claim: Claim, findings: Sequence[Finding], passage: Passage) -> Claim | None:
        """The claim mended by what the checks found, from the same passage; None where it cannot be. Never raises."""
        ...

    def usage(self) -> Usage:
        """What has been used since this writer was made or made fresh."""
        ...

    def fresh(self) -> Writer:
        """The same writer with nothing counted, for one answer."""
        ...


class Rewriter(Protocol):
    """Words a claim anew for a reader; a writer may be one. What it gives is checked against the claim."""

    def rewrite(self, text: str, *, grade: float, reader: str) -> str:
        """The claim for a reader of a school grade; empty where nothing usable came. Raises EngineUnavailable."""
        ...


class Store(Protocol):
    """Keeps articles."""

    def save(self, article: Article) -> None:
        """Keep an article; saving the same digest again changes nothing."""
        ...

    def load(self, digest: str) -> Article:
        """The article of that digest; raises NotFoundError."""
        ...

    def recent(self, limit: int) -> list[Article]:
        """The articles saved last, newest first."""
        ...


class Exporter(Protocol):
    """Writes an article in one format.

    `label` is what a reader calls it, `ending` that of its files' names without the first dot, its own alone. Text is
    UTF-8. The same material gives the same bytes.
    """

    name: str
    label: str
    media_type: str
    ending: str

    def export(self, material: ExportMaterial) -> bytes:
        """The whole file.

        Raises EngineUnavailable where a package that it needs is missing, and NotFoundError where it needs a stored
        text that the library no longer holds.
        """
        ...


class Messenger(Protocol):
    """A way to tell people outside of the pages."""

    channel: Channel

    def send(self, delivery: Delivery) -> None:
        """Hand a message over, returning once somebody else is answerable for it; raises DeliveryError."""
        ...
