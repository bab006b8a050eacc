"""The default passage index and record of documents: LanceDB tables in a local directory.

`documents` is the record (each whole document as JSON), `passages` what is searched and cited, `vectors` what the
encoder made of them. `earlier` keeps every version that was replaced or removed, for the articles that cite it, and
`amendments` what is known of publications that may not be here yet. A write touches several tables, so the versions
before it are noted in a journal; a process that dies in the middle leaves the note, and the next one to open the
library puts all tables back: nothing acknowledged is lost, and nothing half written stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any

from citewell.domain.codec import document_from_json
from citewell.domain.documents import Document, Passage
from citewell.domain.errors import LibraryError, NotFoundError
from citewell.domain.identity import IDENTIFIERS
from citewell.domain.intake import Amendment
from citewell.domain.library import ONE_A_FILE, Counts, Earlier, Held
from citewell.domain.questions import Hit, Vector
from citewell.indexes._catalogue import Catalogue
from citewell.indexes._earlier import (
    amendment_from_row,
    amendment_schema,
    amendment_table,
    earlier_from_row,
    earlier_schema,
    identifier_keys,
)
from citewell.indexes._lance_indexes import index_large, index_words, renew_words
from citewell.indexes._lance_reader import Reader
from citewell.indexes._lance_rows import (
    PASSAGE_COLUMNS,
    document_schema,
    document_table,
    passage_from_row,
    passage_schema,
    passage_table,
    vector_schema,
    vector_table,
)
from citewell.indexes._lance_search import LanceSearch
from citewell.indexes._lance_tables import REMEDY, Tables, in_batches
from citewell.indexes._lance_writing import check_batch, make_room, set_aside, stored_rows
from citewell.indexes._manifest import Manifest, read_manifest, write_manifest
from citewell.indexes._releases import Releases

_HELD_COLUMNS = ["id", "collection", "digest", "kind", "status", "source", "origin", *IDENTIFIERS]


class LanceIndex:
    """A library in one local directory, made on first use.

    `dimensions` is the length of the vectors, fixed when the library is made. Any number of processes may read;
    one writes at a time and the others wait up to `patience` seconds. A reader sees what another process has
    committed at its next search. With `release` it is the library as it was when that release was made, read only;
    raises NotFoundError when there is none of that name.
    """

    def __init__(
        self, directory: Path, *, dimensions: int = 384, patience: float = 120.0, release: str | None = None
    ) -> None:
        schemas = {
            "documents": document_schema,
            "passages": passage_schema,
            "vectors": lambda: vector_schema(dimensions),
            "earlier": earlier_schema,
            "amendments": amendment_schema,
        }
        self.directory = directory
        self._manifest = directory / "manifest.json"
        self._parse = lru_cache(maxsize=1024)(document_from_json)
        self.releases = Releases(directory)
        versions = self.releases.versions(release) if release else None
        self._tables = Tables(directory, schemas, patience=patience, versions=versions)
        self._search = LanceSearch(self._tables)
        self.catalogue = Catalogue(self._tables)
        self._reader = Reader(
            self._tables, passages=self.passages, vectors=self._search.stored_vectors, documents=self._read_documents
        )
        self._release: tuple[int, str] | None = None
        with self._tables.errors("opened"):
            if release is None:
                self._renew_layout()
            self.dimensions: int = self._tables["vectors"].schema.field("vector").type.list_size

    def add(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: Sequence[Vector] | None = None,
        *,
        remake: bool = False,
    ) -> None:
        """Store documents with their passages, all of it or nothing; what they replace is kept as earlier versions.

        A document whose text has not changed keeps its passages and vectors, unless `remake` says otherwise.
        """
        if not documents:
            return
        check_batch(documents, passages, vectors, dimensions=self.dimensions)
        with self._tables.step():
            same = make_room(self._tables, documents, parse=self._parse, remake=remake)
            fresh = [passage for passage in passages if passage.document_id not in same]
            if fresh:
                self._tables["passages"].add(passage_table(fresh))
            if vectors:
                pairs = [pair for pair in zip(passages, vectors, strict=True) if pair[0].document_id not in same]
                owners = [passage.document_id for passage, _ in pairs]
                self._add_vectors([passage.id for passage, _ in pairs], owners, [vector for _, vector in pairs])
            self._tables["documents"].add(document_table(documents))
            index_words(self._tables["passages"])

    def add_vectors(self, passage_ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Store vectors of passages that had none; those of passages that are gone are left out."""
        if any(len(vector) != self.dimensions for vector in vectors):
            raise LibraryError(f"This library keeps vectors of {self.dimensions} numbers.", remedy=REMEDY)
        with self._tables.step():
            rows = self._tables.rows("passages", "id", passage_ids, ["id", "document_id"])
            owners = {row["id"]: row["document_id"] for row in rows}
            found = [(name, vector) for name, vector in zip(passage_ids, vectors, strict=True) if name in owners]
            self._add_vectors([name for name, _ in found], [owners[name] for name, _ in found], [v for _, v in found])

    def remove(self, document_ids: Iterable[str], *, reason: str = "removed") -> int:
        """Take documents with their passages out of search; they stay readable as earlier versions.

        Returns the number of documents that were there.
        """
        wanted = list(dict.fromkeys(document_ids))
        if not wanted:
            return 0
        with self._tables.step():
            removed = set_aside(self._tables, stored_rows(self._tables, wanted), reason=reason)
            renew_words(self._tables["passages"], keep=self.releases.unneeded_after())
        return removed

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """BM25 over title, headings and text, English stems; the query is words only, never syntax."""
        return self._search.words(query, limit)

    def search_vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """Nearest passages by cosine, exact up to 100,000 passages; one without a vector is not found."""
        return self._search.vectors(vectors, limit)

    def occurrences(self, word: str) -> int:
        """How many passages have this word."""
        return self._search.occurrences(word)

    def title_words(self) -> Mapping[str, int]:
        """The words of the titles in small letters, each with the number of titles that have it; counted once."""
        return self._search.title_words()

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, tuple[Passage, Document, Vector | None]]:
        """The stored passages with their documents and vectors; unknown ids are left out."""
        return self._reader.read(passage_ids)

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
        for batch in in_batches(sorted(document_id for document_id, _ in self.digests())):
            found = self._read_documents(batch)
            yield from (found[document_id] for document_id in batch if document_id in found)

    def documents_by_id(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """These documents by their ids; unknown ids are left out."""
        return self._read_documents(document_ids)

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """These passages by their ids; unknown ids are left out."""
        rows = self._tables.rows("passages", "id", passage_ids, list(PASSAGE_COLUMNS))
        return {row["id"]: passage_from_row(row) for row in rows}

    def passages_of(self, document_id: str) -> list[Passage]:
        """The passages of one document in reading order; none for an unknown document."""
        rows = self._tables.rows("passages", "document_id", [document_id], list(PASSAGE_COLUMNS))
        return sorted((passage_from_row(row) for row in rows), key=lambda passage: (passage.block, passage.start))

    def earlier(self, document_ids: Sequence[str]) -> list[Earlier]:
        """Versions of these documents that were replaced or removed, newest first."""
        found = [earlier_from_row(row) for row in self._tables.rows("earlier", "document_id", document_ids, None)]
        return sorted(found, key=lambda item: item.until, reverse=True)

    def held(self, publications: Sequence[Document | Amendment]) -> list[Held]:
        """What the library holds under the ids, identifiers or files of these publications, without their text."""
        found: dict[str, Held] = {}
        files = [one for one in publications if isinstance(one, Document) and one.source in ONE_A_FILE]
        for column in ("id", "origin", *IDENTIFIERS):
            asked = files if column == "origin" else publications
            values = {getattr(publication, column, "") for publication in asked} - {""}
            wanted = {value.lower() for value in values} if column in IDENTIFIERS else values
            for row in self._tables.rows("documents", column, sorted(wanted), _HELD_COLUMNS):
                found[row["id"]] = Held(**row)
        return list(found.values())

    def held_by_id(self, document_ids: Sequence[str]) -> dict[str, Held]:
        """These documents without their text; unknown ids are left out."""
        rows = self._tables.rows("documents", "id", document_ids, _HELD_COLUMNS)
        return {row["id"]: Held(**row) for row in rows}

    def all_held(self) -> list[Held]:
        """Every document without its text, in no particular order."""
        with self._tables.errors("read"):
            rows = self._tables["documents"].search().select(_HELD_COLUMNS).to_arrow().to_pylist()
        return [Held(**row) for row in rows]

    def newest_year(self) -> int | None:
        """The latest year of publication among the documents; None where none is known."""
        with self._tables.errors("read"):
            years = self._tables["documents"].search().select(["year"]).to_arrow()["year"].to_pylist()
        return max((year for year in years if year), default=None)

    def digests(self) -> list[tuple[str, str]]:
        """The id and digest of every document, in no particular order."""
        with self._tables.errors("read"):
            rows = self._tables["documents"].search().select(["id", "digest"]).to_arrow()
        return list(zip(rows["id"].to_pylist(), rows["digest"].to_pylist(), strict=True))

    def amend(self, amendments: Sequence[Amendment]) -> None:
        """Keep what is known of publications, in the library or not; the same twice is kept once."""
        with self._tables.step():
            known = {row["payload"] for row in self._amendment_rows(amendments)}
            rows = [row for row in amendment_table(amendments).to_pylist() if row["payload"] not in known]
            if rows:
                self._tables["amendments"].add(list({(row["key"], row["payload"]): row for row in rows}.values()))

    def amendments(self, documents: Sequence[Document | Amendment]) -> list[Amendment]:
        """What is known of these publications."""
        found = {row["payload"]: amendment_from_row(row) for row in self._amendment_rows(documents)}
        return list(found.values())

    def without_vectors(self) -> list[str]:
        """Ids of the passages that have no vector yet, in the order they were added."""
        with self._tables.errors("read"):
            ids = self._tables["passages"].search().select(["id"]).to_arrow()["id"].to_pylist()
            done = set(self._tables["vectors"].search().select(["id"]).to_arrow()["id"].to_pylist())
        return [name for name in ids if name not in done]

    def documents_without_passages(self) -> list[str]:
        """Ids of documents of which nothing can be found; none in a sound library."""
        with self._tables.errors("read"):
            owners = set(
                self._tables["passages"].search().select(["document_id"]).to_arrow()["document_id"].to_pylist()
            )
        return sorted(name for name, _ in self.digests() if name not in owners)

    def count(self) -> Counts:
        """Documents, passages and vectors held."""
        with self._tables.errors("read"):
            return Counts(*(self._tables[name].count_rows() for name in ("documents", "passages", "vectors")))

    def release(self) -> str:
        """SHA-256 over the sorted ids and digests of the documents: equal content, equal release.

        Counted once for each version of the table.
        """
        with self._tables.errors("read"):
            version = self._tables["documents"].version
        if self._release is None or self._release[0] != version:
            digest = hashlib.sha256()
            for pair in sorted(self.digests()):
                digest.update(json.dumps(pair, ensure_ascii=False).encode() + b"\n")
            self._release = (version, digest.hexdigest())
        return self._release[1]

    def create_release(self, name: str, *, note: str = "") -> dict[str, Any]:
        """Name the present state, so that it can be opened again; raises UserError when the name is taken."""
        with self._tables.exclusive(), self._tables.errors("written"):
            counts = self.count()
            figures = {"documents": counts.documents, "passages": counts.passages, "vectors": counts.vectors}
            return self.releases.create(name, self._tables, figures | {"release": self.release(), "note": note})

    def optimize(self) -> None:
        """Merge small files and bring every index up to date; call it when a round of additions is over.

        Until then what was added is found, but its scores depend on the order of the additions.
        """
        with self._tables.step():
            keep = self.releases.unneeded_after()
            index_large(self._tables)
            renew_words(self._tables["passages"], keep=keep)
            for name in ("documents", "vectors", "earlier", "amendments"):
                self._tables[name].optimize(cleanup_older_than=keep)

    def read_manifest(self) -> Manifest | None:
        """What the library was made with; None when it was never finished."""
        return read_manifest(self._manifest)

    def write_manifest(self, manifest: Manifest) -> None:
        """Record what the library was made with."""
        with self.exclusive(), self._tables.errors("written"):
            write_manifest(self._manifest, manifest)

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold the library for writing across several calls; raises LibraryError when it stays taken."""
        return self._tables.exclusive()

    def _renew_layout(self) -> None:
        """Bring tables of another layout into this one; without a manifest, passages are then made again.

        The documents are the record and stay; passages and vectors are made from them.
        """
        with self._tables.errors("opened"):
            documents, passages = self._tables["documents"], self._tables["passages"]
            if documents.schema == document_schema() and passages.schema == passage_schema():
                return
            with self.exclusive():
                self._manifest.unlink(missing_ok=True)
                payloads = documents.search().select(["payload"]).to_arrow()["payload"].to_pylist()
                self._tables.replace("documents", document_table([self._parse(payload) for payload in payloads]))
                for name in ("passages", "vectors"):
                    self._tables.replace(name, None)

    def _add_vectors(self, ids: Sequence[str], owners: Sequence[str], vectors: Sequence[Vector]) -> None:
        if ids:
            self._tables["vectors"].add(vector_table(ids, owners, vectors, dimensions=self.dimensions))

    def _amendment_rows(self, publications: Sequence[Document | Amendment]) -> list[dict[str, Any]]:
        keys = {key for publication in publications for key in identifier_keys(publication)}
        return self._tables.rows("amendments", "key", sorted(keys), None)

    def _read_documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        rows = self._tables.rows("documents", "id", list(dict.fromkeys(document_ids)), ["id", "payload"])
        with self._tables.errors("read"):
            return {row["id"]: self._parse(row["payload"]) for row in rows}
