"""Other words for the same thing in which a text may have what a question asks: cardiac for heart, syncope for faint.

For finding only. Whether a claim says what its source says is a stricter question, and has tables of its own.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from citewell.text.normalise import stem


def same_stems(name: str) -> frozenset[str]:
    """The stems that a text may have for a stem of a question; none for most."""
    return _read().get(name, frozenset())


@cache
def _read() -> dict[str, frozenset[str]]:
    """The table of `same_words.txt`; a word before a colon is found by those behind it, and not the other way."""
    found: dict[str, set[str]] = {}
    text = resources.files("citewell.text").joinpath("same_words.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        asked, colon, others = line.partition(":")
        words = {stem(word) for word in (others if colon else asked).split()}
        for word in {stem(word) for word in asked.split()}:
            found.setdefault(word, set()).update(words - {word})
    return {word: frozenset(others) for word, others in found.items()}
