"""An index that reads no passage twice: the searches for one answer find many of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from citewell.domain.documents import Document, Passage
from citewell.domain.library import Counts
from citewell.domain.ports import Searchable
from citewell.domain.questions import Hit, Vector

Stored = tuple[Passage, Document, Vector | None]


class RememberedIndex:
    """Wraps an index for the length of one answer; whatever else it is asked goes through."""

    def __init__(self, index: Searchable) -> None:
        self._index = index
        self._read: dict[str, Stored] = {}
        self._counts: Counts | None = None

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """As the index searches."""
        return self._index.search_words(query, limit)

    def search_vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """As the index searches."""
        return self._index.search_vectors(vectors, limit)

    def occurrences(self, word: str) -> int:
        """As the index counts."""
        return self._index.occurrences(word)

    def title_words(self) -> Mapping[str, int]:
        """As the index has them."""
        return self._index.title_words()

    def count(self) -> Counts:
        """As the index counts; asked once."""
        if self._counts is None:
            self._counts = self._index.count()
        return self._counts

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, Stored]:
        """The stored passages with their documents and vectors; asks for those not read before."""
        fresh = [name for name in passage_ids if name not in self._read]
        if fresh:
            self._read |= self._index.read(fresh)
        return {name: self._read[name] for name in passage_ids if name in self._read}
