"""Comparing what an article says of itself with what follows from its claims and their sources."""

from __future__ import annotations

from citewell.domain.articles import Article, Finding
from citewell.domain.enums import Severity

ARTICLE = "article"


def compare_derived(article: Article, derived: Article) -> tuple[Finding, ...]:
    """Findings for every support, reason, line, slot and word on how sure it is that does not follow.

    `derived` is the article with these worked out anew.
    """
    findings = [
        _error("support_counted", claim.id, "What it is said to rest on is not what its citations are.")
        for claim, anew in zip(article.claims, derived.claims, strict=True)
        if claim.support != anew.support
    ]
    findings += [
        _error("side_is_explained", side.claim_id, f"“{side.why}” is not what its source says of itself.")
        for item, anew_item in zip(article.disagreements, derived.disagreements, strict=True)
        for side, anew_side in zip(item.sides, anew_item.sides, strict=True)
        if side.why != anew_side.why
    ]
    findings += [
        _error("line_is_stated", line.claim_id, f"Its claim does not state {line.option} as {line.name.lower()}.")
        for line in article.lines
        if line not in derived.lines
    ]
    findings += [
        _error("line_is_stated", line.claim_id, f"The line on {line.option} is left out.")
        for line in derived.lines
        if line not in article.lines
    ]
    if not findings and article.lines != derived.lines:
        findings.append(_error("line_is_stated", ARTICLE, "The lines are not in their order, or stand twice."))
    if article.summary and article.summary != derived.summary:
        findings.append(_error("summary_follows", ARTICLE, "The summary is not what the lines of treatment say."))
    if article.expected != derived.expected:
        changed = [item.name for item in (*article.expected, *derived.expected)]
        wrong = [
            name
            for name in dict.fromkeys(changed)
            if [item for item in article.expected if item.name == name]
            != [item for item in derived.expected if item.name == name]
        ]
        findings.append(
            _error("expected_answered", ARTICLE, f"What is expected is told otherwise: {', '.join(wrong) or 'order'}.")
        )
    if article.how_sure != derived.how_sure:
        findings.append(_error("how_sure_follows", ARTICLE, "What it is said to rest on does not follow from it."))
    return tuple(findings)


def _error(rule: str, target: str, explanation: str) -> Finding:
    return Finding(rule, Severity.ERROR, target, explanation)
