"""Articles in JATS, the XML of PubMed Central, PLOS, eLife and many publishers: one, or a set of them in one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.sources._files import (
    READ_ERRORS,
    beginning,
    open_stream,
    raw_digest,
    read_whole,
    remedy_for,
    why,
)
from citewell.sources._jats_document import article_items
from citewell.sources._record import UnusableRecord, brief
from citewell.sources._xml import local_name, parse_xml, stream_xml, unknown_entity, why_no_xml, xml_root

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
        """A file of that name whose root element holds JATS articles, and one so broken that nobody can tell."""
        path = Path(location)
        if not location.lower().endswith(SUFFIXES) or not _is_file(path):
            return False
        root, namespace = xml_root(path)
        if root == "article":
            return "docbook" not in namespace.lower()
        if not root or root.lower() == "html" or location.lower().endswith((".nxml", ".nxml.gz")):
            return True
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
            f"{path.name} cannot be read: {why_no_xml(error)}.", remedy="Download or copy the file again."
        ) from error
    if local_name(article) == "html":
        raise InputError(
            f"{path.name} is a web page, perhaps one that says why the file could not be had.",
            remedy="Open it in a browser, and download the file again.",
        )
    if local_name(article) != "article":
        raise InputError(
            f"{path.name} is no article in JATS: its root element is {brief(local_name(article))}.",
            remedy="Name a file of PubMed Central, PLOS, eLife or another publisher's JATS.",
        )
    try:
        _check_entities(article)
        items = list(article_items(article, digest=raw_digest(data), path=path, origin=location, in_a_set=False))
    except UnusableRecord as error:
        raise InputError(f"{path.name}: {error.reason}", remedy=error.remedy) from error
    yield from items


def _check_entities(article: Any) -> None:
    """Raises UnusableRecord where words stand in an entity that is not read: the text would have a hole."""
    if name := unknown_entity(article):
        raise UnusableRecord(
            f"It uses the entity {brief(name)[1:-1]}, which is not known.", "Get the file from its publisher."
        )


def _set_items(path: Path, location: str) -> Iterator[Item]:
    from lxml import etree

    number, seen = 0, set[str]()
    try:
        with open_stream(path) as stream:
            for article in stream_xml(stream, ["{*}article"]):
                number += 1
                place = f"{path.name}: article {number}"
                try:
                    _check_entities(article)
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
        reason = why(error) if isinstance(error, READ_ERRORS) else why_no_xml(error)
        place = f"{path.name}: behind article {number}" if number else f"{path.name}: the whole file"
        yield Rejection(place, f"The file cannot be read on from here: {reason}.", remedy_for(error))
