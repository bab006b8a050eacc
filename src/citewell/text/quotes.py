"""Finds quotes in text, letter for letter, and says where two texts part."""

from __future__ import annotations

import re

_SQUARE = re.compile(r"\s?\[([^\[\]]*)\]")
_AROUND = 18


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Offsets of the first place where `quote` stands in `text`, letter for letter."""
    start = text.find(quote) if quote else -1
    return None if start < 0 else (start, start + len(quote))


def differs_at(first: str, second: str) -> int | None:
    """The first position at which the two texts differ, or None when they are equal."""
    if first == second:
        return None
    for position, (left, right) in enumerate(zip(first, second, strict=False)):
        if left != right:
            return position
    return min(len(first), len(second))


def describe_difference(written: str, stored: str) -> str:
    """In words, where a text as written parts from the text as stored."""
    position = differs_at(written, stored)
    if position is None:
        return "The two are equal."
    return (
        f"At character {position + 1} it reads {excerpt(written, position)!r} "
        f"where the source reads {excerpt(stored, position)!r}."
    )


def excerpt(text: str, position: int) -> str:
    """A few words of `text` around a position, cut marks included."""
    start, end = max(0, position - _AROUND), min(len(text), position + _AROUND)
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def without_insertions(text: str, source: str) -> tuple[str, tuple[str, ...]]:
    """`text` without its editorial insertions, and what they say.

    An insertion is a pair of square brackets that `source` does not have.
    """
    inserted: list[str] = []

    def drop(match: re.Match[str]) -> str:
        if match[0].strip() in source:
            return match[0]
        inserted.append(match[1].strip())
        return ""

    return _SQUARE.sub(drop, text).strip(), tuple(inserted)
