"""A retracted publication proves nothing; doubts about a publication and newer editions are told."""

from __future__ import annotations

from citewell.checks.context import CheckContext, error, notice
from citewell.domain.articles import Claim, Finding
from citewell.domain.enums import DocumentStatus

RULE = "source_status"
SUMMARY = "The publication is not retracted; an expression of concern or a newer edition is told."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a retracted source, a notice for one under concern or superseded."""
    findings: list[Finding] = []
    for citation in claim.citations:
        document = context.documents.get(citation.document_id)
        if document is None:
            continue
        name = document.short_name
        if document.status is DocumentStatus.RETRACTED:
            findings.append(error(RULE, claim, f"{name} has been retracted.", excerpt=citation.quote))
        elif document.status is DocumentStatus.EXPRESSION_OF_CONCERN:
            why = f"The journal has published an expression of concern about {name}."
            findings.append(notice(RULE, claim, why, excerpt=citation.quote))
        elif document.status is DocumentStatus.SUPERSEDED:
            newer = f" by {document.superseded_by}" if document.superseded_by else ""
            findings.append(notice(RULE, claim, f"{name} has been superseded{newer}.", excerpt=citation.quote))
    return findings
