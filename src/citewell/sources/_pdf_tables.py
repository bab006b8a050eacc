"""Finds ruled tables by the lines drawn on a page, and reads them cell by cell, row by row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from citewell.sources._pdf_page import Chunk, Edge, Table

_NEAR = 3.0
_MOST_EDGES = 900
_MOST_CELLS = 20_000

JoinLines = Callable[[Sequence[Chunk]], str]
"""Makes one text of the lines of a cell."""


class Grid:
    """The lines that belong to one table, and the box around them."""

    def __init__(self, edges: list[Edge]) -> None:
        self.upright = [edge for edge in edges if edge.upright]
        self.level = [edge for edge in edges if not edge.upright]
        self.x0 = min([e.at for e in self.upright] + [e.start for e in self.level])
        self.x1 = max([e.at for e in self.upright] + [e.end for e in self.level])
        self.top = min([e.at for e in self.level] + [e.start for e in self.upright])
        self.bottom = max([e.at for e in self.level] + [e.end for e in self.upright])

    def holds(self, chunk: Chunk) -> bool:
        """Whether the middle of a stretch of text lies inside."""
        x, y = (chunk.x0 + chunk.x1) / 2, chunk.y - 0.25 * chunk.size
        return self.x0 - _NEAR <= x <= self.x1 + _NEAR and self.top - _NEAR <= y <= self.bottom + _NEAR


def find_grids(edges: Sequence[Edge], *, width: float, height: float) -> list[Grid]:
    """Groups of touching lines that make at least two columns or three level lines; page frames are left out."""
    merged = _merged([edge for edge in edges if not _frames_page(edge, width, height)])
    if len(merged) > _MOST_EDGES:
        return []
    grids = [Grid(group) for group in _touching(merged)]
    loose = [edge for grid in grids if len(grid.upright) == 0 for edge in grid.level]
    grids = [grid for grid in grids if _is_grid(grid, width=width, height=height)]
    grids += [grid for grid in _stacks(loose) if not any(_overlap(grid, other) for other in grids)]
    return _outermost(grids)


def _frames_page(edge: Edge, width: float, height: float) -> bool:
    across, along = (width, height) if edge.upright else (height, width)
    return edge.end - edge.start > 0.97 * along or edge.at < 3 or edge.at > across - 3


def _merged(edges: list[Edge]) -> list[Edge]:
    """Collinear edges that touch as one."""
    lines: dict[tuple[bool, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        lines[edge.upright, round(edge.at / 1.5)].append(edge)
    merged: list[Edge] = []
    for group in lines.values():
        group.sort(key=lambda edge: edge.start)
        current = group[0]
        for edge in group[1:]:
            if edge.start <= current.end + _NEAR:
                current = current._replace(end=max(current.end, edge.end))
            else:
                merged.append(current)
                current = edge
        merged.append(current)
    return merged


def _touching(edges: list[Edge]) -> list[list[Edge]]:
    parent = list(range(len(edges)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for first in range(len(edges)):
        for second in range(first + 1, len(edges)):
            if _touch(edges[first], edges[second]):
                parent[root(second)] = root(first)
    groups: dict[int, list[Edge]] = defaultdict(list)
    for index, edge in enumerate(edges):
        groups[root(index)].append(edge)
    return list(groups.values())


def _touch(first: Edge, second: Edge) -> bool:
    if first.upright == second.upright:
        return (
            abs(first.at - second.at) <= _NEAR and min(first.end, second.end) >= max(first.start, second.start) - _NEAR
        )
    return (
        first.start - _NEAR <= second.at <= first.end + _NEAR and second.start - _NEAR <= first.at <= second.end + _NEAR
    )


def _is_grid(grid: Grid, *, width: float, height: float) -> bool:
    inner = {round(edge.at / _NEAR) for edge in grid.upright if grid.x0 + 12 < edge.at < grid.x1 - 12}
    levels = _apart([edge.at for edge in grid.level])
    if (grid.x1 - grid.x0) * (grid.bottom - grid.top) > 0.93 * width * height:
        return False
    return (len(inner) >= 1 and len(levels) >= 2) or len(levels) >= 4


def _apart(places: Iterable[float], *, least: float = 6.0) -> list[float]:
    """Sorted places, of several closer than `least` the first: the two edges of a thick line are one line."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] >= least:
            kept.append(place)
    return kept


def _stacks(level: list[Edge]) -> list[Grid]:
    """Three or more level lines of the same run, one above the other: a table without upright lines."""
    by_run: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for edge in level:
        if edge.end - edge.start > 100:
            by_run[round(edge.start / 4), round(edge.end / 4)].append(edge)
    return [Grid(group) for group in by_run.values() if len(_apart(e.at for e in group)) >= 3]


def _overlap(first: Grid, second: Grid) -> bool:
    return min(first.x1, second.x1) > max(first.x0, second.x0) and min(first.bottom, second.bottom) > max(
        first.top, second.top
    )


def _outermost(grids: list[Grid]) -> list[Grid]:
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda item: (item.x1 - item.x0) * (item.bottom - item.top), reverse=True):
        if not any(_overlap(grid, other) for other in kept):
            kept.append(grid)
    return kept


def read_table(grid: Grid, chunks: Sequence[Chunk], *, join: JoinLines) -> Table | None:
    """The rows of cells inside `grid`; None where its lines part no text into two columns and two rows."""
    if not chunks:
        return None
    columns = _columns(grid, chunks)
    rows = _apart([grid.top, grid.bottom, *(edge.at for edge in grid.level)])
    if len(columns) < 3 or len(rows) * len(columns) > _MOST_CELLS:
        return None
    ruled = len(rows) >= 5 or (len(rows) >= 3 and bool(grid.upright))
    cells: dict[tuple[int, int], list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        column = min(max(bisect_right(columns, (chunk.x0 + min(chunk.x1, chunk.x0 + 20)) / 2) - 1, 0), len(columns) - 2)
        row = min(max(bisect_right(rows, chunk.y - 0.25 * chunk.size) - 1, 0), len(rows) - 2)
        while row > 0 and not _parted(grid, rows[row], chunk):
            row -= 1
        cells[row, column].append(chunk)
    texts: list[list[str]] = []
    for row in range(len(rows) - 1):
        band = [cells.get((row, column), []) for column in range(len(columns) - 1)]
        if any(band):
            texts.extend([[join(cell) for cell in band]] if ruled else split_rows(band, join=join))
    full = [row for row in texts if sum(bool(cell) for cell in row) >= 2]
    if len(full) < 1 or len(texts) < 2:
        return None
    return Table(texts, grid.x0, grid.x1, grid.top, grid.bottom, tuple(round(at) for at in columns))


def _parted(grid: Grid, level: float, chunk: Chunk) -> bool:
    """Whether a line is drawn at this height over the text, so that its cell begins below it."""
    x = (chunk.x0 + min(chunk.x1, chunk.x0 + 20)) / 2
    return any(abs(edge.at - level) <= _NEAR and edge.start <= x <= edge.end for edge in grid.level)


def _columns(grid: Grid, chunks: Sequence[Chunk]) -> list[float]:
    """Where columns begin, and the right end: at upright lines, else at white that no text crosses."""
    inner = [edge.at for edge in grid.upright if grid.x0 + 6 < edge.at < grid.x1 - 6]
    places = _apart(inner) if inner else white_columns(chunks)
    return [grid.x0 - 50, *places, grid.x1 + 50]


def white_columns(chunks: Sequence[Chunk], *, narrowest: float = 6.0) -> list[float]:
    """The middles of the upright strips of white between the chunks, from left to right."""
    spans = sorted((chunk.x0, chunk.x1) for chunk in chunks)
    places: list[float] = []
    reach = spans[0][1] if spans else 0.0
    for start, end in spans:
        if start - reach >= narrowest:
            places.append((start + reach) / 2)
        reach = max(reach, end)
    return places


def split_rows(band: Sequence[Sequence[Chunk]], *, join: JoinLines) -> list[list[str]]:
    """The rows of columns without lines between them.

    A row begins where the first column has a line that stands beside another column's line, or apart from its own
    line before.
    """
    others = sorted(chunk.y for cell in band[1:] for chunk in cell)
    starts: list[float] = []
    previous = -1e9
    for chunk in sorted(band[0], key=lambda chunk: chunk.y):
        beside = bisect_left(others, chunk.y - 2) < bisect_right(others, chunk.y + 2)
        if not starts or (chunk.y - previous > 4 and (beside or chunk.y - previous > 1.6 * chunk.size)):
            starts.append(chunk.y)
        previous = chunk.y
    if others and (not starts or others[0] < starts[0] - 4):
        starts.insert(0, others[0])
    rows = [[list[Chunk]() for _ in band] for _ in starts]
    for column, cell in enumerate(band):
        for chunk in cell:
            rows[max(bisect_left(starts, chunk.y + 4) - 1, 0)][column].append(chunk)
    return [[join(cell) for cell in row] for row in rows]
