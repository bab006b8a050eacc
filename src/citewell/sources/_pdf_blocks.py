"""Turns paragraphs into blocks: sections, lists with what leads into them, tables with their captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from citewell.sources._pdf_styles import CAPTION, NUMBERED, Paragraph, is_grading, plain
from citewell.sources._pdf_words import Vocabulary, join_lines

BULLETS_ALONE = "•■□◦‣›»▪ "
MOST_TABLE_WORDS = 200
MOST_LIST_WORDS = 1_500

CONTENTS = re.compile(
    r"(?:table of )?contents|list of (?:tables|figures|boxes|annexes|appendices)"
    r"|sommaire|table des matières|inhalt(?:sverzeichnis)?|índice|contenido",
    re.IGNORECASE,
)
_NOT_EVIDENCE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?(?:(?:list of |key )?(?:references|bibliography|literature cited|works cited)"
    r"(?: and notes| cited| list)?|reference list|(?:subject |author |alphabetical )?index"
    r"|(?:list of )?(?:abbreviations|acronyms)(?:(?:,| and| &) (?:abbreviations|acronyms))*(?: used)?)[:.]?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\W*\d{1,3}[.)]?\s.*\b(?:19|20)\d\d\b.*(?:[;:]\s?\d|doi|et al|http|accessed|available)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block with its headings and the pages it stands on; `label` names a table or figure ("Table 1")."""

    text: str
    sections: tuple[str, ...]
    pages: tuple[int, ...]
    label: str = ""


@dataclass(slots=True)
class _Heading:
    title: str
    rank: tuple[float, bool, bool]
    number: int
    level: int | None


class _Sections:
    """The headings that a place stands under, from the outside in."""

    def __init__(self, titles: Mapping[str, int]) -> None:
        self._titles, self._open = titles, list[_Heading]()
        self.after_references = False

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(heading.title for heading in self._open)

    def enter(self, paragraph: Paragraph, title: str) -> None:
        match = NUMBERED.match(title)
        number = match["number"].count(".") + 1 if match else 0
        rank = (-round(paragraph.size * 2) / 2, not paragraph.bold, paragraph.italic)
        heading = _Heading(title, rank, number, self._titles.get(plain(title)))
        while self._open and not _is_under(heading, self._open[-1]):
            self._open.pop()
        # Lists of references have no sections of their own: a smaller heading begins what follows them.
        for place, outer in enumerate(self._open):
            if _is_no_evidence(outer.title):
                del self._open[place:]
                self.after_references = True
                break
        if not self._open:
            self.after_references = False
        self._open.append(heading)


def _is_under(inner: _Heading, outer: _Heading) -> bool:
    if inner.level is not None and outer.level is not None:
        return inner.level > outer.level
    if inner.number and outer.number:
        return inner.number > outer.number
    if abs(inner.rank[0] - outer.rank[0]) >= 0.5:
        return inner.rank[0] > outer.rank[0]
    return inner.rank[1:] > outer.rank[1:]


def read_blocks(
    paragraphs: Sequence[Paragraph], vocabulary: Vocabulary, titles: Mapping[str, int]
) -> Iterator[PageBlock]:
    """The blocks of a document in reading order; `titles` gives the level of each bookmark by its plain letters.

    What is no evidence is left out: contents, lists of references, indexes, abbreviations.
    """
    sections = _Sections(titles)
    held: PageBlock | None = None
    bare: PageBlock | None = None
    label, columns = "", tuple[float, ...]()
    for paragraph in paragraphs:
        path = sections.path
        if paragraph.kind == "table" and paragraph.table is not None:
            caption = held if held is not None and held.label and held.pages[-1] == paragraph.pages[0] else None
            if held is not None and caption is None:
                yield held
            goes_on = caption is None and paragraph.table.columns and paragraph.table.columns == columns
            label = caption.label if caption else label if goes_on else "table"
            columns, held = paragraph.table.columns, None
            bare = None
            if not _is_dropped(path):
                yield from _table_blocks(paragraph, vocabulary, path, caption=caption, label=label)
            continue
        text = join_lines(paragraph.lines, vocabulary)
        if paragraph.kind == "heading":
            if held is not None:
                yield held
                held = None
            title = text.lstrip(BULLETS_ALONE).strip() or text
            sections.enter(paragraph, title)
            if bare is not None and bare.text not in sections.path:
                yield bare
            bare = _bare(paragraph, title, sections.path)
            continue
        if _is_dropped(path) or (sections.after_references and _REFERENCE.match(text)):
            continue
        joined = _attached(held, paragraph, text, path)
        if joined is None:
            if paragraph.kind == "text" and not _has_words(text):
                continue
            if held is not None:
                yield held
            joined = PageBlock(text, path, tuple(paragraph.pages), _label(text) if len(text.split()) <= 60 else "")
        held, bare = joined, None
    yield from filter(None, (held, bare))


def _bare(paragraph: Paragraph, title: str, path: tuple[str, ...]) -> PageBlock | None:
    """A heading as a block, for when nothing stands under it: a statement set in bold looks just like a heading."""
    long_enough = len(title.split()) >= 5 and not _is_dropped(path)
    return PageBlock(title, path[:-1], tuple(paragraph.pages)) if long_enough else None


def _label(caption: str) -> str:
    match = CAPTION.match(caption)
    return match["label"] if match else ""


def _is_dropped(path: tuple[str, ...]) -> bool:
    return any(_is_no_evidence(title) for title in path)


def _is_no_evidence(title: str) -> bool:
    return bool(_NOT_EVIDENCE.fullmatch(title) or CONTENTS.fullmatch(title))


def _has_words(text: str) -> bool:
    """Whether a paragraph says something: shreds of figures and lone numbers do not."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= 3 or (len(words) >= 1 and (is_grading(text) or bool(re.search(r"[.!?:]$", text))))


def _attached(held: PageBlock | None, paragraph: Paragraph, text: str, path: tuple[str, ...]) -> PageBlock | None:
    """`held` with this paragraph at its end: an item of its list, or the grading of what it says."""
    if held is None or held.sections != path:
        return None
    if held.label and not (held.label.startswith(("Box", "Panel")) and paragraph.kind == "item"):
        return None
    pages = (*held.pages, *(page for page in paragraph.pages if page not in held.pages))
    is_list = bool(held.label) or "\n" in held.text or held.text.endswith(":") or bool(re.match(r"[•›»‣–-]", held.text))
    if paragraph.kind == "item" and (is_list or _began_as_item(held.text)):
        if len(held.text.split()) + len(text.split()) <= MOST_LIST_WORDS:
            return PageBlock(f"{held.text}\n{text}", path, pages, held.label)
    elif is_grading(text) and paragraph.kind == "text":
        return PageBlock(f"{held.text}\n{text}", path, pages)
    return None


def _began_as_item(text: str) -> bool:
    return bool(re.match(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s", text))


def _table_blocks(
    paragraph: Paragraph, vocabulary: Vocabulary, path: tuple[str, ...], *, caption: PageBlock | None, label: str
) -> Iterator[PageBlock]:
    """A table under its caption as one block, or as several of whole rows where it is long."""
    assert paragraph.table is not None
    gathered = [caption.text] if caption else []
    pages = tuple(paragraph.pages)
    for cells in paragraph.table.rows:
        row = " | ".join(join_lines(cell.split("\n"), vocabulary) for cell in cells).strip(" |")
        if gathered and sum(len(text.split()) for text in gathered) + len(row.split()) > MOST_TABLE_WORDS:
            yield PageBlock("\n".join(gathered), path, pages, label)
            gathered = []
        if row:
            gathered.append(row)
    if gathered:
        yield PageBlock("\n".join(gathered), path, pages, label)
