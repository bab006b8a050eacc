"""What keeping a library needs: an index that is also the record, and a way to show progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from citewell.domain.documents import Document
from citewell.domain.intake import Amendment
from citewell.domain.library import Held
from citewell.domain.ports import Index


class Library(Index, Protocol):
    """An index that is also the record of its documents."""

    def documents(self) -> Iterator[Document]:
        """Every document, by id."""
        ...

    def documents_by_id(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """These documents; unknown ids are left out."""
        ...

    def held(self, documents: Sequence[Document | Amendment]) -> list[Held]:
        """What is held under the ids or identifiers of these publications."""
        ...

    def remove(self, document_ids: Iterable[str], *, reason: str = "removed") -> int:
        """Take documents out of search; they stay readable as earlier versions."""
        ...

    def amend(self, amendments: Sequence[Amendment]) -> None:
        """Keep what is known of publications, whether they are held or not."""
        ...

    def amendments(self, documents: Sequence[Document | Amendment]) -> list[Amendment]:
        """What is known of these publications."""
        ...

    def without_vectors(self) -> list[str]:
        """Ids of the passages that have no vector yet."""
        ...

    def optimize(self) -> None:
        """Bring every index up to date."""
        ...


class Progress(Protocol):
    """Something that shows how far a long task is."""

    def __call__(self, *, total: int, task: str, unit: str = "passages") -> Callable[[int], None]:
        """Start a bar of `total` steps (0 where nobody knows); the result moves it on."""
        ...


def silent(*, total: int, task: str, unit: str = "passages") -> Callable[[int], None]:
    """A Progress that shows nothing."""
    return lambda steps: None
