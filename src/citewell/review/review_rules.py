"""Rules on what a review says: every claim judged, the checklist answered, a decision that follows from both."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.reviewing import Answer, Capacity, Decision, Dossier, Judgement, Review
from citewell.review.request import Request
from citewell.review.rules import refuse


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A question on the whole article; `capacities` are those who answer it."""

    name: str
    question: str
    hint: str
    capacities: frozenset[Capacity]


@cache
def checklist() -> tuple[ChecklistItem, ...]:
    """Every item of review/checklist.toml, in its order."""
    text = resources.files("citewell.review").joinpath("checklist.toml").read_text("utf-8")
    return tuple(
        ChecklistItem(name, row["question"], row["hint"], frozenset(map(Capacity, row["for"])))
        for name, row in tomllib.loads(text).items()
    )


def checklist_for(capacity: Capacity) -> tuple[ChecklistItem, ...]:
    """The items that somebody reviewing in a capacity answers."""
    return tuple(item for item in checklist() if capacity in item.capacities)


def check_not_own_review(dossier: Dossier, request: Request) -> None:
    """The review is of this dossier, and its name and credentials are those on file of the person who gives it."""
    review, person = _review(request), request.person
    if person is None or not person.id == review.reviewer_id == request.actor.id:
        refuse("not_own_review")
    if (review.reviewer_name, review.credentials) != (person.name, person.credentials):
        refuse("not_own_review")
    if review.dossier_id != dossier.id or review.digest != dossier.digest:
        refuse("stale_digest", "The review is of another revision.")
    if review.given_at < dossier.submitted_at:
        refuse("stale_digest", "The review was given before this revision was submitted.")
    if review.release != dossier.release:
        refuse("stale_release", "The review is for another release.")


def check_claims_unjudged(dossier: Dossier, request: Request) -> None:
    """Every claim of the article has one judgement, and nothing else has one."""
    review = _review(request)
    if request.article is None:
        refuse("claims_unjudged", "The article is not at hand.")
    claims = {claim.id for claim in request.article.claims}
    judged = Counter(verdict.claim_id for verdict in review.verdicts)
    if left := sorted(claims - judged.keys()):
        refuse("claims_unjudged", f"Not judged: {', '.join(left)}.")
    if other := sorted(judged.keys() - claims):
        refuse("claims_unjudged", f"No claim of it: {', '.join(other)}.")
    if twice := sorted(claim for claim, times in judged.items() if times > 1):
        refuse("claims_unjudged", f"Judged twice: {', '.join(twice)}.")


def check_comment_missing(dossier: Dossier, request: Request) -> None:
    """Whatever is not as it should be is explained."""
    review = _review(request)
    for verdict in review.verdicts:
        if verdict.judgement is not Judgement.CORRECT and not verdict.comment.strip():
            refuse("comment_missing", f"Claim {verdict.claim_id} is judged {verdict.judgement.value}.")
    for answer in review.checklist:
        if answer.answer is Answer.CONCERN and not answer.comment.strip():
            refuse("comment_missing", f"The item {answer.item} is of concern.")


def check_checklist_open(dossier: Dossier, request: Request) -> None:
    """Every item for the capacity is answered once, and no other."""
    review = _review(request)
    asked = [item.name for item in checklist_for(review.capacity)]
    answered = Counter(answer.item for answer in review.checklist)
    if left := [name for name in asked if name not in answered]:
        refuse("checklist_open", f"Not answered: {', '.join(left)}.")
    if other := sorted(name for name, times in answered.items() if times > 1 or name not in asked):
        refuse("checklist_open", f"Not asked, or answered twice: {', '.join(other)}.")


def check_decision_ungrounded(dossier: Dossier, request: Request) -> None:
    """Approval goes with nothing amiss, a request for changes or a rejection with something."""
    review = _review(request)
    if (review.decision is Decision.APPROVE) == has_objections(review):
        refuse("decision_ungrounded")


def has_objections(review: Review) -> bool:
    """Whether a claim is judged other than correct, or an item of the checklist is of concern."""
    judged = any(verdict.judgement is not Judgement.CORRECT for verdict in review.verdicts)
    return judged or any(answer.answer is Answer.CONCERN for answer in review.checklist)


def _review(request: Request) -> Review:
    if request.review is None:
        refuse("claims_unjudged", "There is no review.")
    return request.review
