"""What falls, rises, improves or worsens in a quote does so in the claim."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.comparison_matches import turned_round
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import key_of, light_keys
from citewell.text.equivalents import quantities_of

RULE = "direction_matches"
SUMMARY = "An increase stays an increase, a reduction a reduction, and no difference none."

_FROM_TO = re.compile(r"\bfrom\b.{0,60}?\bto\b", re.IGNORECASE)
_EFFECT = re.compile(r"(?<!little or )\b(?:no effect|ineffective)\b")
_LITTLE = re.compile(r"\b(?:limited|small|little|some|slight\w*|modest)\b")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each change or grade that is the other way round in the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each word whose opposite stands in the quote, and for a change from and to that is turned."""
    found = [] if turned_round(pair) else contrast_differences(pair, RULE, alone=False)
    if (
        _EFFECT.search(pair.said.text)
        and not re.search(rf"{_EFFECT.pattern}|\bnone\b", pair.stated.text)
        and _LITTLE.search(pair.stated.text)
    ):
        found.append(Difference("The claim says that there is no effect where the quote says that it is small.", True))
    found += _turned_objects(pair) if not turned_round(pair) else []
    claimed, quoted = _changes(pair.claim), _changes(pair.quote)
    for low, high in claimed - quoted:
        if (high, low) in quoted:
            found.append(Difference(f"The claim has a change from {low:g} to {high:g}, the quote the other way.", True))
    return found


_DOWN = re.compile(
    r"\b(?:reduc(?:e|es|ed)|lower(?:s|ed)?|decreas(?:e|es|ed)|lessen(?:s|ed)?|diminish(?:es|ed)?|fewer|less)\b"
)
_UP = re.compile(r"\b(?:increas(?:e|es|ed)|rais(?:e|es|ed)|elevat(?:e|es|ed)|higher|greater|more)\b")
_OBJECT = re.compile(r"((?: [a-z][\w'-]*){1,4})")
_OBJECT_ENDS = re.compile(
    r"\b(?:in|with|on|by|than|compared|versus|among|after|before|at|for|from|to|when|if|that|which|and|or|but|more|less)\b"
)


def _turned_objects(pair: Pair) -> list[Difference]:
    """What the claim says falls where the quote says only that it rises, or the other way round."""
    claimed, quoted = _moved_objects(pair.said.text), _moved_objects(pair.stated.text)
    for key in claimed.keys() & quoted.keys():
        if len(claimed[key]) == 1 and len(quoted[key]) == 1 and claimed[key] != quoted[key]:
            change = "falls" if claimed[key] == {False} else "rises"
            return [Difference(f"The claim says that “{key}” {change}; the quote says the opposite.", True)]
    return []


def _moved_objects(text: str) -> dict[str, set[bool]]:
    """The keys of the nouns that a text says something raises (true) or lowers (false)."""
    found: dict[str, set[bool]] = {}
    for rises, pattern in ((False, _DOWN), (True, _UP)):
        for match in pattern.finditer(text):
            behind = _OBJECT.match(text, match.end())
            words = _OBJECT_ENDS.split(behind[1])[0].split() if behind else []
            for word in words:
                found.setdefault(key_of(word), set()).add(rises)
    return {key: ways for key, ways in found.items() if key not in light_keys() and len(key) > 2}


def _changes(text: str) -> set[tuple[float, float]]:
    found: set[tuple[float, float]] = set()
    quantities = quantities_of(text)
    for match in _FROM_TO.finditer(text):
        inside = [one for one in quantities if match.start() < one.start <= match.end() + 20]
        if inside and inside[0].low != inside[0].high:
            found.add((inside[0].low, inside[0].high))
        elif len(inside) > 1:
            found.add((inside[0].low, inside[1].low))
    return found
