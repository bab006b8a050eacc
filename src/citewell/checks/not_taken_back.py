"""What stands around a quote does not take it back: the next sentence, the line before it, the heading of its list."""

from __future__ import annotations

from collections.abc import Iterator

from citewell.checks.comparing import Difference
from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Citation, Claim, Finding
from citewell.domain.documents import Passage
from citewell.text.quotes import without_insertions
from citewell.text.taken_back import TakenBack, keeps, taken_back_before, taken_back_behind, taken_back_in

RULE = "not_taken_back"
SUMMARY = (
    "The source does not take the quote back, or decisively limit it, in the next sentence or in the line before it, "
    "unless the claim says so too."
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each quote that its source takes back around it or, where the claim has half of it, within it."""
    text, _ = without_insertions(claim.text, claim.citations[0].quote)
    findings: list[Finding] = []
    for citation in claim.citations:
        back = taken_back_in(text, citation.quote) or next(_around(text, citation, context), None)
        if back:
            findings.append(error(RULE, claim, back.told, excerpt=citation.quote))
    return findings


def difference_within(claim: str, evidence: str) -> Difference | None:
    """What a text says against a claim that is taken from it, behind or before the claim's own sentence."""
    back = taken_back_in(claim, evidence)
    return Difference(back.told, back.denies) if back else None


def _around(claim: str, citation: Citation, context: CheckContext) -> Iterator[TakenBack]:
    passage = context.passages.get(citation.passage_id)
    if passage is None or passage.text[citation.start : citation.end] != citation.quote:
        return  # another rule's finding
    text, moved = _block(passage, context)
    start, end = moved + citation.start, moved + citation.end
    for back in (taken_back_behind(text, start, end), taken_back_before(text, start)):
        if back and not keeps(claim, back.words):
            yield back


def _block(passage: Passage, context: CheckContext) -> tuple[str, int]:
    """The whole block that a passage was cut from, and where the passage begins in it; else the passage alone."""
    document = context.documents.get(passage.document_id)
    blocks = document.blocks if document else ()
    if passage.block < len(blocks) and blocks[passage.block].text[passage.start : passage.end] == passage.text:
        return blocks[passage.block].text, passage.start
    return passage.text, 0
