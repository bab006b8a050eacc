"""Keeping a library's content right: the starter library brought up to date, own documents added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import Fidelity
from citewell.domain.errors import InputError, NotFoundError
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

    With `everything` the documents that people added are indexed anew too, because the engine or the tables changed.
    Their text comes from the library itself, so nothing of theirs is lost; where the starter library has
    come to use an id of theirs, theirs stays.
    """
    held = list(library.documents())
    shipped = {document.id for document in held if _is_shipped(document)}
    added = {document.id: document for document in held if document.id not in shipped}
    items = [_yielding(item, added) for item in starter.fetch("")] if starter else []
    documents = [item for item in items if isinstance(item, Document)]
    library.remove(sorted(shipped - {document.id for document in documents}))
    if everything:
        documents += added.values()
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
    """Add documents; an id that another collection holds or has just brought is rejected, not overwritten.

    `prefix` goes before every id. Returns how many documents were stored, and what was rejected.
    """
    advance = progress(total=0, task="Adding passages")
    counted = ingest(_checked(items, library, prefix), index=library, embedder=embedder, advance=advance)
    library.optimize()
    return counted


def fetch_all(source: Source, locations: Sequence[str]) -> Iterator[Document | Rejection]:
    """What a source has at each location; of several, one that is no use is rejected and does not stop the rest."""
    for location in locations:
        try:
            yield from source.fetch(location)
        except InputError as error:
            if len(locations) == 1:
                raise
            yield Rejection(location, error.message, error.remedy)


def _checked(items: Iterable[Document | Rejection], library: Library, prefix: str) -> Iterator[Document | Rejection]:
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Rejection):
            yield item
            continue
        document = replace(item, id=prefix + item.id)
        holder = seen.get(document.id) or _other_holder(document, library)
        if holder:
            yield _clash(document, holder, remedy="Add it again with --prefix NAME- to give its ids a prefix.")
        else:
            seen[document.id] = document.collection
            yield document


def _other_holder(document: Document, library: Library) -> str:
    """The collection from which the library has this id, or nothing when it is free or the document's own."""
    try:
        held = library.document(document.id)
    except NotFoundError:
        return ""
    if _is_shipped(held):
        return "starter library"
    return held.collection if held.collection != document.collection else ""


def _yielding(item: Document | Rejection, added: Mapping[str, Document]) -> Document | Rejection:
    """The item, unless it is a document under an id that somebody's own document has."""
    if isinstance(item, Document) and item.id in added:
        remedy = "Yours stays. To have both, remove yours and add it again with --prefix NAME-."
        return _clash(item, added[item.id].collection, remedy=remedy)
    return item


def _is_shipped(document: Document) -> bool:
    """Whether a document is the starter library's; somebody's own file may be called starter too."""
    return document.collection == STARTER_COLLECTION and document.fidelity is Fidelity.RESTATED


def _clash(document: Document, holder: str, *, remedy: str) -> Rejection:
    return Rejection(
        place=f"{document.collection}: {document.id}",
        reason=f"The collection {holder!r} already holds a document with this id.",
        remedy=remedy,
    )
