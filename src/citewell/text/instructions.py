"""Tells sentences that speak to a program from those that speak to a reader, so that neither is obeyed nor quoted."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

from citewell.text.normalise import normalise
from citewell.text.sentences import split_sentences

REMOVED = "[removed]"

_LOOKALIKES = str.maketrans("аеорсухіјѕԁАВЕКМНОРСТХІЅο", "aeopcyxijsdABEKMHOPCTXISo")
"""Cyrillic and Greek letters that look like Latin ones."""
_HIDDEN_KINDS = frozenset({"Cf", "Co", "Cn", "Cs"})
_WORD = re.compile("[a-z]+")
_BROKEN_LINE = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def is_instruction(sentence: str) -> bool:
    """Whether a sentence tells a reading program what to do, or pretends to be part of its conversation.

    Letters that do not show and letters of other alphabets that look like Latin ones do not hide it.
    """
    plain = normalise(visible(sentence).translate(_LOOKALIKES))
    triggers, marks, signs, _ = _signs()
    if triggers.isdisjoint(_WORD.findall(plain.lower())) and not marks.search(plain):
        return False
    return bool(signs.search(plain))


@lru_cache(maxsize=4096)
def takeover(text: str) -> int:
    """Where a text begins to pass itself off as the conversation of a program; its length where it never does."""
    found = _signs()[3].search(text.translate(_LOOKALIKES))
    return found.start() if found else len(text)


def visible(text: str) -> str:
    """The text without characters that do not show: zero-width, direction marks, tags, control characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t" or not _hides(one))


def without_instructions(text: str) -> str:
    """The visible text, each sentence that is an instruction replaced by a mark.

    A sign that only shows across sentences, such as a comment left open, takes every sentence that it spans.
    """
    shown = visible(text)
    spans, end = split_sentences(shown), takeover(shown)
    bad = {number for number, span in enumerate(spans) if span.end > end or is_instruction(span.of(shown))}
    for number in range(len(spans) - 1):
        pair = shown[spans[number].start : spans[number + 1].end]
        if not {number, number + 1} & bad and is_instruction(_BROKEN_LINE.sub(" ", pair)):
            bad |= {number, number + 1}
    kept = [REMOVED if number in bad else span.of(shown) for number, span in enumerate(spans)]
    return "\n".join(line for place, line in enumerate(kept) if line != REMOVED or kept[place - 1 : place] != [REMOVED])


def _hides(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in _HIDDEN_KINDS or kind == "Cc"


@cache
def _signs() -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(resources.files("citewell.text").joinpath("instructions.toml").read_text("utf-8"))
    triggers, marks = frozenset(data.pop("triggers").split()), re.compile(data.pop("marks"), re.IGNORECASE)
    signs = [sign for group in data.values() for sign in group]
    return triggers, marks, _any_of(signs), _any_of(data["takeover"])


def _any_of(signs: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{sign})" for sign in signs), re.IGNORECASE)
