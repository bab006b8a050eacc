"""Rules on decisions: enough reviews of the right kind, no open disagreement, a reason, a date, one digest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.articles import Article
from citewell.domain.reviewing import Capacity, Decision, Dossier, Review, ReviewState
from citewell.review.dates import in_range, latest_review, next_review
from citewell.review.request import Request
from citewell.review.rules import refuse
from citewell.review.typos import changes_beyond_typos

SHORTEST_REASON = 15
"""Characters that a reason has at least, in three words or more: "see above" is none."""


@dataclass(frozen=True, slots=True)
class Needed:
    """The reviews that an article needs; `matching` are the specialties of which each reviewer has one, or none."""

    reviewers: int
    matching: tuple[str, ...] = ()
    pharmacist: bool = False


def needed_reviews(dossier: Dossier) -> Needed:
    """One reviewer for an ordinary article; two with a matching specialty, and perhaps a pharmacist, for high risk."""
    if not dossier.risks:
        return Needed(1)
    matching = {*dossier.specialties, *(name for risk in dossier.risks for name in risk.specialties)}
    return Needed(2, tuple(sorted(matching)), any(risk.pharmacist for risk in dossier.risks))


def disagree(reviews: Sequence[Review]) -> bool:
    """Whether the reviews ask for different things."""
    return len({review.decision for review in reviews}) > 1


def check_review_awaited(dossier: Dossier, request: Request) -> None:
    """Nobody who was asked, and not recused, has still to answer."""
    given = {review.reviewer_id for review in request.given_on(dossier)}
    waiting = [one.person_id for one in dossier.assigned if not one.recused and one.person_id not in given]
    if waiting:
        refuse("review_awaited", f"Awaited: {', '.join(waiting)}.")


def check_reviews_missing(dossier: Dossier, request: Request) -> None:
    """There are as many reviewers' reviews as the article needs."""
    need, have = needed_reviews(dossier).reviewers, len(_by(Capacity.REVIEWER, dossier, request))
    if have < need:
        refuse("reviews_missing", f"There are {have} of {need}.")


def check_specialists_missing(dossier: Dossier, request: Request) -> None:
    """As many reviewers as are needed have a matching specialty, where one is asked for."""
    need = needed_reviews(dossier)
    if not dossier.risks:
        return
    fitting = [one for one in _by(Capacity.REVIEWER, dossier, request) if one.specialty in need.matching]
    if len(fitting) < need.reviewers:
        refuse("specialists_missing", f"Matching are: {', '.join(need.matching) or 'none; its subject is unknown'}.")


def check_pharmacist_missing(dossier: Dossier, request: Request) -> None:
    """A pharmacist has reviewed it where a dose stands."""
    if needed_reviews(dossier).pharmacist and not _by(Capacity.PHARMACIST, dossier, request):
        refuse("pharmacist_missing")


def check_reviews_disagree(dossier: Dossier, request: Request) -> None:
    """The reviews agree, or an editor has decided between them."""
    if disagree(request.given_on(dossier)) and _tie_break(dossier, request) is None:
        refuse("reviews_disagree")


def check_changes_asked(dossier: Dossier, request: Request) -> None:
    """The reviews, or the tie-break where they disagree, approve."""
    reviews = request.given_on(dossier)
    decided = _tie_break(dossier, request) if disagree(reviews) else None
    if decided is None and any(review.decision is not Decision.APPROVE for review in reviews):
        refuse("changes_asked")
    if decided is not None and decided is not Decision.APPROVE:
        refuse("changes_asked", "The tie was broken for another decision.")


def check_no_disagreement(dossier: Dossier, request: Request) -> None:
    """There is a tie to break, and it was not broken before."""
    if not disagree(request.given_on(dossier)):
        refuse("no_disagreement")
    if dossier.tie_break is not None and dossier.tie_break.digest == dossier.digest:
        refuse("no_disagreement", "It has been decided already.")
    one = request.tie_break
    if one is None or one.editor_id != request.actor.id or (one.dossier_id, one.digest) != (dossier.id, dossier.digest):
        refuse("stale_digest", "The tie-break is not of this revision and this editor.")


def check_reason_missing(dossier: Dossier, request: Request) -> None:
    """There is a written reason."""
    reason = request.tie_break.reason if request.tie_break is not None else request.reason
    if len(reason.strip()) < SHORTEST_REASON or len(re.findall(r"\w+", reason)) < 3:
        refuse("reason_missing")


def check_date_out_of_range(dossier: Dossier, request: Request) -> None:
    """The date of the next review is no later than it may be."""
    high = bool(dossier.risks)
    asked = request.next_review or next_review(request.at[:10], high_risk=high)
    if not in_range(asked, approved=request.at[:10], high_risk=high):
        refuse("date_out_of_range", f"At the latest on {latest_review(request.at[:10], high_risk=high)}.")


def check_approval_void(dossier: Dossier, request: Request) -> None:
    """The approval is of the working revision, or mends of typing errors alone lead from it to that."""
    if not approval_stands(dossier):
        refuse("approval_void")


def approval_stands(dossier: Dossier) -> bool:
    """Whether what was approved is the working revision, but for typing errors."""
    approval = dossier.approval
    if approval is None or approval.dossier_id != dossier.id or approval.release != dossier.release:
        return False
    digest = approval.digest
    for mend in dossier.mends:
        digest = mend.to_digest if mend.from_digest == digest else digest
    return digest == dossier.digest


def check_not_typo(dossier: Dossier, request: Request) -> None:
    """Nothing but typing errors differs between the revision in hand and the proposal."""
    changed = _changed(request.article, request.proposal)
    if changed:
        refuse("not_typo", changed)


def check_no_successor(dossier: Dossier, request: Request) -> None:
    """The other article is another one, and published."""
    other = request.successor
    if other is None or other.id == dossier.id or other.state is not ReviewState.PUBLISHED:
        refuse("no_successor")


def _changed(before: Article | None, after: Article | None) -> str:
    if before is None or after is None:
        return "Both revisions have to be at hand."
    return changes_beyond_typos(before, after)


def _by(capacity: Capacity, dossier: Dossier, request: Request) -> list[Review]:
    """The reviews given in a capacity, one of each person."""
    found = {one.reviewer_id: one for one in request.given_on(dossier) if one.capacity is capacity}
    return list(found.values())


def _tie_break(dossier: Dossier, request: Request) -> Decision | None:
    broken = dossier.tie_break
    return broken.decision if broken is not None and broken.digest == dossier.digest else None
