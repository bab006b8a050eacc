"""A quote stands in its passage, letter for letter, at the offsets that the citation gives."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Citation, Claim, Finding
from citewell.domain.documents import Passage
from citewell.text.quotes import describe_difference, locate

RULE = "quote_stands"
SUMMARY = "The quote stands in the stored passage at its offsets, letter for letter."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each quote that the passage does not have at that place."""
    findings: list[Finding] = []
    for citation in claim.citations:
        passage = context.passages.get(citation.passage_id)
        if passage is None or _stands(citation, passage):
            continue
        findings.append(error(RULE, claim, _why(citation, passage), excerpt=citation.quote))
    return findings


def _stands(citation: Citation, passage: Passage) -> bool:
    return citation.start >= 0 and passage.text[citation.start : citation.end] == citation.quote


def _why(citation: Citation, passage: Passage) -> str:
    place = locate(citation.quote, passage.text)
    if place is not None:
        return (
            f"The quote stands in {passage.id} at characters {place[0]} to {place[1]}, "
            f"and the citation says {citation.start} to {citation.end}."
        )
    stored = passage.text[max(0, citation.start) : max(0, citation.end)]
    return f"The quote is not in {passage.id} as written. {describe_difference(citation.quote, stored)}"
