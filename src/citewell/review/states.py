"""What a sealed article says of its own review: a machine may say that its checks passed, and nothing more.

How a dossier goes on from there, by people, is the table of `review.transitions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.articles import Article, Finding
from citewell.domain.enums import DocumentStatus, Severity
from citewell.domain.errors import ReviewRefused
from citewell.domain.reviewing import ReviewState

ARTICLE_STATES = (ReviewState.DRAFT, ReviewState.AUTO_CHECKED)
"""States that stand in an article itself. Approval belongs to people and is bound to the digest from outside."""

READER_LABELS: dict[ReviewState, str] = {
    ReviewState.DRAFT: "Draft: the checks have not passed; not reviewed by a person",
    ReviewState.AUTO_CHECKED: "Quotes and figures checked against the stored sources; not reviewed by a person",
}


def check_auto_checked(article: Article, findings: Sequence[Finding]) -> None:
    """Raise ReviewRefused unless every claim passes every check, no source is retracted and every number resolves."""
    if article.review_state != ReviewState.DRAFT:
        raise ReviewRefused(
            f"An article that is {article.review_state} cannot be auto-checked again.", rule="no_such_step"
        )
    check_findings(article, findings)
    check_sources(article)
    check_numbers(article)


def check_findings(article: Article, findings: Sequence[Finding]) -> None:
    """Raise ReviewRefused where a claim that is shown fails a check."""
    shown = {claim.id for claim in article.claims}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.target in shown:
            raise ReviewRefused(
                f"Claim {finding.target} fails the check {finding.rule}: {finding.explanation}", rule="checks_failed"
            )


def check_sources(article: Article) -> None:
    """Raise ReviewRefused where a reference is retracted."""
    for reference in article.references:
        if reference.status is DocumentStatus.RETRACTED:
            raise ReviewRefused(f"Reference {reference.number} is retracted.", rule="source_retracted")


def check_numbers(article: Article) -> None:
    """Raise ReviewRefused where a number behind a claim leads to no reference, or to another publication's."""
    listed = {reference.number: reference.document_id for reference in article.references}
    for claim in article.claims:
        for citation in claim.citations:
            if listed.get(citation.reference) != citation.document_id:
                raise ReviewRefused(
                    f"Number {citation.reference} behind claim {claim.id} leads to no publication of the list.",
                    rule="number_unresolved",
                )


def can_auto_check(article: Article, findings: Sequence[Finding]) -> bool:
    """Whether `check_auto_checked` would pass."""
    try:
        check_auto_checked(article, findings)
    except ReviewRefused:
        return False
    return True
