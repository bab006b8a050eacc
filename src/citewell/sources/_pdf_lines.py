"""Puts the glyphs of a page together to stretches of text, and reads raised and lowered digits on the way."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from citewell.sources._pdf_characters import SOFT_HYPHEN
from citewell.sources._pdf_page import Chunk, Edge, Glyph
from citewell.sources._script_words import isotope_follows
from citewell.sources._scripts import high, low, written

_WIDEST_SPACE = 1.2  # in ems: more white than this parts two stretches
_SPACE = 0.14  # in ems: white that is a space though the file has none, beyond the usual white between letters
_SMALL = 0.87
_RAISED, _LOWERED = 0.14, -0.06
_REACH = 0.65

_MARK = re.compile(r"[\d,;–−+*†‡-]{1,8}")
_NUMBERS = re.compile(r"\d{1,3}(?: ?[,;–−-] ?\d{1,3})*,?")
_FRACTION_GOES_ON = re.compile(r"\s?[/⁄]\s?\d")

BULLETS = "•●○▪■□◦‣›»–—-✓✗☒☑*·¾o➢➤►▶❖✔❑❏❒◯"
_ROUND_BULLETS = "●▪■◦‣·➢➤►▶❖"

_Piece = tuple[str, str, bool]


def read_chunks(glyphs: Iterable[Glyph], dividers: Sequence[Edge] = ()) -> list[Chunk]:
    """The stretches of text on a page in the order they are drawn; none crosses an upright line of `dividers`."""
    fence = _Fence(dividers)
    return [chunk for run in _runs(glyphs, fence) if (chunk := _chunk(run)) is not None]


class _Fence:
    """Upright lines, to ask whether one stands between two letters."""

    def __init__(self, dividers: Sequence[Edge]) -> None:
        self._edges = sorted(dividers, key=lambda edge: edge.at)
        self._places = [edge.at for edge in self._edges]

    def parts(self, x0: float, x1: float, y: float) -> bool:
        if not self._edges or x1 <= x0:
            return False
        first, last = bisect_right(self._places, x0), bisect_right(self._places, x1)
        return any(edge.start <= y <= edge.end for edge in self._edges[first:last])


def _runs(glyphs: Iterable[Glyph], fence: _Fence) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _continues(run, glyph, fence):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _continues(run: list[Glyph], glyph: Glyph, fence: _Fence) -> bool:
    last = run[-1]
    size = max(last.size, glyph.size)
    gap = glyph.x0 - last.x1
    if not -0.4 * size <= gap <= _WIDEST_SPACE * size:
        return False
    rise = abs(glyph.y - last.y)
    if rise > 0.1 * size:
        # Only a smaller letter stands off the line; and a line that follows a raised mark is the mark's own line.
        if rise > _REACH * size or min(last.size, glyph.size) > _SMALL * size:
            return rise <= 0.4 * size and gap < 0.1 * size and not glyph.after_space
        if gap > 0.6 * size:
            return False
    return not fence.parts((last.x0 + last.x1) / 2, (glyph.x0 + glyph.x1) / 2, glyph.y - 0.2 * glyph.size)


def _chunk(run: list[Glyph]) -> Chunk | None:
    size, y = _line_of(run)
    pieces = list(_pieces(run, size=size, y=y))
    text = tidy(_written(pieces))
    if not text:
        return None
    letters = [glyph for glyph in run if glyph.text.isalnum()] or run
    bold = sum(glyph.style.bold for glyph in letters) / len(letters)
    italic = sum(glyph.style.italic for glyph in letters) / len(letters)
    colour = Counter(glyph.style.colour for glyph in letters).most_common(1)[0][0]
    family, count = Counter(glyph.style.family for glyph in letters).most_common(1)[0]
    return Chunk(
        text=text,
        x0=run[0].x0,
        x1=max(glyph.x1 for glyph in run),
        y=y,
        size=size,
        bold=bold > 0.9,
        italic=italic > 0.9,
        colour=colour,
        family=family if count > 0.9 * len(letters) else "",
        starts_bold=letters[0].style.bold,
        ends_bold=letters[-1].style.bold,
        noted=_begins_with_mark(pieces[0], text),
    )


def _begins_with_mark(piece: _Piece, text: str) -> bool:
    """Whether the text of a stretch begins with the mark of a note, which is written apart or left out."""
    level, mark, _ = piece
    return level == "raised" and not (mark[0].isalnum() and text.startswith(mark.strip()))


def _line_of(run: list[Glyph]) -> tuple[float, float]:
    """The size that most of a stretch is set in, and the baseline of that part."""
    sizes: Counter[float] = Counter()
    for glyph in run:
        sizes[round(glyph.size, 1)] += len(glyph.text)
    most = sizes.most_common(1)[0][1]
    size = max(size for size, count in sizes.items() if count * 2 >= most)
    lines = Counter(round(glyph.y, 1) for glyph in run if abs(glyph.size - size) < 0.06)
    return size, lines.most_common(1)[0][0]


def _level(glyph: Glyph, *, size: float, y: float) -> str:
    rise = (y - glyph.y) / size
    small = glyph.size <= _SMALL * size
    if (small and rise > _RAISED) or rise > 0.25:
        return "raised"
    if (small and rise < _LOWERED) or rise < -0.2:
        return "lowered"
    return "level"


def _pieces(run: list[Glyph], *, size: float, y: float) -> Iterator[_Piece]:
    """Level, text, and whether a space comes before, of each part of a stretch that stands on one level."""
    for level, glyphs in _by_level(run, size=size, y=y):
        text = "".join((" " if glyph.after_space and index else "") + glyph.text for index, glyph in enumerate(glyphs))
        yield level, text, glyphs[0].after_space


def _written(pieces: list[_Piece]) -> str:
    line = ""
    for number, (level, text, apart) in enumerate(pieces):
        if level == "raised":
            following = "".join((" " if later else "") + more for _, more, later in pieces[number + 1 : number + 3])
            if _is_mark(text, following):
                if not line:
                    continue  # the number of a note at the foot of the page
                apart = False
            text = high(text)
        elif level == "lowered":
            text = low(text)
        elif number and text[0] in ".,;:)" and pieces[number - 1][0] == "raised":
            apart = False
        line += (" " if apart else "") + text
    return written(line)


def _is_mark(text: str, following: str) -> bool:
    """Whether raised numbers belong to what stands before them, whatever white is drawn between the two."""
    if not _NUMBERS.fullmatch(text) or _FRACTION_GOES_ON.match(following):
        return False
    return not isotope_follows(text, following)


def _by_level(run: list[Glyph], *, size: float, y: float) -> Iterator[tuple[str, list[Glyph]]]:
    """Neighbours on the same level together; the white between two of them becomes part of the later one."""
    group: list[Glyph] = []
    current = ""
    previous: Glyph | None = None
    usual = median([second.x0 - first.x1 for first, second in pairwise(run) if not second.after_space] or [0.0])
    widest = max(usual, 0.0) + _SPACE * size
    for glyph in run:
        if previous is not None and not glyph.after_space:
            glyph = glyph._replace(after_space=glyph.x0 - previous.x1 > widest)
        level = _level(glyph, size=size, y=y)
        if group and level != current:
            yield current, group
            group = []
        current = level
        group.append(glyph)
        previous = glyph
    if group:
        yield current, group


def settle_marks(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, with raised marks that were drawn apart from their line read as part of it."""
    settled: dict[int, Chunk] = dict(enumerate(chunks))
    bands: dict[int, list[int]] = {}
    for index, chunk in enumerate(chunks):
        bands.setdefault(round(chunk.y / 10), []).append(index)
    for index, mark in enumerate(chunks):
        if not _MARK.fullmatch(mark.text):
            continue
        near = round(mark.y / 10)
        for host in (host for band in range(near - 1, near + 3) for host in bands.get(band, ())):
            line = settled.get(host)
            if line is not None and host != index and _is_raised_over(mark, line):
                settled[host] = line._replace(text=written(line.text + high(mark.text)), x1=mark.x1)
                del settled[index]
                break
    return list(settled.values())


def _is_raised_over(mark: Chunk, chunk: Chunk) -> bool:
    return (
        mark.size <= _SMALL * chunk.size
        and -0.2 * chunk.size <= mark.x0 - chunk.x1 <= 0.6 * chunk.size
        and _RAISED * chunk.size < chunk.y - mark.y <= _REACH * chunk.size
    )


def tidy(text: str) -> str:
    """Single spaces, composed accents, one kind of round bullet; soft hyphens stay only at the end."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if SOFT_HYPHEN in plain:
        plain = plain[:-1].replace(SOFT_HYPHEN, "") + plain[-1]
    if plain[:1] and plain[0] in _ROUND_BULLETS:
        plain = "•" + plain[1:]
    return plain
