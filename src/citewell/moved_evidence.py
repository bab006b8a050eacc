"""How the publications behind an article have moved since it was made, and which have come since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from citewell.compose.editions import same_series
from citewell.domain.articles import Article, Reference
from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.library import Selection
from citewell.domain.questions import Evidence
from citewell.review.reopening import GUIDANCE, Change, Move, change_of
from citewell.text.normalise import content_stems

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex

MOST_LATER = 2_000
"""Publications of later years whose titles are looked through for a new edition, the newest first."""

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
    recent = _that_came([documents[name] for name in arrivals if name not in known], index, since=since)
    return frozenset(arrivals), [arrivals[one.id] for one in recent]


def later_editions(article: Article, index: LanceIndex, *, since: str) -> list[tuple[Change, str]]:
    """Cited guidance of which a later edition came `since`, with the id of the newest.

    A later edition is by the same body on the same subject; where the source itself says that it replaces the cited
    one, that is the cited one's status.
    """
    cited = index.documents_by_id(reference.document_id for reference in article.references)
    found = []
    for document in cited.values():
        if document.kind not in GUIDANCE or document.year is None or document.status is DocumentStatus.SUPERSEDED:
            continue
        later = [one for one in _later_guidance(document, index) if one.id not in cited and change_of(None, one)]
        if came := _that_came(later, index, since=since):
            newest = max(came, key=lambda one: (one.year or 0, one.id))
            by = f"“{newest.title.rstrip('.')}”, {newest.year}"
            found.append((Change(Move.NEW_EDITION, document, by=by, date=f"{newest.year}"), newest.id))
    return found


def _later_guidance(document: Document, index: LanceIndex) -> list[Document]:
    """Guidance of later years by the same body on the same subject."""
    subject = set(content_stems(document.title))
    ids: list[str] = []
    for kind in GUIDANCE:
        chosen = index.catalogue.choose(
            Selection(kind=kind.value, year_from=(document.year or 0) + 1), limit=MOST_LATER
        )
        ids += chosen.ids
    alike = [name for name, title in index.catalogue.titles(ids).items() if subject & set(content_stems(title))]
    return [one for one in index.documents_by_id(alike).values() if same_series(document, one)]


def _that_came(documents: Sequence[Document], index: LanceIndex, *, since: str) -> list[Document]:
    """Those of the documents that the library did not hold before a moment, in whatever version."""
    recent = [one for one in documents if one.retrieved[:TO_SECONDS] >= since[:TO_SECONDS]]
    there_before = {
        version.document.id
        for version in index.earlier([one.id for one in recent])
        if version.document.retrieved[:TO_SECONDS] < since[:TO_SECONDS]
    }
    return [one for one in recent if one.id not in there_before]


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
