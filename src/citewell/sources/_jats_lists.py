"""Lists of a JATS article as lines, nested ones in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citewell.sources._jats_text import add_child, text_of, tidy

_BULLETS = "•-–—●▪◦*·"
_LISTS = ("list", "def-list")
_NOT_IN_LISTS = frozenset("label title fig fig-group table-wrap boxed-text supplementary-material media".split())


def list_lines(element: Any) -> list[str]:
    """One line for every item, with its own label or a mark; what an item says behind a nested list follows that."""
    title = text_of(element.find("title"))
    lines = [title] if title else []
    if element.tag == "def-list":
        for item in element.findall("def-item"):
            term, meaning = text_of(item.find("term")).rstrip(":"), text_of(item.find("def"))
            lines += [f"- {': '.join(filter(None, (term, meaning)))}"] if term or meaning else []
        return lines
    for number, item in enumerate(element.findall("list-item"), 1):
        label = text_of(item.find("label"))
        mark = label if label and label not in _BULLETS else _mark(element.get("list-type", ""), number)
        for part in _parts(item):
            if isinstance(part, str):
                lines.append(f"{mark} {part}" if mark else part)
                mark = ""
            else:
                lines += list_lines(part)
    return lines


def _parts(item: Any) -> Iterator[Any]:
    """The texts and the lists of an item, in reading order."""
    pieces: list[str] = []
    for child in item:
        if child.tag in _LISTS or (child.tag == "p" and any(inner.tag in _LISTS for inner in child)):
            yield from filter(None, [tidy("".join(pieces))])
            pieces = []
            if child.tag == "p":
                pieces.append(child.text or "")
                yield from _parts_of_paragraph(child, pieces)
            else:
                yield child
            pieces.append(child.tail or "")
        elif child.tag not in _NOT_IN_LISTS:
            add_child(child, pieces)
    yield from filter(None, [tidy("".join(pieces))])


def _parts_of_paragraph(paragraph: Any, pieces: list[str]) -> Iterator[Any]:
    for inner in paragraph:
        if inner.tag in _LISTS:
            yield from filter(None, [tidy("".join(pieces))])
            yield inner
            pieces[:] = [inner.tail or ""]
        else:
            add_child(inner, pieces)


def _mark(kind: str, number: int) -> str:
    if kind == "order":
        return f"{number}."
    if kind in ("alpha-lower", "alpha-upper") and number <= 26:
        return f"{chr((96 if kind == 'alpha-lower' else 64) + number)}."
    return "-"
