"""Reading passages with their documents and vectors; those read before are kept as long as the tables stay the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from citewell.domain.documents import Document, Passage
from citewell.domain.questions import Vector
from citewell.indexes._lance_tables import Tables

PASSAGES_KEPT = 4096
"""About 3 kB each, the vector included."""
DOCUMENTS_KEPT = 1024

Row = TypeVar("Row")


class Reader:
    """Reads through these three ways of asking the tables; questions on one topic read many of the same passages."""

    def __init__(
        self,
        tables: Tables,
        *,
        passages: Callable[[Sequence[str]], Mapping[str, Passage]],
        vectors: Callable[[Sequence[str]], Mapping[str, Vector]],
        documents: Callable[[Iterable[str]], Mapping[str, Document]],
    ) -> None:
        self._tables = tables
        self._fetch_passages, self._fetch_vectors, self._fetch_documents = passages, vectors, documents
        self._passages: _Kept[tuple[Passage, Vector | None]] = _Kept(PASSAGES_KEPT)
        self._documents: _Kept[Document] = _Kept(DOCUMENTS_KEPT)

    def read(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document, Vector | None]]:
        """The passages in the order of their ids; unknown ones, and those whose document is gone, are left out."""
        with self._tables.errors("read"):
            own, near, owning = (self._tables[name].version for name in ("passages", "vectors", "documents"))
        rows = self._passages.read(passage_ids, (own, near), self._fetch)
        owners = self._documents.read(
            [passage.document_id for passage, _ in rows.values()], owning, self._fetch_documents
        )
        return {
            name: (passage, owners[passage.document_id], vector)
            for name, (passage, vector) in rows.items()
            if passage.document_id in owners
        }

    def _fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Vector | None]]:
        passages = self._fetch_passages(passage_ids)
        vectors = self._fetch_vectors(list(passages))
        return {name: (passage, vectors.get(name)) for name, passage in passages.items()}


class _Kept(Generic[Row]):
    """At most so many rows by their ids, all of one version of the tables."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: tuple[Hashable, dict[str, Row]] = (None, {})

    def read(
        self, names: Sequence[str], version: Hashable, fetch: Callable[[list[str]], Mapping[str, Row]]
    ) -> dict[str, Row]:
        """The rows of these names as far as there are any, in their order; `fetch` reads those not held."""
        of, rows = self._held
        if of != version:
            rows = {}
        wanted = list(dict.fromkeys(names))
        found = {name: row for name in wanted if (row := rows.get(name)) is not None}
        missing = [name for name in wanted if name not in found]
        if missing:
            fresh = fetch(missing)
            found |= fresh
            self._held = (version, {**rows, **fresh} if len(rows) + len(fresh) <= self._most else dict(fresh))
        return {name: found[name] for name in wanted if name in found}
