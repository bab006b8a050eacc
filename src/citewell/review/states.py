"""Where an article stands on its way to a named person's approval; one table is the single source."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from citewell.domain.articles import Article, Finding
from citewell.domain.enums import DocumentStatus, Severity
from citewell.domain.errors import UserError


class ReviewState(StrEnum):
    """States that a machine may set. Approval belongs to people and has no place here."""

    DRAFT = "draft"
    AUTO_CHECKED = "auto_checked"


TRANSITIONS: dict[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.DRAFT: (ReviewState.AUTO_CHECKED,),
    ReviewState.AUTO_CHECKED: (ReviewState.DRAFT,),
}

READER_LABELS: dict[ReviewState, str] = {
    ReviewState.DRAFT: "Draft: the checks have not passed; not reviewed by a person",
    ReviewState.AUTO_CHECKED: "Quotes and figures checked against the stored sources; not reviewed by a person",
}


class ReviewRefused(UserError):
    """A change of state that the rules forbid; the message names the rule."""

    code = "review_refused"


def check_auto_checked(article: Article, findings: Sequence[Finding]) -> None:
    """Raise ReviewRefused unless every claim passes every check and no source is retracted."""
    if ReviewState.AUTO_CHECKED not in TRANSITIONS[ReviewState(article.review_state)]:
        raise ReviewRefused(f"An article that is {article.review_state} cannot be auto-checked again.")
    shown = {claim.id for claim in article.claims}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.target in shown:
            raise ReviewRefused(f"Claim {finding.target} fails the check {finding.rule}: {finding.explanation}")
    for reference in article.references:
        if reference.status is DocumentStatus.RETRACTED:
            raise ReviewRefused(f"Reference {reference.number} is retracted.")


def can_auto_check(article: Article, findings: Sequence[Finding]) -> bool:
    """Whether `check_auto_checked` would pass."""
    try:
        check_auto_checked(article, findings)
    except ReviewRefused:
        return False
    return True
