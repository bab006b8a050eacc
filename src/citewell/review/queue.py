"""The queue of the board: whose turn a dossier is, until when, and which dossiers somebody has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.people import Actor
from citewell.domain.reviewing import Action, Dossier, Review, ReviewState
from citewell.review.policies import is_offered, why_not
from citewell.review.request import Request, of_this_round

CLOSED = frozenset({ReviewState.REJECTED, ReviewState.SUPERSEDED, ReviewState.WITHDRAWN, ReviewState.PUBLISHED})
"""States in which nothing is awaited; shown when they are asked for."""

AUTHORING = (Action.SUBMIT, Action.CHECK, Action.REVISE)
EDITING = (Action.PUBLISH, Action.ASSIGN, Action.CALL_DUE)
"""What somebody does next, in turn: with an article of his or her own, and with any."""
IN_OTHER_HANDS = frozenset({ReviewState.SUBMITTED, ReviewState.UNDER_REVIEW, ReviewState.APPROVED, *CLOSED})
"""States in which an author may still revise, and need not."""
AFTER_REVIEWS: dict[str, Action | None] = {
    "review_awaited": None,
    "reviews_missing": Action.ASSIGN,
    "specialists_missing": Action.ASSIGN,
    "pharmacist_missing": Action.ASSIGN,
    "reviews_disagree": Action.BREAK_TIE,
    "changes_asked": Action.REQUEST_CHANGES,
}
"""What an editor does about a rule that stands in the way of an approval; nothing but wait for an awaited review."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is asked for; with nothing, whatever still has somebody to act. `closed` shows the others all the same."""

    state: str = ""
    specialty: str = ""
    mine: bool = False
    overdue: bool = False
    high_risk: bool = False
    closed: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return self != QueueFilter()


@dataclass(frozen=True, slots=True)
class Turn:
    """How a dossier stands for somebody: what he or she does next, None where the turn is another's.

    `due` is an ISO date or empty; `mine` says that it is his or her turn, or that he or she writes or reviews it.
    """

    next: Action | None
    due: str
    overdue: bool
    mine: bool


def turn_of(dossier: Dossier, reviews: Sequence[Review], viewer: Actor, at: str) -> Turn:
    """How a dossier stands for somebody at a moment."""
    action = next_action(dossier, viewer, tuple(reviews), at)
    due = due_of(dossier, tuple(reviews))
    involved = {*dossier.authors, *(one.person_id for one in dossier.assigned if not one.recused)}
    return Turn(action, due, bool(due) and due < at[:10], action is not None or viewer.id in involved)


def lets_through(asked: QueueFilter, dossier: Dossier, turn: Turn) -> bool:
    """Whether a filter lets a dossier through."""
    if asked.state and dossier.state.value != asked.state:
        return False
    if not asked.state and dossier.state in CLOSED and not turn.overdue and not asked.is_set:
        return False
    return (
        (not asked.specialty or asked.specialty in dossier.specialties)
        and (not asked.mine or turn.mine)
        and (not asked.overdue or turn.overdue)
        and (not asked.high_risk or bool(dossier.risks))
    )


def awaited(dossier: Dossier, reviews: Sequence[Review]) -> tuple[str, ...]:
    """Who was asked for a review of this round and has neither given it nor been recused."""
    given = {one.reviewer_id for one in of_this_round(dossier, reviews)}
    return tuple(one.person_id for one in dossier.assigned if not one.recused and one.person_id not in given)


def next_action(dossier: Dossier, viewer: Actor, reviews: tuple[Review, ...], at: str) -> Action | None:
    """What somebody does next with a dossier; None where the turn is another's."""

    def request(action: Action) -> Request:
        return Request(action, viewer, at, digest=dossier.digest, release=dossier.release, reviews=reviews)

    if is_offered(dossier, request(Action.REVIEW)):
        return Action.REVIEW
    if is_offered(dossier, request(Action.APPROVE)):
        open_rules = [one.rule for one in why_not(dossier, request(Action.APPROVE))]
        return next((AFTER_REVIEWS[rule] for rule in open_rules if rule in AFTER_REVIEWS), Action.APPROVE)
    own = viewer.id in dossier.authors and dossier.state not in IN_OTHER_HANDS
    turns = (*AUTHORING, *EDITING) if own else EDITING
    return next((action for action in turns if is_offered(dossier, request(action))), None)


def due_of(dossier: Dossier, reviews: tuple[Review, ...]) -> str:
    """The day by which something has to be done: the first review awaited, or the next one of a published article."""
    waiting = set(awaited(dossier, reviews))
    if dossier.state is ReviewState.UNDER_REVIEW:
        return min((one.due for one in dossier.assigned if one.person_id in waiting and one.due), default="")
    if dossier.state in (ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW):
        return dossier.next_review
    return ""
