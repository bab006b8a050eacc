"""The two things that a question tells apart, and whether a sentence speaks of both."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.text.normalise import content_stems

BOTH = 0.6
ONE = 0.3
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bdifferences? between (?P<one>.+?) and (?P<other>.+)",
        r"\b(?:distinguish|tell|differentiate) (?P<one>.+?) (?:from|apart from|and) (?P<other>.+)",
        r"\bhow (?:is|are|do|does) (?P<one>.+?) (?:different|differ) from (?P<other>.+)",
        r"^(?:what is |compare |which is better,? )?(?P<one>.+?) (?:versus|vs\.?|compared (?:with|to)) (?P<other>.+)",
    )
)
_EDGES = re.compile(r"^(?:the|a|an|my|between)\s+|\s+(?:disease|syndrome|disorder|apart)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_CONTRAST = re.compile(
    r"\b(?:unlike|whereas|in contrast|differs?|different|differences?|but|rather than|only)\b", re.IGNORECASE
)
# "hepatitis A, hepatitis B, or hepatitis C": both are examples of one thing, and nothing is said of either.
_IN_ONE_LIST = re.compile(r"\w[^,.;]*, (?:[^,.;]+, )*(?:and|or) ", re.IGNORECASE)
_SETS_APART = re.compile(
    r"\b(?:unlike|whereas|in contrast|differs?|different|differences?|but|rather than)\b", re.IGNORECASE
)
_TELLS = re.compile(r"\b(?:is|are|affects?|occurs?|happens?|develops?|causes?)\b")
LONGEST_SIDE = 5


@lru_cache(maxsize=256)
def sides_of(question: str) -> tuple[str, str] | None:
    """The two names that a question sets against each other, or None where it does not.

    Names that begin alike are told apart by what follows: type 1 and type 2 (diabetes).
    """
    plain = question.strip(" ?.!")
    match = next((found for pattern in _PATTERNS if (found := pattern.search(plain))), None)
    if match is None:
        return None
    one, other = (_words(_EDGES.sub("", match[name].strip())) for name in ("one", "other"))
    if not one or not other or max(len(one), len(other)) > LONGEST_SIDE:
        return None
    if one[0] == other[0]:
        other = other[: len(one)]
    return None if one == other else (" ".join(one), " ".join(other))


def names_of(sides: tuple[str, str], sentence: str) -> frozenset[str]:
    """Which of the sides a sentence names."""
    text = f" {' '.join(_words(sentence))} "
    return frozenset(side for side in sides if f" {side} " in text)


def side_stems(question: str) -> frozenset[str]:
    """The stems of a side that is one word; a side of several is asked about by the words in a row."""
    sides = sides_of(question) or ()
    return frozenset(stem for side in sides if len(found := content_stems(side)) == 1 for stem in found)


def sides_fit(question: str, sentence: str) -> float:
    """What it is worth, in the scores' units, that a sentence speaks of both things, or tells what one is."""
    sides = sides_of(question)
    named = names_of(sides, sentence) if sides else frozenset()
    if len(named) == 1:
        tells = _TELLS.search(sentence)
        return ONE if tells and named == names_of(sides or ("", ""), sentence[: tells.start()]) else 0.0
    if not named:
        return 0.0
    if _IN_ONE_LIST.search(sentence) and not _SETS_APART.search(sentence):
        return 0.0
    return BOTH if _CONTRAST.search(sentence) else ONE / 2


def adds_side(question: str, shown: str, sentence: str) -> bool:
    """Whether a sentence may stand beside `shown`: where that speaks of one thing, this must speak of the other."""
    sides = sides_of(question)
    if sides is None:
        return True
    before = names_of(sides, shown)
    return len(before) > 1 or bool(names_of(sides, sentence) - before)


def _words(text: str) -> list[str]:
    return _WORD.findall(_POSSESSIVE.sub("", text.lower()))
