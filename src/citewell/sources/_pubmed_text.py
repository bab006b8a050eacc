"""The text of a PubMed element: its own words, with exponents, indices and formulas kept apart from them."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import Any

from citewell.sources._clean import clean_page
from citewell.sources._pubmed_math import linear

_NUMBER = re.compile(r"[-−–‒]?\s?\d")
_SIGNED = re.compile(r"[-−–‒]\s?\d")
_MARKER = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*,?")
_LETTERS = re.compile(r"[^\W\d_]+$")
_BARE_NUMBER = re.compile(r"(?:^|[^\w.])\d+(?:[.,]\d+)*$")
_POWER_OF_TEN = re.compile(r"(?:[×x·*.]\s?|[<>≤≥=~]\s*)10$")
_ELEMENT = re.compile(r"\s?(?:H|C|N|O|F|P|S|B|Si|Xe|Tc|Ga|Lu|Rb|Na)(?![a-z])")
_NO_POWERS = frozenset("st nd rd th er e ème o º ° a ª tm".split())
_SHORT_NAMES = frozenset("eta chi psi phi rho tau min mol day".split())
_CLAUSE_ENDS = frozenset(".,;:")
_AFTER_WHICH_APART = frozenset(')]}”"’%')
_LIST = "0123456789,;–- "
_END = 40
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
    """The words in an element in reading order; empty for None. Raises UnknownEntity.

    A number set high becomes a power (10^6), or stays at its unit or symbol (m2, I2, Ca2+); a reference number
    that stands high after the end of a sentence or clause is left out. A number set low stays at its symbol (CO2).
    """
    if element is None:
        return ""
    if not len(element):
        return clean(element.text or "")
    pieces: list[str] = []
    _read(element, pieces, "")
    return clean("".join(pieces))


def children_of(element: Any) -> dict[str, Any]:
    """An element's children by name, the first of each; none for None. Much quicker than a `find` for each."""
    return {} if element is None else {child.tag: child for child in element.iterchildren(reversed=True)}


def _read(element: Any, pieces: list[str], last: str) -> str:
    """Add the text in an element; `last` and the result say what stood last: "sup", "sub", a "marker" or text."""
    last = _add(pieces, element.text or "", last)
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in ("sup", "sub"):
            last = _add_script(pieces, child, name=name, last=last)
        elif name == "math":
            last = _add(pieces, _formula(child), last)
        elif name:
            last = _read(child, pieces, last)
        else:
            last = _add(pieces, _character(child), last)
        last = _add(pieces, child.tail or "", last)
    return last


def _formula(math: Any) -> str:
    if next(islice(math.iter(), _LARGEST_FORMULA, None), None) is not None:
        raise ValueError(f"it has a formula of more than {_LARGEST_FORMULA:,} parts")
    return linear(math)


def _character(entity: Any) -> str:
    character = html.unescape(entity.text or "")
    if character.startswith("&") and len(character) > 1:
        raise UnknownEntity(character)
    return character


def _add(pieces: list[str], text: str, last: str) -> str:
    """Add text, a space before it where it would carry on a number set high or low."""
    if not text:
        return last
    if last and text[:1].isdecimal() and pieces and pieces[-1][-1:].isdecimal():
        pieces.append(" ")
    pieces.append(text)
    return ""


def _add_script(pieces: list[str], child: Any, *, name: str, last: str) -> str:
    """Add a text set high or low; returns what it was."""
    parts: list[str] = []
    _read(child, parts, "")
    inner = "".join(parts)
    text, space = inner.strip(), inner[len(inner.rstrip()) :]
    if not text:
        return _add(pieces, inner, last)
    before = "".join(pieces[-6:])[-_END:]
    stripped = before.rstrip()
    if before != stripped and ("\n" in before[len(stripped) :] or (name == "sup" and _belongs(stripped, text))):
        while len(pieces) > 1 and not pieces[-1].strip():
            pieces.pop()
        pieces[-1] = pieces[-1].rstrip()
        before = stripped
    if name == "sub":
        apart = text[0].isdecimal() and (before[-1:].isdecimal() or last == "sup")
        pieces.append(f"_{text}" if apart else text)
    elif (last == "marker" and text.strip(_LIST) == "") or _is_marker(before, text, child.tail or ""):
        return "marker"
    else:
        pieces.append(f"^{text}" if _is_power(before, text) else text)
    if space:
        pieces.append(space)
    return name


def _belongs(before: str, text: str) -> bool:
    """Whether a number set high belongs to what stands before it in spite of a space: "10 -8", "cm -2"."""
    if _SIGNED.match(text):
        return bool(_POWER_OF_TEN.search(before)) or before[-1:].isalpha()
    return text.isdecimal() and bool(_POWER_OF_TEN.search(before))


def _is_marker(before: str, text: str, after: str) -> bool:
    """Whether it is a reference number: high after a sentence or clause, and no isotope (H, 13C)."""
    if before[-1:] not in _CLAUSE_ENDS or before[-2:-1].isdecimal() or not before[-2:-1].strip():
        return False
    if not _MARKER.fullmatch(text):
        return False
    if after[:1].isalnum():
        return False
    return before.endswith(".") or not _ELEMENT.match(after)


def _is_power(before: str, text: str) -> bool:
    """Whether a text set high would be misread if it simply followed: 106 for 10^6, pain12 for pain^12."""
    last = before[-1:]
    if _NUMBER.match(text):
        if last.isdecimal() or last in _AFTER_WHICH_APART or (last in _CLAUSE_ENDS and before[-2:-1].isdecimal()):
            return True
        letters = _LETTERS.search(before)
        if letters is None or _SIGNED.match(text):
            return False
        word = letters[0]
        return len(word) > 3 or (len(word) == 3 and word.islower() and word not in _SHORT_NAMES)
    return text.isalpha() and text.lower() not in _NO_POWERS and bool(_BARE_NUMBER.search(before))
