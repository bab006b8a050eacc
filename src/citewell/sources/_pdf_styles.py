"""Paragraphs and how they are set, and the words that tell items, numbered headings and gradings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from citewell.sources._pdf_lines import BULLETS
from citewell.sources._pdf_page import Chunk, Flow, Table

_ENUMERATOR = r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|\(\d{1,2}\)"
_ALONE = re.escape("".join(bullet for bullet in BULLETS if bullet not in "-o*"))
BULLET = re.compile(rf"(?:[{_ALONE}]|[-o*](?=\s))")
ITEM = re.compile(rf"(?:[{_ALONE}]|[-o*](?=\s)|(?:{_ENUMERATOR})(?=\s))\s*\S")
NUMBERED = re.compile(r"(?P<number>(?:\d{1,2}|[A-Z])(?:\.\d{1,2}){1,4}|\d{1,2})[.)]?\s+(?=[A-Z“\"])")
CAPTION = re.compile(
    r"(?P<label>(?:Table|Figure|Fig\.?|Box|Chart|Panel|Exhibit)\s+(?:[A-Z]?\d{1,3}(?:[.\-–]\d{1,3})?[a-z]?|[A-Z]))\b"
)
_GRADING = re.compile(
    r"\W*(?:(?:strong|weak|conditional|good practice|discretionary|consensus)[\s-]+(?:recommendation|statement|point)"
    r"|(?:strength|certainty|quality|level|grade|class)\s+(?:of|[A-D1-4I]))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together. `kind` is "text", "heading", "item" or "table".

    `plain` marks a heading of the body's size, `weak` one that only its colour, typeface or slant tells.
    """

    kind: str
    lines: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    colour: int = 0
    family: str = ""
    x0: float = 0.0
    x1: float = 0.0
    full: bool = False
    plain: bool = False
    weak: bool = False
    table: Table | None = None

    @property
    def text(self) -> str:
        """The lines with single spaces between them, hyphens as they stand."""
        return " ".join(self.lines)


def plain(text: str) -> str:
    """Letters and digits only, in lower case: to compare headings."""
    return re.sub(r"[\W_]+", "", text.lower())


def is_grading(text: str) -> bool:
    """Whether a short paragraph only grades the one before it ("Strong recommendation, low certainty")."""
    return len(text.split()) <= 16 and _GRADING.match(text) is not None


@dataclass(frozen=True, slots=True)
class Body:
    """How the running text of a document is set: its size, boldness and colour, and the usual step between lines."""

    size: float
    bold: bool
    colour: int
    family: str
    steps: dict[float, float]

    def step(self, size: float) -> float:
        return self.steps.get(round(size), 1.25 * size)


def find_body(flows: Iterable[Flow]) -> Body:
    """The style that most letters are set in."""
    sizes: Counter[float] = Counter()
    styles: Counter[tuple[float, bool, int, str]] = Counter()
    steps: dict[float, Counter[float]] = {}
    for flow in flows:
        chunks = [item for item in flow.items if isinstance(item, Chunk)]
        for chunk in chunks:
            sizes[round(chunk.size, 1)] += len(chunk.text)
            styles[round(chunk.size, 1), chunk.bold, chunk.colour, chunk.family] += len(chunk.text)
        for first, second in pairwise(chunks):
            step = second.y - first.y
            if abs(first.size - second.size) < 0.3 and 0.9 * first.size < step < 2.2 * first.size:
                steps.setdefault(round(first.size), Counter())[round(step * 2) / 2] += 1
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    styled = [(count, style) for style, count in styles.items() if style[0] == size]
    _, (_, bold, colour, family) = max(styled) if styled else (0, (size, False, 0, ""))
    usual = {size: counts.most_common(1)[0][0] for size, counts in steps.items() if sum(counts.values()) >= 5}
    return Body(size, bold, colour, family, usual)
