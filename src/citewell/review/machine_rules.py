"""Rules that Citewell tries itself before people are asked: checks, sources, numbers, disclaimers, readability."""

from __future__ import annotations

from citewell.domain.article_codec import article_digest
from citewell.domain.articles import Article
from citewell.domain.enums import DocumentStatus
from citewell.domain.reviewing import Action, Dossier
from citewell.review.request import Request
from citewell.review.rules import refuse
from citewell.review.states import check_findings, check_numbers, check_sources


def check_stale_digest(dossier: Dossier, request: Request) -> None:
    """The actor saw the working revision, and the article handed in is that revision, letter for letter."""
    if request.digest != dossier.digest:
        refuse("stale_digest", f"Revision {dossier.revision} has the digest {dossier.digest[:12]}.")
    article = request.article
    if article is not None and dossier.digest not in {article.digest} & {article_digest(article)}:
        refuse("stale_digest", "The article handed in is another.")


def check_stale_release(dossier: Dossier, request: Request) -> None:
    """The actor saw it on the library release that it was checked on."""
    if request.release != dossier.release:
        refuse("stale_release", f"It was checked on release {dossier.release}.")


def check_no_claims(dossier: Dossier, request: Request) -> None:
    """There is something to approve."""
    if not _article(request).claims:
        refuse("no_claims")


def check_checks_failed(dossier: Dossier, request: Request) -> None:
    """No claim fails a check today, and none did when the article was sealed."""
    article = _article(request)
    if request.findings is None:
        refuse("checks_failed", "The checks were not run.")
    check_findings(article, (*article.findings, *request.findings))


def check_source_retracted(dossier: Dossier, request: Request) -> None:
    """No reference is retracted, in the article or by now."""
    article = _article(request)
    check_sources(article)
    if request.standing is None:
        refuse("source_retracted", "What has become of its sources was not looked up.")
    for reference in article.references:
        if request.standing.get(reference.document_id) is DocumentStatus.RETRACTED:
            refuse("source_retracted", f"Reference {reference.number} has been retracted since.")


def check_number_unresolved(dossier: Dossier, request: Request) -> None:
    """Every number leads to its publication."""
    check_numbers(_article(request))


def check_disclaimer_missing(dossier: Dossier, request: Request) -> None:
    """Every profile was measured, and has its disclaimer."""
    if not request.readings:
        refuse("disclaimer_missing", "No reader profile was looked at.")
    for reading in request.readings:
        if not reading.disclaimer.strip():
            refuse("disclaimer_missing", f"The profile {_named(reading.profile)} has none.")


def check_hard_to_read(dossier: Dossier, request: Request) -> None:
    """A profile for lay readers keeps to its highest school grade; one that does not is no part of the approval."""
    lay = [reading for reading in request.readings if reading.lay]
    if not lay:
        refuse("hard_to_read", "No profile for lay readers was measured.")
    if not any(reading.in_range for reading in lay):
        told = "; ".join(
            f"{_named(one.profile)} at school grade {one.grade:.1f}, at most {one.highest:g}" for one in lay
        )
        refuse("hard_to_read", f"It reads for {told}.")


def _named(profile: str) -> str:
    return profile.replace("_", " ")


def check_not_due(dossier: Dossier, request: Request) -> None:
    """The day of the next review has come."""
    if not dossier.next_review or request.at[:10] < dossier.next_review:
        refuse("not_due", f"Its next review is on {dossier.next_review or 'no date'}.")


def check_nothing_changed(dossier: Dossier, request: Request) -> None:
    """There is a next revision, sealed, and it is another one."""
    proposal = request.proposal
    if proposal is None or proposal.digest == dossier.digest:
        refuse("nothing_changed")
    if proposal.digest != article_digest(proposal):
        refuse("stale_digest", "The next revision does not fit its own digest.")


def _article(request: Request) -> Article:
    """The revision in hand; rules on its content refuse without it."""
    if request.article is None:
        refuse(
            "stale_digest", f"To {Action(request.action).value.replace('_', ' ')} it, the revision has to be at hand."
        )
    return request.article
