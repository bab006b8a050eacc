"""Writes a table row by row, with the header of its column before each value, so that a row can be read alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.sources._record import UnusableRecord

MOST_CELLS = 200_000
_WIDEST_SPAN = 100
_HEADER_WORDS = 12
_GROUP_WORDS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its words; `header` when the page says that it is one; spans in rows and columns."""

    text: str
    header: bool = False
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `heads` counts the rows at the top that are said to be headers."""

    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    heads: int = 0


def table_lines(table: Table) -> list[str]:
    """One line per row, as in "Drug: Ibuprofen [Dose: 400 mg | Route: by mouth]".

    A cell over several rows or columns counts in each of them, and a row that only names a group stands before
    each of the group's rows.
    """
    grid = _grid(table.rows)
    heads = table.heads or _heads(grid)
    if heads >= len(grid):
        return [line for row in grid if (line := _unnamed(row))]
    names = _names(grid[:heads])
    lines: list[str] = []
    group = ""
    for row in grid[heads:]:
        if (text := _group(row)) and _can_head(text):
            group = text
        elif text:
            group = ""
            lines.append(text)
        elif line := _named(names, row) if heads else _unnamed(row):
            lines.append(f"{group.rstrip(':')} | {line}" if group else line)
    return lines


def _named(names: Sequence[str], row: Sequence[Cell | None]) -> str:
    """A row with the name of its column before each value; a cell over several columns takes all their names."""
    places: dict[int, tuple[str, list[str]]] = {}
    for number, cell in enumerate(row):
        if cell and cell.text:
            _, above = places.setdefault(id(cell), (cell.text, []))
            above.append(names[number] if number < len(names) else "")
    said: list[str] = []
    for text, above in places.values():
        name = " / ".join(dict.fromkeys(filter(None, above))).rstrip(":")
        said.append(f"{name}: {text}" if name and name != text.rstrip(":") else text)
    return _bracketed(said, label=bool(row and row[0] and row[0].text))


def _unnamed(row: Sequence[Cell | None]) -> str:
    values = list({id(cell): cell.text for cell in row if cell and cell.text}.values())
    return _bracketed(values, label=bool(row and row[0] and row[0].text))


def _bracketed(values: Sequence[str], *, label: bool) -> str:
    """Values in brackets behind their label: no sentence ends within brackets, so a row is quoted whole."""
    if not label or len(values) < 2:
        return values[0] if len(values) == 1 else f"[{' | '.join(values)}]" if values else ""
    return f"{values[0]} [{' | '.join(values[1:])}]"


def _values(row: Sequence[Cell | None]) -> list[str]:
    return [cell.text if cell else "" for cell in row]


def _names(heads: Sequence[Sequence[Cell | None]]) -> list[str]:
    """The name of each column: the headers above it from the top, each once."""
    width = max((len(row) for row in heads), default=0)
    columns = [[row[at] for row in heads if at < len(row)] for at in range(width)]
    return [", ".join(dict.fromkeys(cell.text for cell in column if cell and cell.text)) for column in columns]


def _group(row: Sequence[Cell | None]) -> str:
    """The words of a cell that goes across a row of several columns and is all there is in it; else nothing."""
    first = row[0] if len(row) > 1 else None
    if first is None or first.columns < 2 or any(cell and cell is not first and cell.text for cell in row):
        return ""
    return first.text


def _can_head(text: str) -> bool:
    return len(text.split()) <= _GROUP_WORDS and not text.endswith((".", ";"))


def _heads(grid: Sequence[Sequence[Cell | None]]) -> int:
    """How many rows at the top are headers: all cells say so, or (of three columns or more) look like names."""
    count = 0
    for row in grid:
        if not all(cell is None or cell.header or not cell.text for cell in row) or not any(_values(row)):
            break
        if count and _group(row):
            break
        count += 1
    if count or not grid or len(grid) < 2:
        return count
    first = _values(grid[0])
    looks = len(first) > 2 and all(first) and len(set(first)) == len(first)
    plain = all(len(name.split()) <= _HEADER_WORDS and not any(letter.isdigit() for letter in name) for name in first)
    return int(looks and plain)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """Cells at their columns; one that spans several rows or columns stands in each of them."""
    grid: list[list[Cell | None]] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    total = 0
    for row in rows:
        placed: list[Cell | None] = []
        for cell in row:
            _hang(placed, hanging)
            for _ in range(min(max(cell.columns, 1), _WIDEST_SPAN)):
                if cell.rows > 1:
                    hanging[len(placed)] = (cell, cell.rows - 1)
                placed.append(cell)
        _hang(placed, hanging, until=max(hanging, default=-1))
        total += len(placed)
        if total > MOST_CELLS:
            raise UnusableRecord(f"A table in it has more than {MOST_CELLS:,} cells.", "Leave out or part that table.")
        grid.append(placed)
    return grid


def _hang(placed: list[Cell | None], hanging: dict[int, tuple[Cell, int]], *, until: int = -1) -> None:
    """Puts the cells that reach down from above into the next free columns."""
    while (at := len(placed)) in hanging or at <= until:
        cell, left = hanging.pop(at, (None, 0))
        if cell is not None and left > 1:
            hanging[at] = (cell, left - 1)
        placed.append(cell)
