"""Places of a text that get other words, and the text with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text, what stands there, and what is to stand there instead."""

    start: int
    end: int
    old: str
    new: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made; they must not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda one: one.start):
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*pieces, text[at:]])


def like(old: str, new: str) -> str:
    """The new words with a capital where the old ones open with one and the new are no name."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
