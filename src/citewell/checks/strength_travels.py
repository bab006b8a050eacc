"""Strength and certainty go with the claim, in the source's own words."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding

RULE = "strength_travels"
SUMMARY = "Strength, certainty and the mark of an inference are those of the passage."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each citation whose strength, certainty or inference mark is not its passage's."""
    findings: list[Finding] = []
    for citation in claim.citations:
        passage = context.passages.get(citation.passage_id)
        if passage is None:
            continue
        strength, certainty = passage.grade(citation.start, citation.end)
        for name, stated, carried in (
            ("strength", strength, citation.strength),
            ("certainty", certainty, citation.certainty),
        ):
            if stated != carried:
                why = f"The source gives the {name} as {_said(stated)}, the claim as {_said(carried)}."
                findings.append(error(RULE, claim, why, excerpt=citation.quote))
        if passage.inferred != citation.inferred:
            why = (
                "The source is marked as inferred, the claim is not."
                if passage.inferred
                else "Only the claim is marked as inferred."
            )
            findings.append(error(RULE, claim, why, excerpt=citation.quote))
    return findings


def _said(words: str) -> str:
    return f"“{words}”" if words else "not stated"
