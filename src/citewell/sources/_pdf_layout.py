"""Lays out a PDF: from the raw pages to its blocks in reading order, and the number printed on each page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from citewell.sources._pdf_blocks import CONTENTS, PageBlock, read_blocks
from citewell.sources._pdf_columns import order_page
from citewell.sources._pdf_lines import read_chunks, settle_marks
from citewell.sources._pdf_margins import strip_margins
from citewell.sources._pdf_page import Chunk, Flow, Page, RawPage, Table
from citewell.sources._pdf_paragraphs import read_paragraphs
from citewell.sources._pdf_styles import find_body, plain
from citewell.sources._pdf_tables import find_grids, read_table
from citewell.sources._pdf_words import Vocabulary

_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?$|…{2,}\s*\d{1,4}$|_{4,}\s*\d{1,4}$")
_ENDS_IN_NUMBER = re.compile(r"\S\s+(?:\d{1,4}|[ivxl]{1,6})$")


@dataclass(slots=True)
class Laid:
    """A document laid out: its blocks, and the number printed on each page."""

    blocks: list[PageBlock] = field(default_factory=list)
    printed: dict[int, str] = field(default_factory=dict)


def gather_page(raw: RawPage) -> Page:
    """The stretches of text and the ruled tables of one page; its glyphs can be let go."""
    page = Page(raw.number, raw.width, raw.height, raw.label)
    grids = find_grids(raw.edges, width=raw.width, height=raw.height)
    fences = [edge for grid in grids for edge in grid.upright]
    chunks = settle_marks(read_chunks(raw.glyphs, fences))
    for grid in grids:
        inside = [chunk for chunk in chunks if grid.holds(chunk)]
        table = read_table(grid, inside, join=_join_cell)
        if table is not None:
            held = {id(chunk) for chunk in inside}
            chunks = [chunk for chunk in chunks if id(chunk) not in held]
            page.tables.append(table)
    page.chunks = chunks
    return page


def lay_out(pages: Sequence[Page], *, outline: Sequence[tuple[int, str]] = ()) -> Laid:
    """The blocks of a document. `outline` holds its bookmarks: level, from 0, and title."""
    printed = strip_margins(pages)
    flows = [flow for page in pages if not _is_contents(page) for flow in order_page(page, join=_join_cell)]
    body = find_body(flows)
    vocabulary = Vocabulary(_all_lines(flows))
    titles = {plain(title): level for level, title in outline if len(plain(title)) >= 4}
    paragraphs = read_paragraphs(flows, body, outline=frozenset(titles))
    return Laid(list(read_blocks(paragraphs, vocabulary, titles)), printed)


def _join_cell(chunks: Sequence[Chunk]) -> str:
    """The lines of a cell as lines of text, top down; hyphens are settled when the vocabulary is known."""
    lines: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda chunk: chunk.y):
        if lines and abs(chunk.y - lines[-1][0].y) <= 0.3 * chunk.size:
            lines[-1].append(chunk)
        else:
            lines.append([chunk])
    return "\n".join(" ".join(c.text for c in sorted(line, key=lambda chunk: chunk.x0)) for line in lines)


def _all_lines(flows: Sequence[Flow]) -> Iterator[str]:
    for flow in flows:
        for item in flow.items:
            if isinstance(item, Table):
                for row in item.rows:
                    for cell in row:
                        yield from cell.split("\n")
            else:
                yield item.text


def _is_contents(page: Page) -> bool:
    """Whether a page only lists what stands where."""
    lines = _page_lines(page)
    leaders = sum(bool(_LEADER.search(line)) for line in lines)
    if leaders >= 5 and leaders >= 0.35 * len(lines):
        return True
    titled = any(CONTENTS.fullmatch(chunk.text) for chunk in page.chunks)
    numbered = sum(bool(_ENDS_IN_NUMBER.search(line)) for line in lines)
    return titled and numbered + leaders >= max(3, 0.3 * len(lines))


def _page_lines(page: Page) -> list[str]:
    rows: dict[int, list[Chunk]] = {}
    for chunk in page.chunks:
        rows.setdefault(round(chunk.y / 3), []).append(chunk)
    texts = [" ".join(c.text for c in sorted(row, key=lambda chunk: chunk.x0)) for _, row in sorted(rows.items())]
    return texts + [" ".join(cell for cell in row if cell) for table in page.tables for row in table.rows]
