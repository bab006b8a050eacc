"""Takes out of a text what nobody sees: control characters, marks that hide or turn writing, half characters."""

from __future__ import annotations

# Control characters that part words become a space; the rest, with lone surrogates (which no file
# can hold) and marks that turn the direction of writing (which hide text), are removed.
_PARTING = dict.fromkeys([0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0x2028, 0x2029], " ")
_REMOVED = dict.fromkeys([*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFEFF])
_HIDING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
CLEAN = {**_REMOVED, **_HIDING, **_PARTING}
"""What str.translate needs to clean a text."""

# Characters without a shape: soft hyphens, places where a word may break, direction marks, tags.
_SHAPELESS = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x061C, 0x2060, *range(0xE0000, 0xE0080)])
_CLEAN_PAGE = {**CLEAN, **_SHAPELESS}


def clean_page(text: str) -> str:
    """A page as its reader sees it: every character that has no shape is gone, and line ends are of one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN_PAGE)


def single_spaced(text: str) -> str:
    """`text` on one line, with single spaces."""
    return " ".join(text.split())
