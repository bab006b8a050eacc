"""A claim denies what its quote denies, and nothing else."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.negation import compare_negations
from citewell.text.quotes import without_insertions

RULE = "negation_matches"
SUMMARY = "No negation of the quote is lost in the claim, and none is added."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each negation lost from, or added to, what the first quote says."""
    quote = claim.citations[0].quote
    text, _ = without_insertions(claim.text, quote)
    lost, added = compare_negations(text, quote)
    reasons = [
        f"The quote says “{negation.text}” of “{' '.join(negation.scope)}”; the claim does not." for negation in lost
    ]
    reasons += [
        f"The claim says “{negation.text}” of “{' '.join(negation.scope)}”; the quote does not." for negation in added
    ]
    return [error(RULE, claim, why, excerpt=quote) for why in reasons]
