"""Replaying the proof of a finished article: its digest, its numbers, every citation and every check."""

from __future__ import annotations

from citewell.checks.context import CheckContext
from citewell.checks.entailment import check_entailment
from citewell.checks.registry import run_checks
from citewell.domain.article_codec import article_digest
from citewell.domain.articles import Article, Finding
from citewell.domain.enums import Severity
from citewell.domain.ports import Entailer

ARTICLE = "article"


def replay(article: Article, context: CheckContext, *, entailer: Entailer) -> tuple[Finding, ...]:
    """Findings for everything in the article that does not hold; none means that it is proven.

    `context` holds the passages and documents that the article cites, as the library has them now. A
    finding's target is a claim's id, or "article".
    """
    found = run_checks(article.claims, context) + check_entailment(article.claims, entailer)
    return _seal(article) + _numbers(article, context) + _twice(article) + _sides(article) + found


def _seal(article: Article) -> tuple[Finding, ...]:
    if article.digest == article_digest(article):
        return ()
    return (_error("digest", ARTICLE, "The article was changed after it was sealed: its digest does not fit."),)


def _numbers(article: Article, context: CheckContext) -> tuple[Finding, ...]:
    """Every number resolves to the publication that its citation names, described as the library has it."""
    findings: list[Finding] = []
    by_number = {reference.number: reference for reference in article.references}
    for claim in article.claims:
        for citation in claim.citations:
            reference = by_number.get(citation.reference)
            if reference is None or reference.document_id != citation.document_id:
                why = f"Its number {citation.reference} does not lead to {citation.document_id}."
                findings.append(_error("number_resolves", claim.id, why))
    for reference in article.references:
        document = context.documents.get(reference.document_id)
        if document is None:
            why = f"Reference {reference.number} ({reference.document_id}) is cited by no claim or not in the library."
            findings.append(_error("reference_known", ARTICLE, why))
            continue
        for name in ("title", "kind", "organisation", "year", "doi", "pmid", "status", "fidelity"):
            if getattr(reference, name) != getattr(document, name):
                why = f"Reference {reference.number} gives another {name} than the library: {getattr(reference, name)}."
                findings.append(_error("reference_known", ARTICLE, why))
    return tuple(findings)


def _twice(article: Article) -> tuple[Finding, ...]:
    seen: set[str] = set()
    findings: list[Finding] = []
    for claim in article.claims:
        if claim.id in seen:
            findings.append(_error("claim_once", claim.id, "The same claim stands twice in the article."))
        seen.add(claim.id)
    return tuple(findings)


def _sides(article: Article) -> tuple[Finding, ...]:
    """Each side of a disagreement repeats one of the article's claims, word for word."""
    texts = {claim.id: claim.text for claim in article.claims}
    return tuple(
        _error(
            "side_is_claim",
            side.claim_id,
            f"A side of the disagreement on {item.point} is not its claim's text.",
        )
        for item in article.disagreements
        for side in item.sides
        if texts.get(side.claim_id) != side.statement
    )


def _error(rule: str, target: str, explanation: str) -> Finding:
    return Finding(rule, Severity.ERROR, target, explanation)
