"""The default passage index and record of documents: LanceDB tables in a local directory.

Two tables: `documents` (the record, each whole document as JSON) and `passages` (text, vector and
what citing needs). A write touches both, so the versions before it are noted in a journal; a
process that dies in the middle leaves the note, and the next one to open the library puts both
tables back: nothing acknowledged is lost, and nothing half written stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from citewell.domain.codec import document_from_json
from citewell.domain.documents import Document, Passage
from citewell.domain.errors import CitewellError, LibraryError, NotFoundError
from citewell.domain.questions import Hit, Vector
from citewell.indexes._bm25 import convert_score
from citewell.indexes._journal import Journal
from citewell.indexes._lance_indexes import index_large, index_words, renew_words
from citewell.indexes._lance_rows import (
    PASSAGE_COLUMNS,
    document_schema,
    document_table,
    import_lancedb,
    indexed_words,
    one_of,
    passage_from_row,
    passage_schema,
    passage_table,
    words_query,
)
from citewell.indexes._manifest import Manifest, read_manifest, write_manifest

_INDEX_CACHE_BYTES = 256 * 1024 * 1024
_METADATA_CACHE_BYTES = 32 * 1024 * 1024
_IDS_AT_ONCE = 500
_PROBES = 64
_SPARE = 2
"""How many times the hits asked for are fetched, since converting their scores changes their order."""
_REMEDY = "If it stays so, move that folder away and run the command again: the starter library is built anew."


class Counts(NamedTuple):
    """How much a library holds."""

    documents: int
    passages: int


class LanceIndex:
    """A library in one local directory, made on first use.

    `dimensions` is the length of the vectors, fixed when the library is made. Any number of
    processes may read; one writes at a time and the others wait up to `patience` seconds. A reader
    sees what another process has committed at its next search.
    """

    def __init__(self, directory: Path, *, dimensions: int = 384, patience: float = 120.0) -> None:
        try:
            from filelock import FileLock

            lancedb = import_lancedb()
        except ImportError as error:
            raise LibraryError(f"The library needs the package {error.name}.", remedy="Run the setup again.") from error
        self._directory = directory
        self._manifest = directory / "manifest.json"
        self._parse = lru_cache(maxsize=1024)(document_from_json)
        self._length: tuple[int, float] | None = None
        with self._errors("opened"):
            directory.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(directory / "write.lock", timeout=patience)
            self._connection = lancedb.connect(
                str(directory),
                read_consistency_interval=timedelta(0),
                session=lancedb.Session(_INDEX_CACHE_BYTES, _METADATA_CACHE_BYTES),
            )
            self._documents = self._open_table("documents", document_schema)
            self._passages = self._open_table("passages", lambda: passage_schema(dimensions))
            self._drop_other_layout(dimensions)
            self.dimensions: int = self._passages.schema.field("vector").type.list_size
            tables = {"documents": self._documents, "passages": self._passages}
            self._journal = Journal(directory / "unfinished.json", tables)
            self._undo_left_over()

    def add(self, documents: Sequence[Document], passages: Sequence[Passage], vectors: Sequence[Vector] | None) -> None:
        """Store documents with their passages, replacing earlier versions; all of it or nothing."""
        if not documents:
            return
        self._check_batch(documents, passages, vectors)
        with self._transaction():
            self._delete([document.id for document in documents])
            if passages:
                self._passages.add(passage_table(passages, vectors, dimensions=self.dimensions))
            self._documents.add(document_table(documents))
            index_words(self._passages)

    def remove(self, document_ids: Iterable[str]) -> int:
        """Delete documents with their passages; the number of documents that were there."""
        wanted = list(dict.fromkeys(document_ids))
        if not wanted:
            return 0
        with self._transaction():
            before = self._documents.count_rows()
            self._delete(wanted)
            renew_words(self._passages)
            return int(before - self._documents.count_rows())

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """BM25 over title, headings and text, English stems; the query is words only, never syntax."""
        text = query.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
        words = indexed_words(text)
        if limit < 1 or not words:
            return []
        with self._errors("searched"):
            if not self._passages.list_indices():
                return []
            search = self._passages.search(words_query(words), query_type="fts")
            found = search.select(["id", "_score", "searched", "length"]).limit(_SPARE * limit).to_arrow()
            average = self._average_length()
        asked = frozenset(words.split())
        scores = [
            convert_score(
                row["_score"], query=asked, words=row["searched"].split(), relative_length=row["length"] / average
            )
            for row in found.to_pylist()
        ]
        return _hits(found["id"].to_pylist(), scores)[:limit]

    def search_vectors(self, vector: Vector, limit: int) -> list[Hit]:
        """Nearest passages by cosine, exact up to 100,000 passages; one without a vector is not found."""
        import numpy

        if limit < 1:
            return []
        with self._errors("searched"):
            search = self._passages.search(numpy.asarray(vector, dtype=numpy.float32), vector_column_name="vector")
            search = search.distance_type("cosine").nprobes(_PROBES).refine_factor(2)
            rows = search.select(["id", "_distance"]).limit(limit).to_arrow()
        return _hits(rows["id"].to_pylist(), [1.0 - distance for distance in rows["_distance"].to_pylist()])

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, tuple[Passage, Document, Vector | None]]:
        """The stored passages with their documents and vectors; unknown ids are left out."""
        columns = [*PASSAGE_COLUMNS, "vector"]
        rows = {row["id"]: row for row in self._rows(self._passages, "id", passage_ids, columns)}
        owners = self._read_documents(row["document_id"] for row in rows.values())
        return {
            passage_id: (passage_from_row(row), owners[row["document_id"]], row["vector"])
            for passage_id in dict.fromkeys(passage_ids)
            if (row := rows.get(passage_id)) and row["document_id"] in owners
        }

    def document(self, document_id: str) -> Document:
        """One document; raises NotFoundError."""
        found = self._read_documents([document_id])
        if document_id not in found:
            raise NotFoundError(
                f"The library holds no document {document_id!r}.",
                remedy="List them with: citewell library list",
            )
        return found[document_id]

    def documents(self) -> Iterator[Document]:
        """Every document, in the order of their ids."""
        ids = iter(sorted(document_id for document_id, _ in self._identifiers()))
        while batch := list(islice(ids, _IDS_AT_ONCE)):
            found = self._read_documents(batch)
            yield from (found[document_id] for document_id in batch if document_id in found)

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document in reading order; none for an unknown document."""
        rows = self._rows(self._passages, "document_id", [document_id], list(PASSAGE_COLUMNS))
        return sorted((passage_from_row(row) for row in rows), key=lambda passage: (passage.block, passage.start))

    def count(self) -> Counts:
        """Documents and passages held."""
        with self._errors("read"):
            return Counts(self._documents.count_rows(), self._passages.count_rows())

    def release(self) -> str:
        """SHA-256 over the sorted ids and digests of the documents: equal content, equal release."""
        digest = hashlib.sha256()
        for pair in sorted(self._identifiers()):
            digest.update(json.dumps(pair, ensure_ascii=False).encode() + b"\n")
        return digest.hexdigest()

    def optimize(self) -> None:
        """Merge small files and bring every index up to date; call it when a round of additions is over.

        Until then what was added is found, but its scores depend on the order of the additions.
        """
        with self._transaction():
            index_large(self._passages, self._documents)
            self._documents.optimize()
            renew_words(self._passages)

    def read_manifest(self) -> Manifest | None:
        """What the library was made with; None when it was never finished."""
        return read_manifest(self._manifest)

    def write_manifest(self, manifest: Manifest) -> None:
        """Record what the library was made with."""
        with self.exclusive(), self._errors("written"):
            write_manifest(self._manifest, manifest)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the library for writing across several calls; raises LibraryError when it stays taken."""
        from filelock import Timeout

        try:
            lock = self._lock.acquire()
        except Timeout as error:
            raise LibraryError(
                f"Another process is writing to the library {self._directory}.",
                remedy="Wait until it has finished, then try again.",
            ) from error
        with lock:
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self.exclusive(), self._errors("written"), self._journal.step():
            yield

    def _undo_left_over(self) -> None:
        """Undo what a dead writer left half done; a journal whose writer lives is left alone."""
        from filelock import Timeout

        if self._journal.is_open:
            try:
                with self._lock.acquire(timeout=0):
                    self._journal.undo()
            except Timeout:
                return

    def _check_batch(
        self, documents: Sequence[Document], passages: Sequence[Passage], vectors: Sequence[Vector] | None
    ) -> None:
        known = {document.id for document in documents}
        if len(known) < len(documents) or len({passage.id for passage in passages}) < len(passages):
            raise LibraryError("Two documents or passages of one batch have the same id.")
        if strays := sorted({passage.document_id for passage in passages} - known):
            raise LibraryError(f"Passages of documents that are not in the batch: {', '.join(strays[:3])}.")
        if vectors is None:
            return
        if len(vectors) != len(passages):
            raise LibraryError(f"{len(passages)} passages came with {len(vectors)} vectors.")
        if any(len(vector) != self.dimensions for vector in vectors):
            raise LibraryError(f"This library keeps vectors of {self.dimensions} numbers.", remedy=_REMEDY)

    def _delete(self, document_ids: Sequence[str]) -> None:
        for batch in _in_batches(document_ids):
            self._documents.delete(one_of("id", batch))
            self._passages.delete(one_of("document_id", batch))

    def _average_length(self) -> float:
        """Words in a passage, on average; counted once for each version of the table."""
        version = self._passages.version
        if self._length is None or self._length[0] != version:
            lengths = self._passages.search().select(["length"]).to_arrow()["length"].to_numpy()
            self._length = (version, float(lengths.mean()))
        return self._length[1]

    def _identifiers(self) -> list[tuple[str, str]]:
        with self._errors("read"):
            rows = self._documents.search().select(["id", "digest"]).to_arrow()
        return list(zip(rows["id"].to_pylist(), rows["digest"].to_pylist(), strict=True))

    def _read_documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        rows = self._rows(self._documents, "id", list(dict.fromkeys(document_ids)), ["id", "payload"])
        with self._errors("read"):
            return {row["id"]: self._parse(row["payload"]) for row in rows}

    def _rows(self, table: Any, column: str, values: Sequence[str], columns: list[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        with self._errors("read"):
            for batch in _in_batches(values):
                found = table.search().where(one_of(column, batch)).select(columns).to_arrow()
                rows.extend(found.to_pylist())
        return rows

    def _open_table(self, name: str, schema: Callable[[], Any]) -> Any:
        try:
            return self._connection.open_table(name)
        except (FileNotFoundError, ValueError):
            with self.exclusive():
                return self._connection.create_table(name, schema=schema(), exist_ok=True)

    def _drop_other_layout(self, dimensions: int) -> None:
        """Start passages anew where another version laid them out; without a manifest they are made again.

        The documents are the record and stay.
        """
        if self._passages.schema.names == passage_schema(dimensions).names:
            return
        with self.exclusive():
            self._manifest.unlink(missing_ok=True)
            self._connection.drop_table("passages")
            self._passages = self._connection.create_table("passages", schema=passage_schema(dimensions))

    @contextmanager
    def _errors(self, deed: str) -> Iterator[None]:
        """Whatever Lance or the disk raises becomes one LibraryError that names the folder."""
        try:
            yield
        except CitewellError:
            raise
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise LibraryError(f"The library {self._directory} cannot be {deed}: {error}", remedy=_REMEDY) from error


def _hits(ids: Sequence[str], scores: Sequence[float]) -> list[Hit]:
    hits = [Hit(passage_id, float(score)) for passage_id, score in zip(ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))


def _in_batches(values: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while batch := list(islice(remaining, _IDS_AT_ONCE)):
        yield batch
