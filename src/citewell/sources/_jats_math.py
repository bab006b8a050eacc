"""Formulas as text, where they are simple enough to be written in one line; else a mark that one stood there."""

from __future__ import annotations

import re
from typing import Any

FORMULA = "[formula]"
"""Stands where a formula stood that cannot be written in one line."""

LONGEST_FORMULA = 160

_GROUPS = frozenset("math mrow mstyle mpadded".split())
_LEAVES = frozenset("mi mn mtext ms".split())
_SPACED = frozenset("= < > ≤ ≥ ≪ ≫ ≈ ≠ ≡ ± ∓ × · ÷ + − - → ∈ ∼ ~ ≅ ∝ ⋅ ⩽ ⩾ / ∗ *".split())
_TIGHT = frozenset("/ ∗ *".split())
_INVISIBLE = dict.fromkeys([0x2061, 0x2062, 0x2063, 0x2064])


_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)
_TEX_PLAIN = re.compile(r"[0-9A-Za-z.,=<>+()%/|\s−-]*")
_TEX_SIGNS = {
    r"\pm": "±", r"\times": "×", r"\leq": "≤", r"\le": "≤", r"\geq": "≥", r"\ge": "≥", r"\approx": "≈", r"\sim": "∼",
    r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\delta": "δ", r"\Delta": "Δ", r"\kappa": "κ", r"\mu": "μ",
    r"\chi": "χ", r"\rho": "ρ", r"\sigma": "σ", r"\geqslant": "≥", r"\leqslant": "≤", r"\cdot": "·", r"\%": "%",
}  # fmt: skip


class _TooDifficult(Exception):
    """A formula that one line cannot hold."""


def written_formula(element: Any) -> str:
    """The formula in an element in one line, as in "x_i^2 = 4/n"; FORMULA if it has one that is too difficult.

    Empty where the element holds no mathematical markup at all.
    """
    math = element if element.tag == "math" else next(element.iter("math"), None)
    if math is None:
        tex = element if element.tag == "tex-math" else next(element.iter("tex-math"), None)
        return "" if tex is None else _written_tex("".join(tex.itertext()))
    try:
        text = " ".join(_row(math).translate(_INVISIBLE).split())
    except _TooDifficult:
        return FORMULA
    return text if 0 < len(text) <= LONGEST_FORMULA else FORMULA


def _row(element: Any) -> str:
    text, last_length = "", 0
    for child in element:
        piece = _written(child, operand_before=bool(text.strip()) and not text.rstrip().endswith(("(", "[", "=", ",")))
        letters_meet = text[-1:].isalnum() and piece[:1].isalnum()
        if letters_meet and (len(piece) > 1 or last_length > 1 or (text[-1].isdigit() and piece[0].isdigit())):
            text += " "
        text, last_length = text + piece, len(piece)
    return text


def _written(element: Any, *, operand_before: bool = True) -> str:
    tag = element.tag
    if tag in _LEAVES:
        return _leaf(element)
    if tag == "mo":
        return _operator(element, operand_before=operand_before)
    if tag in _GROUPS:
        return _row(element)
    if tag == "semantics" and len(element):
        return _written(element[0])
    if tag == "mspace":
        return " "
    if tag == "mfenced":
        separator = (element.get("separators", ",").strip() or " ")[:1]
        inner = f"{separator} ".join(_written(child).strip() for child in element)
        return f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
    if tag == "msqrt":
        return f"√({_row(element).strip()})"
    parts = [_held(child) for child in element]
    if tag == "msup" and len(parts) == 2:
        return f"{parts[0]}^{parts[1]}"
    if tag == "msub" and len(parts) == 2:
        return f"{parts[0]}_{parts[1]}"
    if tag == "msubsup" and len(parts) == 3:
        return f"{parts[0]}_{parts[1]}^{parts[2]}"
    if tag == "mfrac" and len(parts) == 2 and element.get("linethickness", "1") != "0":
        return f"{parts[0]}/{parts[1]}"
    raise _TooDifficult


def _leaf(element: Any) -> str:
    if len(element):
        raise _TooDifficult
    return " ".join((element.text or "").split()) or (" " if element.text else "")


def _operator(element: Any, *, operand_before: bool) -> str:
    sign = _leaf(element).strip()
    if sign in _TIGHT or sign not in _SPACED or (sign in "+-−±∓" and not operand_before):
        return f"{sign} " if sign in (",", ";") else sign
    return f" {sign} "


def _held(element: Any) -> str:
    """A part as it can stand beside a sign: in brackets when it is made of several."""
    while element.tag in _GROUPS and len(element) == 1:
        element = element[0]
    part = _written(element, operand_before=False).strip()
    if not part:
        raise _TooDifficult
    if element.tag in _LEAVES or element.tag in ("mo", "mfenced", "msqrt") or _is_signed_number(part):
        return part
    return f"({part})"


def _is_signed_number(part: str) -> bool:
    return part.lstrip("−-+").replace(".", "", 1).isdigit()


def _written_tex(source: str) -> str:
    """TeX that is no more than letters, numbers and a few signs; else FORMULA."""
    body = _TEX_BODY.search(source)
    text = (body[1] if body else source).strip().strip("$").strip()
    text = re.sub(r"\\[A-Za-z]+|\\%", lambda match: _TEX_SIGNS.get(match[0], "\\"), text)
    plain = "".join(character for character in text if character not in _TEX_SIGNS.values())
    text = " ".join(text.split())
    return text if text and _TEX_PLAIN.fullmatch(plain) and len(text) <= LONGEST_FORMULA else FORMULA
