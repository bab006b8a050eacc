"""How the publications behind an article have moved since it was made, and which have come since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from citewell.domain.articles import Article, Reference
from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.questions import Evidence
from citewell.review.reopening import Change, Move, change_of

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex

TO_SECONDS = 19
"""Characters of a moment up to its seconds; the library keeps no finer ones."""


def changes_of(article: Article, index: LanceIndex, *, since: str) -> list[Change]:
    """How every publication in the reference list has moved `since` a moment (ISO 8601, UTC)."""
    ids = [reference.document_id for reference in article.references]
    held = index.documents_by_id(ids)
    then: dict[str, Document] = {}
    last: dict[str, Document] = {}
    for version in index.earlier(ids):  # newest first
        last.setdefault(version.document.id, version.document)
        if version.until[:TO_SECONDS] >= since[:TO_SECONDS]:
            then[version.document.id] = version.document
    found = []
    for reference in article.references:
        now = held.get(reference.document_id)
        was = then.get(reference.document_id) or now or last.get(reference.document_id) or _named(reference)
        if change := change_of(_as_cited(was, reference, now, since), now):
            found.append(_with_title(change, index))
    return found


def news_among(
    found: Iterable[Evidence], index: LanceIndex, *, since: str, known: frozenset[str]
) -> tuple[frozenset[str], list[Change]]:
    """The guidance and reviews that a search found, by id; and those of them that came `since` and were not `known`."""
    documents = {item.document.id: item.document for item in found}
    arrivals = {name: change for name, one in documents.items() if (change := change_of(None, one))}
    recent = [
        name for name in arrivals if name not in known and documents[name].retrieved[:TO_SECONDS] >= since[:TO_SECONDS]
    ]
    there_before = {
        version.document.id
        for version in index.earlier(recent)
        if version.document.retrieved[:TO_SECONDS] < since[:TO_SECONDS]
    }
    return frozenset(arrivals), [arrivals[name] for name in recent if name not in there_before]


def _as_cited(was: Document, reference: Reference, now: Document | None, since: str) -> Document:
    """A publication as an article took it: status and notices are not kept with earlier texts, the article has them."""
    notices = tuple(one for one in (now or was).notices if not _is_later(one, since))
    return replace(was, status=reference.status, notices=notices)


def _is_later(notice: StatusNotice, since: str) -> bool:
    """Whether a notice is dated after a moment, as far as its date goes."""
    return bool(notice.date) and notice.date > since[: len(notice.date)]


def _with_title(change: Change, index: LanceIndex) -> Change:
    """A new edition by its title rather than its id, where the library holds it."""
    if change.move is not Move.SUPERSEDED or not change.by:
        return change
    newer = index.documents_by_id([change.by]).get(change.by)
    return replace(change, by=newer.title.rstrip(".")) if newer else change


def _named(reference: Reference) -> Document:
    """A publication of which nothing but the reference is left."""
    return Document(reference.document_id, reference.title, (Block(reference.title),), "", status=reference.status)
