"""Protocols of one's own: Markdown with front matter (.md, .markdown) and plain text (.txt)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from citewell.domain.documents import Document, Rejection
from citewell.sources._clean import clean_page
from citewell.sources._decode import decode_page
from citewell.sources._files import beginning
from citewell.sources._front_matter import iso_day, language_of, split_front_matter
from citewell.sources._html_text import inline_text
from citewell.sources._outline import Outline
from citewell.sources._places import FoundFile, holds, read_each
from citewell.sources._plain_text import plain_title, write_plain_text
from citewell.sources._publication import document_id
from citewell.sources._record import UnusableRecord, read_record
from citewell.sources.html import PageText, page_text, parse_page

SUFFIXES = (".md", ".markdown", ".txt")
LARGEST_PROTOCOL = 2**20
LONGEST_PARAGRAPH = 100_000
MOST_SIGNS = {"[": 20_000, "*": 100_000, "`": 100_000, "|": 100_000, "<": 100_000, "_": 200_000}
"""How often a protocol may hold a sign of the markup: far more than a person writes, less than takes minutes."""

MOST_AUTHORS = 6

_MOST_NESTING = 40
_NOTE_MARK = re.compile(r"^\[\^[^\]\s]{1,20}\]:[ \t]*", re.MULTILINE)
# Reference managers' text files, which are lists of publications and no protocol.
_REFERENCE_LIST = re.compile(rb"\s*(?:PMID- ?\d|TY  ?- |FN |ER  ?- |%0 |@\w+\{)")


class MarkdownSource:
    """Reads a hospital's own protocols, with what their front matter states.

    Without front matter a Markdown file is called after its first heading and a text after its first line. Its
    kind is "other" unless it states one: a protocol of one house is no published guideline.
    """

    name = "markdown"

    def accepts(self, location: str) -> bool:
        """A file by its ending, unless it is a reference manager's list."""
        if location.lower().endswith(".txt") and _REFERENCE_LIST.match(beginning(Path(location), most=512)):
            return False
        return holds(location, SUFFIXES)

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield one document, or why there is none, per file."""
        return read_each(
            location, suffixes=SUFFIXES, read=_read_protocol, most=LARGEST_PROTOCOL, called="a .md or .txt file"
        )


def _read_protocol(file: FoundFile) -> Document:
    text = decode_page(file.data).replace("\f", "\n\n")
    front = split_front_matter(clean_page(text))
    stated = str(front.values.get("title") or "")
    if file.path.suffix.lower() == ".txt":
        title, content = _read_text(front.text, title=stated)
    else:
        title, content = _read_markdown(front.text, title=stated)
    if not content.blocks:
        raise UnusableRecord("It has no text.", "Write the protocol below its front matter.")
    return _document(file, front.values, title=title or file.path.stem, content=content)


def _read_text(text: str, *, title: str) -> tuple[str, PageText]:
    first, below = (title, text) if title else plain_title(text)
    outline = Outline(first)
    write_plain_text(below, outline)
    blocks = outline.finish()
    return first, PageText(blocks=blocks, heading="", note=_unreadable(outline.unreadable))


def _read_markdown(text: str, *, title: str) -> tuple[str, PageText]:
    if not text.strip():
        return title, PageText(blocks=(), heading="", note="")
    root = parse_page(f"<body>{_rendered(text)}</body>")
    headings = (inline_text(item) for item in root.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    named = title or next(filter(None, headings), "")
    return named, page_text(root, title=named)


def _rendered(text: str) -> str:
    """Markdown as HTML, so that what it holds of HTML is judged like a page's. Notes become paragraphs."""
    from markdown_it import MarkdownIt

    if any(text.count(sign) > most for sign, most in MOST_SIGNS.items()):
        raise UnusableRecord("It holds more brackets, bars or stars than a text.", "Check that it is a protocol.")
    if any(len(part) > LONGEST_PARAGRAPH for part in re.split(r"\n[ \t]*\n", text)):
        raise UnusableRecord(
            f"One of its paragraphs or tables has more than {LONGEST_PARAGRAPH:,} characters.",
            "Part it with empty lines.",
        )
    parser = MarkdownIt("commonmark", {"maxNesting": _MOST_NESTING}).enable(["table", "strikethrough"])
    tokens = parser.parse(_NOTE_MARK.sub("\n", text))
    if any(token.level >= _MOST_NESTING - 1 for token in tokens):
        raise UnusableRecord("Its quotations or lists are nested too deeply.", "Use fewer levels.")
    rendered: str = parser.renderer.render(tokens, parser.options, {})
    return rendered


def _document(file: FoundFile, values: Mapping[str, object], *, title: str, content: PageText) -> Document:
    language, review = (str(values.get(name) or "") for name in ("language", "review_date"))
    published = iso_day(str(values["published"]), name="published") if values.get("published") else ""
    kind = str(values.get("kind") or "").strip()
    record = {name: values[name] for name in _RECORD_KEYS if values.get(name) is not None}
    record |= {"_id": file.identifier, "title": title, "text": "text"}
    record.setdefault("year", published[:4] or None)
    document = read_record(_short(record), collection=file.collection)
    return replace(
        document,
        id=document_id(pmid=document.pmid, pmcid=document.pmcid, doi=document.doi, otherwise=file.identifier),
        doi=document.doi.lower(),
        blocks=content.blocks,
        review_date=iso_day(review, name="review date") if review else "",
        published=published,
        version=" ".join(str(values.get("version") or "").split()),
        language=language_of(language) if language else "",
        kind_reason=f"its front matter says {kind!r}" if kind else "",
        what_was_read="full text",
        note=content.note,
        source=MarkdownSource.name,
        origin=file.origin,
    )


_RECORD_KEYS = "organisation kind year country authors url doi pmid pmcid licence status".split()


def _short(record: dict[str, Any]) -> dict[str, Any]:
    authors = record.get("authors")
    if isinstance(authors, list) and len(authors) > MOST_AUTHORS:
        record["authors"] = [*authors[: MOST_AUTHORS - 1], f"{authors[MOST_AUTHORS - 1]} et al."]
    return record


def _unreadable(count: int) -> str:
    return f"Left out for unreadable characters: {count} of its paragraphs." if count else ""
