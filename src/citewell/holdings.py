"""What the library holds: a publication as it stands or stood, the whole in figures, and how two states differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from citewell.domain.documents import Document, Passage
from citewell.domain.enums import Fidelity
from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.library import Publication
from citewell.upkeep.compare import compare
from citewell.upkeep.status import status_of

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex


def document_in(index: LanceIndex, identity: str) -> tuple[Document, list[Passage]]:
    """A document, named by its id or a passage's id, with its passages; raises NotFoundError."""
    try:
        document = index.document(identity)
    except NotFoundError:
        found = index.read([identity])
        if identity not in found:
            raise
        document = found[identity][1]
    return document, index.passages_of(document.id)


def publication_in(index: LanceIndex, identity: str) -> Publication:
    """A document with its passages; one that was removed as it was then. Raises NotFoundError."""
    try:
        document, passages = document_in(index, identity)
    except NotFoundError:
        versions = index.earlier([identity])
        if not versions:
            raise
        last = versions[0]
        return Publication(last.document, last.passages, last.until, last.reason)
    return Publication(document, tuple(passages))


def titles_in(index: LanceIndex, identities: Sequence[str]) -> dict[str, str]:
    """The titles of these documents, those that left the library included; unknown ids are left out."""
    found = index.catalogue.titles(identities)
    gone = [name for name in identities if name not in found]
    return found | {one.document.id: one.document.title for one in reversed(index.earlier(gone))}


def removable(index: LanceIndex, identities: Iterable[str]) -> list[str]:
    """These ids, all of documents that were added; raises UserError for one of the starter library's.

    Raises NotFoundError for one that is not held.
    """
    wanted = list(identities)
    for identity in wanted:
        if index.document(identity).fidelity is Fidelity.RESTATED:
            raise UserError(
                f"{identity} belongs to the starter library.",
                remedy="Leave the whole starter library out with CITEWELL_STARTER=off and a new --library.",
            )
    return wanted


def compare_states(before: LanceIndex, after: LanceIndex) -> dict[str, list[dict[str, str]]]:
    """Documents that came, changed and left between two states of the library."""
    old, new = dict(before.digests()), dict(after.digests())
    other = [name for name in old.keys() | new.keys() if old.get(name) != new.get(name)]
    return compare(before.held_by_id(other), after.held_by_id(other))


def figures_of(index: LanceIndex, *, unfinished: Sequence[dict[str, Any]], release: str) -> dict[str, Any]:
    """How much the library holds, in all and by kind, status and collection, and which additions broke off."""
    counts, counted = index.count(), index.catalogue.counts()
    return status_of(counts, counted, unfinished=unfinished, release=release, releases=index.releases.all())
