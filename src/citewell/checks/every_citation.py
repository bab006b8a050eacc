"""Each further citation of a claim proves the whole claim by itself, as the first one does."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from citewell.checks.comparing import make_pair
from citewell.checks.context import CheckContext, error
from citewell.checks.verdict import differences_of
from citewell.domain.articles import Citation, Claim, Finding
from citewell.text.identity import claim_id
from citewell.text.normalise import normalise
from citewell.text.quotes import without_insertions
from citewell.text.recast import recast
from citewell.text.vocabulary import Vocabulary

RULE = "every_citation"
SUMMARY = "Each further quote behind a claim supports the whole claim by itself; none only adds to another."

_MARKS = re.compile(r"(?<!\d),|,(?!\d)|['\"]")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each citation behind the first whose quote does not support the claim's text."""
    return [
        error(RULE, claim, f"The quote of {citation.document_id} does not support the claim.", excerpt=citation.quote)
        for citation in claim.citations[1:]
        if not _is_proof(claim, citation, context.vocabulary)
    ]


def with_proven_citations(claim: Claim, context: CheckContext) -> Claim:
    """The claim without the further citations that do not support it by themselves; the first one stays."""
    first, *others = claim.citations
    kept = (first, *(citation for citation in others if _is_proof(claim, citation, context.vocabulary)))
    if len(kept) == len(claim.citations):
        return claim
    quotes = [(item.passage_id, item.quote, item.start, item.end) for item in kept]
    return replace(claim, id=claim_id(claim.text, quotes), citations=kept)


@lru_cache(maxsize=8192)
def supports(quote: str, claim: str, vocabulary: Vocabulary | None) -> bool:
    """Whether no rule sees a difference between a claim and a quote, as they stand or in plain order of words."""
    if _bare(claim) == _bare(quote) or not differences_of(make_pair(claim, quote, vocabulary)):
        return True
    said, stated = recast(claim), recast(quote)
    if (said, stated) == (claim, quote):
        return False
    return said == stated or not differences_of(make_pair(said, stated, vocabulary))


def _bare(text: str) -> str:
    """A text without case, commas, apostrophes and quotation marks."""
    return _MARKS.sub("", " ".join(normalise(text, fold_case=True).rstrip(".").split()))


def _is_proof(claim: Claim, citation: Citation, vocabulary: Vocabulary | None) -> bool:
    first = claim.citations[0].quote
    if citation.quote == first:
        return True  # it stands or falls with the first one, which every other rule looks at
    text, _ = without_insertions(claim.text, first)
    return supports(citation.quote, text, vocabulary)
