"""The signs that Word's picture fonts draw for plain letters: in Symbol an "m" is a "μ", and "mg" would be "μg"."""

from __future__ import annotations

UNREADABLE = "\ufffd"
"""Stands for a sign that is not known; a paragraph with one in it is left out."""

# Adobe's Symbol encoding, as far as medical texts use it.
_SYMBOL = dict(
    zip(
        (
            0x2D, 0x44, 0x47, 0x4C, 0x50, 0x53, 0x57, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x6B, 0x6C, 0x6D,
            0x6E, 0x70, 0x71, 0x72, 0x73, 0x74, 0x77, 0xA2, 0xA3, 0xA5, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2,
            0xB3, 0xB4, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xD0, 0xD6, 0xD7, 0xDE, 0xE5,
        ),
        "−ΔΓΛΠΣΩαβχδεφγηκλμνπθρστω′≤∞↔←↑→↓°±″≥×•÷≠≡≈∠√⋅⇒∑",
        strict=True,
    )
)  # fmt: skip
_SYMBOL |= {ord(letter): letter for letter in " 0123456789()[]{}<=>+,./:;?!%&|_#"}
_WINGDINGS = {
    0x20: " ", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFE: "☑",
}  # fmt: skip


def drawn(text: str, font: str) -> str:
    """`text` as a font draws it; letters of the private area in an unnamed font are taken as Symbol's."""
    name = font.lower()
    if name.startswith("wingdings"):
        return "".join(_WINGDINGS.get(_code(letter), UNREADABLE) for letter in text)
    if name == "symbol":
        return "".join(_in_symbol(letter) for letter in text)
    if text.isascii():
        return text
    return "".join(_in_symbol(letter) if "\uf000" <= letter <= "\uf0ff" else letter for letter in text)


def _in_symbol(letter: str) -> str:
    code = _code(letter)
    if code in _SYMBOL:
        return _SYMBOL[code]
    return letter if code > 0xFF else UNREADABLE


def _code(letter: str) -> int:
    code = ord(letter)
    return code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
