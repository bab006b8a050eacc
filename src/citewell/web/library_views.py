"""What the library's pages and its JSON show: publications in a list, one publication, releases and their differences.

Texts in these records are as they are stored; templates show them through the filter `plain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citewell.compose.citing import reference_links, reference_marks, reference_text, safe_address
from citewell.compose.number import reference_to
from citewell.compose.reading import clean
from citewell.domain.documents import Document, Passage, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity

if TYPE_CHECKING:
    from citewell.domain.library import Publication
    from citewell.store.articles import Citing

STATUS_LABELS = {
    DocumentStatus.CURRENT: "Current",
    DocumentStatus.CORRECTED: "Corrected since",
    DocumentStatus.SUPERSEDED: "Superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "Expression of concern",
    DocumentStatus.RETRACTED: "Retracted",
}


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """A publication in a list; `links` lead to it by the names they show."""

    id: str
    title: str
    citation: str
    kind: EvidenceKind
    status: DocumentStatus
    fidelity: Fidelity
    year: int | None
    collection: str
    marks: tuple[str, ...]
    links: dict[str, str]

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return self.kind.label


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage as it is stored, with its place."""

    id: str
    text: str
    section_path: tuple[str, ...]
    locator: str
    topic: str
    strength: str
    certainty: str
    inferred: bool

    @property
    def grade(self) -> str:
        """Strength and certainty in the source's own words, named as such."""
        grades = (("strength", self.strength), ("certainty", self.certainty))
        return ", ".join(f"{name} “{clean(value)}”" for name, value in grades if value.strip())


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A published statement on a publication; `address` leads to it or is empty."""

    status: DocumentStatus
    date: str
    source: str
    reason: str
    reference: str
    address: str

    @property
    def label(self) -> str:
        """What it does to the publication, in words."""
        return STATUS_LABELS[self.status]


@dataclass(frozen=True, slots=True)
class CitingView:
    """A stored article that cites a publication."""

    digest: str
    question: str
    saved_at: str


@dataclass(frozen=True, slots=True)
class PublicationView:
    """A publication with some of its passages, from place `start`, and the articles that cite it.

    `removed` tells when it was taken out of search, and is empty where it is in the library.
    """

    line: PublicationLine
    licence: str
    language: str
    country: str
    what_was_read: str
    note: str
    kind_reason: str
    superseded_by: str
    removed: str
    reason: str
    notices: tuple[NoticeView, ...]
    passages_total: int
    start: int
    passages: tuple[PassageView, ...]
    cited_by: tuple[CitingView, ...]

    @property
    def sections(self) -> list[tuple[tuple[str, ...], list[PassageView]]]:
        """The passages in reading order under the headings that they share."""
        grouped: list[tuple[tuple[str, ...], list[PassageView]]] = []
        for passage in self.passages:
            if not grouped or grouped[-1][0] != passage.section_path:
                grouped.append((passage.section_path, []))
            grouped[-1][1].append(passage)
        return grouped


def publication_line(document: Document) -> PublicationLine:
    """A document as a list shows it."""
    reference = reference_to(0, document)
    return PublicationLine(
        id=document.id,
        title=document.title,
        citation=reference_text(reference),
        kind=document.kind,
        status=document.status,
        fidelity=document.fidelity,
        year=document.year,
        collection=document.collection,
        marks=reference_marks(reference, ()),
        links=dict(reference_links(reference)),
    )


def publication_view(
    publication: Publication, citing: Sequence[Citing], *, start: int = 0, limit: int = 200
) -> PublicationView:
    """A publication's page."""
    document = publication.document
    return PublicationView(
        line=publication_line(document),
        licence=document.licence,
        language=document.language,
        country=document.country,
        what_was_read=document.what_was_read,
        note=document.note,
        kind_reason=document.kind_reason,
        superseded_by=document.superseded_by,
        removed=publication.until,
        reason=publication.reason,
        notices=tuple(map(_notice, document.notices)),
        passages_total=len(publication.passages),
        start=start,
        passages=tuple(map(passage_view, publication.passages[start : start + limit])),
        cited_by=tuple(CitingView(one.digest, one.question, one.saved_at) for one in citing),
    )


def passage_view(passage: Passage) -> PassageView:
    """A passage with its place."""
    return PassageView(
        id=passage.id,
        text=passage.text,
        section_path=passage.section_path,
        locator=passage.locator,
        topic=passage.topic.value if passage.topic else "",
        strength=passage.strength,
        certainty=passage.certainty,
        inferred=passage.inferred,
    )


def release_lines(releases: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is told of named states: never where the library lies."""
    told = ("name", "created", "release", "documents", "passages", "note")
    return [{name: release.get(name, "") for name in told} for release in releases]


def plain_lines(text: str) -> str:
    """Stored text for a page: each line without what could steer it, the lines kept."""
    return "\n".join(filter(None, map(clean, text.splitlines())))


def _notice(notice: StatusNotice) -> NoticeView:
    address = safe_address(notice.url)
    if notice.doi.strip():
        address = safe_address(f"https://doi.org/{notice.doi.strip()}") or address
    elif notice.pmid.isdigit():
        address = f"https://pubmed.ncbi.nlm.nih.gov/{notice.pmid}/"
    return NoticeView(
        status=notice.status,
        date=notice.date,
        source=notice.source,
        reason=notice.reason,
        reference=notice.reference,
        address=address,
    )
