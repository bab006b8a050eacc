"""What the characters of a PDF stand for: ligatures, symbol fonts, marks that hide."""

from __future__ import annotations

import unicodedata

UNKNOWN = "\ufffd"
"""Stands where a glyph is drawn that the file gives no character for."""

SOFT_HYPHEN = "\u00ad"

_LINE_END_HYPHEN = 2  # pdfium's own code for a hyphen before a line break
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_UNSEEN = {
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    0x061C,
    0xFEFF,
    0xFFFC,
    0xFFFE,
    0xFFFF,
}

# The upper half of the Symbol font's own encoding, as far as clinical texts use it.
_SYMBOL = {
    0x2D: "−", 0x40: "≅", 0x61: "α", 0x62: "β", 0x63: "χ", 0x64: "δ", 0x65: "ε", 0x67: "γ", 0x6B: "κ", 0x6C: "λ",
    0x6D: "μ", 0x70: "π", 0x71: "θ", 0x72: "ρ", 0x73: "σ", 0x74: "τ", 0x77: "ω", 0x44: "Δ", 0x57: "Ω", 0xA2: "′",
    0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xD6: "√", 0xD2: "®",
    0xD3: "©", 0xD4: "™",
}  # fmt: skip
_DINGBATS = {
    0x6C: "•", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x73: "•", 0x75: "•", 0x76: "•", 0x77: "•", 0x78: "☒",
    0x9F: "•", 0xA0: "•", 0xA7: "•", 0xA8: "□", 0xD8: "•", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def read_character(code: int, *, font: str = "") -> str:
    """The text that a glyph of this Unicode number stands for: "" for a mark that draws nothing.

    Fonts of symbols number their glyphs as they like, in the private area at U+F000: Symbol and the dingbat fonts
    are known, any other such glyph is UNKNOWN, so that a lost sign is seen and not read over.
    """
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if code < 0x20 or 0x7F <= code < 0xA0:
        return UNKNOWN if code == 0 else ""
    if code in _UNSEEN:
        return ""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return UNKNOWN
    if 0xE000 <= code < 0xF900 or code >= 0xF0000:
        return _private(code, font.lower())
    character = chr(code)
    return " " if unicodedata.category(character) in ("Zs", "Zl", "Zp") else character


def _private(code: int, font: str) -> str:
    number = code - 0xF000
    if "symbol" in font and number in _SYMBOL:
        return _SYMBOL[number]
    if "ding" in font or "bullet" in font:
        return _DINGBATS.get(number, "•")
    if number in (0xB7, 0xA7, 0xD8, 0x76, 0x6E):  # the bullets that word processors take from any such font
        return "•"
    return UNKNOWN
