"""The reading order of a page: finds its columns, also where they begin or end part of the way down."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import reduce
from statistics import median

from citewell.sources._pdf_gutters import Item, count_lines, find_gaps, is_prose, merge_spans, split_into_bands
from citewell.sources._pdf_lines import BULLETS
from citewell.sources._pdf_page import Chunk, Flow, Page, Table
from citewell.sources._pdf_tables import split_rows

JoinLines = Callable[[Sequence[Chunk]], str]

_DEEPEST = 6
_LABEL = re.compile(rf"(?:[{re.escape(BULLETS)}]|\(?(?:\d{{1,3}}(?:\.\d{{1,2}}){{0,4}}|[a-zA-Z]|[ivxIVX]{{1,4}})[.)]?)")


def order_page(page: Page, *, join: JoinLines) -> list[Flow]:
    """The columns of a page one after the other; `join` makes the text of a cell of a table without lines."""
    items: list[Item] = [*_with_labels(page.chunks), *page.tables]
    if not items:
        return []
    sizes = [chunk.size for chunk in page.chunks] or [10.0]
    return _joined(_ordered(items, page=page.number, gutter=max(0.85 * median(sizes), 6.0), depth=0, join=join))


def _with_labels(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, with bullets and item numbers joined to the text that follows them on their line."""
    labels = [chunk for chunk in chunks if _LABEL.fullmatch(chunk.text)]
    if not labels:
        return list(chunks)
    taken: dict[int, Chunk] = {}
    used: set[int] = set()
    lines: dict[int, list[int]] = {}
    for index, chunk in enumerate(chunks):
        lines.setdefault(round(chunk.y / 4), []).append(index)
    for index, label in enumerate(chunks):
        if not _LABEL.fullmatch(label.text) or index in taken:
            continue
        near = [
            other
            for band in (-1, 0, 1)
            for other in lines.get(round(label.y / 4) + band, [])
            if other != index
            and other not in used
            and 0 <= chunks[other].x0 - label.x1 <= 4.5 * chunks[other].size
            and abs(chunks[other].y - label.y) <= 0.35 * max(label.size, chunks[other].size)
        ]
        if near:
            nearest = min(near, key=lambda other: chunks[other].x0)
            body = taken.get(nearest, chunks[nearest])
            taken[nearest] = body._replace(
                text=f"{label.text} {body.text}", x0=label.x0, starts_bold=body.starts_bold, y=body.y
            )
            used.add(index)
    return [taken.get(index, chunk) for index, chunk in enumerate(chunks) if index not in used]


def _ordered(items: list[Item], *, page: int, gutter: float, depth: int, join: JoinLines) -> list[Flow]:
    flows: list[Flow] = []
    if depth == 0:
        banner, items = _banner(items)
        if banner:
            flows.append(_flow(banner, page=page))
    for group in _groups(_strips(items), gutter=gutter):
        columns = _columns(group, gutter=gutter) if depth < _DEEPEST else []
        bands = split_into_bands(group, gutter=gutter) if not columns and depth < _DEEPEST else []
        if bands:
            for band in bands:
                flows.extend(_ordered(band, page=page, gutter=gutter, depth=depth + 1, join=join))
        elif not columns:
            flows.append(_flow(group, page=page))
        elif is_prose(columns):
            for column in columns:
                flows.extend(_ordered(column, page=page, gutter=gutter, depth=depth + 1, join=join))
        else:
            flows.extend(_across(group, page=page, gutter=gutter, join=join))
    return flows


def _across(group: list[Item], *, page: int, gutter: float, join: JoinLines) -> list[Flow]:
    """A table without lines, and the headings or lines of text that stand right above and below it."""
    strips = _strips(group)
    rows = [number for number, strip in enumerate(strips) if len(strip) > 1]
    if not rows:
        return [_flow(group, page=page)]
    last = rows[-1]
    left = min(item.x0 for strip in strips[rows[0] : last + 1] for item in strip)
    while last + 1 < len(strips) and strips[last + 1][0].x0 > left + gutter and _is_close(*strips[last : last + 2]):
        last += 1  # the second line of a cell of the last row
    parts = (strips[: rows[0]], strips[rows[0] : last + 1], strips[last + 1 :])
    above, core, below = ([item for strip in part for item in strip] for part in parts)
    columns = _columns(core, gutter=gutter)
    table = _as_table(columns, page=page, join=join) if columns else _flow(core, page=page)
    return [*([_flow(above, page=page)] if above else []), table, *([_flow(below, page=page)] if below else [])]


def _is_close(first: list[Item], second: list[Item]) -> bool:
    gap = min(item.top for item in second) - max(item.bottom for item in first)
    return gap < 0.5 * (second[0].size if isinstance(second[0], Chunk) else 10.0)


def _banner(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Parts the page's title, large and with nothing beside it, from the columns that begin below it."""
    sizes = [item.size for item in items if isinstance(item, Chunk)]
    strips = _strips(items)
    count = 0
    for strip in strips[:5]:
        if not all(isinstance(item, Chunk) and item.size >= 1.3 * median(sizes) for item in strip):
            break
        count += 1
    if count == 0 or count == len(strips):
        return [], items
    return [item for strip in strips[:count] for item in strip], [item for strip in strips[count:] for item in strip]


def _strips(items: list[Item]) -> list[list[Item]]:
    """Groups of items that overlap in height, from the top down."""
    strips: list[list[Item]] = []
    reach = float("-inf")
    for item in sorted(items, key=lambda item: item.top):
        if strips and item.top < reach - 0.5:
            strips[-1].append(item)
            reach = max(reach, item.bottom)
        else:
            strips.append([item])
            reach = item.bottom
    return strips


def _groups(strips: list[list[Item]], *, gutter: float) -> list[list[Item]]:
    """Neighbouring strips that share a gutter, and neighbouring strips that have none."""
    groups: list[list[list[Item]]] = []
    spans: list[tuple[float, float]] = []
    for strip in strips:
        own = merge_spans([(item.x0, item.x1) for item in strip])
        merged = merge_spans([*spans, *own])
        fits = find_gaps(merged, gutter) or not (find_gaps(spans, gutter) or find_gaps(own, gutter))
        if groups and fits:
            groups[-1].append(strip)
            spans = merged
            continue
        carried = _heading_of_next(groups[-1], gutter=gutter) if groups else []
        groups.append([*carried, strip])
        spans = merge_spans([*own, *((item.x0, item.x1) for part in carried for item in part)])
    return [[item for strip in group for item in strip] for group in groups if group]


def _heading_of_next(group: list[list[Item]], *, gutter: float) -> list[list[Item]]:
    """Takes off the end of a group of columns what stands apart below them: the heading of what follows."""
    if not find_gaps(merge_spans([(item.x0, item.x1) for strip in group for item in strip]), gutter) or len(group) < 3:
        return []
    for count in (1, 2, 3):
        if count >= len(group) or len(group[-count]) != 1:
            return []
        above = max(item.bottom for strip in group[:-count] for item in strip)
        first = group[-count][0]
        size = first.size if isinstance(first, Chunk) else 10.0
        if first.top - above > 1.2 * size:
            carried = group[-count:]
            del group[-count:]
            return carried
    return []


def _columns(group: list[Item], *, gutter: float) -> list[list[Item]]:
    """The group's columns from left to right; none where white parts fewer than two lines on each side."""
    cuts = find_gaps(merge_spans([(item.x0, item.x1) for item in group]), gutter)
    columns: list[list[Item]] = [[] for _ in range(len(cuts) + 1)]
    for item in group:
        columns[sum(item.x0 > cut for cut in cuts)].append(item)
    columns = [column for column in columns if column]
    if len(columns) < 2 or sum(count_lines(column) >= 2 for column in columns) < 2:
        return []
    return columns


def _as_table(columns: list[list[Item]], *, page: int, join: JoinLines) -> Flow:
    cells = [[item for item in column if isinstance(item, Chunk)] for column in columns]
    every = [chunk for column in cells for chunk in column]
    x0, x1 = min(chunk.x0 for chunk in every), max(chunk.x1 for chunk in every)
    rows = [row for row in split_rows(cells, join=join) if any(row)]
    table = Table(rows, x0, x1, min(chunk.top for chunk in every), max(chunk.bottom for chunk in every))
    return Flow(page, x0, x1, [table])


def _flow(group: list[Item], *, page: int) -> Flow:
    """One column: the items of each line from left to right, as one line."""
    lines: list[list[Item]] = []
    for item in sorted(group, key=lambda item: item.bottom):
        last = lines[-1][0] if lines else None
        beside = isinstance(item, Chunk) and isinstance(last, Chunk)
        if beside and abs(item.y - last.y) <= 0.3 * max(item.size, last.size):  # type: ignore[union-attr]
            lines[-1].append(item)
        else:
            lines.append([item])
    items: list[Item] = []
    for line in lines:
        chunks = [item for item in line if isinstance(item, Chunk)]
        items.append(reduce(_side_by_side, sorted(chunks, key=lambda chunk: chunk.x0)) if chunks else line[0])
    return Flow(page, min(item.x0 for item in group), max(item.x1 for item in group), items)


def _side_by_side(first: Chunk, second: Chunk) -> Chunk:
    main = first if len(first.text) >= len(second.text) else second
    return main._replace(
        text=f"{first.text} {second.text}",
        x0=first.x0,
        x1=max(first.x1, second.x1),
        bold=first.bold and second.bold,
        italic=first.italic and second.italic,
        starts_bold=first.starts_bold,
        ends_bold=second.ends_bold,
    )


def _joined(flows: list[Flow]) -> list[Flow]:
    """Flows that stand one above the other in the same column as one."""
    joined: list[Flow] = []
    for flow in flows:
        last = joined[-1] if joined else None
        if last is not None and _same_column(last, flow):
            last.items.extend(flow.items)
            last.x0, last.x1 = min(last.x0, flow.x0), max(last.x1, flow.x1)
        else:
            joined.append(flow)
    return joined


def _same_column(first: Flow, second: Flow) -> bool:
    below = min(item.top for item in second.items) >= max(item.bottom for item in first.items) - 2
    shared = min(first.x1, second.x1) - max(first.x0, second.x0)
    return below and shared > 0.6 * max(first.x1 - first.x0, second.x1 - second.x0)
