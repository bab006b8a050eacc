"""The running text of a paragraph or cell in XML or HTML: raised and lowered characters kept apart, notes in place."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from typing import Any

from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._scripts import END, HIGH, LOW, written
from citewell.sources._xml import local_name

LONGEST_REPEATED_NOTE = 400
"""Characters of a footnote that is written out again at each further reference to it."""

MOST_REPEATED = 200_000
"""Characters that repeated footnotes may add to a document."""

BLOCK_TAGS = frozenset(
    """paragraph p div list ul ol item li table thead tbody tfoot tr td th caption dl dt dd h1 h2 h3 h4 h5 h6
    blockquote section""".split()
)
_SPACES = frozenset("br hr script style del s strike col colgroup".split())
_ITEMS = frozenset({"item", "li"})
_MEDIA = frozenset({"rendermultimedia", "img"})
_IMAGE = "\ue000"

_EMPHASISING = {"b": "bold", "strong": "bold", "u": "underline", "em": "italics", "i": "italics"}
_STYLES = {"bold": "bold", "italics": "italics", "underline": "underline", "emphasis": "italics"}


class Notes:
    """The footnotes of one document by id, as far as they may be written out again at further references."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts, self._left = texts, MOST_REPEATED

    def again(self, reference: Any) -> str:
        """The text of the note that a reference names; "*" for one that is too long, or when there were too many."""
        note = self._texts.get((reference.get("IDREF") or "").lstrip("#"), "")
        self._left -= len(note)
        return note if note and len(note) <= LONGEST_REPEATED_NOTE and self._left > 0 else "*"


def inline_text(element: Any, notes: Notes, *, without: Collection[str] = ()) -> str:
    """All text in `element` on one line; `notes` holds its footnotes, `without` tags to leave out.

    A footnote is written in square brackets where it stands, and a picture in the middle of a sentence "[image]", so
    that nothing can be read as part of a number or word beside it. Raised numbers that mark notes stay: a label's
    notes say for whom its figures hold.
    """
    pieces: list[str] = []
    add_inside(pieces, element, notes, without=without)
    return finished(pieces)


def finished(pieces: list[str]) -> str:
    """Gathered pieces as text; a picture that stands before or behind all words is no part of them."""
    text = plain(written("".join(pieces), references=False)).strip(_IMAGE + " ")
    return plain(text.replace(_IMAGE, " [image] "))


def add_inside(pieces: list[str], element: Any, notes: Notes, *, without: Collection[str] = ()) -> None:
    """Append what stands in `element` to `pieces`."""
    pieces.append(element.text or "")
    for child in element:
        add_element(pieces, child, notes, without=without)
        pieces.append(child.tail or "")


def add_element(pieces: list[str], element: Any, notes: Notes, *, without: Collection[str] = ()) -> None:
    """Append one element to `pieces`, in front of its tail."""
    tag = local_name(element).lower()
    if not tag:
        pieces.append(_entity(element))
    elif tag in _SPACES or tag in without or element.get("revised") == "delete":
        pieces.append(" ")
    elif tag in ("sup", "sub"):
        pieces.append(HIGH if tag == "sup" else LOW)
        add_inside(pieces, element, notes)
        pieces.append(END)
    elif tag == "footnote":
        note = inline_text(element, notes)
        pieces.append(f" [{note}]" if note else "")
    elif tag == "footnoteref":
        note = notes.again(element)
        pieces.append(note if note == "*" else f" [{note}]")
    elif tag in _MEDIA:
        pieces.append(_IMAGE)
    elif tag in BLOCK_TAGS:
        pieces.append(" • " if tag in _ITEMS else " ")
        add_inside(pieces, element, notes, without=without)
        pieces.append(" ")
    else:
        add_inside(pieces, element, notes, without=without)


def footnotes_of(root: Any) -> Notes:
    """Every footnote in a document."""
    found = (element for element in root.iter("{*}footnote") if element.get("ID"))
    return Notes({element.get("ID"): inline_text(element, Notes({})) for element in found})


def emphasis_of(element: Any) -> frozenset[str]:
    """The styles ("bold", "italics", "underline") that hold all text of an element; empty where some has none."""
    styles: set[str] = set()
    if (element.text or "").strip():
        return frozenset()
    for child in element:
        tag = local_name(child).lower()
        if (child.tail or "").strip(" \t\r\n:"):
            return frozenset()
        if tag in ("br", "footnote", "footnoteref", "rendermultimedia", "img"):
            continue
        own = styles_of(child)
        inner = own or emphasis_of(child)
        if not inner and "".join(child.itertext()).strip():
            return frozenset()
        styles |= inner | (emphasis_of(child) if own else frozenset())
    return frozenset(styles)


def styles_of(element: Any) -> frozenset[str]:
    """The styles that an element gives its text."""
    tag = local_name(element).lower()
    if tag in _EMPHASISING:
        return frozenset({_EMPHASISING[tag]})
    words = (element.get("styleCode") or "").lower().split() if tag == "content" else []
    return frozenset(_STYLES[word] for word in words if word in _STYLES)


def _entity(element: Any) -> str:
    from lxml import etree

    return html.unescape(element.text) if isinstance(element, etree._Entity) else ""


def plain(text: str) -> str:
    """`text` on one line, every visible character kept."""
    return single_spaced(clean_page(text))
