"""Who may read which reviews: nobody sees another's verdict before giving his or her own."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Comment, Dossier, Review, ReviewState
from citewell.review.people_rules import SEES_EVERYTHING, assignment_of
from citewell.review.request import of_this_round

REVIEWING = frozenset({Role.REVIEWER, Role.PHARMACIST, Role.LAY_REVIEWER})
OPEN = frozenset({ReviewState.SUBMITTED, ReviewState.UNDER_REVIEW})


def reviews_seen(viewer: Actor, dossier: Dossier, reviews: Sequence[Review]) -> tuple[Review, ...]:
    """The reviews of a dossier, of any revision, that somebody may read now.

    Whoever is asked sees only his or her own until it is given for the working revision. Editors, safety officers,
    auditors and admins who are not asked see all. Authors, and reviewers who are not asked, see nothing of others
    while a review runs, so that nobody is led; afterwards the author sees all.
    """
    own = tuple(one for one in reviews if one.reviewer_id == viewer.id)
    return tuple(reviews) if sees_verdicts(viewer, dossier, reviews) else own if viewer.is_person else ()


def sees_verdicts(viewer: Actor, dossier: Dossier, reviews: Sequence[Review]) -> bool:
    """Whether somebody may read now what others say of the claims."""
    if not viewer.is_person:
        return False
    own = tuple(one for one in reviews if one.reviewer_id == viewer.id)
    asked = assignment_of(dossier, viewer.id)
    running = dossier.state in OPEN
    if asked is not None and running:
        return bool(of_this_round(dossier, own)) and not asked.recused
    if viewer.id in dossier.authors:
        return not running
    if viewer.roles & SEES_EVERYTHING:
        return True
    return bool(own) and not running


def comments_seen(
    viewer: Actor, dossier: Dossier, reviews: Sequence[Review], comments: Sequence[Comment]
) -> tuple[Comment, ...]:
    """The comments that somebody may read now, held to the same as the verdicts: a comment can give one away.

    An author reads, while a review runs, what was written before it and what those say who are not asked.
    """
    if sees_verdicts(viewer, dossier, reviews):
        return tuple(comments)
    asked = {one.person_id for one in dossier.assigned}
    if viewer.is_person and viewer.id in dossier.authors:
        return tuple(one for one in comments if one.person_id not in asked or one.written_at < dossier.submitted_at)
    return tuple(one for one in comments if one.person_id == viewer.id) if viewer.is_person else ()
