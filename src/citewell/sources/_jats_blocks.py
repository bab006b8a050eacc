"""The evidence text of a JATS article as blocks: sections, lists, boxes, tables, figure captions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from citewell.domain.documents import Block
from citewell.sources._jats_floats import caption_of, name_of, table_text
from citewell.sources._jats_grid import is_marked
from citewell.sources._jats_left_out import is_left_out, is_no_evidence
from citewell.sources._jats_lists import list_lines
from citewell.sources._jats_math import FORMULA
from citewell.sources._jats_tables import TableTooLarge
from citewell.sources._jats_text import IMAGE, add_child, text_of, tidy

LONGEST_TITLE_IN_PATH = 200
LONGEST_HEADING = 80

_FLOATS = frozenset("fig fig-group table-wrap table-wrap-group boxed-text supplementary-material media array".split())
_APART = frozenset("list def-list disp-quote statement verse-group speech preformat p sec".split()) | _FLOATS
_CONTAINERS = frozenset("statement speech verse-group app app-group named-content styled-content".split())


@dataclass(slots=True)
class Reading:
    """The blocks that were read so far, and what had to be left out."""

    blocks: list[Block] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_body(article: Any, reading: Reading) -> None:
    """The body, the sections and appendices behind it, and what floats beside it."""
    body, back = article.find("body"), article.find("back")
    if body is not None:
        _read_section(body, (), reading)
    for child in back if back is not None else ():
        if child.tag == "sec":
            read_child(child, (), reading)
        elif child.tag in ("app-group", "app"):
            for appendix in [child] if child.tag == "app" else child.findall("app"):
                heading = _heading(appendix) or "Appendix"
                _read_section(appendix, (heading,), reading)
    for name in ("floats-group", "floats-wrap"):
        for floating in article.findall(name):
            _read_section(floating, (), reading)


def _read_section(element: Any, path: tuple[str, ...], reading: Reading, *, locator: str = "") -> None:
    own = path
    for child in element:
        if child.tag == "sec":
            own = path
        elif child.tag == "p" and (heading := _heading_in_bold(child)):
            own = (*path, heading)
            continue
        read_child(child, own, reading, locator=locator)


def _heading_in_bold(paragraph: Any) -> str:
    """The words of a short paragraph that is bold or italic throughout and stands above another one."""
    following = paragraph.getnext()
    if following is None or following.tag not in ("p", "list", "table-wrap") or not is_marked(paragraph):
        return ""
    words = text_of(paragraph)
    return words.rstrip(" :.") if len(words) <= LONGEST_HEADING and not words.endswith(("?", "!", ",", ";")) else ""


def read_child(child: Any, path: tuple[str, ...], reading: Reading, *, locator: str = "") -> None:
    """Read one part of a section, whatever it is; unknown parts are left out."""
    tag = child.tag
    if tag == "p":
        _read_paragraph(child, path, reading, locator=locator)
    elif tag == "sec":
        heading = _heading(child)
        if not is_left_out(heading, child.get("sec-type", "")):
            _read_section(child, (*path, heading) if heading else path, reading, locator=locator)
    elif tag in ("list", "def-list"):
        _read_list(child, "", path, reading, locator=locator)
    elif tag in ("table-wrap", "array"):
        _read_table(child, path, reading)
    elif tag == "table-wrap-group":
        for inner in child.findall("table-wrap"):
            _read_table(inner, path, reading)
    elif tag == "fig":
        _add(caption_of(child), path, reading, locator=name_of(child, "Figure"))
    elif tag == "fig-group":
        _add(caption_of(child), path, reading, locator=name_of(child, "Figure"))
        for inner in child.findall("fig"):
            read_child(inner, path, reading)
    elif tag == "boxed-text":
        _read_box(child, path, reading)
    elif tag == "disp-quote" or tag == "preformat":
        _add(text_of(child), path, reading, locator=locator)
    elif tag in _CONTAINERS:
        heading = _heading(child)
        _read_section(child, (*path, heading) if heading else path, reading, locator=locator)


def _heading(element: Any) -> str:
    label, title = text_of(element.find("label")), text_of(element.find("title"))
    if label and title and not title.startswith(label):
        return f"{label} {title}"
    return title or label


def _read_paragraph(paragraph: Any, path: tuple[str, ...], reading: Reading, *, locator: str) -> None:
    """A paragraph; lists and quotes in it part it, and what floats comes behind it."""
    if not any(child.tag in _APART for child in paragraph):
        _add(text_of(paragraph), path, reading, locator=locator)
        return
    pieces: list[str] = [paragraph.text or ""]
    floating: list[Any] = []
    for child in paragraph:
        if child.tag not in _APART:
            add_child(child, pieces)
            continue
        if child.tag in _FLOATS:
            floating.append(child)
            pieces.append(" ")
        elif child.tag in ("list", "def-list"):
            _read_list(child, tidy("".join(pieces)), path, reading, locator=locator)
            pieces = []
        else:
            _add(tidy("".join(pieces)), path, reading, locator=locator)
            read_child(child, path, reading, locator=locator)
            pieces = []
        pieces.append(child.tail or "")
    _add(tidy("".join(pieces)), path, reading, locator=locator)
    for child in floating:
        read_child(child, path, reading)


def _read_list(element: Any, opening: str, path: tuple[str, ...], reading: Reading, *, locator: str) -> None:
    """A list as one block, together with the words that lead to it."""
    lines = list_lines(element)
    if not opening and lines and reading.blocks:
        last = reading.blocks[-1]
        if last.text.endswith(":") and last.section_path == path and "\n" not in last.text:
            opening = reading.blocks.pop().text
    _add("\n".join([opening, *lines] if opening else lines), path, reading, locator=locator)


def _read_box(box: Any, path: tuple[str, ...], reading: Reading) -> None:
    label = text_of(box.find("label")).rstrip(" .:")
    title = text_of(box.find("title")) or text_of(box.find("caption/title")) or text_of(box.find("sec/title"))
    heading = f"{label}. {title}" if label and title else label or title or "Box"
    for child in box:
        if child.tag == "sec" and _heading(child) == title:
            _read_section(child, (*path, heading), reading, locator=label or heading)
        elif child.tag == "caption":
            for inner in child.findall("p"):
                read_child(inner, (*path, heading), reading, locator=label or heading)
        else:
            read_child(child, (*path, heading), reading, locator=label or heading)


def _read_table(wrap: Any, path: tuple[str, ...], reading: Reading) -> None:
    """A table's caption, then its rows and the notes under it."""
    name, caption = name_of(wrap, "Table"), caption_of(wrap)
    _add(caption, path, reading, locator=name)
    title = caption.partition("\n")[0]
    title = title if len(title) <= LONGEST_TITLE_IN_PATH else name
    try:
        _add(table_text(wrap), (*path, title or name), reading, locator=name)
    except TableTooLarge:
        reading.left_out.append(f"{name} was left out: it is too large to be written row by row.")


def _add(text: str, path: tuple[str, ...], reading: Reading, *, locator: str) -> None:
    words = text.replace(IMAGE, "").replace(FORMULA, "")
    if any(character.isalnum() for character in words) and not is_no_evidence(text):
        reading.blocks.append(Block(text=text, section_path=path, locator=locator or " > ".join(path) or "Main text"))
