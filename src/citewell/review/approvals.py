"""What exactly an approval signs: the text, the release, the people and the date, as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from citewell.domain.reviewing import Approval, Review

FORM = "citewell-approval-1"


def statement(approval: Approval, reviews: Sequence[Review]) -> bytes:
    """The bytes that are signed: sorted keys, no spaces, UTF-8, everything of the approval but the signature.

    `reviews` are those that it rests on; names, credentials and declared interests are signed as they were.
    """
    signers = [
        {
            "id": review.reviewer_id,
            "name": review.reviewer_name,
            "credentials": review.credentials,
            "capacity": review.capacity.value,
            "specialty": review.specialty,
            "decision": review.decision.value,
            "conflict": review.conflict.statement if review.conflict else "",
            "given_at": review.given_at,
        }
        for review in sorted(reviews, key=lambda review: review.reviewer_id)
        if (review.digest, review.release) == (approval.digest, approval.release)
        and review.reviewer_id in approval.reviewer_ids
    ]
    content = {
        "form": FORM,
        "dossier": approval.dossier_id,
        "revision": approval.revision,
        "digest": approval.digest,
        "release": approval.release,
        "approver": {"id": approval.approver_id, "name": approval.approver_name},
        "reviewers": signers,
        "tie_break": approval.tie_break,
        "approved_at": approval.approved_at,
        "next_review": approval.next_review,
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
