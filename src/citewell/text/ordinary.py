"""Everyday words, which frame a question and do not change its clinical topic."""

from __future__ import annotations

from functools import cache
from importlib import resources

from citewell.text.normalise import STOP_WORDS


def is_ordinary(word: str) -> bool:
    """Whether a word is an everyday one, in any case and with or without a possessive ending."""
    plain = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    return plain in STOP_WORDS or plain in ordinary_words()


@cache
def ordinary_words() -> frozenset[str]:
    """The list of `ordinary_words.txt`."""
    text = resources.files("citewell.text").joinpath("ordinary_words.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
