"""MedlinePlus health topics: the XML file of all topics that the US National Library of Medicine gives out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import EvidenceKind
from citewell.domain.errors import InputError, RecordError
from citewell.domain.intake import Term
from citewell.sources._files import READ_ERRORS, open_stream, raw_digest, remedy_for, why
from citewell.sources._marked_blocks import BlockTooLong, Stretch, make_stretches
from citewell.sources._marked_flow import read_flow
from citewell.sources._marked_rows import TableTooLarge
from citewell.sources._marked_text import Notes, plain
from citewell.sources._record import brief
from citewell.sources._xml import local_name, pieces_of, stream_xml, why_no_xml, words_of, xml_root

ROOT = "health-topics"
TOPIC = "health-topic"
SUFFIXES = (".xml", ".xml.gz")
LANGUAGES = {"English": "en", "Spanish": "es"}
DAMAGED = "Download the file again."

_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ATTRIBUTION = "attribution"


class MedlinePlusSource:
    """Reads a file of health topics: a document for each, and its other names as a term for search.

    Links to other pages ("site" entries) are not text of MedlinePlus and are left out. A document has no year: the
    file says when a topic was first put up, and its text changes since; `version` is the day of the file.
    """

    name = "medlineplus"

    def accepts(self, location: str) -> bool:
        """An XML file whose root is <health-topics>."""
        try:
            path = Path(location)
            return location.lower().endswith(SUFFIXES) and path.is_file() and xml_root(path)[0] == ROOT
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Document | Rejection | Term]:
        """Yield every topic in the order of the file. Raises InputError where there is no such file."""
        from lxml import etree

        path = Path(location)
        if not self.accepts(location):
            what = f"{brief(str(path))} is no file of MedlinePlus health topics."
            raise InputError(what, remedy=f"Name an XML file whose root is <{ROOT}>; unpack a .zip first.")
        number, seen = 0, set[str]()
        try:
            with open_stream(path) as stream:
                for topic in stream_xml(stream, [TOPIC]):
                    number += 1
                    yield from _items(topic, number, seen, path=path, location=location)
        except (*READ_ERRORS, etree.XMLSyntaxError, ValueError, RecursionError) as error:
            said = why(error) if isinstance(error, READ_ERRORS) else why_no_xml(error)
            remedy = remedy_for(error) if isinstance(error, READ_ERRORS) else DAMAGED
            place = f"{path.name}: behind topic {number}" if number else f"{path.name}: the whole file"
            yield Rejection(place, f"The file cannot be read on from here: {said}.", remedy)
            return
        if not number:
            yield Rejection(f"{path.name}: the whole file", "It holds no topic.", DAMAGED)


def _items(
    topic: Any, number: int, seen: set[str], *, path: Path, location: str
) -> Iterator[Document | Rejection | Term]:
    place = f"{path.name}: topic {number} ({brief(topic.get('title') or 'untitled')})"
    identifier = plain(topic.get("id") or "")
    if not re.fullmatch(r"[\w.-]{1,80}", identifier):
        yield Rejection(place, "It has no usable id.", DAMAGED)
    elif identifier in seen:
        yield Rejection(place, f"The id {identifier} stands there already; the first one counts.", DAMAGED)
    else:
        seen.add(identifier)
        try:
            yield _document(topic, identifier, path=path, location=location)
        except (BlockTooLong, TableTooLarge):
            yield Rejection(place, "A paragraph, list or table in it is longer than any page has.", DAMAGED)
            return
        except (RecordError, ValueError, RecursionError):
            yield Rejection(place, "It has no summary that can be read.", "Leave it out, or download the file again.")
            return
        if names := _texts(topic, "also-called"):
            title = plain(topic.get("title") or "")
            yield Term(f"medlineplus-{identifier}", title or names[0], synonyms=names, source="MedlinePlus")


def _document(topic: Any, identifier: str, *, path: Path, location: str) -> Document:
    blocks, authors = _summary(topic)
    title = plain(topic.get("title") or "")
    root = topic.getroottree().getroot()
    return Document(
        id=f"medlineplus-{identifier}",
        title=title or f"Health topic {identifier}",
        blocks=blocks,
        collection=path.name.split(".xml")[0],
        kind=EvidenceKind.PATIENT_INFORMATION,
        kind_reason="MedlinePlus health topic",
        organisation="MedlinePlus, National Library of Medicine",
        url=_address(topic.get("url") or ""),
        country="United States",
        language=LANGUAGES.get(topic.get("language") or "", ""),
        published=_iso(topic.get("date-created") or ""),
        version=_iso(root.get("date-generated") or root.get("dategenerated") or ""),
        publication_types=("health topic",),
        mesh=_headings(topic),
        what_was_read="summary",
        note=f"The summary's source, as MedlinePlus gives it: {authors}." if authors else "",
        source=MedlinePlusSource.name,
        origin=location,
        raw_digest=raw_digest(_raw(topic)),
    )


def _summary(topic: Any) -> tuple[tuple[Block, ...], str]:
    """The summary's blocks, and whom it says it is from."""
    summary = next((child for child in topic if local_name(child) == "full-summary"), None)
    if summary is None:
        raise ValueError("no summary")
    page = summary if len(summary) else _html("".join(pieces_of(summary)))
    authors = [_take(element) for element in _attributions(page)]
    stretches, unshown = make_stretches(list(read_flow(page, Notes({}))))
    if unshown:
        stretches.append(Stretch("\n\n".join(unshown)))
    blocks = tuple(_block(stretch) for stretch in stretches)
    return blocks, "; ".join(filter(None, authors)).rstrip(".")


def _block(stretch: Stretch) -> Block:
    return Block(
        text=stretch.text,
        section_path=stretch.headings,
        locator=" > ".join([*stretch.headings, *(["table"] if stretch.table else [])]) or "Summary",
    )


def _html(text: str) -> Any:
    """The body of a page with that text; raises ValueError where there is none."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        page = etree.fromstring(f"<html><body>{text}</body></html>", parser)
    except (etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError("the summary is no HTML") from error
    body = None if page is None else page.find("body")
    if body is None or not text.strip():
        raise ValueError("no summary")
    return body


def _attributions(page: Any) -> Sequence[Any]:
    return [element for element in page.iter() if _ATTRIBUTION in (element.get("class") or "").lower()]


def _take(element: Any) -> str:
    """The words of an element, which is taken out of its page."""
    text = plain(words_of(element))
    parent, tail = element.getparent(), element.tail or ""
    if parent is not None:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
    return text


def _headings(topic: Any) -> tuple[str, ...]:
    found = []
    for heading in topic:
        if local_name(heading) == "mesh-heading":
            parts = [plain(words_of(part)) for part in heading] or [plain(words_of(heading))]
            found.append("/".join(filter(None, parts)))
    return tuple(dict.fromkeys(filter(None, found)))


def _texts(topic: Any, name: str) -> tuple[str, ...]:
    words = (plain(words_of(child)) for child in topic if local_name(child) == name)
    return tuple(dict.fromkeys(filter(None, words)))


def _address(written: str) -> str:
    return written if re.fullmatch(r"https?://[^\s/]+\S*", written) else ""


def _iso(written: str) -> str:
    """08/10/2024 02:30:32 as 2024-08-10."""
    match = _DATE.match(written.strip())
    if not match or not (1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31):
        return ""
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}"


def _raw(topic: Any) -> bytes:
    from lxml import etree

    written: bytes = etree.tostring(topic, encoding="utf-8", with_tail=False)
    return written
