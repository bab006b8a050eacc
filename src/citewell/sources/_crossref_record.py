"""Turns one work of Crossref into a document, and the updates that Crossref knows of into notices."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.intake import Amendment
from citewell.domain.merging import with_notices
from citewell.sources._files import raw_digest
from citewell.sources._json import list_at, text_at
from citewell.sources._kind import read_kind
from citewell.sources._markup import abstract_blocks, plain_text
from citewell.sources._publication import (
    author_line,
    document_id,
    language_code,
    plain_doi,
    status_of,
    year_of,
)
from citewell.sources._record import UnusableRecord

SERVICE = "Crossref"
LONGEST_BLOCK = 1_000_000
_RETRACTED_TITLE = re.compile(
    r"\W*(?:RETRACTED|WITHDRAWN|(?:Retracted|Withdrawn)(?: article| paper)?\s*[:\]])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A work read: `document` has the title for its text when there is no abstract (`what_was_read` says so)."""

    document: Document
    amendments: tuple[Amendment, ...]


def read_work(work: object, *, doi: str, origin: str, source: str) -> Reading:
    """The document that a work describes. Raises UnusableRecord."""
    title = _title(work)
    if not title:
        raise UnusableRecord("Crossref has no title for it.", "If you have the text, add its file.")
    blocks = abstract_blocks(text_at(work, "abstract"))
    if any(len(block.text) > LONGEST_BLOCK for block in blocks):
        raise UnusableRecord("Its abstract has more than a million characters.", "If you have the text, add its file.")
    own_doi = plain_doi(text_at(work, "DOI")) or doi
    published = _first_date(work)
    kind = read_kind(title=title, abstract=" ".join(block.text for block in blocks))
    persons, groups = _authors(work)
    document = Document(
        id=document_id(doi=own_doi),
        title=title,
        blocks=blocks or (Block(text=title, locator="Title"),),
        collection=source,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors=author_line(persons),
        organisation="" if persons else "; ".join(groups[:2]),
        journal=_first(work, "container-title"),
        year=year_of(published),
        doi=own_doi,
        url=f"https://doi.org/{own_doi}",
        licence=_licence(work),
        what_was_read="abstract" if blocks else "title",
        source=source,
        origin=origin,
        raw_digest=raw_digest(json.dumps(work, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")),
        published=published,
        language=language_code(text_at(work, "language")),
        publication_types=tuple(filter(None, [text_at(work, "type").replace("-", " ")])),
    )
    document = with_notices(document, _notices(work, title))
    return Reading(document, tuple(_amendments(work, document)))


def _title(work: object) -> str:
    title, subtitle = _first(work, "title"), _first(work, "subtitle")
    return f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title


def _first(work: object, name: str) -> str:
    """The first text of a list, its markup read."""
    return next((words for item in list_at(work, name) if isinstance(item, str) and (words := plain_text(item))), "")


def _authors(work: object) -> tuple[list[str], list[str]]:
    """Persons as "Jull G", and groups, in order."""
    persons, groups = [], []
    for author in list_at(work, "author"):
        family, group = plain_text(text_at(author, "family")), plain_text(text_at(author, "name"))
        if family:
            given = re.findall(r"[^\W\d_]+", text_at(author, "given"))
            persons.append(f"{family} {''.join(name[0].upper() for name in given)}".strip())
        elif group:
            groups.append(group)
    return persons, groups


def _first_date(work: object) -> str:
    """The earliest date of publication that is given, as far as it is known."""
    dates = (_date(work, name) for name in ("published", "issued", "published-print", "published-online"))
    return next(filter(None, dates), "")


def _date(record: object, name: str) -> str:
    """An ISO date out of {"date-parts": [[2019, 5, 1]]}."""
    parts = list_at(record, name, "date-parts")
    numbers = parts[0] if parts and isinstance(parts[0], list) else []
    written = ""
    for number, (least, most) in zip(numbers, ((1600, 2200), (1, 12), (1, 31)), strict=False):
        if not isinstance(number, int) or not least <= number <= most:
            break
        written += f"-{number:02}" if written else str(number)
    return written


def _licence(work: object) -> str:
    """The licence of the published version, if one is given, else the first."""
    licences = list_at(work, "license")
    for version in ("vor", ""):
        for licence in licences:
            if text_at(licence, "content-version") == version or not version:
                return text_at(licence, "URL")
    return ""


def _notices(work: object, title: str) -> Iterator[StatusNotice]:
    """What has become of the work, by the updates to it and by its title."""
    retracted = False
    for update in list_at(work, "updated-by"):
        status = status_of(text_at(update, "type"))
        if status:
            retracted |= status is DocumentStatus.RETRACTED
            yield _notice(update, status, doi=plain_doi(text_at(update, "DOI")))
    if not retracted and _RETRACTED_TITLE.match(title):
        yield StatusNotice(DocumentStatus.RETRACTED, source=SERVICE, reason="Its title says so.")


def _amendments(work: object, document: Document) -> Iterator[Amendment]:
    """What the work says of others: that it retracts or corrects them."""
    for update in list_at(work, "update-to"):
        status, doi = status_of(text_at(update, "type")), plain_doi(text_at(update, "DOI"))
        if status and doi and doi != document.doi:
            yield Amendment(_notice(update, status, doi=document.doi, reference=document.title), doi=doi)


def _notice(update: object, status: DocumentStatus, *, doi: str, reference: str = "") -> StatusNotice:
    reporter = "Retraction Watch" if text_at(update, "source") == "retraction-watch" else SERVICE
    return StatusNotice(
        status,
        date=_date(update, "updated"),
        reference=reference,
        doi=doi,
        url=f"https://doi.org/{doi}" if doi else "",
        source=reporter,
        reason=plain_text(text_at(update, "label")),
    )
