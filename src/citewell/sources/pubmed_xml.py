"""PubMed's own XML: yearly and daily files, downloads of a search, single records and books, plain or gzipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.domain.intake import Item, Withdrawal
from citewell.sources._files import READ_ERRORS, beginning, open_stream, raw_digest, remedy_for, why
from citewell.sources._pubmed_file import check_sum, encoding_of, split_records
from citewell.sources._pubmed_numbers import Origin
from citewell.sources._pubmed_record import read_article, read_book
from citewell.sources._pubmed_text import UnknownEntity
from citewell.sources._xml import parse_xml, why_no_xml, xml_root

ROOTS = frozenset(
    "PubmedArticleSet PubmedArticle PubmedBookArticleSet PubmedBookArticle DeleteCitation DeleteDocument".split()
)
_UNREAD = ((b"<ReferenceList", b"</ReferenceList>"), (b"<History", b"</History>"))
_ANY_PMID = re.compile(rb"<PMID[^>]{0,40}>\s*(\d{1,9})\s*<")
_NAMED_CHARACTERS = b'<!DOCTYPE PubmedArticleSet SYSTEM "pubmed.dtd">'
_BAD_RECORD = "Download the file again, or take the record out."


class PubmedXmlSource:
    """Reads a PubmedArticleSet record by record; a `.md5` file beside it is checked first.

    Records without an abstract are counted and told of once, at the end of the file.
    """

    name = "pubmed_xml"

    def accepts(self, location: str) -> bool:
        """A file whose outermost element is one of PubMed's."""
        try:
            path = Path(location)
            return path.is_file() and xml_root(path)[0] in ROOTS
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield what each record says, then one rejection for all that have no abstract.

        Raises InputError when the file holds no record, cannot be opened or is not what its MD5 sum says.
        """
        path = Path(location)
        try:
            found = path.is_file()
        except (OSError, ValueError):
            found = False
        if not found:
            raise InputError(f"There is no file {location[:200]!r}.", remedy="Check the path.")
        start = beginning(path)
        encoding = encoding_of(start)
        try:
            parse_xml(b"<file/>", encoding=encoding)
        except (LookupError, SyntaxError) as error:
            reason = f"{path.name} is in the encoding {encoding!r}, which cannot be read here."
            raise InputError(reason, remedy="Save it as UTF-8.") from error
        unchecked = check_sum(path)
        if unchecked:
            yield unchecked
        file = _File(path, location, encoding)
        yield from file.items()
        if not file.records and encoding.startswith("utf-16"):
            raise InputError(f"{path.name} is in UTF-16, which is not read.", remedy="Save it as UTF-8.")
        if not file.records:
            raise InputError(
                f"{path.name} holds no PubMed record.",
                remedy="Name a file from PubMed in XML format, plain or as .xml.gz.",
            )


class _File:
    """One file being read, and the count of what it held."""

    def __init__(self, path: Path, location: str, encoding: str) -> None:
        self._path, self._location = path, location
        self._collection = re.sub(r"(?i)(\.xml)?(\.gz)?$", "", path.name) or path.name
        self._encoding = encoding
        self.records = 0
        self._without_abstract, self._notices, self._first = 0, 0, ""

    def items(self) -> Iterator[Item]:
        try:
            with open_stream(self._path) as stream:
                for record in split_records(stream):
                    self.records += 1
                    if isinstance(record, str):
                        yield Rejection(self._place(b""), record, _BAD_RECORD)
                    else:
                        yield from self._read(record)
        except READ_ERRORS as error:
            if not self.records:
                raise InputError(
                    f"{self._path.name} cannot be read: {why(error)}.", remedy=remedy_for(error)
                ) from error
            reason = f"The file cannot be read on from here: {why(error)}."
            yield Rejection(f"{self._path.name}: behind record {self.records}", reason, remedy_for(error))
        yield from self._left_out()

    def _read(self, record: bytes) -> Iterator[Item]:
        """What one record says, or why it says nothing."""
        try:
            element = self._parsed(record)
            if element.tag.startswith("Delete"):
                yield from self._withdrawals(element)
                return
            read = read_article if element.tag == "PubmedArticle" else read_book
            reading = read(element, Origin(PubmedXmlSource.name, self._location, self._collection, raw_digest(record)))
        except RecordError as error:
            yield Rejection(self._place(record), error.message, _BAD_RECORD)
        except (SyntaxError, ValueError, RecursionError) as error:
            yield Rejection(self._place(record), f"The record cannot be read: {_plain(error)}.", _BAD_RECORD)
        else:
            yield from reading.items
            if not reading.has_document and not (reading.is_notice and reading.items):
                self._without_document(record, notice=reading.is_notice)

    def _parsed(self, record: bytes) -> Any:
        """The record's element, without what is no part of a document and half of a file: history and references."""
        data = record.find(b"<PubmedData")
        for start, end in _UNREAD if data > 0 else ():
            cut = record.find(start, data)
            if cut > 0 and (rest := record.rfind(end, cut)) > 0:
                record = record[:cut] + record[rest + len(end) :]
        try:
            return parse_xml(record, encoding=self._encoding)
        except SyntaxError as error:
            if "Entity" not in str(error):
                raise
            return parse_xml(_NAMED_CHARACTERS + record, encoding=self._encoding)

    def _withdrawals(self, element: Any) -> Iterator[Item]:
        for number in element.iter("PMID"):
            pmid = (number.text or "").strip()
            if re.fullmatch(r"[1-9]\d{0,8}", pmid):
                yield Withdrawal(pmid, "PubMed has deleted this record.", source="PubMed")

    def _without_document(self, record: bytes, *, notice: bool) -> None:
        if notice:
            self._notices += 1
        else:
            self._first = self._first or self._place(record).partition(": ")[2]
            self._without_abstract += 1

    def _left_out(self) -> Iterator[Rejection]:
        """One line for all records that have no abstract, and one for notices that do not say what they are about."""
        if self._without_abstract:
            yield Rejection(
                f"{self._path.name}: {_counted(self._without_abstract, 'record')}, the first {self._first}",
                "No abstract, so left out: a title alone is no evidence.",
                "Nothing, as a rule; for the text of one of them add its full text from PubMed Central or as a PDF.",
            )
        if self._notices:
            yield Rejection(
                f"{self._path.name}: {_counted(self._notices, 'notice')}",
                "A correction or retraction that does not say of which publication, so left out.",
                "Nothing; PubMed adds the link later, and a newer file of PubMed brings it.",
            )

    def _place(self, record: bytes) -> str:
        """The file, and the record by its PMID or its number in the file."""
        pmid = _ANY_PMID.search(record, 0, 4096)
        return f"{self._path.name}: " + (f"PMID {int(pmid[1])}" if pmid else f"record {self.records}")


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}" if number == 1 else f"{number:,} {name}s"


def _plain(error: Exception) -> str:
    """A parser's complaint on one line, without the name of a file."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnknownEntity):
        return f"it has a character named {str(error)[:40]}, which is not known"
    return why_no_xml(error)
