"""White between columns: where it runs, what reaches over it, and whether columns are read down or across."""

from __future__ import annotations

from itertools import pairwise

from citewell.sources._pdf_lines import BULLETS
from citewell.sources._pdf_page import Chunk, Table

Item = Chunk | Table

_MOST_SPANNED = 1_500


def merge_spans(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap as one, from left to right."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def find_gaps(spans: list[tuple[float, float]], gutter: float) -> list[float]:
    """The middles of the gaps of at least `gutter` between merged spans."""
    return [(left[1] + right[0]) / 2 for left, right in pairwise(spans) if right[0] - left[1] >= gutter]


def split_into_bands(group: list[Item], *, gutter: float) -> list[list[Item]]:
    """Parts columns whose lines overlap in height all the way, where a few items reach over their gutter.

    The items that reach over become bands of their own; none where no gutter has at least six lines on each side.
    """
    if not 12 <= len(group) <= _MOST_SPANNED or count_lines(group) < 0.6 * len(group) / 2:
        return []
    best: tuple[int, list[Item]] | None = None
    for place in {round((item.x1 + gutter / 2) / 4) for item in group}:
        x = 4.0 * place
        left = sum(item.x1 <= x for item in group)
        right = sum(item.x0 >= x for item in group)
        over = len(group) - left - right
        split = min(left, right) >= max(6, 0.2 * len(group)) and 0 < over <= max(2, 0.1 * len(group))
        if split and (best is None or over < best[0]):
            best = over, [item for item in group if item.x0 < x < item.x1]
    if best is None:
        return []
    bands: list[list[Item]] = []
    rest = [item for item in group if item not in best[1]]
    for wide in sorted(best[1], key=lambda item: item.top):
        above = [item for item in rest if item.bottom <= wide.bottom]
        rest = [item for item in rest if item.bottom > wide.bottom]
        bands += [band for band in (above, [wide]) if band]
    return [*bands, rest] if rest else bands


def count_lines(column: list[Item]) -> int:
    """How many lines a column has; a table counts as three."""
    tables = sum(isinstance(item, Table) for item in column)
    return 3 * tables + len({round(item.y / 3) for item in column if isinstance(item, Chunk)})


def is_prose(columns: list[list[Item]]) -> bool:
    """Whether columns are read down, not across: their lines fill them, or do not stand side by side."""
    if any(isinstance(item, Table) for column in columns for item in column):
        return True
    texts = [[item for item in column if isinstance(item, Chunk)] for column in columns]
    filling = [_filling(column) for column in texts]
    if all(full >= 0.5 or (words >= 3.2 and width >= 0.6) for full, words, width in filling):
        return True
    if sum(chunk.text[:1] in BULLETS for column in texts for chunk in column) >= 4 and len(columns) <= 3:
        return True
    shortest, *others = sorted(texts, key=len)
    heights = [chunk.y for column in others for chunk in column]
    beside = sum(any(abs(chunk.y - y) <= 2 for y in heights) for chunk in shortest)
    return beside < 0.8 * len(shortest)


def _filling(column: list[Chunk]) -> tuple[float, float, float]:
    """How much a column is prose: its share of lines of four words or more over most of its width, and what its
    lines hold and cover on average, in words and in parts of the width."""
    lines: dict[int, list[Chunk]] = {}
    for chunk in column:
        lines.setdefault(round(chunk.y / 3), []).append(chunk)
    left, right = min(chunk.x0 for chunk in column), max(chunk.x1 for chunk in column)
    words = [sum(len(chunk.text.split()) for chunk in line) for line in lines.values()]
    widths = [
        (max(chunk.x1 for chunk in line) - min(chunk.x0 for chunk in line)) / max(right - left, 1)
        for line in lines.values()
    ]
    full = sum(count >= 4 and width >= 0.7 for count, width in zip(words, widths, strict=True))
    return full / len(lines), sum(words) / len(lines), sum(widths) / len(lines)
