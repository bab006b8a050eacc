"""What becomes of raised and lowered characters: an exponent stays apart, a reference number goes."""

from __future__ import annotations

import re

_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_UNITS = frozenset("m cm mm dm km nm µm μm in ft s sec min h hr kg g mg l L dl dL ml mL mol mmol kPa cc".split())
_GLUED = frozenset("st nd rd th ® ™ © TM tm ° º ª o e er re".split())
_CHARGE = re.compile(r"\d?[+\-−–⁺⁻]")
_EXPONENT = re.compile(r"[+\-−–]?\d{1,3}")
_REFERENCES = re.compile(r"[\[(]?\d{1,3}[a-z]?(?:\s*[,;–-]\s*\d{1,3}[a-z]?)*[\])]?,?")
_ISOTOPE = re.compile(r"(?:C|N|O|F|P|Co|Cr|Ga|Kr|Rb|Sr|Y|Tc|In|I|Xe|Sm|Lu|Ra|Tl|H)(?![a-z])")


def raised(before: str, sup: str, after: str) -> str:
    """How superscript `sup` is written between `before` and `after`: "^6" behind a number, empty for a reference.

    A number that is raised behind a word is a reference, unless the word is a unit or a single letter (I², R²).
    """
    sup = " ".join(sup.split())
    if not sup:
        return ""
    last = before[-1:]
    if last.isdigit():
        if sup[0] in "[(" and _REFERENCES.fullmatch(sup):
            return ""
        return sup if sup in _GLUED or sup in ("+", "-", "−") else f"^{sup}"
    if _CHARGE.fullmatch(sup) and last.isalnum():
        return sup
    if not last or last.isspace() or last in "([":
        isotope = re.fullmatch(r"\d{1,3}m?", sup) and _ISOTOPE.match(after)
        return sup if isotope else f"^{sup}"
    word = _WORD_BEFORE.search(before)
    if word and _EXPONENT.fullmatch(sup) and (word[0] in _UNITS or len(word[0]) == 1):
        return f"^{sup}"
    if _REFERENCES.fullmatch(sup):
        return ""
    return sup if sup in _GLUED else f"^{sup}"


def lowered(before: str, sub: str) -> str:
    """How subscript `sub` is written behind `before`: "H2O" as it stands, "_2" behind a number."""
    sub = " ".join(sub.split())
    return f"_{sub}" if sub[:1].isdigit() and before[-1:].isdigit() else sub
