"""Reads a Word file's body in order: what a reader sees with all changes accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citewell.sources._clean import clean_page
from citewell.sources._docx_styles import Numbering, Style, attribute, child_of, heading_level, is_on, read_styles
from citewell.sources._grid import Cell, Table
from citewell.sources._outline import Line, Outline
from citewell.sources._scripts import high, low, written
from citewell.sources._symbols import UNREADABLE, drawn
from citewell.sources._xml import local_name

# Struck out, moved away, notes and comments, instructions of fields, what other programs fall back on.
_LEFT_OUT = frozenset(
    """del moveFrom delText delInstrText instrText footnoteReference endnoteReference commentReference annotationRef
    footnoteRef endnoteRef Fallback rPr pPr sdtPr sdtEndPr tblPr trPr tcPr tblGrid sectPr ruby pict object
    softHyphen proofErr lastRenderedPageBreak fldChar""".split()
)
_FORMULAS = frozenset("f rad nary m eqArr limLow limUpp groupChr bar box d".split())
_LEAST_SIZE = 4
_SPACES = re.compile(r"[^\S\n]+")


class BodyReader:
    """Tells an outline what a body holds; `title` is what stands in the style of a title."""

    def __init__(self, *, styles: Any, numbering: Any) -> None:
        self._styles = read_styles(styles)
        self._numbering = Numbering(numbering)
        self._carried = ""

    def title(self, body: Any) -> str:
        """The words of the first paragraph in the title's style; empty where there is none."""
        for paragraph in body.iter():
            if local_name(paragraph) == "p" and self._style(paragraph).is_title:
                return " ".join(self.text(paragraph).split())
        return ""

    def first_heading(self, body: Any) -> str:
        """The words of the first heading; empty where there is none."""
        for paragraph in body.iter():
            if local_name(paragraph) == "p" and heading_level(child_of(paragraph, "pPr"), self._style(paragraph)):
                return " ".join(self.text(paragraph).split())
        return ""

    def write(self, body: Any, outline: Outline) -> None:
        """Every paragraph, list and table of `body`, in order."""
        items: list[Line] = []

        def settle() -> None:
            outline.listing(items)
            items.clear()

        for element in _blocks(body):
            if local_name(element) == "tbl":
                settle()
                outline.paragraph(self._take_carried())
                outline.table(self._table(element))
                continue
            properties, style = child_of(element, "pPr"), self._style(element)
            text = self._whole(element)
            if text is None:
                continue
            if text and not style.is_contents and not style.hidden:
                level = heading_level(properties, style)
                item = self._numbering.item(properties, style)
                if style.is_title:
                    settle()
                elif level:
                    settle()
                    outline.heading(level, " ".join(text.split()))
                elif item:
                    items.append(Line(item[0], item[1], text))
                elif items and _is_continued(style):
                    items.append(Line(items[-1].depth, "", text))
                else:
                    settle()
                    outline.paragraph(text)
            for box in _boxes(element):
                settle()
                self.write(box, outline)
        settle()
        outline.paragraph(self._take_carried())

    def text(self, paragraph: Any) -> str:
        """The words of a paragraph; line breaks stay, other spaces are single."""
        pieces: list[str] = []
        self._gather(paragraph, pieces)
        lines = (_SPACES.sub(" ", line).strip() for line in clean_page(written("".join(pieces))).split("\n"))
        return "\n".join(line for line in lines if line)

    def _whole(self, paragraph: Any) -> str | None:
        """A paragraph's words; None where its end was deleted, so that it goes on in the next."""
        text = self._carried + self.text(paragraph)
        if child_of(paragraph, "pPr", "rPr", "del") is None:
            self._carried = ""
            return text
        pieces: list[str] = []
        self._gather(paragraph, pieces)
        self._carried = text + (" " if "".join(pieces).endswith(" ") else "")
        return None

    def _take_carried(self) -> str:
        text, self._carried = self._carried, ""
        return text

    def _style(self, element: Any) -> Style:
        return self._styles.get(attribute(child_of(element, "pPr", "pStyle"), "val"), Style())

    def _gather(self, element: Any, pieces: list[str]) -> None:
        for child in element:
            name = local_name(child)
            if name == "r":
                self._run(child, pieces)
            elif name in _FORMULAS and "math" in child.tag:
                pieces.append(UNREADABLE)
            elif name in ("sup", "sub") and "math" in child.tag:
                inner: list[str] = []
                self._gather(child, inner)
                pieces.append(high("".join(inner)) if name == "sup" else low("".join(inner)))
            elif name == "t":
                pieces.append(child.text or "")
            elif name == "sdt" and child_of(child, "sdtPr", "showingPlcHdr") is not None:
                continue
            elif name not in _LEFT_OUT and name != "txbxContent":
                self._gather(child, pieces)

    def _run(self, run: Any, pieces: list[str]) -> None:
        properties = child_of(run, "rPr")
        if _is_hidden(properties) or self._styles.get(_run_style(properties), Style()).hidden:
            return
        text = "".join(self._characters(run, properties))
        position = attribute(child_of(properties, "vertAlign"), "val")
        pieces.append(high(text) if position == "superscript" else low(text) if position == "subscript" else text)

    def _characters(self, run: Any, properties: Any) -> Iterator[str]:
        fonts = child_of(properties, "rFonts")
        font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
        for child in run:
            name = local_name(child)
            if name == "t":
                yield drawn((child.text or "").replace("\n", " "), font)
            elif name in ("tab", "ptab"):
                yield " "
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "\u2011"
            elif name == "sym":
                yield _symbol(attribute(child, "char"), attribute(child, "font"))

    def _table(self, table: Any) -> Table:
        rows: list[list[Cell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        heads = 0
        for row in _inner(table, "tr"):
            properties = child_of(row, "trPr")
            if child_of(properties, "del") is not None:
                continue
            if is_on(properties, "tblHeader") and heads == len(rows):
                heads += 1
            rows.append(self._row(row, open_cells, rows))
        if not heads and len(rows) > 1 and _all_bold(table):
            heads = 1
        return Table(rows=rows, heads=heads)

    def _row(self, row: Any, open_cells: dict[int, tuple[int, int]], rows: list[list[Cell]]) -> list[Cell]:
        """The cells of a row; one that goes on a cell above it makes that one longer instead."""
        cells: list[Cell] = []
        column = 0
        for item in _inner(row, "tc"):
            properties = child_of(item, "tcPr")
            written = attribute(child_of(properties, "gridSpan"), "val")
            span = int(written) if re.fullmatch(r"[1-9]\d?", written) else 1
            merge = child_of(properties, "vMerge")
            if merge is not None and attribute(merge, "val") != "restart" and column in open_cells:
                above_row, above = open_cells[column]
                old = rows[above_row][above]
                rows[above_row][above] = Cell(old.text, old.header, old.rows + 1, old.columns)
            else:
                if merge is not None:
                    open_cells[column] = (len(rows), len(cells))
                else:
                    open_cells.pop(column, None)
                text = "" if child_of(properties, "cellDel") is not None else self._cell_text(item)
                cells.append(Cell(text, columns=span))
            column += span
        return cells

    def _cell_text(self, cell: Any) -> str:
        parts: list[str] = []
        for element in _blocks(cell):
            if local_name(element) == "p":
                parts.append(self.text(element).replace("\n", " "))
            else:
                parts.extend(self._cell_text(inner) for row in _inner(element, "tr") for inner in _inner(row, "tc"))
        joined = ""
        for part in filter(None, parts):
            joined += part if not joined else f" {part}" if joined.endswith((".", ":", ";", ",")) else f"; {part}"
        return joined


def _blocks(holder: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those in content controls and the like, but not in a table of contents."""
    for child in holder:
        name = local_name(child)
        if name in ("p", "tbl"):
            yield child
        elif name == "sdt":
            gallery = attribute(child_of(child, "sdtPr", "docPartObj", "docPartGallery"), "val")
            content = child_of(child, "sdtContent")
            if content is not None and gallery.lower() != "table of contents":
                yield from _blocks(content)
        elif name in ("customXml", "smartTag", "ins", "moveTo"):
            yield from _blocks(child)


def _inner(holder: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in holder:
        if local_name(child) == name:
            yield child
        elif local_name(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inner(child, name)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes that hang on a paragraph, each once."""
    for child in paragraph:
        if local_name(child) == "txbxContent":
            yield child
        elif local_name(child) not in ("Fallback", "del", "moveFrom"):
            yield from _boxes(child)


def _is_hidden(properties: Any) -> bool:
    """Whether a run is hidden, struck out, white on nothing, or too small to be seen."""
    if properties is None:
        return False
    if any(is_on(properties, name) for name in ("vanish", "webHidden", "specVanish", "strike", "dstrike")):
        return True
    size = attribute(child_of(properties, "sz"), "val")
    if size.isdigit() and int(size) <= _LEAST_SIZE:
        return True
    colour = attribute(child_of(properties, "color"), "val").upper()
    return bool(re.fullmatch(r"F[A-F0-9]F[A-F0-9]F[A-F0-9]", colour)) and not _stands_on_colour(properties)


def _stands_on_colour(properties: Any) -> bool:
    """Whether something may lie behind a run's letters: shading of its own, a paragraph's, a table's, a text box."""
    if child_of(properties, "shd") is not None or child_of(properties, "highlight") is not None:
        return True
    return any(
        local_name(holder) in ("tbl", "txbxContent") or child_of(holder, "pPr", "shd") is not None
        for holder in properties.iterancestors()
    )


def _run_style(properties: Any) -> str:
    return attribute(child_of(properties, "rStyle"), "val")


def _is_continued(style: Style) -> bool:
    return style.name.startswith("list continue")


def _symbol(code: str, font: str) -> str:
    try:
        return drawn(chr(0xF000 + int(code, 16) % 0x1000), font or "Symbol")
    except ValueError:
        return UNREADABLE


def _all_bold(table: Any) -> bool:
    """Whether all words of the first row are bold and not all of the second are."""
    rows = [[run for run in row.iter() if local_name(run) == "r" and _has_words(run)] for row in _inner(table, "tr")]
    bold = [bool(runs) and all(is_on(child_of(run, "rPr"), "b") for run in runs) for runs in rows[:2]]
    return len(bold) == 2 and bold[0] and not bold[1]


def _has_words(run: Any) -> bool:
    return any(local_name(child) == "t" and (child.text or "").strip() for child in run)
