"""Tables as text, row by row: every figure goes with the headings of its own row and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from citewell.sources._marked_text import Notes, emphasis_of, inline_text
from citewell.sources._xml import local_name

MOST_COLUMNS = 200
MOST_CELLS = 100_000
MOST_CHARACTERS = 4_000_000
GROUP_WORDS = 15

_PARTS = {"thead": 0, "tbody": 1, "tr": 1, "tfoot": 2}
_NOTE = re.compile(r"\[?\w?\]?[*†‡§¶#]|\[[A-Za-z0-9]{1,2}\]|(?:note|abbreviations?|source)\b", re.IGNORECASE)


class TableTooLarge(Exception):
    """A table with more cells or text than any publication has."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's caption, the notes to its caption and headings, and its rows as text."""

    caption: str
    notes: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    element: Any
    text: str
    is_heading: bool
    is_emphasised: bool


_Row = list[_Cell | None]


def cells_of(table: Any) -> list[list[Any]]:
    """The td and th elements of a table, row by row; its foot last, wherever it was written."""
    rows: list[tuple[int, Any]] = []
    for part in table:
        tag = local_name(part).lower()
        if tag == "tr":
            rows.append((1, part))
        elif tag in _PARTS:
            rows.extend((_PARTS[tag], row) for row in part if local_name(row).lower() == "tr")
    rows.sort(key=lambda pair: pair[0])
    return [[cell for cell in row if local_name(cell).lower() in ("td", "th")] for _, row in rows]


def read_table(table: Any, notes: Notes) -> Table:
    """The table as text; raises TableTooLarge.

    A row reads "Row heading: label [Column heading: value | Column heading: value]". The brackets keep a row in
    one piece wherever text is cut into sentences. A cell that spans rows stands in each of them.
    """
    grid = _grid(cells_of(table), notes)
    depth = _heading_depth(grid, _rows_in_head(table))
    captions = [inline_text(part, notes) for part in table if local_name(part).lower() == "caption"]
    headings: list[_Row] = []
    for row in grid[:depth]:
        if _spans_all(row):
            captions.append(next(cell.text for cell in row if cell))
        else:
            headings.append(row)
    caption = " ".join(dict.fromkeys(filter(None, captions)))
    labels, heading_notes = _column_labels(headings, notes)
    body = tuple(_lines(grid[depth:], labels, notes))
    if not body:
        body = tuple(" | ".join(dict.fromkeys(cell.text for cell in row if cell and cell.text)) for row in headings)
    return Table(caption, heading_notes, tuple(line for line in body if line))


def _grid(rows: list[list[Any]], notes: Notes) -> list[_Row]:
    grid: list[_Row] = []
    hanging: dict[int, tuple[int, _Cell]] = {}
    cells = 0
    for row in rows:
        line: _Row = []
        queue = list(reversed(row))
        while queue or any(column >= len(line) for column in hanging):
            column = len(line)
            if column in hanging:
                left, cell = hanging.pop(column)
                if left > 1:
                    hanging[column] = (left - 1, cell)
                line.append(cell)
            elif queue:
                element = queue.pop()
                cell = _cell(element, notes)
                down = _span(element, "rowspan")
                for offset in range(_span(element, "colspan")):
                    if offset and len(line) in hanging:
                        break
                    if down > 1:
                        hanging[len(line)] = (down - 1, cell)
                    line.append(cell)
            else:
                line.append(None)
            if len(line) > MOST_COLUMNS:
                raise TableTooLarge
        cells += len(line)
        if cells > MOST_CELLS:
            raise TableTooLarge
        grid.append(line)
    return grid


def _cell(element: Any, notes: Notes) -> _Cell:
    return _Cell(element, inline_text(element, notes), local_name(element).lower() == "th", bool(emphasis_of(element)))


def _span(element: Any, name: str) -> int:
    written = (element.get(name) or "1").strip()
    return max(1, min(int(written), MOST_COLUMNS + 1)) if written.isdecimal() and len(written) < 8 else 1


def _rows_in_head(table: Any) -> int:
    return sum(
        1 for part in table if local_name(part).lower() == "thead" for row in part if local_name(row).lower() == "tr"
    )


def _heading_depth(grid: list[_Row], in_head: int) -> int:
    """How many rows at the top are headings: those of the head, else rows of th, else one emphasised row."""
    if in_head:
        return min(in_head, len(grid))
    depth = 0
    while depth < len(grid) and grid[depth] and all(cell and cell.is_heading for cell in grid[depth]):
        depth += 1
    if depth == len(grid):
        return 0 if depth < 2 else 1
    if depth == 0 and len(grid) > 1 and _all_emphasised(grid[0]) and not all(map(_all_emphasised, grid[1:])):
        spanning = 1 if _spans_all(grid[0]) and len(grid) > 2 and _all_emphasised(grid[1]) else 0
        depth = 1 + spanning
        while 0 < depth < len(grid) and set(filter(None, grid[depth - 1])) & set(filter(None, grid[depth])):
            depth += 1
    return depth if depth < len(grid) else 0


def _all_emphasised(row: _Row) -> bool:
    filled = [cell for cell in row if cell and cell.text]
    return bool(filled) and all(cell.is_emphasised for cell in filled)


def _spans_all(row: _Row) -> bool:
    """Whether one cell with text takes the whole row of a table of several columns."""
    return len(row) > 1 and row[0] is not None and bool(row[0].text) and all(cell is row[0] for cell in row)


def _column_labels(headings: list[_Row], notes: Notes) -> tuple[list[str], tuple[str, ...]]:
    """The heading of each column, outer ones first, and the footnotes that stand in them."""
    columns = max((len(row) for row in headings), default=0)
    labels: list[str] = []
    found: dict[str, None] = {}
    for column in range(columns):
        cells = dict.fromkeys(row[column] for row in headings if column < len(row))
        texts = dict.fromkeys(_without_notes(cell.element, notes, found) for cell in cells if cell and cell.text)
        labels.append(", ".join(filter(None, texts)))
    return labels, tuple(f"* {note}" for note in found)


def _without_notes(element: Any, notes: Notes, found: dict[str, None]) -> str:
    for note in element.iter():
        if local_name(note) == "footnote":
            found.setdefault(inline_text(note, notes))
        elif local_name(note) == "footnoteRef" and (text := notes.again(note)) != "*":
            found.setdefault(text)
    has_note = any(local_name(note) in ("footnote", "footnoteRef") for note in element.iter())
    text = inline_text(element, notes, without=("footnote", "footnoteref"))
    return f"{text}*" if has_note else text


def _lines(rows: list[_Row], labels: list[str], notes: Notes) -> list[str]:
    lines: list[str] = []
    group, characters = "", 0
    for number, row in enumerate(rows):
        filled = list(dict.fromkeys(cell for cell in row if cell and cell.text))
        if not filled:
            continue
        if _spans_all(row) or (len(filled) == 1 and len(row) == 1):
            line = filled[0].text
            group = line if len(row) > 1 and _names_a_group(line) else group
        elif len(filled) == 1 and filled[0] is row[0] and not _is_ordinary(rows, number):
            line = filled[0].text
            group = line if _names_a_group(line) else group
        else:
            line = _row_text(row, labels, notes)
            line = f"{group} | {line}" if group else line
        lines.append(line)
        characters += len(line)
        if characters > MOST_CHARACTERS:
            raise TableTooLarge
    return lines


def _is_ordinary(rows: list[_Row], number: int) -> bool:
    """Whether a row with nothing but its label is an ordinary row, and no heading of those below it.

    Only emphasis that the row below lacks makes it a heading: a drug without figures must not lend its name to
    the figures of the next.
    """
    first = rows[number][0]
    below = next((row[0] for row in rows[number + 1 :] if any(cell and cell.text for cell in row[1:])), None)
    return not (first and first.is_emphasised and below is not None and not below.is_emphasised)


def _names_a_group(text: str) -> bool:
    return len(text.split()) <= GROUP_WORDS and not text.endswith((".", ";")) and not _NOTE.match(text)


def _row_text(row: _Row, labels: list[str], notes: Notes) -> str:
    """A row with values: its label, then all else in brackets, the notes to the label last."""
    places: dict[_Cell, list[int]] = {}
    for column, cell in enumerate(row):
        if cell is not None and cell.text:
            places.setdefault(cell, []).append(column)
    label, values = "", []
    found: dict[str, None] = {}
    for cell, columns in places.items():
        if columns[0] == 0 and len(places) > 1:
            label = _labelled(_without_notes(cell.element, notes, found), columns, labels)
        else:
            values.append(_labelled(cell.text, columns, labels))
    inner = " | ".join([*values, *(f"* {note}" for note in found)])
    return f"{label} [{inner}]" if label else f"[{inner}]"


def _labelled(text: str, columns: list[int], labels: list[str]) -> str:
    headings = dict.fromkeys(labels[column] for column in columns if column < len(labels) and labels[column])
    label = " / ".join(headings)
    return f"{label.rstrip(':')}: {text}" if label and label != text else text
