"""What the library's pages and its JSON show: publications in a list, one publication, releases and their differences.

`title` and `text` are as they are stored, since quotes count their letters; a page shows `heading` and `shown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from citewell.compose.citing import (
    reference_author,
    reference_links,
    reference_marks,
    reference_origin,
    reference_text,
    safe_address,
)
from citewell.compose.number import reference_to
from citewell.compose.reading import clean, quoted_grade
from citewell.domain.documents import Document, Passage, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity

if TYPE_CHECKING:
    from citewell.domain.library import Publication

STATUS_LABELS = {
    DocumentStatus.CURRENT: "Current",
    DocumentStatus.CORRECTED: "Corrected since",
    DocumentStatus.SUPERSEDED: "Superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "Expression of concern",
    DocumentStatus.RETRACTED: "Retracted",
}


class Citing(Protocol):
    """An article as the store tells that it cites a document."""

    @property
    def digest(self) -> str:
        """Its digest."""
        ...

    @property
    def question(self) -> str:
        """Its question."""
        ...

    @property
    def saved_at(self) -> str:
        """When it was stored (ISO 8601, UTC)."""
        ...


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """A publication in a list; `links` lead to it by the names they show, `byline` is its citation without title."""

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
    byline: str = ""

    @property
    def heading(self) -> str:
        """The title as a page shows it."""
        return clean(self.title)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return self.kind.label

    @property
    def status_label(self) -> str:
        """The standing in words."""
        return STATUS_LABELS[self.status]

    @property
    def is_restated(self) -> bool:
        """Whether its text is ours and not the publication's own."""
        return self.fidelity is Fidelity.RESTATED


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
    def shown(self) -> str:
        """The text as a page shows it: its lines kept, each without what could steer the page."""
        return "\n".join(filter(None, map(clean, self.text.splitlines())))

    @property
    def grade(self) -> str:
        """Strength and certainty in the source's own words, named as such."""
        grades = (("strength", self.strength), ("certainty", self.certainty))
        return ", ".join(f"{name} {quoted_grade(value)}" for name, value in grades if value.strip())


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
    successor: str
    removed: str
    reason: str
    notices: tuple[NoticeView, ...]
    passages_total: int
    start: int
    limit: int
    passages: tuple[PassageView, ...]
    cited_by: tuple[CitingView, ...]

    @property
    def parts(self) -> int:
        """How many pages the passages fill, as many on each as there are on this one."""
        return max(1, -(-self.passages_total // self.limit))

    @property
    def part(self) -> int:
        """Which of these pages this is, from 1 on."""
        return self.start // self.limit + 1

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
    origin = reference_origin(reference)
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
        byline=". ".join(
            part.rstrip(".") for part in (_who(reference_author(reference), origin), clean(document.journal)) if part
        ),
    )


def _who(author: str, origin: str) -> str:
    """The author with the origin in brackets, or the origin alone."""
    return f"{author} ({origin})" if author else origin[:1].upper() + origin[1:]


def publication_view(
    publication: Publication, citing: Sequence[Citing], *, start: int = 0, limit: int = 200, successor: str = ""
) -> PublicationView:
    """A publication's page; `successor` is the title of what replaced it, where the library has it."""
    document = publication.document
    return PublicationView(
        line=publication_line(document),
        licence=clean(document.licence),
        language=clean(document.language),
        country=clean(document.country),
        what_was_read=clean(document.what_was_read),
        note=clean(document.note),
        kind_reason=clean(document.kind_reason),
        superseded_by=clean(document.superseded_by),
        successor=clean(successor),
        removed=publication.until,
        reason=publication.reason,
        notices=tuple(map(_notice, document.notices)),
        passages_total=len(publication.passages),
        start=start,
        limit=limit,
        passages=tuple(map(passage_view, publication.passages[start : start + limit])),
        cited_by=tuple(CitingView(one.digest, clean(one.question), one.saved_at) for one in citing),
    )


def passage_view(passage: Passage) -> PassageView:
    """A passage with its place."""
    return PassageView(
        id=passage.id,
        text=passage.text,
        section_path=tuple(map(clean, passage.section_path)),
        locator=clean(passage.locator),
        topic=passage.topic.value if passage.topic else "",
        strength=passage.strength,
        certainty=passage.certainty,
        inferred=passage.inferred,
    )


def release_lines(releases: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is told of named states: never where the library lies."""
    told = ("name", "created", "release", "documents", "passages", "note")
    return [
        {name: clean(value) if isinstance(value := release.get(name, ""), str) else value for name in told}
        for release in releases
    ]


def _notice(notice: StatusNotice) -> NoticeView:
    address = safe_address(notice.url)
    if notice.doi.strip():
        address = safe_address(f"https://doi.org/{notice.doi.strip()}") or address
    elif notice.pmid.isdigit():
        address = f"https://pubmed.ncbi.nlm.nih.gov/{notice.pmid}/"
    return NoticeView(
        status=notice.status,
        date=clean(notice.date),
        source=clean(notice.source),
        reason=clean(notice.reason),
        reference=clean(notice.reference),
        address=address,
    )
