"""The grid of a table: its rows with the cells that stand in them or reach into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from citewell.sources._jats_text import lines_of

MOST_COLUMNS = 200
_INDENTS = ("\u2002", "\u2003", "\u00a0", "\u2009")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its lines; `first` and `last` are the columns it covers."""

    lines: tuple[str, ...]
    first: int
    last: int
    is_header: bool = False
    is_marked: bool = False
    is_indented: bool = False

    @property
    def text(self) -> str:
        """Its lines in one, parted by a bar where two numbers would run together."""
        return _joined(self.lines)

    @property
    def columns(self) -> range:
        """The columns that it covers."""
        return range(self.first, self.last + 1)

    def is_whole(self, width: int) -> bool:
        """Whether it covers the whole width of the table."""
        return width > 1 and self.first == 0 and self.last == width - 1


@dataclass(slots=True)
class Row:
    """The cells of a row from left to right, those that reach down into it from above included."""

    cells: list[Cell]
    in_head: bool
    group: tuple[str, ...] = ()
    is_parted: bool = False

    @property
    def filled(self) -> list[Cell]:
        """The cells that hold text."""
        return [cell for cell in self.cells if cell.lines]

    @property
    def label(self) -> str:
        """The text of the first cell."""
        return self.cells[0].text if self.cells else ""


def filled_rows(table: Any) -> list[Row]:
    """The rows that hold text; one behind an empty row (a line across the table) knows that it is parted."""
    rows: list[Row] = []
    parted = False
    for row in _rows(table):
        if row.filled:
            row.is_parted, parted = parted, False
            rows.append(row)
        else:
            parted = True
    return rows


def _rows(table: Any) -> Iterator[Row]:
    reaching: dict[int, tuple[Cell, int]] = {}
    for source in table.iter("tr"):
        cells: list[Cell] = []
        down: dict[int, tuple[Cell, int]] = {}
        column = 0
        for element in source:
            if element.tag not in ("td", "th"):
                continue
            column = _reached(column, reaching, cells, down)
            last = min(column + _span(element, "colspan"), MOST_COLUMNS) - 1
            if last < column:
                break
            cell = _cell(element, column, last)
            cells.append(cell)
            if (rows := _span(element, "rowspan")) > 1:
                down[column] = (cell, rows - 1)
            column = last + 1
        _reached(MOST_COLUMNS, reaching, cells, down, start=column)
        reaching = down
        cells.sort(key=lambda cell: cell.first)
        parent = source.getparent()
        yield Row(cells, in_head=parent is not None and parent.tag == "thead")


def _reached(
    column: int,
    reaching: dict[int, tuple[Cell, int]],
    cells: list[Cell],
    down: dict[int, tuple[Cell, int]],
    *,
    start: int | None = None,
) -> int:
    """Take the cells that reach down from above at `column` into the row; the next free column."""
    if start is not None:
        for first in sorted(first for first in reaching if first >= start):
            _reached(first, reaching, cells, down)
        return column
    while column in reaching:
        cell, more = reaching.pop(column)
        cells.append(cell)
        if more > 1:
            down[column] = (cell, more - 1)
        column = cell.last + 1
    return column


def _span(element: Any, name: str) -> int:
    written = element.get(name)
    if written is None or written == "1":
        return 1
    written = written.strip()
    return min(max(int(written), 1), 100_000) if written.isdecimal() and len(written) < 9 else 1


def _cell(element: Any, first: int, last: int) -> Cell:
    lines = tuple(lines_of(element))
    raw = "".join(element.itertext())[:12] if first == 0 and lines else ""
    return Cell(
        lines,
        first,
        last,
        is_header=element.tag == "th",
        is_marked=bool(lines) and len(element) > 0 and is_marked(element),
        is_indented=raw[:1] in _INDENTS or raw.startswith("  ") or _style_indents(element),
    )


def _style_indents(element: Any) -> bool:
    style = element.get("style", "")
    return "indent" in style or "padding-left" in style


def is_marked(element: Any) -> bool:
    """Whether all words of a cell or a paragraph are bold or italic."""
    inside = [child for child in element if isinstance(child.tag, str)]
    if len(inside) == 1 and inside[0].tag == "p":
        return is_marked(inside[0])
    if (element.text or "").strip() or not any(child.tag in ("bold", "italic") for child in inside):
        return False
    return all(
        child.tag in ("bold", "italic", "xref", "sup", "break") and not (child.tail or "").strip(" :\n\t\u2009\u00a0")
        for child in inside
    )


def has_digit(text: str) -> bool:
    """Whether a number is in `text`."""
    return any(character.isdigit() for character in text)


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        parted = has_digit(text[-8:]) and text[-1] not in "=<>≤≥±×/(," and (line[0].isdigit() or line[0] in "<>=≤≥−-+")
        text = f"{text} | {line}" if parted else f"{text} {line}".strip()
    return text
