"""What exactly an approval signs: the text, the release, the people and the date, as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from citewell.domain.reviewing import Approval, Review, Signatory

FORM = "citewell-approval-2"
EARLIER_FORM = "citewell-approval-1"
"""Of approvals that keep neither their people, who stand in the reviews, nor whose words they cover."""


def statement(approval: Approval, reviews: Sequence[Review]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8, everything of the approval but the signature.

    Names, credentials and declared interests are signed as they were. `reviews` are those that an approval of the
    earlier form rests on; one of the present form has in itself whom it names.
    """
    kept = bool(approval.reviewers)
    approver = {"id": approval.approver_id, "name": approval.approver_name}
    content = {
        "form": FORM if kept else EARLIER_FORM,
        "dossier": approval.dossier_id,
        "revision": approval.revision,
        "digest": approval.digest,
        "release": approval.release,
        "approver": approver | ({"credentials": approval.approver_credentials} if kept else {}),
        "reviewers": [_signed(one) for one in sorted(signatories(approval, reviews), key=lambda one: one.id)],
        "tie_break": approval.tie_break,
        "approved_at": approval.approved_at,
        "next_review": approval.next_review,
    } | ({"readers": list(approval.readers)} if kept else {})
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def signatories(approval: Approval, reviews: Iterable[Review]) -> tuple[Signatory, ...]:
    """Those whose reviews an approval rests on, as it keeps them; else as the reviews of its text and release do."""
    return approval.reviewers or tuple(
        signatory_of(review)
        for review in reviews
        if (review.digest, review.release) == (approval.digest, approval.release)
        and review.reviewer_id in approval.reviewer_ids
    )


def signatory_of(review: Review) -> Signatory:
    """Who gave a review, as the review has it."""
    return Signatory(
        id=review.reviewer_id,
        name=review.reviewer_name,
        credentials=review.credentials,
        capacity=review.capacity,
        specialty=review.specialty,
        decision=review.decision,
        interests=review.conflict.statement if review.conflict else "",
        given_at=review.given_at,
    )


def _signed(one: Signatory) -> dict[str, str]:
    return {
        "id": one.id,
        "name": one.name,
        "credentials": one.credentials,
        "capacity": one.capacity.value,
        "specialty": one.specialty,
        "decision": one.decision.value,
        "conflict": one.interests,
        "given_at": one.given_at,
    }
