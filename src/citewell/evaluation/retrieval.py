"""Measures retrieval on a judged collection: how good the ranking is and how long a query takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from citewell import __version__
from citewell.domain.documents import Document, EngineIdentity, Passage
from citewell.domain.errors import EngineUnavailable
from citewell.domain.ports import Embedder, Index
from citewell.domain.questions import Hit
from citewell.evaluation.collections import Collection
from citewell.retrieval.fusion import VECTOR_WEIGHT, fuse
from citewell.retrieval.passage_text import searched_text
from citewell.text.passages import split_document

MEASURES = ("nDCG@10", "R@100", "RR")
"""In the names of ir_measures; RR is the reciprocal rank whose mean is MRR."""

DEPTH = 200
"""Passages taken from each list: as many as an answer takes, and enough that 100 documents remain."""

_DOCUMENTS_AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Called with the number of documents done and the number in all."""


class Mode(StrEnum):
    """Which lists are searched."""

    BM25 = "bm25"
    DENSE = "dense"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True)
class QueryResult:
    """One query: its measures, the milliseconds it took, and its ten best documents."""

    query: str
    measures: dict[str, float]
    milliseconds: float
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Means over all judged queries, with what is needed to make them again."""

    collection: str
    corpus_digest: str
    mode: Mode
    documents: int
    passages: int
    queries: int
    judgements: int
    measures: dict[str, float]
    milliseconds_p50: float
    milliseconds_p95: float
    engines: dict[str, EngineIdentity]
    settings: dict[str, str]
    per_query: tuple[QueryResult, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return asdict(self)


def evaluate_retrieval(
    collection: Collection,
    *,
    mode: Mode,
    index: Index,
    embedder: Embedder | None,
    vector_weight: float = VECTOR_WEIGHT,
    depth: int = DEPTH,
    engines: Mapping[str, EngineIdentity] | None = None,
    settle: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> RetrievalReport:
    """Fill `index` with what it still lacks of the collection, run every judged query, and measure.

    `index` must hold nothing but this collection; the name of `index_key` is made for its folder.
    `settle` is called once after documents were added. Raises EngineUnavailable for a mode that
    needs vectors without an embedder.
    """
    used = None if mode is Mode.BM25 else embedder
    if used is None and mode is not Mode.BM25:
        raise EngineUnavailable(f"The mode {mode} needs an embedder.", remedy="Use the mode bm25.")
    passages = fill_index(collection, index=index, embedder=used, settle=settle, progress=progress)
    runs: dict[str, list[Hit]] = {}
    milliseconds: dict[str, float] = {}

    def search(text: str) -> list[Hit]:
        return _search(text, owners=passages, index=index, embedder=used, mode=mode, weight=vector_weight, depth=depth)

    search(next(iter(collection.queries.values())))
    for query, text in collection.queries.items():
        started = time.perf_counter()
        runs[query] = search(text)
        milliseconds[query] = (time.perf_counter() - started) * 1000
    measured = measure(collection.judgements, runs)
    return RetrievalReport(
        collection=collection.name,
        corpus_digest=collection.digest,
        mode=mode,
        documents=len(collection.documents),
        passages=len(passages),
        queries=len(collection.queries),
        judgements=sum(len(grades) for grades in collection.judgements.values()),
        measures={name: sum(one[name] for one in measured.values()) / len(measured) for name in MEASURES},
        milliseconds_p50=percentile(list(milliseconds.values()), 50),
        milliseconds_p95=percentile(list(milliseconds.values()), 95),
        engines={**(engines or {}), **({"embedder": used.identity} if used else {})},
        settings=_settings(mode, depth=depth, vector_weight=vector_weight),
        per_query=tuple(
            QueryResult(query, measured[query], milliseconds[query], tuple(hit.passage_id for hit in run[:10]))
            for query, run in runs.items()
        ),
    )


def index_key(collection: Collection, embedder: Embedder | None) -> str:
    """A folder name for the collection's index: the same corpus and encoder share one encoding."""
    encoder = embedder.identity if embedder else EngineIdentity("words", "1")
    return f"{collection.digest[:16]}-{encoder.name}-{encoder.digest[:16]}"


def fill_index(
    collection: Collection,
    *,
    index: Index,
    embedder: Embedder | None,
    settle: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Add the documents that the index lacks, or has without the vectors needed; resumable.

    Returns for every passage the document it is of.
    """
    owners: dict[str, str] = {}
    done = added = 0
    for documents in _in_batches(collection.documents):
        passages = [passage for document in documents for passage in split_document(document)]
        owners.update((passage.id, passage.document_id) for passage in passages)
        if not _holds(index, passages, with_vectors=embedder is not None):
            vectors = embedder.embed([searched_text(passage) for passage in passages]) if embedder else None
            index.add(documents, passages, vectors)
            added += len(documents)
        done += len(documents)
        if progress:
            progress(done, len(collection.documents))
    if added and settle:
        settle()
    return owners


def measure(
    judgements: Mapping[str, Mapping[str, int]], runs: Mapping[str, Sequence[Hit]]
) -> dict[str, dict[str, float]]:
    """The measures of every judged query; one that found nothing scores 0. Grade 1 and up is relevant."""
    import ir_measures

    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    scored = {query: {hit.passage_id: hit.score for hit in hits} for query, hits in runs.items()}
    results = {query: dict.fromkeys(MEASURES, 0.0) for query in judgements}
    for result in ir_measures.iter_calc(measures, {key: dict(value) for key, value in judgements.items()}, scored):
        results[result.query_id][str(result.measure)] = float(result.value)
    return results


def percentile(values: Sequence[float], share: int) -> float:
    """The nearest-rank percentile: the least value that `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]


def _search(
    text: str,
    *,
    owners: Mapping[str, str],
    index: Index,
    embedder: Embedder | None,
    mode: Mode,
    weight: float,
    depth: int,
) -> list[Hit]:
    """Documents, best first, each with the score of its best passage."""
    words = index.search_words(text, depth) if mode is not Mode.DENSE else []
    vectors = index.search_vectors(embedder.embed([text]), depth)[0] if embedder else []
    hits = fuse(words, vectors, vector_weight=weight) if mode is Mode.HYBRID else words or vectors
    best: dict[str, float] = {}
    for hit in hits:
        document = owners[hit.passage_id]
        best[document] = max(hit.score, best.get(document, hit.score))
    return sorted((Hit(*item) for item in best.items()), key=lambda hit: (-hit.score, hit.passage_id))


def _holds(index: Index, passages: Sequence[Passage], *, with_vectors: bool) -> bool:
    """Whether a batch, which is added as a whole, is in the index already."""
    last = passages[-1].id
    stored = index.read([last]).get(last)
    return stored is not None and (stored[2] is not None or not with_vectors)


def _settings(mode: Mode, *, depth: int, vector_weight: float) -> dict[str, str]:
    settings = {"citewell": __version__, "depth": str(depth)}
    if mode is Mode.HYBRID:
        settings |= {"fusion": "min-max, weighted sum", "vector_weight": f"{vector_weight:g}"}
    return settings


def _in_batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    remaining = iter(documents)
    while batch := list(islice(remaining, _DOCUMENTS_AT_ONCE)):
        yield batch
