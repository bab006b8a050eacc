"""The text of a PubMed element: its own words, with exponents, indices and formulas kept apart from them."""

from __future__ import annotations

import html
from itertools import islice
from typing import Any

from citewell.sources._clean import clean_page
from citewell.sources._pubmed_math import linear
from citewell.sources._scripts import END, HIGH, LOW, written

_LARGEST_FORMULA = 2_000


class UnknownEntity(ValueError):
    """A character that the record names by an entity of its own, so that its text cannot be known."""


def clean(text: str) -> str:
    """Text with single spaces, without control characters and marks that hide text or turn its direction."""
    if text.isprintable() and "  " not in text:  # so most texts need no second copy
        return text.strip()
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(clean_page(text).split())


def text_of(element: Any) -> str:
    """The words in an element in reading order; empty for None. Raises UnknownEntity."""
    if element is None:
        return ""
    if not len(element):
        return clean(element.text or "")
    pieces: list[str] = []
    _read(element, pieces)
    text = "".join(pieces)
    if END in text:
        text = written(text)
    return clean(text)


def children_of(element: Any) -> dict[str, Any]:
    """An element's children by name, the first of each; none for None. Much quicker than a `find` for each."""
    return {} if element is None else {child.tag: child for child in element.iterchildren(reversed=True)}


def _read(element: Any, pieces: list[str]) -> None:
    """Add the text in an element, what is set high or low in it marked as such."""
    if element.text:
        pieces.append(element.text)
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in ("sup", "sub"):
            _strip_indent(pieces)
            pieces.append(HIGH if name == "sup" else LOW)
            _read(child, pieces)
            pieces.append(END)
        elif name == "math":
            pieces.append(_formula(child))
        elif name:
            _read(child, pieces)
        else:
            pieces.append(_character(child))
        if child.tail:
            pieces.append(child.tail)


def _strip_indent(pieces: list[str]) -> None:
    """Take out a line break before a text set high or low: it only lays out the file."""
    if pieces and pieces[-1][-1:].isspace():
        said = pieces[-1].rstrip()
        if "\n" in pieces[-1][len(said) :]:
            pieces[-1] = said


def _formula(math: Any) -> str:
    if next(islice(math.iter(), _LARGEST_FORMULA, None), None) is not None:
        raise ValueError(f"it has a formula of more than {_LARGEST_FORMULA:,} parts")
    return linear(math)


def _character(entity: Any) -> str:
    character = html.unescape(entity.text or "")
    if character.startswith("&") and len(character) > 1:
        raise UnknownEntity(character)
    return character
