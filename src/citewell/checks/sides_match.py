"""Where a quote gives two sides of a comparison and then their two figures, each figure stays with its side."""

from __future__ import annotations

import re
from itertools import pairwise

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.equivalents import measure, quantities_of, written_plainly
from citewell.text.normalise import content_stems, stems
from citewell.text.quantities import Quantity

RULE = "sides_match"
SUMMARY = "Of two figures that a quote gives of two compared sides, each stands in the claim beside its own side."

# "less bleeding than warfarin (2.13% against 3.09%)": the second side stands behind the cue, the second figure last.
_AGAINST = r"against|versus|vs\.?|compared (?:with|to)"
_SECOND_SIDE = re.compile(rf"\b(?:than|as opposed to|{_AGAINST}) (?:the |an? )?([a-z][\w-]+)")
_PAIR = re.compile(rf"\s*(?:{_AGAINST}|v|and|;|,|/)\s*(?:for |with |in )?")
_BEHIND = re.compile(
    r"(?:[ ,]+[a-z][\w-]*){0,4}? (?:with|on|in|for|among|taking|given|receiving|under) (?:the |an? )?([a-z][\w-]+)"
)
_BEFORE = re.compile(r"([a-z][\w-]+)(?: (?:was|were|is|had|it was|group|arm|gave|caused|at|to|:))*[ ,:]*$")

Value = tuple[str, float, float]


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where a figure of the claim stands beside the other side than in the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each figure of the claim that is said of the other side."""
    told = _told(pair.quote)
    if told is None:
        return []
    first_side, second_side, first, second = told
    text = written_plainly(pair.claim).lower()
    return [
        Difference(f"The claim gives “{quantity.text}” for the side of which the quote gives the other figure.", True)
        for quantity in quantities_of(pair.claim)
        if (measure(quantity), _side_of(text, quantity)) in ((first, second_side), (second, first_side))
    ]


def _told(quote: str) -> tuple[str, str, Value, Value] | None:
    """The two sides of a quote's comparison and the figures of each; None where it has no such.

    The first side is what the sentence opens with.
    """
    text = written_plainly(quote).lower()
    cue = _SECOND_SIDE.search(text)
    opening = content_stems(text)[:1]
    if cue is None or not opening:
        return None
    behind = [quantity for quantity in quantities_of(quote) if quantity.start >= cue.end()]
    for one, other in pairwise(behind):
        first, second = measure(one), measure(other)
        if first[0] == second[0] and first != second and _PAIR.fullmatch(text[one.end : other.start]):
            return opening[0], stems(cue[1])[0], first, second
    return None


def _side_of(text: str, quantity: Quantity) -> str:
    """The word beside a figure that may name its side, as a stem: "3.09% a year with apixaban"; empty where none is."""
    beside = _BEHIND.match(text, quantity.end) or _BEFORE.search(text[: quantity.start])
    return stems(beside[1])[0] if beside else ""
