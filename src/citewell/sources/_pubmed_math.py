"""MathML in one line: powers, fractions and roots written out, so that no digit runs into another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_INFIX = frozenset("=<>≤≥≠≈≃≅∼~±∓×÷·⋅∙−-–+∗*/∈→←↔⇒∝∣≪≫≥≤⩽⩾")
_SPACED = _INFIX - set("/·⋅∙∗*")
_ONE_THING = re.compile(r"[\w.,]+|\(.*\)", re.DOTALL)
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "¯": "\u0304", "‾": "\u0304", "˙": "\u0307", "˜": "\u0303", "~": "\u0303"}


def linear(element: Any) -> str:
    """A formula as a line of text: msup as a^2, mfrac as a/b, msqrt as √a."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    if not len(element):
        if name == "mspace":
            return " "
        text = element.text or ""
        return text if name in ("mtext", "ms") else " ".join(text.split())
    children = [child for child in element if isinstance(child.tag, str)]
    if name == "semantics":
        return linear(children[0]) if children else ""
    parts = [linear(child) for child in children]
    if name in _TWO_PARTS and len(parts) == 2:
        return _TWO_PARTS[name](parts[0], parts[1])
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{_low(parts[0], parts[1])}{_high('', parts[2])}"
    if name == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if name == "mfenced":
        separator = (element.get("separators") or ",").strip()[:1] or ","
        return f"{element.get('open', '(')}{f'{separator} '.join(parts)}{element.get('close', ')')}"
    if name in ("mtable", "mtr", "mlabeledtr"):
        return " ".join(parts)
    return _row(children, parts)


def _row(children: list[Any], parts: list[str]) -> str:
    line = ""
    for child, part in zip(children, parts, strict=True):
        inside = child is not children[-1]
        operator = child.tag.endswith("}mo") or child.tag == "mo"
        if operator and inside and part in _SPACED and line.strip() and line.rstrip()[-1] not in "([{=<>≤≥±,":
            line = f"{line.rstrip()} {part} "
        elif line[-1:].isdecimal() and part[:1].isdecimal():
            line += f" {part}"
        else:
            line += part
    return line


def _high(base: str, exponent: str) -> str:
    exponent = exponent.strip()
    return f"{base}^{exponent if _is_short(exponent) else _grouped(exponent)}" if exponent else base


def _low(base: str, index: str) -> str:
    index = index.strip()
    return f"{base}{'_' if base[-1:].isdecimal() and index[:1].isdecimal() else ''}{index}"


def _above(base: str, accent: str) -> str:
    accent = accent.strip()
    return base + _ACCENTS.get(accent, accent)


def _grouped(text: str) -> str:
    text = text.strip()
    return text if _ONE_THING.fullmatch(text) else f"({text})"


def _is_short(exponent: str) -> bool:
    return bool(re.fullmatch(r"[-−–+]?\s?[\w.]+[-−–+]?|\W", exponent))


_TWO_PARTS: dict[str, Callable[[str, str], str]] = {
    "msup": _high,
    "msub": _low,
    "mover": _above,
    "munder": _low,
    "mfrac": lambda above, below: f"{_grouped(above)}/{_grouped(below)}",
    "mroot": lambda base, index: f"{_grouped(base)}^(1/{index.strip()})",
}
