"""Tables as lines that can be quoted: every value with the header of its column and the label of its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from citewell.sources._jats_grid import Cell, Row, filled_rows, has_digit
from citewell.sources._jats_rows import name_groups, repeat_labels

MOST_CHARACTERS = 1_000_000
MOST_IN_HEADERS = 50_000


class TableTooLarge(Exception):
    """A table whose lines would hold more than MOST_CHARACTERS, or its headers more than MOST_IN_HEADERS."""


@dataclass(slots=True)
class _Headers:
    """What stands above each column, from top to bottom."""

    columns: list[tuple[str, ...]]
    first: str
    added: list[tuple[str, ...]] = field(default_factory=list)

    def above(self, cell: Cell) -> str:
        """The header of the columns that a cell covers: what they share, else all of them."""
        paths = [(*self._path(self.columns, number), *self._path(self.added, number)) for number in cell.columns]
        if len(paths) > 1:
            shared = [names[0] for names in zip(*paths, strict=False) if len(set(names)) == 1]
            return ", ".join(shared) or " / ".join(dict.fromkeys(", ".join(path) for path in paths if path))
        return ", ".join(paths[0])

    def continues(self, cell: Cell) -> bool:
        """Whether a column has no header of its own under a group that names the column before it."""
        above, before = self.columns[cell.first], self.columns[cell.first - 1] if cell.first else ()
        if above and above == before and cell.first > 1:
            before = self.columns[cell.first - 2]
        return bool(above) and len(above) < len(before) and before[: len(above)] == above

    @staticmethod
    def _path(columns: list[tuple[str, ...]], number: int) -> tuple[str, ...]:
        return columns[number] if number < len(columns) else ()


def table_lines(table: Any) -> list[str]:
    """One line for every row that says something, as in "Pain; Exercise, week 4: 3.2; Control, week 4: 5.1.".

    Raises TableTooLarge.
    """
    rows = filled_rows(table)
    if not rows:
        return []
    width = max(row.cells[-1].last + 1 for row in rows)
    lines: list[str] = []
    budget = MOST_CHARACTERS
    for head, body in _parts(rows, width):
        lines += _titles(head, width)
        for line in _part_lines(head, body, width):
            budget -= len(line) + 1
            if budget < 0:
                raise TableTooLarge
            line = line.rstrip(" ,;")
            lines.append(line if line.endswith((".", "!", "?", ":")) else f"{line}.")
    return lines


def _parts(rows: Sequence[Row], width: int) -> Iterator[tuple[list[Row], list[Row]]]:
    """The rows in parts, each with its own head: the table's, or one in the middle of it."""
    head, body = _parted(rows)
    heads = _new_heads(body, width)
    start = 0
    for number in range(1, len(body) + 1):
        if number == len(body) or (heads[number] and not heads[number - 1]):
            last = next((at for at in range(start, number) if not heads[at]), number)
            yield [*head, *body[start:last]] if start == 0 else body[start:last], body[last:number]
            start = number


def _part_lines(head: Sequence[Row], body: Sequence[Row], width: int) -> Iterator[str]:
    headers = _Headers(_columns(head, width), _first_header(head))
    name_groups(body, width)
    repeat_labels(body, width)
    for row, following in zip(body, [*body[1:], None], strict=False):
        if following and _is_sub_head(row, following):
            headers.added = _columns([row], width)
        else:
            yield from _written(row, headers, width)


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of the head and those of the body; a first row all in header cells is a head, but never the whole."""
    head = [row for row in rows if row.in_head]
    body = [row for row in rows if not row.in_head]
    if not head and not all(cell.is_header for row in body for cell in row.filled):
        while all(cell.is_header for cell in body[0].filled):
            head.append(body.pop(0))
    return (head, body) if body else (head[: len(head) > 1], head[len(head) > 1 :])


def _columns(head: Sequence[Row], width: int) -> list[tuple[str, ...]]:
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in head:
        for cell in row.filled:
            if cell.is_whole(width):
                continue
            for number in cell.columns:
                if cell.text not in columns[number][-1:]:
                    columns[number].append(cell.text)
    if sum(len(name) for names in columns for name in names) > MOST_IN_HEADERS:
        raise TableTooLarge
    return [tuple(names) for names in columns]


def _first_header(head: Sequence[Row]) -> str:
    """What stands above the labels of the rows and above nothing else."""
    first = [row.cells[0] for row in head if row.cells and row.cells[0].first == 0 and row.cells[0].lines]
    return min(first, key=lambda cell: cell.last).text if first else ""


def _titles(head: Sequence[Row], width: int) -> list[str]:
    return [f"{cell.text.rstrip('.')}." for row in head for cell in row.filled if cell.is_whole(width)]


def _new_heads(body: Sequence[Row], width: int) -> list[bool]:
    """Which rows are a new head in the middle of a table, with rows of values behind them.

    Header cells throughout make a head, unless such rows are the rule; so do words in bold or italics in nearly every
    column, above a row that is not all so. Behind such a head, one that names no columns ends its reach.
    """
    heads = [
        all(cell.is_header for cell in row.cells) and (len(row.filled) > 1 or row.filled[0].first > 0) for row in body
    ]
    if sum(heads) * 2 > len(heads):
        heads = [False] * len(heads)
    bold_before = False
    for number, row in enumerate(body[:-1]):
        ends = bold_before and len(row.filled) == 1 and row.filled[0].first == 0 and _is_all_marked(row)
        if ends or (_is_in_bold(row, width) and not _is_all_marked(body[number + 1])):
            heads[number] = bold_before = True
    last = len(heads)
    while last and heads[last - 1]:
        last -= 1
        heads[last] = False
    return heads


def _is_in_bold(row: Row, width: int) -> bool:
    covered = sum(len(cell.columns) for cell in row.filled)
    values = [cell for cell in row.filled if cell.first > 0]
    return (
        len(values) > 1
        and covered >= width - 1
        and _is_all_marked(row)
        and not any(has_digit(cell.text) for cell in values)
    )


def _is_all_marked(row: Row) -> bool:
    return all(cell.is_marked for cell in row.filled)


def _is_sub_head(row: Row, following: Row) -> bool:
    """A row without numbers that names groups of columns: nothing in front, cells over several columns."""
    filled = row.filled
    return (
        len(filled) > 1
        and filled[0].first > 0
        and any(cell.last > cell.first for cell in filled)
        and not any(has_digit(cell.text) for cell in filled)
        and any(has_digit(cell.text) for cell in following.filled)
    )


def _written(row: Row, headers: _Headers, width: int) -> Iterator[str]:
    filled = row.filled
    count = len(filled[0].lines)
    if count > 1 and len(filled) > 1 and filled[0].first == 0 and _are_stacked(filled, count):
        for number in range(count):
            stacked = [Cell((cell.lines[number],), cell.first, cell.last) for cell in filled]
            yield _line(stacked, row.group, headers, width)
    else:
        yield _line(filled, row.group, headers, width)


def _are_stacked(filled: Sequence[Cell], count: int) -> bool:
    """Whether a row's cells hold several rows, one a line."""
    if any(len(cell.lines) != count for cell in filled):
        return False
    return not any(line.startswith(("(", "[")) for line in filled[0].lines[1:])


def _line(cells: Sequence[Cell], group: tuple[str, ...], headers: _Headers, width: int) -> str:
    parts: list[str] = []
    covered = -1
    for cell in cells:
        above = "" if cell.is_whole(width) else headers.above(cell)
        text = cell.text
        if cell.first == 0:
            text = ", ".join((*group, text))
            above = "" if cell.is_whole(width) else headers.first
        elif cell.first == cell.last and parts and covered == cell.first - 1 and headers.continues(cell):
            parts[-1] = f"{parts[-1]} | {text}"
            covered = cell.last
            continue
        parts.append(f"{above.rstrip(':')}: {text}" if above and (above != text or has_digit(text)) else text)
        covered = cell.last
    if group and cells[0].first != 0:
        parts.insert(0, ", ".join(group))
    return "; ".join(parts)
