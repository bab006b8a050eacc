"""What is on one page of a PDF, before anything is made of it: records only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Style(NamedTuple):
    """How text is set, as far as it tells a heading from what stands under it."""

    bold: bool = False
    italic: bool = False
    colour: int = 0
    family: str = ""


class Glyph(NamedTuple):
    """One drawn character. x runs right, y runs down to the baseline; both in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: Style
    after_space: bool = False


class Edge(NamedTuple):
    """A drawn straight line, level or upright; `at` is its place across, `start` to `end` its run."""

    upright: bool
    at: float
    start: float
    end: float


class Chunk(NamedTuple):
    """A stretch of one line whose words stand close together.

    `starts_bold` and `ends_bold` are about its first and last letter; `bold`, `italic` and `family` about all of it.
    `noted` says that it begins with the raised mark of a note at the foot. `y` is the baseline; `top` and
    `bottom` hold the letters' usual reach.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    colour: int = 0
    family: str = ""
    starts_bold: bool = False
    ends_bold: bool = False
    noted: bool = False

    @property
    def top(self) -> float:
        return self.y - 0.7 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.2 * self.size


@dataclass(slots=True)
class RawPage:
    """A page as the parser gives it: glyphs in the order they are drawn, and drawn lines."""

    number: int
    width: float
    height: float
    label: str = ""
    glyphs: list[Glyph] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    picture_share: float = 0.0
    shapes: int = 0
    hidden: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Table:
    """A table's rows of cells, and where it stands."""

    rows: list[list[str]]
    x0: float
    x1: float
    top: float
    bottom: float
    columns: tuple[float, ...] = ()


@dataclass(slots=True)
class Page:
    """A page as stretches of text and tables, not yet in reading order."""

    number: int
    width: float
    height: float
    label: str = ""
    chunks: list[Chunk] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(slots=True)
class Flow:
    """One column of a page, or of a part of it, from the top down: lines and tables between x0 and x1."""

    page: int
    x0: float
    x1: float
    items: list[Chunk | Table] = field(default_factory=list)
