"""A quote is whole: it cuts no sentence, and no qualifier that the source puts behind it."""

from __future__ import annotations

import re

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Citation, Claim, Finding
from citewell.domain.documents import Passage
from citewell.text.sentences import split_sentences

RULE = "quote_complete"
SUMMARY = "The quote cuts no sentence and leaves out no qualifier, such as “(weak recommendation)”, behind it."

# A bracket behind the quote that says how strong, how sure or for whom; a whole sentence in brackets is none.
_QUALIFIER = re.compile(
    r"[\s.;,]*[(\[](?P<words>[^()\[\].]{0,60}\b(?:recommend\w*|evidence|certainty|quality|graded?|level|"
    r"strength|"
    r"class|strong|weak|conditional|consensus|expert opinion|good practice|low|moderate|high|unadjusted|"
    r"not significant|only in|except|not in|unless)\b[^()\[\].]{0,60})[)\]]",
    re.IGNORECASE,
)


# The next fragment limits what the quote says, although a full stop or a semicolon parts the two.
_LIMITING = re.compile(
    r"[\s.;,:]*(?P<words>(?:except|unless|only (?:if|when|in|for)|provided that|but not)\b[^.;]{0,80})", re.IGNORECASE
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each quote that begins or ends inside a sentence or stops before its qualifier."""
    findings: list[Finding] = []
    for citation in claim.citations:
        passage = context.passages.get(citation.passage_id)
        if passage is None or passage.text[citation.start : citation.end] != citation.quote:
            continue  # another rule's finding
        why = _why(citation, passage)
        if why:
            findings.append(error(RULE, claim, why, excerpt=citation.quote))
    return findings


def _why(citation: Citation, passage: Passage) -> str:
    left_out = _QUALIFIER.match(passage.text, citation.end)
    if left_out:
        return f"The quote stops before the source's qualifier “({left_out['words']})”."
    limiting = _LIMITING.match(passage.text, citation.end)
    if limiting and _is_fragment(passage.text, limiting):
        return f"The quote stops before “{limiting['words'].strip()}”."
    start, end = _trimmed(citation)
    for span in split_sentences(passage.text):
        if span.start < start < span.end:
            return f"The quote begins inside a sentence, behind “{passage.text[span.start : start].strip()}”."
        if span.start < end < span.end:
            return f"The quote ends inside a sentence, before “{passage.text[end : span.end].strip()}”."
    return ""


def _is_fragment(text: str, match: re.Match[str]) -> bool:
    """Whether the limiting words are no sentence of their own: "Unless treated, it recurs." is one."""
    return match["words"][0].islower() or (
        "," not in match["words"] and text[match.end() : match.end() + 1] in (".", ";", "")
    )


def _trimmed(citation: Citation) -> tuple[int, int]:
    left = len(citation.quote) - len(citation.quote.lstrip())
    right = len(citation.quote) - len(citation.quote.rstrip())
    return citation.start + left, citation.end - right
