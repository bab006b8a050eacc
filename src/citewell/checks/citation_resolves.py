"""A citation leads to a passage of the library and to the publication that the passage belongs to."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding

RULE = "citation_resolves"
SUMMARY = "The cited passage and publication are in the library and belong together."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each citation that leads nowhere, or to a passage of another publication or place."""
    findings: list[Finding] = []
    for citation in claim.citations:
        passage = context.passages.get(citation.passage_id)
        if passage is None:
            why = f"The library has no passage {citation.passage_id}."
        elif citation.document_id not in context.documents:
            why = f"The library has no publication {citation.document_id}."
        elif passage.document_id != citation.document_id:
            why = f"Passage {passage.id} belongs to {passage.document_id} and not to {citation.document_id}."
        elif citation.locator != passage.locator:
            why = f"The citation names the place “{citation.locator}”, its passage has “{passage.locator}”."
        else:
            continue
        findings.append(error(RULE, claim, why, excerpt=citation.quote))
    return findings
