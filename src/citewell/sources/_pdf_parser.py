"""Reads one page at a time with pdfium: glyphs with their places, drawn lines, how much is picture."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from citewell.sources._pdf_characters import UNKNOWN, read_character
from citewell.sources._pdf_page import Edge, Glyph, RawPage, Style

MOST_GLYPHS = 200_000
"""Characters that are read of one page."""

MOST_OBJECTS = 30_000
MOST_EDGES = 6_000
_SMALLEST_TYPE = 2.0
_BOLD_WEIGHT = 600
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
_INVISIBLE = 3
_GREY_STEP = 32


def read_page(document: Any, index: int) -> RawPage:
    """The page at `index`, turned so that most of its text runs level; raises on a page that cannot be read."""
    page = document[index]
    try:
        left, bottom, right, top = page.get_cropbox()
        found = RawPage(number=index + 1, width=right - left, height=top - bottom)
        found.label = _label(document, index)
        drawn, found.hidden, found.unknown = _drawn(page)
        turns = Counter(glyph[5] for glyph in drawn)
        turn = turns.most_common(1)[0][0] if turns else 0
        box = _Turned(turn, left, bottom, right, top)
        found.width, found.height = box.width, box.height
        found.edges, found.picture_share, found.shapes = _shapes(page, box)
        covered = found.picture_share > 0.5
        for text, origin, corners, size, style, its_turn, hidden, space in drawn:
            # Text that is written but not shown counts only where it lies under a scanned picture.
            if its_turn != turn or (hidden and not covered):
                continue
            x, y = box.place(*origin)
            ends = [box.place(*corner)[0] for corner in corners]
            if -2 <= x <= box.width + 2 and -2 <= y <= box.height + 2:
                found.glyphs.append(Glyph(text, min(ends), max(ends), y, size, style, space))
        return found
    finally:
        page.close()


class _Turned:
    """Places on a page after a turn by quarters, from its upper left corner."""

    def __init__(self, turn: int, left: float, bottom: float, right: float, top: float) -> None:
        self._turn, self._left, self._bottom, self._right, self._top = turn, left, bottom, right, top
        wide, high = right - left, top - bottom
        self.width, self.height = (wide, high) if turn % 2 == 0 else (high, wide)

    def place(self, x: float, y: float) -> tuple[float, float]:
        if self._turn == 0:
            return x - self._left, self._top - y
        if self._turn == 1:
            return y - self._bottom, x - self._left
        if self._turn == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x


def _label(document: Any, index: int) -> str:
    try:
        return " ".join(document.get_page_label(index).split())[:20]
    except Exception:
        return ""


_Drawn = tuple[str, tuple[float, float], list[tuple[float, float]], float, Style, int, bool, bool]


def _drawn(page: Any) -> tuple[list[_Drawn], int, int]:
    """Every visible character in the order it is drawn, with how many are hidden and how many unreadable."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    text_page = page.get_textpage()
    try:
        count = min(text_page.count_chars(), MOST_GLYPHS)
        x, y, loose = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        styles: dict[int, tuple[Style, float, int, bool, str]] = {}
        seen: set[tuple[str, float, int, int]] = set()
        drawn: list[_Drawn] = []
        hidden = unknown = 0
        space = False
        for number in range(count):
            code = pdfium.FPDFText_GetUnicode(text_page, number)
            if code in (32, 160, 13, 10, 9) or pdfium.FPDFText_IsGenerated(text_page, number) == 1:
                space = True
                continue
            text_object = pdfium.FPDFText_GetTextObject(text_page, number)
            key = ctypes.addressof(text_object.contents) if text_object else 0
            if key not in styles or key == 0:
                styles[key] = _style(text_page, number, text_object)
            style, size, turn, unseen, font = styles[key]
            text = read_character(code, font=font)
            if pdfium.FPDFText_HasUnicodeMapError(text_page, number) == 1 and not text.strip():
                text = UNKNOWN
            if text == " " or not text:
                space = space or text == " "
                continue
            pdfium.FPDFText_GetCharOrigin(text_page, number, x, y)
            pdfium.FPDFText_GetLooseCharBox(text_page, number, loose)
            if size < _SMALLEST_TYPE:
                continue
            last = drawn[-1] if drawn and not space else None
            if last is not None and last[1] == (x.value, y.value) and last[2][1][0] == loose.right:
                drawn[-1] = (last[0] + text, *last[1:])  # a ligature comes as letters in one place
                continue
            if _is_drawn_twice(text, x.value, y.value, size, seen):
                continue
            hidden += unseen
            unknown += text == UNKNOWN
            corners = [(loose.left, loose.bottom), (loose.right, loose.top)]
            drawn.append((text, (x.value, y.value), corners, size, style, turn, unseen, space))
            space = False
        return drawn, hidden, unknown
    finally:
        text_page.close()


def _is_drawn_twice(text: str, x: float, y: float, size: float, seen: set[tuple[str, float, int, int]]) -> bool:
    """Whether an equal letter stands within a twentieth of its size: printed twice to look bold or shaded."""
    across, down = x * 10 / size, y * 10 / size
    places = ((text, size, round(across), round(down)), (text, -size, int(across), int(down)))
    if places[0] in seen or places[1] in seen:
        return True
    seen.update(places)
    return False


def _style(text_page: Any, number: int, text_object: Any) -> tuple[Style, float, int, bool, str]:
    """Style, size in points, quarter turns, whether it is invisible, and the font's name."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, number, matrix)
    size = pdfium.FPDFText_GetFontSize(text_page, number) * (math.hypot(matrix.c, matrix.d) or 1.0)
    turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
    name, weight, hidden = "", pdfium.FPDFText_GetFontWeight(text_page, number), False
    if text_object:
        buffer = ctypes.create_string_buffer(256)
        font = pdfium.FPDFTextObj_GetFont(text_object)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = buffer.value.decode("latin-1").lower()
        hidden = pdfium.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text_page, number, red, green, blue, alpha)
    colour = sum((part.value // _GREY_STEP) << shift for part, shift in ((red, 6), (green, 3), (blue, 0)))
    style = Style(
        bold=weight >= _BOLD_WEIGHT or any(part in name for part in _BOLD_NAMES),
        italic="italic" in name or "oblique" in name,
        colour=colour,
        family=re.split(r"[-,]|mt$|ps$", name.rpartition("+")[2])[0],
    )
    return style, round(size, 2), turn, hidden, name


def _shapes(page: Any, box: _Turned) -> tuple[list[Edge], float, int]:
    """The straight lines drawn on a page, the share of it that pictures cover, and how many shapes are drawn."""
    import pypdfium2.raw as pdfium

    edges: list[Edge] = []
    area, shapes = 0.0, 0
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if number >= MOST_OBJECTS:
            break
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            (x0, y0), (x1, y1) = box.place(left, bottom), box.place(right, top)
            wide = min(max(x0, x1), box.width) - max(min(x0, x1), 0)
            high = min(max(y0, y1), box.height) - max(min(y0, y1), 0)
            area += max(wide, 0) * max(high, 0)
        elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
            if len(edges) < MOST_EDGES:
                edges.extend(_edges(item, box))
    whole = box.width * box.height
    return edges, min(area / whole, 1.0) if whole > 0 else 0.0, shapes


def _edges(path: Any, box: _Turned) -> Iterator[Edge]:
    """The level and upright lines of one path; a bar that is thinner than two points is one line."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPath_CountSegments(path.raw)
    if not 2 <= count <= 400:
        return
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = box.place(*matrix.on_point(x.value, y.value))
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            points = []
            continue
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            points = [point]
            continue
        points.append(point)
        if len(points) >= 2 and (edge := _edge(points[-2], point)):
            yield edge
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 2 and (edge := _edge(point, points[0])):
            yield edge


def _edge(first: tuple[float, float], second: tuple[float, float]) -> Edge | None:
    wide, high = abs(first[0] - second[0]), abs(first[1] - second[1])
    if wide < 1.0 and high > 4.0:
        return Edge(True, (first[0] + second[0]) / 2, min(first[1], second[1]), max(first[1], second[1]))
    if high < 1.0 and wide > 4.0:
        return Edge(False, (first[1] + second[1]) / 2, min(first[0], second[0]), max(first[0], second[0]))
    return None
