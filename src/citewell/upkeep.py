"""Keeping a library's content right: the starter library brought up to date, own documents added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import NotFoundError
from citewell.domain.ports import Embedder, Index, Source
from citewell.pipeline import ingest

STARTER_COLLECTION = "starter"


class Library(Index, Protocol):
    """An index that is also the record of its documents."""

    def documents(self) -> Iterator[Document]:
        """Every document, by id."""
        ...

    def document(self, document_id: str) -> Document:
        """One document; raises NotFoundError."""
        ...

    def remove(self, document_ids: Iterable[str]) -> int:
        """Delete documents with their passages."""
        ...

    def optimize(self) -> None:
        """Bring every index up to date."""
        ...


class Progress(Protocol):
    """Something that shows how far a long task is."""

    def __call__(self, *, total: int, task: str) -> Callable[[int], None]:
        """Start a bar of `total` steps; the result moves it on."""
        ...


def silent(*, total: int, task: str) -> Callable[[int], None]:
    """A Progress that shows nothing."""
    return lambda steps: None


def refresh(
    library: Library,
    *,
    starter: Source | None,
    everything: bool,
    embedder: Embedder | None,
    progress: Progress,
) -> list[Rejection]:
    """Store the starter library as it is now and drop what left it; returns what could not be read.

    With `everything` the documents that people added are indexed anew too, because the engine changed.
    Their text comes from the library itself, so nothing of theirs is lost.
    """
    items = list(starter.fetch("")) if starter else []
    documents = [item for item in items if isinstance(item, Document)]
    names = {document.id for document in documents}
    held = list(library.documents())
    shipped = {document.id for document in held if document.collection == STARTER_COLLECTION}
    library.remove(sorted(shipped - names))
    if everything:
        documents += [document for document in held if document.id not in names | shipped]
    else:
        digests = {document.id: document.digest for document in held}
        documents = [document for document in documents if digests.get(document.id) != document.digest]
    advance = progress(total=sum(len(item.blocks) for item in documents), task="Indexing passages")
    ingest(documents, index=library, embedder=embedder, advance=advance)
    library.optimize()
    return [item for item in items if isinstance(item, Rejection)]


def add_documents(
    items: Iterable[Document | Rejection],
    *,
    library: Library,
    embedder: Embedder | None,
    prefix: str,
    progress: Progress,
) -> tuple[int, list[Rejection]]:
    """Add documents; an id that another collection holds is rejected instead of overwritten.

    `prefix` goes before every id. Returns how many documents were stored, and what was rejected.
    """
    advance = progress(total=0, task="Adding passages")
    counted = ingest(_checked(items, library, prefix), index=library, embedder=embedder, advance=advance)
    library.optimize()
    return counted


def _checked(items: Iterable[Document | Rejection], library: Library, prefix: str) -> Iterator[Document | Rejection]:
    for item in items:
        if isinstance(item, Rejection):
            yield item
            continue
        document = replace(item, id=prefix + item.id)
        holder = _collection_of(document.id, library)
        if holder is None or holder == document.collection:
            yield document
        else:
            yield Rejection(
                place=f"{document.collection}: {document.id}",
                reason=f"The collection {holder!r} already holds a document with this id.",
                remedy="Add it again with --prefix NAME- to give this collection's ids a prefix.",
            )


def _collection_of(document_id: str, library: Library) -> str | None:
    try:
        return library.document(document_id).collection
    except NotFoundError:
        return None
