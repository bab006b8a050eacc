"""What a quote lists in brackets behind one thing stands in the claim behind no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, key_of, light_keys

RULE = "brackets_match"
SUMMARY = "What the quote lists in brackets or behind “such as” for one thing is not listed for another."

HEADS = (1, 2)
"""So many words before a bracket name what it belongs to: one, or two where the last is the same before each."""

FEWEST = 2
"""So many telling words make a list; figures in brackets are another rule's matter."""

_LISTED = re.compile(
    r"(?P<head>[^(),.;:]{3,80}?),? (?:\((?:such as |for example,? )?(?P<inside>[^()]{3,120})\)|"
    r"such as (?P<such>[^(),.;]{3,80}))"
)

Listed = tuple[tuple[str, ...], frozenset[str]]


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where the claim lists behind one thing what the first quote lists behind another."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first list of the claim that stands behind another of the quote's things."""
    if "(" not in pair.quote and "such as" not in pair.quote:
        return []
    stated = _lists(pair.stated.text)
    if len(stated) < 2:
        return []
    for head, inside in _lists(pair.said.text):
        by_head, by_inside = _home(head, [one for one, _ in stated]), _best(inside, [two for _, two in stated])
        if by_head is not None and by_inside is not None and by_head != by_inside:
            return [Difference("The claim lists behind one thing what the quote lists behind another.", True)]
    return []


def _home(words: Sequence[str], heads: Sequence[Sequence[str]]) -> int | None:
    """Before which of the quote's lists the nearest of the words stands."""
    for size in HEADS:
        named = [frozenset(head[-size:]) for head in heads]
        if len(set(named)) == len(named):
            places = [[place for place, one in enumerate(named) if word in one] for word in reversed(words)]
            return next((place[0] for place in places if len(place) == 1), None)
    return None


def _best(keys: frozenset[str], held: Sequence[frozenset[str]]) -> int | None:
    """Which of several sets has most of the keys, where one alone has half of them or more."""
    shared = [len(keys & one) for one in held]
    most = max(shared, default=0)
    if not keys or most * 2 < len(keys) or shared.count(most) > 1:
        return None
    return shared.index(most)


@lru_cache(maxsize=8192)
def _lists(text: str) -> tuple[Listed, ...]:
    found = [(match["head"], match["inside"] or match["such"]) for match in _LISTED.finditer(text)]
    lists = [(tuple(_keys(head)), frozenset(_keys(inside))) for head, inside in found if "#" not in inside]
    return tuple((head, inside) for head, inside in lists if len(inside) >= FEWEST)


def _keys(text: str) -> list[str]:
    keys = [key_of(word) for word in re.findall(r"[a-z][\w'-]+", text)]
    return [key for key in keys if key not in light_keys() and key not in compared_keys()]
