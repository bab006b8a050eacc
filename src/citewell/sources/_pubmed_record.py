"""One PubMed record, an article or a book, as what the library takes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.intake import Item
from citewell.domain.merging import gravest
from citewell.sources._kind import read_kind
from citewell.sources._pubmed_abstract import LANGUAGES, blocks_of
from citewell.sources._pubmed_dates import date_of, finer
from citewell.sources._pubmed_notices import amendments, is_notice, own_notices
from citewell.sources._pubmed_numbers import Numbers, Origin
from citewell.sources._pubmed_people import country_of, names_of, organisation_of
from citewell.sources._pubmed_text import children_of, clean, text_of

_TRANSLATED = re.compile(r"\[(?P<title>[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]\.?")
_NO_TITLE = re.compile(r"\W*(?:not available|no title(?: available)?)?\W*", re.IGNORECASE)
_CC = re.compile(r"\bCC[ -](?:0|BY)(?:[ -](?:NC|ND|SA))*(?: \d\.\d)?(?![\w-])")
_CREATIVE_COMMONS = re.compile(r"[^.]*\bcreative commons?\b[^.]*", re.IGNORECASE)
_LONGEST_LICENCE, _LONGEST_TITLE = 300, 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What a record came to. `is_notice` when it is itself a notice; else no document means that it has no abstract."""

    items: list[Item] = field(default_factory=list)
    has_document: bool = False
    is_notice: bool = False


@dataclass(frozen=True, slots=True)
class _Particulars:
    """What is read alike from an article and from a book."""

    title: str
    blocks: tuple[Block, ...]
    language: str
    languages: Sequence[str]
    journal: str
    published: str
    authors: str
    organisation: str
    types: Sequence[str]
    licence: str
    mesh: tuple[str, ...] = ()
    references: Sequence[Any] = ()


def read_article(record: Any, origin: Origin) -> Reading:
    """A PubmedArticle: what it says of others, and its document unless it is a notice or has no abstract.

    Raises RecordError and ValueError when it is no sound record.
    """
    parts = children_of(record)
    citation = children_of(parts.get("MedlineCitation"))
    if "Article" not in citation:
        raise ValueError("it has no Article in a MedlineCitation")
    article = children_of(citation["Article"])
    journal, abstract = children_of(article.get("Journal")), article.get("Abstract")
    blocks, language = blocks_of(abstract, _all(parts["MedlineCitation"], citation, "OtherAbstract"))
    issue = date_of(children_of(journal.get("JournalIssue")).get("PubDate"))
    authors = article.get("AuthorList")
    particulars = _Particulars(
        title=_title(article),
        blocks=blocks,
        language=language,
        languages=_texts(_all(citation["Article"], article, "Language")),
        journal=text_of(journal.get("Title")) or text_of(journal.get("ISOAbbreviation")),
        published=finer(issue, date_of(article.get("ArticleDate"))),
        authors=names_of(authors),
        organisation=organisation_of(authors),
        types=_texts(article.get("PublicationTypeList")),
        licence=_licence(abstract),
        mesh=_mesh(citation.get("MeshHeadingList")),
        references=list(citation.get("CommentsCorrectionsList", ())),
    )
    locations = _all(citation["Article"], article, "ELocationID")
    identifiers = children_of(parts.get("PubmedData")).get("ArticleIdList")
    numbers = Numbers.read(text_of(citation.get("PMID")), identifiers, locations)
    items: list[Item] = []
    said = blocks[0].text if blocks else ""
    if particulars.references or said.startswith("[This "):
        cited = ". ".join(filter(None, (particulars.title, particulars.journal, particulars.published)))
        about = StatusNotice(DocumentStatus.CURRENT, particulars.published, cited, numbers.pmid, numbers.doi)
        items += amendments(particulars.references, about, abstract=said)
    notice = is_notice(particulars.references, particulars.types, particulars.title)
    if blocks and not notice:
        items.append(_document(particulars, numbers, _version(citation), origin))
    return Reading(items, has_document=bool(blocks) and not notice, is_notice=notice)


def read_book(record: Any, origin: Origin) -> Reading:
    """A PubmedBookArticle, a book or a chapter: its document unless it has no abstract.

    Raises RecordError and ValueError when it is no sound record.
    """
    document = record.find("BookDocument")
    chapter = children_of(document)
    book = children_of(chapter.get("Book"))
    if not book:
        raise ValueError("it has no Book in a BookDocument")
    blocks, language = blocks_of(chapter.get("Abstract"), document.findall("OtherAbstract"))
    if not blocks:
        return Reading()
    title, book_title = _title(chapter), text_of(book.get("BookTitle")).rstrip(".")
    lists = [*document.findall("AuthorList"), *chapter["Book"].findall("AuthorList")]
    authors = next((names for names in lists if names.get("Type") != "editors"), None)
    names = names_of(authors)
    publisher = text_of(children_of(book.get("Publisher")).get("PublisherName"))
    particulars = _Particulars(
        title=title or book_title,
        blocks=blocks,
        language=language,
        languages=_texts(document.findall("Language")),
        journal=book_title if title else "",
        published=date_of(chapter.get("ContributionDate")) or date_of(book.get("PubDate")),
        authors=names,
        organisation=organisation_of(authors) or ("" if names else publisher),
        types=_texts(document.findall("PublicationType")),
        licence=_licence(chapter.get("Abstract")),
    )
    numbers = Numbers.read(text_of(chapter.get("PMID")), chapter.get("ArticleIdList"), ())
    return Reading([_document(particulars, numbers, _version(chapter), origin)], has_document=True)


def _document(record: _Particulars, numbers: Numbers, version: str, origin: Origin) -> Document:
    kind = read_kind(
        publication_types=record.types,
        title=record.title,
        abstract="\n".join(map(_labelled, record.blocks)),
        organisation=record.organisation,
    )
    notices = own_notices(record.references, record.types, record.title, record.journal)
    return Document(
        id=numbers.identifier(origin),
        title=record.title or "Untitled",
        blocks=record.blocks,
        collection=origin.collection,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors=record.authors,
        organisation=record.organisation,
        journal=record.journal,
        year=int(record.published[:4]) if record.published else None,
        published=record.published,
        doi=numbers.doi,
        pmid=numbers.pmid,
        pmcid=numbers.pmcid,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{numbers.pmid}/" if numbers.pmid else "",
        country=country_of(record.organisation) if kind.kind in _GUIDANCE else "",
        licence=record.licence,
        status=gravest([notice.status for notice in notices]) if notices else DocumentStatus.CURRENT,
        superseded_by=next((item.pmid for item in notices if item.status is DocumentStatus.SUPERSEDED), ""),
        notices=notices,
        what_was_read="abstract",
        note=_note(record.language, record.languages),
        source=origin.source,
        origin=origin.location,
        raw_digest=origin.digest,
        version=version,
        language=record.language,
        publication_types=tuple(record.types),
        mesh=record.mesh,
    )


_GUIDANCE = (EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS)


def _title(article: Mapping[str, Any]) -> str:
    """The title without the brackets of a translation and the full stop; the original one where there is no other."""
    for name in ("ArticleTitle", "VernacularTitle"):
        written = text_of(article.get(name))
        if written.startswith("[") and (translated := _TRANSLATED.fullmatch(written)) is not None:
            written = translated["title"].strip()
        if len(written) > _LONGEST_TITLE:
            raise ValueError(f"its title is longer than {_LONGEST_TITLE:,} characters")
        if not _NO_TITLE.fullmatch(written):
            return written[:-1] if written.endswith(".") and not written.endswith("..") else written
    return ""


def _all(element: Any, children: Mapping[str, Any], name: str) -> list[Any]:
    """Every child of that name, looked for only where there is one."""
    return list(element.iterchildren(name)) if name in children else []


def _texts(elements: Iterable[Any] | None) -> list[str]:
    return [] if elements is None else [clean(element.text) for element in elements if element.text]


def _labelled(block: Block) -> str:
    return f"{block.section_path[1]}: {block.text}" if len(block.section_path) > 1 else block.text


def _mesh(headings: Any) -> tuple[str, ...]:
    """ "Headache/therapy" for each qualifier of a heading, "Headache" where it has none."""
    found: list[str] = []
    for heading in () if headings is None else headings:
        name = text_of(heading.find("DescriptorName"))
        qualifiers = _texts(heading.findall("QualifierName"))
        if name:
            found += [f"{name}/{qualifier}" for qualifier in qualifiers] or [name]
    return tuple(dict.fromkeys(found))


def _licence(abstract: Any) -> str:
    """The licence that the copyright line states, "CC BY 4.0" or in its words; empty for "All rights reserved"."""
    if abstract is None or not len(abstract) or abstract[-1].tag != "CopyrightInformation":
        return ""
    copyright_text = text_of(abstract[-1])[:_LONGEST_TITLE]
    match = _CC.search(copyright_text)
    if match is None and "reative" in copyright_text:
        match = _CREATIVE_COMMONS.search(copyright_text)
    return match[0].strip()[:_LONGEST_LICENCE] if match else ""


def _version(holder: Mapping[str, Any]) -> str:
    """The date of the record's last revision, with PubMed's version number where it is not the first."""
    number = holder["PMID"].get("Version", "1") if "PMID" in holder else "1"
    revised = date_of(holder.get("DateRevised"))
    return f"{revised} (version {clean(number)})".strip() if number != "1" else revised


def _note(language: str, languages: Sequence[str]) -> str:
    """That the publication is in another language than the abstract that was read."""
    names = {LANGUAGES[code] for code in languages if code in LANGUAGES}
    if not names or language in {code for code, _ in names}:
        return ""
    read = next((name for code, name in LANGUAGES.values() if code == language), "")
    written = " and ".join(sorted(name for _, name in names))
    return f"Published in {written}; what was read is its abstract in {read}." if read else ""
