"""The running text of a JATS element: no reference markers, exponents kept apart, formulas written out or marked."""

from __future__ import annotations

import html
import re
from typing import Any

from citewell.sources._clean import CLEAN
from citewell.sources._jats_math import FORMULA, written_formula
from citewell.sources._scripts import HIGH, high, low, without_marks, written

# XML cannot hold these characters, so none of them comes from a document.
REFERENCE = "\x01"
CITED, CITED_END = "\x02", "\x03"
LINE_BREAK = "\x04"

IMAGE = "[image]"
"""Stands where a picture stands among words: it may be a sign that matters."""

_LEFT_OUT = frozenset(
    """fn object-id index-term supplementary-material media graphic ref-list permissions processing-meta
    table-wrap-foot chem-struct-wrap fig fig-group table-wrap table-wrap-group rt""".split()
)
_PARTING = frozenset("p list list-item def-list def-item title term def disp-quote tr td th verse-line label".split())
_FORMULAS = frozenset("inline-formula disp-formula math tex-math disp-formula-group chem-struct".split())
_IMAGES = frozenset("inline-graphic inline-media private-char glyph-data".split())
_TO_PEOPLE = frozenset("aff corresp author-notes contrib".split())

_NUMBERS = re.compile(
    r"[\s\[(]*[A-Z]?\d{1,3}[a-z]?(?:\s*[,;–—−‑-]\s*[A-Za-z]?\d{1,3}[a-z]?)*"
    r"(?:\s*[:,]\s*(?:figs?|pp?|tables?|chap|ch|eqs?)\b[^\])]*)?[\s\])]*([.,;:]?)\s*",
    re.ASCII | re.IGNORECASE,
)
_REFERENCE_TARGET = re.compile(r"(?i)(?:b|bib|c|cr|cit|r|ref)\W?\d+")
_SIGNS = "±×=<>≤≥≈~−–+-/("
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u061c\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe]"
)
_CLEAN = {**CLEAN, **dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x061C, 0x2060])}

_LEAD = (
    r"(?:(?:for (?:a )?(?:recent )?reviews?,? )?see(?: also)?|for (?:a )?reviews?|(?:also )?reviewed (?:in|by)"
    r"|e\.g\.|cf\.|but see)"
)
_LEADS = rf"(?:{_LEAD}[, ]*)*"
_ITEM = f"(?:{REFERENCE}|{CITED}[^{CITED_END}]*{CITED_END})"
_BETWEEN = r"(?:[ ,;/&–—−‑-]|and\b|to\b)"
_GROUP = re.compile(rf"[(\[] ?{_LEADS}{_ITEM}(?:{_BETWEEN}|{_LEAD}|{_ITEM})*[)\]]")
_NAMELESS_EXAMPLE = re.compile(rf"[,;]? ?(?:see,? )?e\.g\.,? ?{REFERENCE}(?=[.,;:)\]]| *$)")
_RUN = re.compile(rf"{REFERENCE}(?:{_BETWEEN}*{REFERENCE})+")


def text_of(element: Any, *, in_table: bool = False) -> str:
    """The text of an element and its children as one paragraph; empty for None."""
    if element is None:
        return ""
    pieces: list[str] = []
    add_text(element, pieces, in_table=in_table)
    return tidy("".join(pieces))


def lines_of(cell: Any) -> list[str]:
    """The text of a table's cell, a string for every line that was broken on purpose."""
    if not len(cell):
        line = tidy(cell.text or "")
        return [line] if line else []
    pieces: list[str] = []
    add_text(cell, pieces, in_table=True)
    lines = (tidy(line) for line in "".join(pieces).split(LINE_BREAK))
    return [line for line in lines if line]


def tidy(text: str) -> str:
    """A paragraph with single spaces, without the marks of references and without characters that nobody sees."""
    text = " ".join(text.split())
    if LINE_BREAK in text:
        text = " ".join(text.replace(LINE_BREAK, " ").split())
    text = written(text, references=False)  # their markers are cross-references
    if REFERENCE in text or CITED in text:
        text = _without_references(text)
    if _ODD.search(text):
        text = " ".join(text.translate(_CLEAN).split())
    return text


def add_text(element: Any, pieces: list[str], *, in_table: bool = False) -> None:
    """Add the text of an element and its children, without its tail, to `pieces`; for `tidy`."""
    if element.text:
        pieces.append(element.text)
    for child in element:
        add_child(child, pieces, in_table=in_table)


def add_child(child: Any, pieces: list[str], *, in_table: bool = False) -> None:
    """Add the text of a child and its tail to `pieces`."""
    tag = child.tag
    if not isinstance(tag, str):
        pieces.append(html.unescape(child.text or ""))
    elif tag == "xref":
        _add_cross_reference(child, pieces, in_table=in_table)
    elif tag == "sup":
        _add_raised(child, pieces, in_table=in_table)
    elif tag == "sub":
        _add_lowered(child, pieces, in_table=in_table)
    elif tag in _FORMULAS:
        _add_formula(child, pieces, in_table=in_table)
    elif tag == "alternatives":
        _add_alternatives(child, pieces, in_table=in_table)
    elif tag in _IMAGES:
        _add_apart(IMAGE, pieces)
    elif tag == "break":
        pieces.append(LINE_BREAK)
    elif tag in _PARTING:
        pieces.append(" ")
        add_text(child, pieces, in_table=in_table)
        pieces.append(" ")
    elif tag not in _LEFT_OUT:
        add_text(child, pieces, in_table=in_table)
    if child.tail:
        pieces.append(child.tail)


def _add_formula(child: Any, pieces: list[str], *, in_table: bool) -> None:
    """A formula between its neighbours; one that is displayed stands apart from both."""
    text = written_formula(child) or _plain_formula(child, in_table=in_table)
    displayed = child.tag.startswith("disp-")
    if displayed:
        pieces.append(" ")
    _add_apart(text, pieces)
    is_sign = text[-1:] in _SIGNS
    if displayed or (not is_sign and child.tail and child.tail[0].isalnum()):
        pieces.append(" ")


def _add_apart(text: str, pieces: list[str]) -> None:
    if _before(pieces)[-1:].isalnum() and text[:1].isalnum():
        pieces.append(" ")
    pieces.append(text)


def _plain_formula(child: Any, *, in_table: bool) -> str:
    """A formula that is written with letters and raised or lowered characters only, else its mark."""
    if child.tag not in ("inline-formula", "disp-formula", "chem-struct"):
        return FORMULA
    kinds = {inner.tag for inner in child.iter() if isinstance(inner.tag, str)}
    if not kinds <= {child.tag, "italic", "bold", "sup", "sub", "named-content", "label", "roman"}:
        return FORMULA
    pieces: list[str] = [child.text or ""]
    for inner in child:
        if inner.tag != "label":
            add_child(inner, pieces, in_table=in_table)
    return " ".join("".join(pieces).split()) or FORMULA


def _add_alternatives(child: Any, pieces: list[str], *, in_table: bool) -> None:
    """The first way of several that can be read as text; a formula's mark where there is only a picture."""
    for inner in child:
        if isinstance(inner.tag, str) and inner.tag not in _IMAGES and inner.tag not in ("graphic", "media"):
            add_child(inner, pieces, in_table=in_table)
            if inner.tail:
                pieces.pop()
            return
    if any(inner.tag in _IMAGES for inner in child):
        _add_apart(IMAGE, pieces)


def _add_cross_reference(child: Any, pieces: list[str], *, in_table: bool) -> None:
    kind, inner = child.get("ref-type"), list[str]()
    add_text(child, inner, in_table=in_table)
    text = "".join(inner)
    if kind == "bibr" or (kind is None and _REFERENCE_TARGET.fullmatch(child.get("rid", ""))):
        plain = without_marks(text).replace("^", "").replace(REFERENCE, "").replace(CITED, "").replace(CITED_END, "")
        numbers = _NUMBERS.fullmatch(plain)
        if numbers:
            pieces.append(REFERENCE + numbers[1] + (" " if plain[-1:].isspace() else ""))
        elif kind == "bibr" and plain.strip():
            pieces.append(CITED + plain + CITED_END)
        else:
            pieces.append(text)
    elif kind == "fn" and not in_table:
        if len(without_marks(text).strip()) > 4:
            pieces.append(text)
    elif kind in ("fn", "table-fn"):
        mark = without_marks(text).strip().removeprefix("^")
        spaced = " " if text[:1].isspace() else ""
        is_word = any(character.isalnum() for character in mark) and (len(mark) <= 4 or HIGH in text)
        pieces.append(f"{spaced}^{mark}" if is_word else text)
    elif kind not in _TO_PEOPLE:
        pieces.append(text)


def _add_raised(child: Any, pieces: list[str], *, in_table: bool) -> None:
    inner: list[str] = []
    add_text(child, inner, in_table=in_table)
    text = " ".join("".join(inner).split())
    if REFERENCE in text and not re.sub(rf"[{REFERENCE}\s,;–—−‑\[\]()-]|and", "", text):
        pieces.append(REFERENCE)
        return
    if text.startswith("^"):  # the mark of a table's note
        pieces.append("^" + text.replace("^", ""))
    else:
        pieces.append(high("".join(inner)))


def _add_lowered(child: Any, pieces: list[str], *, in_table: bool) -> None:
    inner: list[str] = []
    add_text(child, inner, in_table=in_table)
    pieces.append(low("".join(inner)))


def _before(pieces: list[str]) -> str:
    return next((piece for piece in reversed(pieces) if piece), "")


def _without_references(text: str) -> str:
    """Text without its reference markers and the brackets around them; a name that is part of a sentence stays."""
    text = _RUN.sub(REFERENCE, text)
    if CITED in text or "(" in text or "[" in text:
        text = _RUN.sub(REFERENCE, _GROUP.sub(REFERENCE, text))
    if "e.g." in text:
        text = _NAMELESS_EXAMPLE.sub(REFERENCE, text)
    first, *others = text.split(REFERENCE)
    done = [first]
    for following in others:
        _close_up(done, following)
    return " ".join("".join(done).replace(CITED, "").replace(CITED_END, "").split())


def _close_up(done: list[str], following: str) -> None:
    """Join what stood on both sides of a marker: no space before a stop, one between words that would be glued."""
    before, spaced = done[-1].rstrip(" "), done[-1][-1:] == " " or following[:1] == " "
    following = following.lstrip(" ")
    if before[-1:] in ("(", "["):
        following, spaced = following.lstrip(" ,;:"), False
        if following[:1] in (")", "]"):
            before, following, spaced = before[:-1].rstrip(" "), following[1:], True
            spaced = following[:1] == " " or following[:1].isalnum()
            following = following.lstrip(" ")
    elif following[:1] in (")", "]"):
        before = before.rstrip(" ,;:")
    elif before[-1:] == "," and following[:1] in (",", ".", ";", ":"):
        before = before[:-1]
    if not following or following[0] in ".,;:)]!?…":
        spaced = False
    elif following[0].isalnum() and before[-1:] not in ("", "(", "["):
        spaced = True
    done[-1] = before
    done.append(f" {following}" if spaced else following)
