"""Brings the starter library in a library up to date."""

from __future__ import annotations

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import Fidelity
from citewell.domain.intake import Item
from citewell.domain.library import Held
from citewell.domain.ports import Embedder, Source
from citewell.pipeline import encode, ingest
from citewell.upkeep.ports import Library, Progress

STARTER_COLLECTION = "starter"


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
    shipped = {document.id for document in held if is_shipped(document)}
    added = {document.id: document for document in held if document.id not in shipped}
    items = [_yielding(item, added) for item in starter.fetch("")] if starter else []
    documents = [item for item in items if isinstance(item, Document)]
    library.remove(sorted(shipped - {document.id for document in documents}))
    if everything:
        documents += added.values()
    else:
        digests = {document.id: document.digest for document in held}
        documents = [document for document in documents if digests.get(document.id) != document.digest]
    with progress(total=len(documents), task="Indexing documents", unit="documents") as bar:
        ingest(documents, index=library, advance=bar, remake=everything)
    if embedder:
        missing = library.without_vectors()
        with progress(total=len(missing), task="Encoding passages") as bar:
            encode(missing, index=library, embedder=embedder, advance=bar)
    library.optimize()
    return [item for item in items if isinstance(item, Rejection)]


def is_shipped(document: Document) -> bool:
    """Whether a document is the starter library's; somebody's own file may be called starter too."""
    return document.collection == STARTER_COLLECTION and document.fidelity is Fidelity.RESTATED


def is_shipped_record(held: Held) -> bool:
    """The same of a document whose text was not read."""
    return held.collection == STARTER_COLLECTION and held.source == STARTER_COLLECTION


def _yielding(item: Item, added: dict[str, Document]) -> Item:
    """The item, unless it is a document under an id that somebody's own document has."""
    if isinstance(item, Document) and item.id in added:
        remedy = "Yours stays. To have both, remove yours and add it again with --prefix NAME-."
        return clash(item, added[item.id].collection, remedy=remedy)
    return item


def clash(document: Document, holder: str, *, remedy: str) -> Rejection:
    """The rejection of a document whose id is taken."""
    return Rejection(
        place=f"{document.collection}: {document.id}",
        reason=f"The collection {holder!r} already holds a document with this id.",
        remedy=remedy,
    )
