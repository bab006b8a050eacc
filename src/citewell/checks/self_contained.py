"""A claim can be read alone: nothing in it points to a sentence that is not there."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.context import dangling_reference

RULE = "self_contained"
SUMMARY = "The claim can be read alone: no “this”, “it” or “that study” points outside it."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error when words of the claim refer to something that the claim does not say."""
    words = dangling_reference(claim.text)
    return [error(RULE, claim, f"“{words}” refers to something outside the sentence.")] if words else []
