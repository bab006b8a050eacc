"""What the rows of a table stand under: headings between them, and labels that are not written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from citewell.sources._jats_grid import Cell, Row


def name_groups(body: Sequence[Row], width: int) -> None:
    """Give rows the heading that they stand under, where the table shows how far a heading reaches.

    A heading above indented rows reaches over these; one in bold or italics to the next row so marked; one over the
    whole width to the next such, where the table begins with one. Where nothing shows it, a heading reaches over
    labels that come back under other headings. All others stay lines of their own.
    """
    coming_back = _coming_back(body, width)
    over: tuple[str, ...] = ()
    under: tuple[Cell, ...] = ()
    kind, over_reach, behind_heading = "", "", False
    for number, row in enumerate(body):
        first = row.cells[0]
        if _is_whole_heading(row, width):
            under, kind, behind_heading = (), "", False
            over_reach = _whole_reach(first, _next_label(body, number), is_division=_is_whole_heading(body[0], width))
            over = (first.text,) if over_reach else ()
            continue
        if (over_reach == "marked" and first.is_marked) or (
            over_reach == "indented" and first.lines and not first.is_indented
        ):
            over, over_reach = (), ""
        if first.lines and _is_heading(row, width):
            under = _headings(under, first) if kind and behind_heading else _sibling_heading(under, first)
            kind, behind_heading = _reach(first, _next_label(body, number), len(row.filled)), len(row.filled) == 1
            row.group = (*over, *(cell.text for cell in under[:-1]))
            continue
        behind_heading = False
        if (kind == "marked" and first.is_marked) or (kind == "indented" and first.lines and not first.is_indented):
            under, kind = (), ""
        if kind in ("marked", "indented") or (kind == "open" and coming_back[number]):
            row.group = (*over, *(cell.text for cell in under))
        else:
            row.group = over


def _is_whole_heading(row: Row, width: int) -> bool:
    return len(row.filled) == 1 and row.filled[0].is_whole(width)


def _whole_reach(heading: Cell, following: Cell | None, *, is_division: bool) -> str:
    """How far a heading over the whole width reaches; to the next one where such headings divide the whole table."""
    if following is None:
        return ""
    if following.is_indented and not heading.is_indented:
        return "indented"
    if is_division:
        return "all"
    return "marked" if heading.is_marked and not following.is_marked else ""


def _next_label(body: Sequence[Row], number: int) -> Cell | None:
    return next((row.cells[0] for row in body[number + 1 :] if row.cells[0].lines), None)


def _headings(under: tuple[Cell, ...], heading: Cell) -> tuple[Cell, ...]:
    """A heading directly behind another one stands under it."""
    return (*under[-1:], heading)


def _sibling_heading(under: tuple[Cell, ...], heading: Cell) -> tuple[Cell, ...]:
    """A heading that looks like the second of two replaces that one; any other replaces all."""
    if len(under) == 2 and _look(heading) == _look(under[1]) != _look(under[0]):
        return (under[0], heading)
    return (heading,)


def _look(cell: Cell) -> tuple[bool, bool]:
    return cell.is_marked, cell.is_indented


def _is_heading(row: Row, width: int) -> bool:
    """Only its first cell is filled, or in a wide table one more, such as the p value of the whole group."""
    filled = row.filled
    if filled[0].first != 0:
        return False
    return len(filled) == 1 or (len(filled) == 2 and width > 3 and filled[0].is_marked and filled[1].last == width - 1)


def _reach(heading: Cell, following: Cell | None, filled: int) -> str:
    if following is None:
        return ""
    if following.is_indented and not heading.is_indented:
        return "indented"
    if heading.is_marked and not following.is_marked:
        return "marked"
    return "open" if filled == 1 else ""  # a row that has a value too may be no heading at all


def _coming_back(body: Sequence[Row], width: int) -> list[bool]:
    """For every row whether its label, or a later one under the same heading, also stands elsewhere in the table."""
    cells = {id(row.cells[0]): row.cells[0] for row in body}
    own = Counter(cell.text for cell in cells.values())
    found = [False] * (len(body) + 1)
    for number in range(len(body) - 1, -1, -1):
        label = body[number].label
        goes_on = number + 1 < len(body) and not _is_heading(body[number + 1], width)
        found[number] = (bool(label) and own[label] > 1) or (goes_on and found[number + 1])
    return found


def repeat_labels(body: Sequence[Row], width: int) -> None:
    """Fill empty first cells (two at most) from the row above, as tables leave out a label that repeats.

    Not in a table that begins with an empty one: there a label may stand beside the middle of its rows. Nor where a
    label has nothing beside it but other columns go on: there the columns are lists of their own.
    """
    rows = [row for row in body if not (row.filled[0].is_whole(width) or _is_heading(row, width))]
    if not rows or any(row.cells[0].first == 0 and row.cells[0].lines and not _second(row) for row in rows):
        return
    above: list[Cell] = []
    for number, row in enumerate(body):
        start = row.filled[0]
        if start.first == 0:
            above = [] if start.is_whole(width) or _is_heading(row, width) else row.cells
        elif number == 0:
            return
        elif row.is_parted or start.last > start.first or start.first > 2:
            above = []
        else:
            labels = [cell for cell in above if cell.last < start.first and cell.lines]
            if sum(cell.last - cell.first + 1 for cell in labels) == start.first:
                row.cells = [*labels, *(cell for cell in row.cells if cell.first >= start.first)]


def _second(row: Row) -> bool:
    """Whether something stands directly behind the label of a row."""
    return len(row.filled) > 1 and row.filled[1].first == row.filled[0].last + 1
