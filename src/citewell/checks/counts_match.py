"""A number counts in a claim what it counts in its quote: 22 papers with 608 patients are not 608 papers."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import key_of
from citewell.text.equivalents import quantities_of, written_plainly

RULE = "counts_match"
SUMMARY = "A number stands in the claim before the noun that it counts in the quote, not before that of another number."

_COUNTED = re.compile(r"((?:[ -][a-z][\w'-]*){1,4})", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:in|with|on|by|than|compared|versus|vs|among|after|before|at|for|from|to|when|if|that|which|who|whose|and|or|"
    r"but|were|was|are|is|had|have|has|did|given|taking|aged|of)\b",
    re.IGNORECASE,
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each number that counts what another number of the first quote counts."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each count whose noun has another number in the quote, while its number has another noun."""
    claimed, quoted = _counts(pair.claim), _counts(pair.quote)
    for value, nouns in claimed.items():
        own = quoted.get(value)
        if not own or nouns & own:
            continue
        others = [other for other, theirs in quoted.items() if other != value and theirs & nouns]
        if others:
            return [Difference(f"The claim says “{value:g}” of what the quote counts as “{others[0]:g}”.", True)]
    return []


@lru_cache(maxsize=4096)
def _counts(text: str) -> dict[float, frozenset[str]]:
    """What each bare number of a text counts: the keys of the words behind it, up to the end of their phrase."""
    source = written_plainly(text)
    found: dict[float, frozenset[str]] = {}
    for quantity in quantities_of(text):
        if quantity.unit or quantity.label or quantity.low != quantity.high:
            continue
        behind = _COUNTED.match(source, quantity.end)
        phrase = _ENDS.split(behind[1])[0] if behind else ""
        keys = frozenset(key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", phrase.lower()))
        if keys:
            found[quantity.low] = found.get(quantity.low, frozenset()) | keys
    return found
