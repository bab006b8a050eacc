"""Reads marked-up text (SPL, HTML) in order: headings, paragraphs, lists and tables, before blocks are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from citewell.sources._marked_rows import Table, cells_of, read_table
from citewell.sources._marked_text import BLOCK_TAGS, Notes, add_element, emphasis_of, finished, inline_text, styles_of
from citewell.sources._xml import local_name

HEADING_WORDS = 20

_TITLES = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = frozenset({"list", "ul", "ol", "dl"})
_PARAGRAPHS = frozenset({"paragraph", "p"})
_NO_HEADING = re.compile(r"(?:figure|fig\.|table)\b", re.IGNORECASE)
_BULLET = re.compile(r"(?:[•·▪●‣◦*]|[-–—](?=\s)|\(?(?:\d{1,2}|[a-z])[.)])\s*(?=\S)")
_INLINE_ALWAYS = frozenset({"footnote", "sup", "sub"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: rank 1 is the outermost. `is_run_in` is one that is only an emphasised paragraph."""

    text: str
    rank: int
    is_run_in: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `is_item` tells one that opens with a bullet or an emphasised label, as items of a list do.

    `label_rank` is the rank that its label would have as a heading, 0 where it has none.
    """

    text: str
    is_item: bool = False
    label_rank: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list's items, each with its mark in front; nested ones on lines of their own below theirs."""

    caption: str
    items: tuple[str, ...]


Piece = Heading | Paragraph | Listing | Table


def read_flow(element: Any, notes: Notes) -> Iterator[Piece]:
    """What stands in `element`, in reading order. Raises TableTooLarge."""
    loose: list[str] = [element.text or ""]
    for child in element:
        tag = local_name(child).lower()
        if tag == "caption" and local_name(element) == "item":
            pass  # the mark of the item
        elif tag in BLOCK_TAGS:
            yield from _loose(loose)
            yield from _block(child, tag, notes)
        elif tag == "rendermultimedia" and (captions := _captions(child, notes)):
            yield from _loose(loose)
            yield from (Paragraph(caption) for caption in captions)
        elif tag not in ("rendermultimedia", "img") or _is_between_words(child):
            if tag not in _INLINE_ALWAYS and _holds_blocks(child):
                yield from _loose(loose)
                yield from read_flow(child, notes)
            else:
                add_element(loose, child, notes)
        loose.append(child.tail or "")
    yield from _loose(loose)


def _holds_blocks(element: Any) -> bool:
    """Whether paragraphs, lists or tables stand in an element, those of its footnotes aside."""
    for child in element:
        tag = local_name(child).lower()
        if tag in BLOCK_TAGS or (tag not in _INLINE_ALWAYS and _holds_blocks(child)):
            return True
    return False


def _loose(pieces: list[str]) -> Iterator[Piece]:
    text = finished(pieces)
    pieces.clear()
    if text:
        yield Paragraph(text, is_item=bool(_BULLET.match(text)))


def _block(element: Any, tag: str, notes: Notes) -> Iterator[Piece]:
    if tag in _TITLES:
        if text := inline_text(element, notes):
            yield Heading(text, _TITLES[tag], is_run_in=False)
    elif tag in _LISTS:
        yield from _listing(element, notes)
    elif tag == "table":
        yield from _table(element, notes)
    elif tag in _PARAGRAPHS and not _holds_blocks(element):
        yield from _paragraph(element, notes)
    else:
        yield from read_flow(element, notes)


def _paragraph(element: Any, notes: Notes) -> Iterator[Piece]:
    captions = [caption for child in element.iter() for caption in _captions(child, notes)]
    text = inline_text(element, notes, without=("caption",))
    if text:
        styles = emphasis_of(element)
        if styles and _reads_as_heading(text) and not _has_note(element):
            yield Heading(text, _rank(styles), is_run_in=True)
        else:
            rank = _label_rank(element, text)
            yield Paragraph(text, is_item=rank > 0 or bool(_BULLET.match(text)), label_rank=rank)
    yield from (Paragraph(caption) for caption in captions)


def _reads_as_heading(text: str) -> bool:
    return (
        len(text.split()) <= HEADING_WORDS
        and not text.endswith((".", ";", ","))
        and any(character.isalpha() for character in text)
        and not _NO_HEADING.match(text)
        and not _BULLET.match(text)
    )


def _rank(styles: frozenset[str]) -> int:
    return 1 if "bold" in styles else 2 if "underline" in styles else 3


def _has_note(element: Any) -> bool:
    return any(local_name(child) in ("footnote", "footnoteRef") for child in element.iter())


def _label_rank(element: Any, text: str) -> int:
    """The rank of the emphasised label and colon that a paragraph opens with ("Skin: rash, itching"), or 0."""
    if (element.text or "").strip() or not len(element):
        return 0
    first = element[0]
    label, styles = inline_text(first, Notes({})), styles_of(first) or emphasis_of(first)
    is_label = 0 < len(label.split()) <= HEADING_WORDS and ":" in text[: len(label) + 2]
    return _rank(styles) if styles and is_label else 0


def _captions(element: Any, notes: Notes) -> list[str]:
    if local_name(element).lower() != "rendermultimedia":
        return []
    return [text for child in element if local_name(child) == "caption" and (text := inline_text(child, notes))]


def _is_between_words(element: Any) -> bool:
    parent, before = element.getparent(), element.getprevious()
    earlier = (before.tail if before is not None else parent.text) or ""
    return bool(earlier.strip() and (element.tail or "").strip())


def _listing(element: Any, notes: Notes) -> Iterator[Piece]:
    captions = [inline_text(child, notes) for child in element if local_name(child).lower() == "caption"]
    items = tuple(filter(None, _items(element, notes)))
    if items or captions:
        yield Listing(" ".join(filter(None, captions)), items)


def _items(element: Any, notes: Notes) -> Iterator[str]:
    ordered = local_name(element).lower() == "ol" or (element.get("listType") or "").lower() == "ordered"
    number = 0
    for child in element:
        tag = local_name(child).lower()
        if tag in _LISTS:
            yield _indented("\n".join(_items(child, notes)))
        elif tag in ("item", "li", "dt", "dd"):
            number += 1
            mark = _own_mark(child, notes) or (_number(number, element) if ordered else "•")
            if lines := _item_lines(child, notes):
                yield f"{mark} {lines}"


def _item_lines(item: Any, notes: Notes) -> str:
    """An item's words in their order; lists and tables in it on lines of their own."""
    lines: list[str] = []
    for piece in read_flow(item, notes):
        if isinstance(piece, Listing):
            lines.extend(filter(None, [piece.caption, _indented("\n".join(piece.items))]))
        elif isinstance(piece, Table):
            lines.extend(filter(None, [piece.caption, *piece.notes, *piece.rows]))
        elif lines and "\n" not in lines[-1] and not lines[-1].startswith(" "):
            lines[-1] = f"{lines[-1]} {piece.text}"
        else:
            lines.append(piece.text)
    return "\n".join(lines)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n")) if text else ""


def _own_mark(item: Any, notes: Notes) -> str:
    return next((inline_text(child, notes) for child in item if local_name(child).lower() == "caption"), "")


def _number(number: int, element: Any) -> str:
    style = f"{element.get('styleCode') or ''} {element.get('type') or ''}".lower()
    if ("alpha" in style or style.strip() == "a") and number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter.upper() if 'big' in style or element.get('type') == 'A' else letter}."
    return f"{number}."


def _table(element: Any, notes: Notes) -> Iterator[Piece]:
    rows = cells_of(element)
    if _is_layout(element, rows):
        for child in element:
            if local_name(child).lower() == "caption" and (text := inline_text(child, notes)):
                yield Paragraph(text)
        for row in rows:
            for cell in row:
                yield from _cell(cell, notes)
        return
    yield read_table(element, notes)


def _cell(cell: Any, notes: Notes) -> Iterator[Piece]:
    """A cell of a table that only places text: its own words are a paragraph or heading like any other."""
    if _holds_blocks(cell):
        yield from read_flow(cell, notes)
    else:
        yield from _paragraph(cell, notes)


def _is_layout(table: Any, rows: list[list[Any]]) -> bool:
    """Whether a table only places text on the page: one column, or no headings and lists or tables in its cells."""
    if all(sum(1 for cell in row if "".join(cell.itertext()).strip()) <= 1 for row in rows):
        return not any(len(row) > 1 for row in rows) or not _has_headings(table)
    if _has_headings(table):
        return False
    inner = {"table", *_LISTS}
    cells = (cell for row in rows for cell in row)
    return any(local_name(part).lower() in inner for cell in cells for part in cell.iter() if part is not cell)


def _has_headings(table: Any) -> bool:
    return any(local_name(part).lower() in ("thead", "th") for part in table.iter())
