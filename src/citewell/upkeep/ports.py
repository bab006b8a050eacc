"""What keeping a library needs: an index that is also the record, and ways to follow and to show progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeAlias

from citewell.domain.documents import Document
from citewell.domain.intake import Amendment, Term
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


class TermKeeper(Protocol):
    """Something that keeps the terms of vocabularies."""

    def keep_terms(self, terms: Sequence[Term]) -> None:
        """Keep these terms in the place of earlier ones with the same identifiers."""
        ...


class Reading(Protocol):
    """How far a source is in the place it reads; all 0 where it does not say."""

    @property
    def bytes_read(self) -> int:
        """Bytes read of the file that is open now."""
        ...

    @property
    def records(self) -> int:
        """Records read of those that a service counted."""
        ...

    @property
    def expected(self) -> int:
        """Records that the service counted."""
        ...


Watch: TypeAlias = Callable[[], Reading]
"""Follows what is read from now on, until it is called again."""


class Bar(Protocol):
    """Shows how far one task is."""

    def __call__(self, steps: int) -> None:
        """Move on by so many steps."""
        ...

    def reach(self, done: int, *, total: int, documents: int) -> None:
        """Show how far reading is: what is done, of how much as far as anybody knows, and the documents found."""
        ...


class Progress(Protocol):
    """Something that shows how far a long task is."""

    def __call__(self, *, total: int, task: str, unit: str = "passages") -> AbstractContextManager[Bar]:
        """Show a task of `total` steps (0 where nobody knows) until it is left; without a unit only that it runs."""
        ...


class _Unseen:
    """A Bar and a Reading that nobody sees."""

    bytes_read = records = expected = 0

    def __call__(self, steps: int) -> None:
        pass

    def reach(self, done: int, *, total: int, documents: int) -> None:
        pass


def silent(*, total: int, task: str, unit: str = "passages") -> AbstractContextManager[Bar]:
    """A Progress that shows nothing."""
    return nullcontext(_Unseen())


def unwatched() -> Reading:
    """A Watch that knows nothing."""
    return _Unseen()
