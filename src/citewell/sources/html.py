"""Web pages and saved web guidelines: .html, .htm, .xhtml, and the .mht files that browsers save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from citewell.domain.documents import Block, Document, Rejection, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._decode import decode_page
from citewell.sources._html_bounds import within_bounds
from citewell.sources._html_facts import PageFacts, page_facts
from citewell.sources._html_main import main_content
from citewell.sources._html_text import inline_text, write_outline
from citewell.sources._kind import KindReading, read_kind
from citewell.sources._outline import Outline
from citewell.sources._places import FoundFile, holds, read_each
from citewell.sources._publication import document_id
from citewell.sources._record import UnusableRecord

SUFFIXES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
LARGEST_PAGE = 32 * 2**20
DEEPEST = 150
"""Levels of elements within elements; real pages have fewer than half as many."""

_HIDDEN_WORDS_WORTH_TELLING = 10
_RETRACTED = re.compile(r"\s*\[?(?:RETRACTED|Retracted)(?:\s+(?:ARTICLE|Article|PAPER|Paper))?\]?\s*[:.\-–—]\s*\S")
_SITE_BEHIND = re.compile(r"\s+[|»]\s+[^|»]{2,60}$")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->|\burl:\s+(https?://\S+)", re.IGNORECASE)


class HtmlSource:
    """Reads the text of a web page without its way around: no menus, banners, footers, nothing hidden.

    What a page's reader cannot see never becomes a document's text. A page in a folder is called after its
    path in it.
    """

    name = "html"

    def accepts(self, location: str) -> bool:
        """A page by its ending."""
        return holds(location, SUFFIXES)

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield one document, or why there is none, per page."""
        return read_each(
            location, suffixes=SUFFIXES, read=_read_page, most=LARGEST_PAGE, called="a web page (.html, .mht)"
        )


@dataclass(frozen=True, slots=True)
class PageText:
    """The blocks of a page, the words of its largest heading, and what had to be left out."""

    blocks: tuple[Block, ...]
    heading: str
    note: str


def parse_page(text: str, *, xhtml: bool = False) -> Any:
    """The root element of a page; raises UnusableRecord for what has none or is nested too deeply."""
    from lxml import etree, html

    from citewell.sources._xml import parse_xml

    data = within_bounds(clean_page(text)).encode("utf-8")
    root = None
    if xhtml:
        try:
            root = _plain_names(parse_xml(re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data)))
        except (ValueError, SyntaxError):
            root = None
    if root is None:
        parser = html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
        )
        try:
            root = html.document_fromstring(data, parser=parser)
        except (ValueError, etree.LxmlError) as error:
            raise UnusableRecord("It has no text.", "Save the page again from the browser.") from error
    _check_depth(root)
    return root


def page_text(root: Any, *, title: str) -> PageText:
    """What a page's reader reads; `root` is changed."""
    holders, hidden = main_content(root)
    heading = next((words for holder in holders for item in holder.iter("h1") if (words := inline_text(item))), "")
    outline = Outline(title, heading)
    for holder in holders:
        write_outline(holder, outline)
    blocks = outline.finish()
    notes = []
    if outline.unreadable:
        notes.append(f"Left out for unreadable characters or formulas: {outline.unreadable} of its paragraphs.")
    if hidden >= _HIDDEN_WORDS_WORTH_TELLING:
        notes.append("Text that the page does not show was left out.")
    return PageText(blocks=blocks, heading=heading, note=" ".join(notes))


def _read_page(file: FoundFile) -> Document:
    address, text = _opened(file)
    root = parse_page(text, xhtml=file.path.suffix.lower() == ".xhtml")
    facts = page_facts(root)
    bar = single_spaced("".join(map(str, next(iter(root.iter("title")), root).itertext()))) if _has_title(root) else ""
    title = facts.title or facts.headline
    read = page_text(root, title=title)
    if not read.blocks:
        raise UnusableRecord(
            "No text was found on the page.", "Open it in a browser, show its text, and save it as a complete page."
        )
    title = _without_site(title or bar, facts.organisation, heading=read.heading) or read.heading
    kind = _kind(facts, title)
    retracted = _RETRACTED.match(title) is not None
    status = DocumentStatus.RETRACTED if retracted else DocumentStatus.CURRENT
    return Document(
        id=document_id(pmid=facts.pmid, doi=facts.doi, otherwise=file.identifier),
        title=title or file.path.stem,
        blocks=read.blocks,
        collection=file.collection,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors=facts.authors,
        organisation=facts.organisation,
        journal=facts.journal,
        year=int(facts.published[:4]) if facts.published else None,
        published=facts.published,
        version=f"updated {facts.modified}" if facts.modified and facts.modified != facts.published else "",
        doi=facts.doi,
        pmid=facts.pmid,
        url=facts.url or address,
        licence=facts.licence,
        language=facts.language,
        publication_types=facts.publication_types,
        status=status,
        notices=(StatusNotice(status, source="the page's title"),) if retracted else (),
        what_was_read="web page",
        note=read.note,
        source=HtmlSource.name,
        origin=file.origin,
    )


def _has_title(root: Any) -> bool:
    return next(iter(root.iter("title")), None) is not None


def _kind(facts: PageFacts, title: str) -> KindReading:
    if facts.is_guideline:
        return KindReading(EvidenceKind.GUIDELINE, "the page's own data (MedicalGuideline)", inferred=False)
    return read_kind(publication_types=facts.publication_types, title=title, organisation=facts.organisation)


def _without_site(title: str, organisation: str, *, heading: str) -> str:
    """A title without the name of the site behind it: only the largest heading, where the title begins with that."""
    if heading and re.match(rf"{re.escape(heading)}\W*(?:\s[|·»–—-]\s|$)", title, re.IGNORECASE):
        return heading
    for mark in ("|", "·", "»", "–", "—", "-"):
        ending = f" {mark} {organisation}"
        if organisation and title.casefold().endswith(ending.casefold()):
            return title[: -len(ending)].strip()
    return _SITE_BEHIND.sub("", title).strip()


def _opened(file: FoundFile) -> tuple[str, str]:
    """The address a page was saved from, if the file says so, and the page's text."""
    if file.path.suffix.lower() in (".mht", ".mhtml"):
        return _unpacked(file.data)
    text = decode_page(file.data)
    saved = _SAVED_FROM.search(text[:4096])
    return (saved[1] or saved[2]) if saved else "", text


def _unpacked(data: bytes) -> tuple[str, str]:
    """The first page within a browser's archive, which is laid out like a message with attachments."""
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.compat32).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                address = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
                text = decode_page(payload, hint=str(part.get_content_charset() or ""))
                return address if re.fullmatch(r"https?://\S+", address) else "", text
    raise UnusableRecord("It holds no web page.", "Save the page again as .html.")


def _plain_names(root: Any) -> Any:
    """An XHTML tree whose elements are called as in HTML, without a namespace."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2].lower()
    return root


def _check_depth(root: Any) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise UnusableRecord(
                f"Its elements are nested more than {DEEPEST} deep.", "Save the page again from the browser."
            )
