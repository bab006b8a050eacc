"""A claim's id is made from its text and quotes, so that one changed letter in either is named."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.identity import claim_id

RULE = "identity_matches"
SUMMARY = "The claim's id is the digest of its text and quotes, so that any later change shows."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error when the claim or one of its quotes is not what its id was made from."""
    quotes = [(citation.passage_id, citation.quote, citation.start, citation.end) for citation in claim.citations]
    if claim.id == claim_id(claim.text, quotes):
        return []
    return [error(RULE, claim, "The claim or one of its quotes was changed after it was made: its id does not fit.")]
