"""Which claim of the present revision an earlier one has become, so that what was said of it is not lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from citewell.domain.articles import Article
from citewell.review.differences import differences


def present_claims(revisions: Sequence[Article]) -> dict[str, str]:
    """Every claim of any revision with the claim that it is in the last one; empty for one that was taken out.

    A claim that is worded anew has another id. Revisions come oldest first.
    """
    if not revisions:
        return {}
    present = {claim.id: claim.id for claim in revisions[-1].claims}
    for before, after in reversed(list(pairwise(revisions))):
        became = {one.before: one.after for one in differences(before, after) if one.before}
        for claim in before.claims:
            present.setdefault(claim.id, present.get(became.get(claim.id, ""), ""))
    return present
