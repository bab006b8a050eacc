"""Cuts the columns of a document into paragraphs, and joins those that a column or page end parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from citewell.sources._pdf_headings import classify, reconsider
from citewell.sources._pdf_page import Chunk, Flow, Table
from citewell.sources._pdf_styles import BULLET, CAPTION, ITEM, NUMBERED, Body, Paragraph, is_grading

_SENTENCE_END = re.compile(r"[.!?:;]['\"’”»)\]]*$")


def read_paragraphs(flows: Sequence[Flow], body: Body, *, outline: frozenset[str] = frozenset()) -> list[Paragraph]:
    """The paragraphs of all pages in reading order, parts that a column or page end parts joined again.

    `outline` holds the titles of the file's bookmarks, as `plain` makes them: a paragraph that is one is a heading.
    """
    paragraphs: list[Paragraph] = []
    for flow in flows:
        cut = _cut(flow, body)
        if not cut:
            continue
        for paragraph in cut:
            classify(paragraph, body, outline)
        for paragraph, following in pairwise(cut):
            reconsider(paragraph, following)
        reconsider(cut[-1], None)
        _continue(paragraphs, cut)
        paragraphs.extend(cut)
    return paragraphs


def _cut(flow: Flow, body: Body) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    rows: list[Chunk] = []
    chunks = [item for item in flow.items if isinstance(item, Chunk)]
    left, rights = min((chunk.x0 for chunk in chunks), default=0.0), _right_edges(flow)
    right = flow.x1
    for position, item in enumerate(flow.items):
        if isinstance(item, Table):
            if rows:
                paragraphs.append(_paragraph(rows, flow.page, right=right))
                rows = []
            paragraphs.append(Paragraph("table", pages=[flow.page], x0=item.x0, table=item))
            continue
        following = flow.items[position + 1] if position + 1 < len(flow.items) else None
        right = rights.get(round(item.size), flow.x1)
        if rows and _begins(rows, item, following, body, left=left, right=right):
            paragraphs.append(_paragraph(rows, flow.page, right=right))
            rows = []
        rows.append(item)
    if rows:
        paragraphs.append(_paragraph(rows, flow.page, right=right))
    return paragraphs


def _right_edges(flow: Flow) -> dict[int, float]:
    """How far to the right lines of each size reach, where there are three or more of them."""
    ends: dict[int, list[float]] = {}
    for item in flow.items:
        if isinstance(item, Chunk):
            ends.setdefault(round(item.size), []).append(item.x1)
    return {size: max(found) for size, found in ends.items() if len(found) >= 3}


def _begins(
    rows: list[Chunk], row: Chunk, following: Chunk | Table | None, body: Body, *, left: float, right: float
) -> bool:
    """Whether `row` begins a new paragraph after `rows`."""
    last = rows[-1]
    size = max(last.size, row.size)
    step = row.y - last.y
    usual = rows[1].y - rows[0].y if len(rows) > 1 else body.step(row.size)
    if row.noted or step < 0.3 * size or step > 1.22 * max(usual, size) + 0.5:
        return True
    fits = _would_have_fitted(last, row, right=right)
    ended = bool(_SENTENCE_END.search(last.text))
    goes_on = not fits and not ended and not row.text[0].isupper() and not ITEM.match(row.text)
    if goes_on and abs(last.size - row.size) <= 0.15 * size:
        return False  # the sentence goes on, whatever becomes of its style
    if abs(last.size - row.size) > max(0.6, 0.06 * size):
        return True
    if last.bold != row.bold and not (last.bold and row.starts_bold) and not (row.bold and last.ends_bold):
        return True
    if last.colour != row.colour and (
        last.bold or row.bold or last.italic != row.italic or rows[0].colour != body.colour
    ):
        short = right - last.x1 > 0.15 * (right - left)
        if short or last.bold or row.bold:
            return True
    if BULLET.match(row.text):
        return not (row.text[0] in "-–—*" and abs(row.x0 - last.x0) < 1 and not ITEM.match(rows[0].text) and not ended)
    if last.family and row.family and last.family != row.family and fits and not ended:
        return True
    if last.italic and not row.italic and len(rows) == 1 and fits and not ended and len(last.text.split()) <= 8:
        return True
    if ITEM.match(row.text) or NUMBERED.match(row.text):
        hangs = isinstance(following, Chunk) and following.x0 > row.x0 + 4
        listed = bool(ITEM.match(rows[0].text)) and not BULLET.match(rows[0].text)
        return ended or fits or hangs or (listed and row.x0 < rows[0].x0 + 4)
    if ITEM.match(rows[0].text):
        return row.x0 < rows[0].x0 - 2 or (fits and ended and row.x0 <= rows[0].x0 + 1)
    if fits and ended:
        return True
    indented = row.x0 > left + 0.7 * size and row.x0 > last.x0 + 0.7 * size and ended
    back = isinstance(following, Chunk) and following.x0 < row.x0 - 0.5 * size
    return indented and back


def _would_have_fitted(last: Chunk, row: Chunk, *, right: float) -> bool:
    """Whether the first word of `row` would have had room at the end of `last`: the line was ended on purpose."""
    letters = max(len(row.text), 1)
    word = row.text.split(maxsplit=1)[0]
    width = (row.x1 - row.x0) / letters * (len(word) + 1)
    return last.x1 + 1.15 * width + 0.3 * row.size < right


def _paragraph(rows: list[Chunk], page: int, *, right: float) -> Paragraph:
    letters = sum(len(row.text) for row in rows)
    return Paragraph(
        "text",
        lines=[row.text for row in rows],
        pages=[page],
        size=median(row.size for row in rows),
        bold=sum(len(row.text) for row in rows if row.bold) > 0.85 * letters,
        italic=sum(len(row.text) for row in rows if row.italic) > 0.85 * letters,
        colour=rows[0].colour,
        family=rows[0].family if all(row.family == rows[0].family for row in rows) else "",
        x0=min(row.x0 for row in rows),
        x1=max(row.x1 for row in rows),
        full=right - rows[-1].x1 < 5 * rows[-1].size,
    )


def _continue(before: list[Paragraph], after: list[Paragraph]) -> None:
    """Joins the first paragraph of a column to the last one of the column before, where it goes on in it."""
    first = next(
        (item for item in after[:3] if item.kind in ("text", "item", "heading") and not CAPTION.match(item.text)), None
    )
    if first is None or first.kind != "text" or first.table is not None:
        return
    for last in reversed(before[-6:]):
        if last.kind == "heading":
            return
        if last.kind == "table" or last.size < 0.93 * first.size or CAPTION.match(last.text):
            continue
        alike = abs(last.size - first.size) < 0.4 and last.bold == first.bold
        if alike and _goes_on(last, first) and first.pages[0] - last.pages[-1] <= 1:
            last.lines.extend(first.lines)
            last.pages.extend(page for page in first.pages if page not in last.pages)
            last.full = first.full
            after.remove(first)
        return


def _goes_on(last: Paragraph, first: Paragraph) -> bool:
    ending, beginning = last.text.rstrip(), first.text.lstrip()
    if not ending or not beginning or is_grading(beginning):
        return False
    if ending[-1] in "-‐\u00ad":
        return True
    if re.search(r"[.!?:]['\"’”»)\]]*$", ending):
        return False
    if beginning[0].islower():
        return True
    return (
        last.full and len(last.lines) > 1 and ending[-1] != ";" and (beginning[0].isalnum() or beginning[0] in '(“"[')
    )
