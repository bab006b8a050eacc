"""Reads a page's elements in order into an outline: headings, paragraphs, lists, tables, definitions."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from citewell.sources._grid import Cell, Table
from citewell.sources._outline import Line, Outline
from citewell.sources._scripts import END, HIGH, LOW, written
from citewell.sources._symbols import UNREADABLE, drawn

_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section summary table tbody
    tfoot thead tr td th ul caption colgroup""".split()
)
_HEADING = re.compile(r"h([1-6])")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol", "dir")
_REFERENCE = re.compile(r"\[?\s*(?:\d{1,3}|[a-z])(?:\s*[,;–-]\s*\d{1,3})*\s*\]?,?|[*†‡§¶#]+|\[\^[^\]]{1,20}\]")
_REFERENCE_TARGET = re.compile(r"#.*(?:ref|cit|bib|note|fn|CR\d)", re.IGNORECASE)
_OPEN_BRACKET = re.compile(r"[\[(][\s,;–-]*$")
_MARKDOWN_NOTE = re.compile(r"\[\^[^\]\s]{1,20}\]")
_SPACES = re.compile(r"[^\S\n]+")
_DEEPEST_HEADING = 9
_BREAK = "\n"
_GONE = "\0"
_GONE_IN_BRACKETS = re.compile(r"\s?[\[(](?=[\s,;–-]{0,9}\0)[\s,;–\0-]{1,400}[\])]|\s\0(?=\s?[.,;:])|\0")
# Of a fraction or a root nothing sure can be said in a line; the paragraph is left out.
_FORMULAS = frozenset("mfrac msqrt mroot mtable munder mover munderover mmultiscripts".split())
_FAMILY = re.compile(r"font-family\s*:\s*([^;,]+)", re.IGNORECASE)


def write_outline(element: Any, outline: Outline) -> None:
    """Everything that `element` holds, block by block; links and the like that wrap blocks become blocks."""
    for block in list(element.iter(*_BLOCKS)):
        for holder in block.iterancestors():
            if holder.tag in _BLOCKS or holder is element:
                break
            holder.tag = "div"
    _Walk(outline).block(element)


def inline_text(element: Any) -> str:
    """The words in an element on one line, without reference marks; exponents stay apart as "10^6"."""
    return " ".join(_without_marks(_Inline().read(element)).split())


@dataclass(slots=True)
class _Inline:
    """Collects running text; `text` grows as elements are read."""

    pieces: list[str] = field(default_factory=list)

    def read(self, element: Any) -> str:
        self.content(element)
        return self.text()

    def text(self) -> str:
        return "".join(self.pieces)

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text.replace("\n", " "))

    def content(self, element: Any) -> None:
        self.add(element.text)
        for child in element:
            self.child(child)
            self.add(child.tail)

    def child(self, child: Any) -> None:
        """One element within a line of text, without what follows it."""
        tag = child.tag
        if not isinstance(tag, str):
            self.add(_entity(child))
        elif tag == "br":
            self.pieces.append(_BREAK)
        elif tag == "sup" or _is_exponent(child):
            if not _is_reference(child):
                self._marked(HIGH, child)
        elif tag == "sub":
            self._marked(LOW, child)
        elif tag == "q":
            self.pieces.append("“")
            self.content(child)
            self.pieces.append("”")
        elif tag == "a" and (_is_reference(child) or self._is_numbered_note(child)):
            self.pieces.append(_GONE)
        elif tag in _FORMULAS:
            self.pieces.append(UNREADABLE)
        elif tag in _BLOCKS:
            self.pieces.append(" ")
            self.content(child)
            self.pieces.append(" ")
        elif font := _picture_font(child):
            self.add(drawn(_without_marks(_Inline().read(child)), font))
        else:
            self.content(child)

    def _is_numbered_note(self, link: Any) -> bool:
        """Whether a link to this page is a number of a list in brackets, as both in "[2, 3]"."""
        number = "".join(map(str, link.itertext())).strip()
        inside = number.isdigit() and "#" in (link.get("href") or "") and _OPEN_BRACKET.search(self._before())
        return bool(inside) and (link.tail or "").lstrip().startswith(("]", ")", ",", ";", "–", "-"))

    def _marked(self, mark: str, child: Any) -> None:
        self.pieces.append(mark)
        self.content(child)
        self.pieces.append(END)

    def _before(self) -> str:
        """The end of what was read so far, enough to tell what a raised character belongs to."""
        end = ""
        for piece in reversed(self.pieces):
            end = piece + end
            if len(end) > 20:
                break
        return end.replace(_GONE, "")


class _Walk:
    """Goes through an element's children and tells the outline what it meets."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline

    def block(self, element: Any) -> None:
        """The content of a block: running text between blocks becomes paragraphs of its own."""
        line = _Inline()
        line.add(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag in _BLOCKS:
                self._paragraph(line)
                line = _Inline()
                self._child(child)
            else:
                line.child(child)
            line.add(child.tail)
        self._paragraph(line)

    def _paragraph(self, line: _Inline) -> None:
        for text in _paragraphs(line.text()):
            self._outline.paragraph(text)

    def _child(self, child: Any) -> None:
        tag = child.tag
        if match := _HEADING.fullmatch(tag):
            self._outline.heading(int(match[1]), inline_text(child))
        elif (child.get("role") or "").strip() == "heading":
            level = child.get("aria-level") or ""
            self._outline.heading(min(int(level), 6) if re.fullmatch(r"[1-9]", level) else 2, inline_text(child))
        elif tag in _LISTS:
            self._list(child)
        elif tag == "dl":
            self._definitions(child)
        elif tag == "table":
            self._table(child)
        elif tag == "pre":
            self._outline.verbatim("".join(map(str, child.itertext())))
        elif tag == "details":
            self._details(child)
        elif tag not in ("hr", "summary"):
            self.block(child)

    def _details(self, element: Any) -> None:
        """Text that opens under a line; the line is its heading."""
        summary = next((child for child in element if child.tag == "summary"), None)
        level = min(self._outline.level + 1, _DEEPEST_HEADING)
        if summary is not None:
            self._outline.heading(level, inline_text(summary))
        self.block(element)
        if summary is not None:
            self._outline.leave(level)

    def _list(self, element: Any) -> None:
        if _is_layout(element):
            self.block(element)
        else:
            self._outline.listing(list(_items(element, depth=0)))

    def _definitions(self, element: Any) -> None:
        """Terms with what they mean, a pair to a line."""
        lines: list[Line] = []
        terms: list[str] = []
        described = True
        for child in element.iter("dt", "dd"):
            text = inline_text(child)
            if child.tag == "dt":
                terms = [*([] if described else terms), text]
                described = False
            elif text:
                lines.append(Line(0, "-", f"{_joined_terms(terms)}{text}"))
                described = True
        self._outline.listing(lines)

    def _table(self, element: Any) -> None:
        if _is_layout(element):
            for cell in element.iter("caption", "td", "th"):
                if next((holder for holder in cell.iterancestors("table")), None) is element:
                    self.block(cell)
            return
        rows = list(element.iter("tr"))
        heads = sum(1 for row in rows if row.getparent().tag == "thead")
        caption = next((inline_text(child) for child in element if child.tag == "caption"), "")
        cells = [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in rows]
        self._outline.table(Table(rows=cells, caption=caption, heads=heads))


def _joined_terms(terms: list[str]) -> str:
    said = "; ".join(term.rstrip(":") for term in terms if term)
    return f"{said}: " if said else ""


def _items(element: Any, *, depth: int) -> Iterator[Line]:
    """The lines of a list: an item's own words, its further paragraphs, the lists in it one deeper."""
    start = element.get("start") or ""
    number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag in _LISTS:
            yield from _items(child, depth=depth + 1)
            continue
        mark = f"{number}." if element.tag == "ol" else "-"
        number += 1
        for text, inner in _item_parts(child):
            if inner is None:
                yield Line(depth, mark, text)
                mark = ""
            elif inner.tag in _LISTS:
                if mark:
                    mark = ""
                yield from _items(inner, depth=depth + 1)
            else:
                for row in inner.iter("tr"):
                    yield Line(depth, "", "; ".join(filter(None, (inline_text(cell) for cell in row))))


def _item_parts(item: Any) -> Iterator[tuple[str, Any]]:
    """Texts of a list item (with None), and the lists and tables in it, in order."""
    line = _Inline()
    line.add(item.text)
    for child in item:
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            yield from ((text, None) for text in _paragraphs(line.text()))
            line = _Inline()
            if child.tag in (*_LISTS, "table"):
                yield "", child
            else:
                yield from _item_parts(child)
        else:
            line.child(child)
        line.add(child.tail)
    yield from ((text, None) for text in _paragraphs(line.text()))


def _cell(element: Any) -> Cell:
    """A table's cell; its paragraphs and items are parted by semicolons."""
    parts = [text.replace("\n", " ") for text in _cell_texts(element)]
    return Cell(
        text=_with_stops(parts),
        header=element.tag == "th",
        rows=_span(element.get("rowspan")),
        columns=_span(element.get("colspan")),
    )


def _cell_texts(element: Any) -> Iterator[str]:
    for text, inner in _item_parts(element):
        if inner is None:
            yield text
        elif inner.tag in _LISTS:
            yield from (line.text for line in _items(inner, depth=0))


def _with_stops(parts: list[str]) -> str:
    joined = ""
    for part in parts:
        joined += part if not joined else f" {part}" if joined.endswith((".", ":", ";", ",")) else f"; {part}"
    return joined


def _span(written: str | None) -> int:
    return int(written) if written and re.fullmatch(r"\d{1,4}", written.strip()) else 1


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of running text: an empty line (two breaks) parts them, a single break stays."""
    for part in re.split(r"\n\s*\n", _without_marks(text)):
        lines = [_SPACES.sub(" ", line).strip() for line in part.split("\n")]
        joined = "\n".join(line for line in lines if line)
        if joined:
            yield joined


def _without_marks(text: str) -> str:
    """Running text without the places where references stood, and without brackets that held nothing else."""
    text = written(text)
    return _GONE_IN_BRACKETS.sub("", _MARKDOWN_NOTE.sub(_GONE, text)) if _GONE in text or "[^" in text else text


def _is_layout(element: Any) -> bool:
    """Whether a list or table only arranges a page: it holds headings, tables or definitions."""
    role = (element.get("role") or "").strip()
    if role in ("presentation", "none") and element.tag == "table":
        return True
    if any(next(heading.iterancestors("th"), None) is None for heading in element.iter(*_HEADINGS)):
        return True
    if element.tag != "table":
        return False
    if next(element.iterdescendants("table"), None) is not None:
        return True
    return all(sum(1 for cell in row if cell.tag in ("td", "th")) < 2 for row in element.iter("tr"))


def _is_reference(element: Any) -> bool:
    """Whether an element is a link to a note or to the list of references: "[12]", a raised "a"."""
    if element.tag not in ("a", "cite", "sup"):
        return False
    target = element.get("href") or ""
    if element.tag == "sup":
        linked_text = "".join(map(str, element.itertext())).strip()
        if _REFERENCE.fullmatch(linked_text) and next(element.iter("a"), None) is not None:
            return True
        classes = (element.get("class") or "").lower()
        holder = element.getparent()
        linked = holder is not None and holder.tag == "a" and "#" in (holder.get("href") or "")
        return linked or any(word in classes for word in ("reference", "citation", "footnote"))
    text = "".join(map(str, element.itertext())).strip()
    if "#" not in target or not _REFERENCE.fullmatch(text):
        return False
    raised_up = element.getparent() is not None and element.getparent().tag == "sup"
    return raised_up or text.startswith("[") or bool(_REFERENCE_TARGET.search(target))


def _picture_font(element: Any) -> str:
    """The name of a font that draws signs for letters, where an element asks for one; else empty."""
    asked = _FAMILY.search(element.get("style") or "")
    font = (asked[1] if asked else element.get("face") or "").strip("\"' ").lower()
    return font if font in ("symbol", "wingdings") else ""


def _is_exponent(element: Any) -> bool:
    """Whether this is the second part of a formula's power."""
    holder = element.getparent()
    return holder is not None and holder.tag == "msup" and len(holder) == 2 and holder[1] is element


def _entity(node: Any) -> str:
    from lxml import etree

    return entities.unescape(node.text) if isinstance(node, etree._Entity) else ""
