"""What a claim compares, and with what, is what its quote compares: the two sides are not exchanged."""

from __future__ import annotations

import re

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.normalise import content_stems, normalise
from citewell.text.quotes import without_insertions

RULE = "comparison_matches"
SUMMARY = "Behind “than”, “versus”, “before” and their like stands what stands there in the quote."

_CUE = re.compile(
    r"\b(than|versus|vs|compared (?:with|to)|as opposed to|instead of|before|after|followed by|preceded by|"
    r"leads? to|"
    r"causes?|caused by|due to|from|because of)\b\.?",
    re.IGNORECASE,
)
_NEAR = 3


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each comparison or sequence whose second side the first quote does not put there."""
    quote = claim.citations[0].quote
    text, _ = without_insertions(claim.text, quote)
    stated = _second_sides(quote)
    findings: list[Finding] = []
    for cue, side in _second_sides(text):
        if side and not any(cue == other_cue and _alike(side, other) for other_cue, other in stated):
            why = f"The claim has “{cue} … {' '.join(side)}”; the quote does not."
            findings.append(error(RULE, claim, why, excerpt=quote))
    return findings


def _second_sides(text: str) -> list[tuple[str, tuple[str, ...]]]:
    plain = normalise(text, fold_case=True)
    return [(match[1], content_stems(plain[match.end() :])[:_NEAR]) for match in _CUE.finditer(plain)]


def _alike(side: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return side[0] in other and (len(side) == 1 or bool(set(side[1:]) & set(other)) or len(other) == 1)
