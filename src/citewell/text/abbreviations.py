"""Abbreviations that a text explains in brackets behind their long form, and texts with them written out."""

from __future__ import annotations

import re
from functools import lru_cache

_IN_BRACKETS = re.compile(r"\((?P<short>[A-Z][\w-]{1,9}?)s?(?:[,;][^()]{0,40})?\)")
_WORD = re.compile(r"[^\s()\[\],;]+")
MORE_WORDS = 5


@lru_cache(maxsize=1024)
def explained(text: str) -> dict[str, str]:
    """Each abbreviation that `text` explains, with its long form as written in front of the bracket.

    The long form begins with the abbreviation's first letter and has its letters in their order (Schwartz and Hearst
    2003, PMID 12603049).
    """
    found: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        short = match["short"]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        before = re.split(r"[.;:]\s", text[: match.start()])[-1]
        words = [(one.start(), one[0]) for one in _WORD.finditer(before)][
            -min(len(short) + MORE_WORDS, 2 * len(short)) :
        ]
        for start, _ in reversed(words):
            long = before[start:].strip()
            if _spells(short, long):
                found.setdefault(short, long)
                break
    return found


def written_out(text: str, abbreviations: dict[str, str]) -> str:
    """`text` with these abbreviations in their long form, but where it explains them itself."""
    for short, long in abbreviations.items():
        if short in text and f"({short}" not in text:
            text = re.sub(rf"(?<![\w-]){re.escape(short)}s?(?!\w)", long.replace("\\", r"\\"), text)
    return text


def _spells(short: str, long: str) -> bool:
    """Whether the first letter opens the long form, and the others stand in it in order, each at a word or later."""
    letters = [letter.lower() for letter in short if letter.isalnum()]
    plain = long.lower()
    if not plain.startswith(letters[0]) or len(plain) <= len(short):
        return False
    place = 0
    for letter in letters[1:]:
        place = plain.find(letter, place + 1)
        if place < 0:
            return False
    initials = {part[0] for part in re.split(r"[\s/-]+", plain) if part}
    return sum(letter in initials for letter in letters) * 2 >= len(letters)
