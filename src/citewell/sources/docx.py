"""Word documents: .docx and .docm, read with all tracked changes accepted; macros are never looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.domain.documents import Document, Rejection
from citewell.sources._docx_package import Package, open_package
from citewell.sources._docx_styles import attribute, child_of
from citewell.sources._docx_text import BodyReader
from citewell.sources._html_facts import iso_date, language_code
from citewell.sources._kind import read_kind
from citewell.sources._outline import Outline
from citewell.sources._places import FoundFile, holds, read_each
from citewell.sources._record import UnusableRecord

SUFFIXES = (".docx", ".docm", ".doc")
LARGEST_FILE = 64 * 2**20

_NOBODY = frozenset(("admin", "administrator", "user", "unknown", "author", "microsoft office user", "python-docx"))
_NO_TITLE = re.compile(r"(?:microsoft word - .*|document\s*\d*|untitled.*|template.*|word document)", re.IGNORECASE)


class DocxSource:
    """Reads the text of Word documents: headings, paragraphs, lists, tables and text boxes.

    Deleted, struck out and hidden words are not read, nor are footnotes, comments, page headers and footers.
    """

    name = "docx"

    def accepts(self, location: str) -> bool:
        """A Word file by its ending (an old .doc too, to say what to do with it)."""
        return holds(location, SUFFIXES)

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield one document, or why there is none, per file."""
        return read_each(
            location, suffixes=SUFFIXES, read=_read_document, most=LARGEST_FILE, called="a Word file (.docx)"
        )


def _read_document(file: FoundFile) -> Document:
    package = open_package(file.data)
    stated = package.properties
    reader = BodyReader(styles=package.styles, numbering=package.numbering)
    named = stated.get("title", "")
    title = (
        reader.title(package.body)
        or (named if named and not _NO_TITLE.fullmatch(named) else "")
        or reader.first_heading(package.body)
        or file.path.stem
    )
    outline = Outline(title)
    reader.write(package.body, outline)
    blocks = outline.finish()
    if not blocks:
        raise UnusableRecord("It has no text.", "If its pages are pictures, save it with its text recognised.")
    organisation, author = stated.get("Company", ""), stated.get("creator", "")
    kind = read_kind(title=title, organisation=organisation)
    left_out = outline.unreadable
    return Document(
        id=file.identifier,
        title=title,
        blocks=blocks,
        collection=file.collection,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors="" if author.lower() in _NOBODY else author,
        organisation=organisation,
        version=_version(stated.get("version", ""), iso_date(stated.get("modified", ""))),
        language=language_code(stated.get("language", "")) or _default_language(package),
        what_was_read="full text",
        note=f"Left out for unreadable signs or formulas: {left_out} of its paragraphs." if left_out else "",
        source=DocxSource.name,
        origin=file.origin,
    )


def _version(stated: str, modified: str) -> str:
    return ", ".join(filter(None, (stated, f"updated {modified}" if modified else "")))


def _default_language(package: Package) -> str:
    defaults = child_of(package.styles, "docDefaults", "rPrDefault", "rPr", "lang")
    return language_code(attribute(defaults, "val"))
