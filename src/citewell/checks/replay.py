"""Replaying the proof of a finished article: its digest, its numbers, every citation and every check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields

from citewell.checks.context import CheckContext
from citewell.checks.derived import compare_derived
from citewell.checks.entailment import check_entailment
from citewell.checks.registry import run_checks
from citewell.checks.summary_proven import check_summary
from citewell.domain.article_codec import article_digest
from citewell.domain.articles import Article, Claim, Finding, Reference, Side
from citewell.domain.documents import Document
from citewell.domain.enums import Severity
from citewell.domain.ports import Entailer
from citewell.text.quantities import find_quantities

ARTICLE = "article"

# What a reference repeats of its document, word for word; its number and its address are made for the article.
_REPEATED = tuple(
    field.name for field in fields(Reference) if field.name in {one.name for one in fields(Document)} - {"url"}
)


def replay(
    article: Article, context: CheckContext, *, entailer: Entailer, derived: Article | None = None
) -> tuple[Finding, ...]:
    """Findings for everything in the article that does not hold; none means that it is proven.

    `context` holds the passages and documents that the article cites, as the library has them now. A
    finding's target is a claim's id, or "article". `derived` is the article with all that follows from its claims
    worked out anew.
    """
    found = run_checks(article.claims, context) + check_entailment(article.claims, entailer)
    return (
        _seal(article)
        + _numbers(article, context)
        + _twice(article)
        + _sides(article, context)
        + check_summary(article)
        + (compare_derived(article, derived) if derived is not None else ())
        + _untold(article, found)
        + found
    )


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
        strange = [name for name in _REPEATED if getattr(reference, name) != getattr(document, name)]
        strange += ["url"] if reference.url not in _addresses(document) else []
        for name in strange:
            why = f"Reference {reference.number} gives another {name} than the library: {getattr(reference, name)}."
            findings.append(_error("reference_known", ARTICLE, why))
    return tuple(findings)


def _addresses(document: Document) -> frozenset[str]:
    """Where a reference to the document may lead."""
    return frozenset(
        {
            "",
            document.url,
            f"https://doi.org/{document.doi}",
            f"https://pubmed.ncbi.nlm.nih.gov/{document.pmid}/",
            f"https://pmc.ncbi.nlm.nih.gov/articles/{document.pmcid}/",
        }
    )


def _twice(article: Article) -> tuple[Finding, ...]:
    seen: set[str] = set()
    findings: list[Finding] = []
    for claim in article.claims:
        if claim.id in seen:
            findings.append(_error("claim_once", claim.id, "The same claim stands twice in the article."))
        seen.add(claim.id)
    return tuple(findings)


def _sides(article: Article, context: CheckContext) -> tuple[Finding, ...]:
    """Each side of a disagreement is one of the article's claims, said of whoever says it."""
    claims = {claim.id: claim for claim in article.claims}
    return tuple(
        _error("side_is_claim", side.claim_id, f"A side of the disagreement on {item.point} {why}.")
        for item in article.disagreements
        for side in item.sides
        if (why := _strange_side(side, claims.get(side.claim_id), context))
    )


def _strange_side(side: Side, claim: Claim | None, context: CheckContext) -> str:
    """What a side gets wrong, or nothing."""
    if claim is None or claim.text != side.statement:
        return "is not its claim's text"
    citation = claim.citations[0]
    if (side.reference, side.strength) != (citation.reference, citation.strength):
        return "has another number or strength than its claim"
    document = context.documents.get(citation.document_id)
    if document and (side.source, side.year, side.kind, side.country) != (
        document.short_name,
        document.year,
        document.kind,
        document.country,
    ):
        return f"is not described as {document.short_name} is in the library"
    if re.search(
        rf"(?<![\w.,]){re.escape(side.position)}(?!\w|[.,]\d)", side.statement
    ):  # its own words, whole figures
        return ""
    stated = {quantity.key for quantity in find_quantities(side.statement)}
    strange = [quantity.text for quantity in find_quantities(side.position) if quantity.key not in stated]
    figures = [text for text in strange if any(character.isdigit() for character in text)]
    return f"gives the figure {figures[0]}, which its claim does not" if figures else ""


def _untold(article: Article, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """A notice that the checks give of a claim, such as a superseded source, stands in the article."""
    return tuple(
        _error("notice_told", finding.target, f"The article leaves out: {finding.explanation}")
        for finding in found
        if finding.severity is Severity.NOTICE and finding not in article.findings
    )


def _error(rule: str, target: str, explanation: str) -> Finding:
    return Finding(rule, Severity.ERROR, target, explanation)
