"""Who may read which reviews: nobody sees another's verdict before giving his or her own."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Dossier, Review, ReviewState
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
    if not viewer.is_person:
        return ()
    asked = assignment_of(dossier, viewer.id)
    running = dossier.state in OPEN
    if asked is not None and running:
        given = bool(of_this_round(dossier, own))
        return tuple(reviews) if given and not asked.recused else own
    if viewer.id in dossier.authors:
        return own if running else tuple(reviews)
    if viewer.roles & SEES_EVERYTHING:
        return tuple(reviews)
    return tuple(reviews) if own and not running else own


def sees_verdicts(viewer: Actor, dossier: Dossier, reviews: Sequence[Review]) -> bool:
    """Whether somebody may read every review of a dossier now."""
    return len(reviews_seen(viewer, dossier, reviews)) == len(reviews)
