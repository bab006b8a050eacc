"""What is short, long, before or after in a quote is so in the claim."""

from __future__ import annotations

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding

RULE = "time_matches"
SUMMARY = "Short and long term, before and after, first and later are those of the quote."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each word of the claim that the first quote excludes."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each word that stands for something else than the quote's."""
    return contrast_differences(pair, RULE, alone=False)
