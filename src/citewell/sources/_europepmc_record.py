"""Turns one record of Europe PMC's search into a document, and its corrections into notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.intake import Amendment
from citewell.domain.merging import with_notices
from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._files import raw_digest
from citewell.sources._json import at, list_at, text_at
from citewell.sources._kind import read_kind
from citewell.sources._markup import abstract_blocks, plain_text
from citewell.sources._publication import (
    author_line,
    document_id,
    iso_date,
    language_code,
    plain_doi,
    plain_pmcid,
    plain_pmid,
    status_of,
    year_of,
)
from citewell.sources._record import UnusableRecord

SERVICE = "Europe PMC"
_TRANSLATED = re.compile(r"^\[([^\[\]]+)\]\.?$")
LONGEST_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A record read: `document` has the title for its text when there is no abstract (`what_was_read` says so)."""

    document: Document
    amendments: tuple[Amendment, ...]
    has_open_full_text: bool


def record_key(record: object) -> str:
    """What Europe PMC calls the record: its source and id, as in "MED/12221344"."""
    return single_spaced(clean_page(f"{text_at(record, 'source')}/{text_at(record, 'id')}"))[:80]


def read_record(record: object, *, origin: str, source: str) -> Reading:
    """The document that a record of resultType=core describes. Raises UnusableRecord."""
    title = _TRANSLATED.sub(r"\1", plain_text(text_at(record, "title"))).removesuffix(".")
    if not title:
        raise UnusableRecord("It has no title.", "Leave it out of the search.")
    blocks = abstract_blocks(text_at(record, "abstractText"))
    if any(len(block.text) > LONGEST_BLOCK for block in blocks):
        raise UnusableRecord("Its abstract has more than a million characters.", "Leave it out of the search.")
    types = tuple(words for item in list_at(record, "pubTypeList", "pubType") if (words := _words(item)))
    kind = read_kind(publication_types=types, title=title, abstract=" ".join(block.text for block in blocks))
    pmid, pmcid, doi = _identifiers(record)
    published = iso_date(text_at(record, "firstPublicationDate"))
    persons, groups = _authors(record)
    document = Document(
        id=document_id(pmid=pmid, pmcid=pmcid, doi=doi, otherwise=f"europepmc-{record_key(record)}".lower()),
        title=title,
        blocks=blocks or (Block(text=title, locator="Title"),),
        collection=source,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors=author_line(persons),
        organisation="" if persons else "; ".join(groups[:2]),
        journal=_words(at(record, "journalInfo", "journal", "title")),
        year=year_of(text_at(record, "journalInfo", "yearOfPublication") or text_at(record, "pubYear") or published),
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        url=f"https://europepmc.org/article/{record_key(record)}",
        licence=_words(at(record, "license")),
        what_was_read="abstract" if blocks else "title",
        source=source,
        origin=origin,
        raw_digest=raw_digest(json.dumps(record, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")),
        published=published,
        language=language_code(text_at(record, "language")),
        publication_types=types,
        mesh=tuple(
            filter(None, (_words(at(i, "descriptorName")) for i in list_at(record, "meshHeadingList", "meshHeading")))
        ),
    )
    return Reading(
        with_notices(document, _notices(record, types)),
        tuple(_amendments(record, document)),
        text_at(record, "isOpenAccess") == "Y" and text_at(record, "inEPMC") == "Y" and bool(pmcid),
    )


def _identifiers(record: object) -> tuple[str, str, str]:
    """PMID, PMCID and DOI, each empty where the record has none."""
    own = text_at(record, "id")
    pmid = plain_pmid(text_at(record, "pmid") or (own if text_at(record, "source") == "MED" else ""))
    return pmid, plain_pmcid(text_at(record, "pmcid") or own), plain_doi(text_at(record, "doi"))


def _authors(record: object) -> tuple[list[str], list[str]]:
    """Persons and groups, in order."""
    authors = list_at(record, "authorList", "author")
    persons = [name for author in authors if (name := text_at(author, "fullName"))]
    groups = [name for author in authors if (name := _words(at(author, "collectiveName")))]
    if not persons and not groups:
        persons = text_at(record, "authorString").split(",")
    return [name for name in persons if name.strip()], groups


def _notices(record: object, types: tuple[str, ...]) -> Iterator[StatusNotice]:
    """What has become of the publication, by its corrections ("Retraction in") and its publication types."""
    told = set()
    for item in list_at(record, "commentCorrectionList", "commentCorrection"):
        relation = text_at(item, "type")
        status = status_of(relation) if relation.lower().endswith(" in") else None
        if status:
            told.add(status)
            yield StatusNotice(status, **_reference(item), source=SERVICE, reason=_words(at(item, "note")))
    if DocumentStatus.RETRACTED not in told and any(name.lower() == "retracted publication" for name in types):
        yield StatusNotice(DocumentStatus.RETRACTED, source=SERVICE)


def _amendments(record: object, document: Document) -> Iterator[Amendment]:
    """What the publication says of others ("Retraction of", "Erratum for")."""
    reference = f"{document.title}. {document.journal} {document.year or ''}".strip()
    for item in list_at(record, "commentCorrectionList", "commentCorrection"):
        relation = text_at(item, "type").lower()
        status = status_of(relation) if relation.endswith((" of", " for", " from")) else None
        pmid = plain_pmid(text_at(item, "id")) if text_at(item, "source") in ("MED", "") else ""
        if status and pmid:
            notice = StatusNotice(
                status,
                date=document.published,
                reference=reference,
                pmid=document.pmid,
                doi=document.doi,
                url=document.url,
                source=SERVICE,
            )
            yield Amendment(notice, pmid=pmid)


def _reference(item: object) -> dict[str, str]:
    """Where a notice stands: "J Pain. 2019 Mar;20(3):1. doi: 10.1000/x" and the PMID behind it."""
    words = _words(at(item, "reference"))
    doi = re.search(r"\b10\.\d{4,9}/[^\s;,]+", words)
    year = re.search(r"\b(?:19|20)\d{2}\b", words)
    return {
        "date": year[0] if year else "",
        "reference": words,
        "pmid": plain_pmid(text_at(item, "id")) if text_at(item, "source") in ("MED", "") else "",
        "doi": doi[0].rstrip(".").lower() if doi else "",
    }


def _words(value: object) -> str:
    return plain_text(value) if isinstance(value, str) else ""
