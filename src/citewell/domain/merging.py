"""One publication, one document: what two records of it, and the notices about it, come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from citewell.domain.documents import Document, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind

GRAVITY = (
    DocumentStatus.CURRENT,
    DocumentStatus.CORRECTED,
    DocumentStatus.EXPRESSION_OF_CONCERN,
    DocumentStatus.SUPERSEDED,
    DocumentStatus.RETRACTED,
)
"""From the least to the gravest, in what it means for citing."""

_FULLNESS = ("title", "", "abstract", "full text")
_NEVER_FILLED = frozenset(
    {"id", "title", "blocks", "collection", "fidelity", "status", "superseded_by", "what_was_read", "note", "source"}
    | {"origin", "retrieved", "raw_digest", "version", "kind", "kind_reason", "kind_inferred", "notices", "identity"}
    | {"read_on_copy_site", "also_from"}
)


def merge_documents(held: Document, incoming: Document) -> Document:
    """The document that two records of one publication make, under the id and collection of the one held.

    The text is that of the fuller record, of equals the incoming one's; what its particulars lack is taken from
    the other. A kind that is stated counts before one that was inferred. Notices of both hold.
    """
    fuller, other = (held, incoming) if _fullness(held) > _fullness(incoming) else (incoming, held)
    filled: dict[str, Any] = {}
    for name in (field.name for field in fields(Document)):
        own, others = getattr(fuller, name), getattr(other, name)
        if name in _NEVER_FILLED or others == own:
            continue
        if isinstance(own, tuple):
            filled[name] = (*own, *(item for item in others if item not in own))
        elif own in ("", None):
            filled[name] = others
    filled["also_from"] = tuple(sorted({held.source, incoming.source, *held.also_from} - {fuller.source, ""}))
    filled["status"] = gravest([held.status, incoming.status])
    if _says_less(fuller, other):
        filled |= {"kind": other.kind, "kind_reason": other.kind_reason, "kind_inferred": other.kind_inferred}
    merged = replace(fuller, id=held.id, collection=held.collection, **filled)
    return with_notices(merged, other.notices)


def with_notices(document: Document, notices: Iterable[StatusNotice]) -> Document:
    """The document with these notices beside its own, and the status that follows from the gravest in force.

    A notice of the status CURRENT is a reinstatement: it lifts what was said up to its own date.
    """
    known = list(document.notices)
    for notice in notices:
        if not any(_same(notice, other) for other in known):
            known.append(notice)
    explained = document.status in {notice.status for notice in document.notices}
    stated = DocumentStatus.CURRENT if explained else document.status
    lifted = max((notice.date for notice in known if notice.status is DocumentStatus.CURRENT), default="")
    in_force = [notice for notice in known if not (lifted and notice.date and notice.date <= lifted)]
    newer = next((notice for notice in in_force if notice.status is DocumentStatus.SUPERSEDED), None)
    superseded_by = document.superseded_by or (newer.pmid or newer.doi or newer.url if newer else "")
    status = gravest([stated, *(notice.status for notice in in_force)])
    return replace(document, notices=tuple(known), status=status, superseded_by=superseded_by)


def gravest(statuses: Sequence[DocumentStatus]) -> DocumentStatus:
    """The status that counts where several hold."""
    return max(statuses, key=GRAVITY.index)


def _same(one: StatusNotice, other: StatusNotice) -> bool:
    """Whether two notices are one: of the same kind, and the same publication or, where unknown, the same words."""
    if one.status is not other.status:
        return False
    shared = [(getattr(one, name), getattr(other, name)) for name in ("pmid", "doi")]
    if any(mine and mine == theirs for mine, theirs in shared):
        return True
    return one == other


def _fullness(document: Document) -> int:
    return _FULLNESS.index(document.what_was_read) if document.what_was_read in _FULLNESS else 1


def _says_less(one: Document, other: Document) -> bool:
    """Whether `other` knows the kind better: it knows it at all, or states what `one` inferred.

    What was found to be no evidence of a kind, such as a trial's protocol, is not made one by inference.
    """
    if other.kind is EvidenceKind.OTHER:
        return False
    if one.kind is EvidenceKind.OTHER:
        return not (one.kind_reason and other.kind_inferred)
    return one.kind_inferred and not other.kind_inferred
