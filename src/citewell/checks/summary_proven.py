"""A summary says of each option only what the claim does that it points to, and calls it no more than an option."""

from __future__ import annotations

import re

from citewell.domain.articles import Article, Claim, Finding, Summary, SummaryPart
from citewell.domain.enums import Severity
from citewell.text.normalise import normalise

_WORD = re.compile(r"[\w'’/-]+")
# What would make an option more than that, or lay it to somebody.
_STRONGER = re.compile(
    r"\b(?:must|should|recommend\w*|best|effective|proven|safe|always|first choice|of choice|need\w*)\b", re.IGNORECASE
)
# What joins options and says in which order the sources put them.
_GLUE = re.compile(
    r"(?:\s|,|;|:|\b(?:first|then|or|and|for|in refractory cases|options in these sources for|include|by disorder)\b"
    r"|\(sources differ\))*",
    re.IGNORECASE,
)


def check_summary(article: Article) -> tuple[Finding, ...]:
    """Findings for every stretch of a summary that its claim does not say, in the article as it stands."""
    claims = {claim.id: claim for claim in article.claims}
    disputed = {side.claim_id for item in article.disagreements for side in item.sides}
    findings: list[Finding] = []
    for summary in article.summary:
        if not _ends_with_parts(summary):
            findings.append(
                _error("summary_proven", "article", f"The summary on {summary.condition} is not what its parts say.")
            )
        for part in summary.parts:
            claim = claims.get(part.claim_id)
            why = "it points to no claim of the article" if claim is None else _strange(part, claim)
            if not why and part.claim_id in disputed and "sources differ" not in part.text:
                why = "it does not say that sources differ"
            if why:
                findings.append(_error("summary_proven", part.claim_id, f"The summary names {part.option}, but {why}."))
    return tuple(findings)


def _ends_with_parts(summary: Summary) -> bool:
    """Whether a summary is its parts and, before them, no more than whose options they are."""
    told = "".join(part.text for part in summary.parts) + "."
    if not summary.text.endswith(told):
        return False
    opening = summary.text.removesuffix(told).replace(summary.condition, " ", 1)
    return _GLUE.fullmatch(opening) is not None


def _strange(part: SummaryPart, claim: Claim) -> str:
    """What a part says that its claim does not; nothing where it is proven."""
    if part.citations != tuple(dict.fromkeys(item.reference for item in claim.citations)):
        return "its numbers are not those of its claim"
    quotes = [item.quote for item in claim.citations[:1]]
    if not any(_stands_in(part.option, quote) for quote in quotes):
        return "the words do not stand in the quote"
    if part.whom and not any(_stands_in(part.whom, quote) for quote in quotes):
        return "whom it is for does not stand in the quote"
    rest = part.text
    for words in (part.option, part.whom):
        if words not in rest:
            return "the words differ from those that are proven"
        rest = rest.replace(words, " ", 1) if words else rest
    return "" if _GLUE.fullmatch(rest) and not _STRONGER.search(rest) else "it says more than the option"


def _stands_in(words: str, quote: str) -> bool:
    """Whether words follow each other in a quote, but for a "by" between alternatives."""
    wanted, held = _words(words), _words(quote)
    return any(held[place : place + len(wanted)] == wanted for place in range(len(held) - len(wanted) + 1))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(normalise(text, fold_case=True)) if word != "by"]


def _error(rule: str, target: str, explanation: str) -> Finding:
    return Finding(rule, Severity.ERROR, target, explanation)
