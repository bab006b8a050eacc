"""Articles in JATS, the XML of PubMed Central, PLOS, eLife and many publishers: one, or a set of them in one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.sources._files import (
    LARGEST_FILE,
    READ_ERRORS,
    TooLarge,
    beginning,
    open_stream,
    raw_digest,
    read_whole,
    remedy_for,
    why,
)
from citewell.sources._jats_document import article_items
from citewell.sources._record import UnusableRecord, brief
from citewell.sources._xml import local_name, parse_xml, stream_xml, xml_root

SUFFIXES = (".xml", ".nxml", ".xml.gz", ".nxml.gz")
SETS = ("pmc-articleset", "articles", "article-set", "articleset")
NO_XML = (SyntaxError, ValueError)
"""What the parser raises on bytes that are no XML."""


class JatsSource:
    """Reads a .xml or .nxml file, gzipped or not, whose root is an article, a set of articles or an OAI-PMH answer.

    A notice of correction, concern or retraction is an amendment of the article it names and no document. Letters,
    reviews and answers that are kept inside an article are not read.
    """

    name = "jats"

    def accepts(self, location: str) -> bool:
        """A file of that name whose root element holds JATS articles."""
        path = Path(location)
        if not location.lower().endswith(SUFFIXES) or not _is_file(path):
            return False
        root, namespace = xml_root(path)
        if root == "article":
            return "docbook" not in namespace.lower()
        return root in SETS or (root == "OAI-PMH" and b"<article" in beginning(path))

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield every article of the file, or why it is none. Raises InputError when none of it can be used."""
        path = Path(location)
        if not _is_file(path):
            raise InputError(f"There is no file {brief(location)}.", remedy="Check the path.")
        root, _ = xml_root(path)
        useful, rejected, first = 0, 0, ""
        for item in _set_items(path, location) if root in (*SETS, "OAI-PMH") else _single_items(path, location):
            if isinstance(item, Rejection):
                rejected += 1
                first = first or f"{item.place}: {item.reason} {item.remedy}".strip()
            else:
                useful += 1
            yield item
        if not useful:
            what = f"None of the {rejected} articles in {path.name} could be used. The first: {first}"
            raise InputError(
                what if rejected else f"{path.name} holds no article.", remedy="Get the article's full XML file again."
            )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _single_items(path: Path, location: str) -> Iterator[Item]:
    data = read_whole(path)
    try:
        article = parse_xml(data)
    except NO_XML as error:
        raise InputError(
            f"{path.name} is no readable XML: {brief(str(error))}.", remedy="Download or copy the file again."
        ) from error
    if local_name(article) != "article":
        raise InputError(
            f"{path.name} is no article in JATS: its root element is {brief(local_name(article))}.",
            remedy="Name a file of PubMed Central, PLOS, eLife or another publisher's JATS.",
        )
    try:
        items = list(article_items(article, digest=raw_digest(data), path=path, origin=location, in_a_set=False))
    except UnusableRecord as error:
        raise InputError(f"{path.name}: {error.reason}", remedy=error.remedy) from error
    yield from items


def _set_items(path: Path, location: str) -> Iterator[Item]:
    from lxml import etree

    number, seen = 0, set[str]()
    try:
        with open_stream(path) as stream:
            bounded = _Bounded(stream)
            for article in stream_xml(cast(BinaryIO, bounded), ["{*}article"]):
                number += 1
                bounded.start_again()
                place = f"{path.name}: article {number}"
                try:
                    digest = raw_digest(etree.tostring(article, with_tail=False))
                    items = list(article_items(article, digest=digest, path=path, origin=location, in_a_set=True))
                    again = next((item for item in items if isinstance(item, Document) and item.id in seen), None)
                    if again:
                        raise UnusableRecord(
                            f"{again.id} stands in the file already; the first one counts.", "Leave one of them out."
                        )
                except UnusableRecord as error:
                    yield Rejection(place, error.reason, error.remedy)
                    continue
                seen.update(item.id for item in items if isinstance(item, Document))
                yield from items
    except (*READ_ERRORS, *NO_XML) as error:
        reason = why(error) if isinstance(error, READ_ERRORS) else f"it is no readable XML: {brief(str(error))}"
        place = f"{path.name}: behind article {number}"
        yield Rejection(place, f"The file cannot be read on from here: {reason}.", remedy_for(error))


class _Bounded:
    """A stream that ends in TooLarge when one article takes more than LARGEST_FILE bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._read = stream, 0

    def start_again(self) -> None:
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(min(size, 2**18) if size > 0 else 2**18)
        self._read += len(piece)
        if self._read > LARGEST_FILE:
            raise TooLarge(f"one article takes more than {LARGEST_FILE // 2**20} MiB")
        return piece
