"""Builds a document's blocks from what a reader meets: headings, paragraphs, tables, lists with their introduction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.domain.documents import Block
from citewell.sources._grid import Table, table_lines
from citewell.sources._record import UnusableRecord
from citewell.sources._symbols import UNREADABLE
from citewell.text.sentences import split_sentences

LONGEST_BLOCK = 1_000_000
LONGEST_HEADING = 300
LONGEST_REPEATED = 600
MOST_WORDS = 180
"""Words of a part of a long list or table; a passage takes in somewhat more, so that a part stays whole."""

_WORDS_OF_A_STATEMENT = 6
# Sections that hold other publications' titles, or the way around a page.
_NOT_TEXT = frozenset(
    """references|reference list|bibliography|literature cited|works cited|further reading|related links
    |related content|related articles|related guidance|related topics|related pages|see also|external links
    |share this page|share this|table of contents|contents|on this page|in this section|in this article
    |page contents|comments|leave a comment|cookies|navigation|navigation menu|more like this
    |you may also like|was this page helpful?|footnotes""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_ENDS_SENTENCE = re.compile(r"[.!?][\"'”’)\]]*$")
_LEADS_ON = re.compile(r"\b(?:following|below)\b", re.IGNORECASE)
_LABEL = re.compile(r"((?:table|figure|box|appendix)\s+[A-Z]?\d+(?:[.-]\d+)*[a-z]?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: how deep it lies, its mark ("-", "1.", or empty where an item goes on), its words."""

    depth: int
    mark: str
    text: str

    def __str__(self) -> str:
        indent = "  " * (self.depth if self.mark else self.depth + 1)
        return f"{indent}{self.mark} {self.text}" if self.mark else f"{indent}{self.text}"


class Outline:
    """Takes headings, paragraphs, lists and tables in reading order and makes blocks of them.

    A list is one block with the paragraph that leads into it, or with the heading right above it: an item alone
    ("severe headache") would lose what is said of it ("Do not use in people with:"). A list or table too long
    for a passage becomes several blocks, each of which repeats what leads into it. Headings that are the
    publication's title stay out of the section path.
    """

    def __init__(self, *titles: str) -> None:
        self._titles = {title.casefold() for title in titles}
        self._blocks: list[Block] = []
        self._path: list[tuple[int, str]] = []
        self._skipped_below = 0
        self._paragraph = ""
        self._bare_heading = ""
        self.unreadable = 0
        """How many blocks were left out because characters in them are lost."""

    @property
    def level(self) -> int:
        """The level of the heading that the next paragraph stands under; 0 where there is none."""
        return self._path[-1][0] if self._path else 0

    def heading(self, level: int, text: str) -> None:
        """A heading at `level`, 1 being the outermost."""
        text = text.strip().strip("¶#").strip()
        if not text:
            return
        if len(text) > LONGEST_HEADING:
            self.paragraph(text)
            return
        self._settle()
        if self._bare_heading and level <= self.level:
            self._keep_statement()
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        if self._skipped_below and level > self._skipped_below:
            return
        self._skipped_below = level if text.casefold().rstrip(":") in _NOT_TEXT else 0
        if self._skipped_below or text.casefold() in self._titles:
            self._bare_heading = ""
            return
        self._path.append((level, text))
        self._bare_heading = text

    def leave(self, level: int) -> None:
        """The end of a section whose heading has this level."""
        self._settle()
        while self._path and self._path[-1][0] >= level:
            if self._bare_heading:
                self._keep_statement()
            self._path.pop()
        if self._skipped_below >= level:
            self._skipped_below = 0

    def paragraph(self, text: str) -> None:
        """A paragraph; its line breaks, if it has any, are kept."""
        self._settle()
        self._bare_heading = "" if text.strip() else self._bare_heading
        self._paragraph = text.strip()

    def listing(self, lines: Sequence[Line]) -> None:
        """A list; it takes the paragraph before it along when that leads into it."""
        lines = [line for line in lines if line.text.strip()]
        if not lines:
            return
        intro = self._take_intro()
        for part in _parts(lines, intro):
            self._add(part)

    def table(self, table: Table) -> None:
        """A table, a row on each line, with its caption or the sentence that leads into it."""
        rows = table_lines(table)
        if not rows:
            return
        intro = table.caption or self._take_intro(table=True)
        self._settle()
        label = _LABEL.match(intro)
        locator = label[1] if label else " > ".join([*self._headings, "table"])
        for part in _row_parts(rows, intro):
            self._add(part, locator=locator)

    def verbatim(self, text: str) -> None:
        """Text whose lines stand as they are."""
        self._settle()
        self._bare_heading = ""
        self._add(text.strip("\n"))

    def finish(self) -> tuple[Block, ...]:
        """All blocks, in reading order."""
        self.leave(0)
        return tuple(self._blocks)

    @property
    def _headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._path)

    def _take_intro(self, *, table: bool = False) -> str:
        """The paragraph that leads into what follows; else settles it and gives the heading right above, if any."""
        intro = ""
        if self._paragraph and (leads_on(self._paragraph) or (table and _LABEL.match(self._paragraph))):
            intro, self._paragraph = self._paragraph, ""
        elif self._bare_heading:
            intro = self._bare_heading
        self._settle()
        self._bare_heading = ""
        return intro

    def _settle(self) -> None:
        if self._paragraph:
            self._add(self._paragraph)
            self._paragraph = ""

    def _keep_statement(self) -> None:
        """A heading with nothing under it that is a statement ("Do not offer ... for ...") is text."""
        text, self._bare_heading = self._bare_heading, ""
        if len(text.split()) >= _WORDS_OF_A_STATEMENT and not text.endswith("?"):
            self._path, kept = self._path[:-1], self._path
            self._add(text)
            self._path = kept

    def _add(self, text: str, *, locator: str = "") -> None:
        if self._skipped_below or not any(character.isalnum() for character in text):
            return
        if UNREADABLE in text:
            self.unreadable += 1
            return
        if len(text) > LONGEST_BLOCK:
            raise UnusableRecord(
                f"One of its paragraphs, lists or tables has {len(text):,} characters.",
                f"Part it into pieces of at most {LONGEST_BLOCK:,}.",
            )
        headings = self._headings
        place = locator or " > ".join(headings) or f"paragraph {len(self._blocks) + 1}"
        self._blocks.append(Block(text=text, section_path=headings, locator=place))


def leads_on(paragraph: str) -> bool:
    """Whether a paragraph is completed by what comes next."""
    if not _ENDS_SENTENCE.search(paragraph):
        return True
    last = _last_sentence(paragraph)
    return bool(_LEADS_ON.search(last))


def _last_sentence(text: str) -> str:
    text = text[-4 * LONGEST_HEADING :]
    sentences = split_sentences(text)
    return sentences[-1].of(text) if sentences else text


def _repeatable(text: str) -> list[str]:
    """`text`, unless it is so long that repeating it would drown what follows."""
    return [text] if 0 < len(text) <= LONGEST_REPEATED else []


def _parts(lines: Sequence[Line], intro: str) -> Iterator[str]:
    """A list as one text, or as several that each repeat the intro's last sentence and the items above their first."""
    written: list[str] = [intro] if intro else []
    words = _count(intro)
    above: list[Line] = []
    items = 0
    for line in lines:
        while line.mark and above and above[-1].depth >= line.depth:
            above.pop()
        size = _count(line.text)
        if items and line.mark and words + size > MOST_WORDS:
            yield "\n".join(written)
            opening = _repeatable(_last_sentence(intro))
            written = [*opening, *(str(item) for item in above if _repeatable(item.text))]
            words, items = sum(map(_count, written)), 0
        written.append(str(line))
        words += size
        items += 1
        if line.mark:
            above.append(line)
    yield "\n".join(written)


def _row_parts(rows: Sequence[str], caption: str) -> Iterator[str]:
    """The rows below their caption; an empty line parts them, so that no sentence runs from one into the next."""
    written: list[str] = [caption] if caption else []
    words = _count(caption)
    taken = 0
    for row in rows:
        size = _count(row)
        if taken and words + size > MOST_WORDS:
            yield "\n\n".join(written)
            written = _repeatable(caption)
            words, taken = sum(map(_count, written)), 0
        written.append(row)
        words += size
        taken += 1
    yield "\n\n".join(written)


def _count(text: str) -> int:
    return len(text.split())
