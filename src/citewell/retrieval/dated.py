"""An index of which only the publications of some years are read: what is newer, or older, than a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from citewell.domain.documents import Document, Passage
from citewell.domain.library import Counts
from citewell.domain.ports import Searchable
from citewell.domain.questions import Hit, Vector


class DatedIndex:
    """Wraps an index; a passage of a publication from outside the years, or without a year, is not there to be read.

    `since` is the first year that counts, `before` the first that no longer does.
    """

    def __init__(self, index: Searchable, *, since: int | None = None, before: int | None = None) -> None:
        self._index = index
        self._since = since
        self._before = before

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """As the index searches; of these hits some cannot be read."""
        return self._index.search_words(query, limit)

    def search_vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """As the index searches; of these hits some cannot be read."""
        return self._index.search_vectors(vectors, limit)

    def occurrences(self, word: str) -> int:
        """As the index counts."""
        return self._index.occurrences(word)

    def title_words(self) -> Mapping[str, int]:
        """As the index has them."""
        return self._index.title_words()

    def count(self) -> Counts:
        """As the index counts."""
        return self._index.count()

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, tuple[Passage, Document, Vector | None]]:
        """The passages of publications from the years that count."""
        return {name: row for name, row in self._index.read(passage_ids).items() if self._counts(row[1])}

    def _counts(self, document: Document) -> bool:
        year = document.year
        return year is not None and self._since_then(year) and (self._before is None or year < self._before)

    def _since_then(self, year: int) -> bool:
        return self._since is None or year >= self._since
