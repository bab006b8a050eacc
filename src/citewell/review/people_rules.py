"""Rules on who may act: author, reviewer and approver are different people, verified, asked, and without conflict."""

from __future__ import annotations

from citewell.domain.people import MACHINE, Role
from citewell.domain.reviewing import Action, Assignment, Capacity, Dossier
from citewell.review.request import Request, of_this_round
from citewell.review.rules import refuse

SEES_EVERYTHING = frozenset({Role.EDITOR, Role.SAFETY_OFFICER, Role.AUDITOR, Role.ADMIN})
"""Roles that may read the verdicts of others while a review runs; see review.seeing."""


def check_not_own_dossier(dossier: Dossier, request: Request) -> None:
    """An author who is no editor works on an article of his or her own."""
    actor = request.actor
    if actor.id != MACHINE.id and Role.EDITOR not in actor.roles and actor.id not in dossier.authors:
        refuse("not_own_dossier")


def check_own_article(dossier: Dossier, request: Request) -> None:
    """Neither the actor nor whoever is assigned wrote in it."""
    assigned = request.assignment.person_id if request.assignment and request.action is Action.ASSIGN else ""
    if request.actor.id in dossier.authors or assigned in dossier.authors:
        refuse("own_article")


def check_approver_reviewed(dossier: Dossier, request: Request) -> None:
    """The actor has given no review of any revision, and is not asked for one."""
    reviewed = {one.reviewer_id for one in request.reviews if one.dossier_id == dossier.id}
    if request.actor.id in reviewed | {one.person_id for one in dossier.assigned}:
        refuse("approver_reviewed")


def check_reviewer_edits(dossier: Dossier, request: Request) -> None:
    """The actor neither reviewed nor approved what the approval stands for."""
    approval = dossier.approval
    if approval is not None and request.actor.id in {approval.approver_id, *approval.reviewer_ids}:
        refuse("reviewer_edits")


def check_not_assigned(dossier: Dossier, request: Request) -> None:
    """The actor was asked, holds the role still, and reviews in the capacity asked for."""
    asked = assignment_of(dossier, request.actor.id)
    if asked is None:
        refuse("not_assigned")
    if Role(asked.capacity.value) not in request.actor.roles:
        refuse("role_missing", f"This review is for the role {asked.capacity.value.replace('_', ' ')}.")
    review = request.review
    if review is not None and (review.capacity, review.specialty) != (asked.capacity, asked.specialty):
        refuse("not_assigned", f"The capacity asked for is {asked.capacity.value.replace('_', ' ')}.")


def check_already_reviewed(dossier: Dossier, request: Request) -> None:
    """The actor has given no review of this revision."""
    if any(one.reviewer_id == request.actor.id for one in of_this_round(dossier, request.reviews)):
        refuse("already_reviewed")


def check_conflict_declared(dossier: Dossier, request: Request) -> None:
    """The actor has declared no conflict for this article, before or now."""
    now = request.review is not None and request.review.conflict is not None and request.review.conflict.declared
    if now or any(one.recused for one in dossier.assigned if one.person_id == request.actor.id):
        refuse("conflict_declared")


def check_conflict_undeclared(dossier: Dossier, request: Request) -> None:
    """A review carries a declaration; a recusal carries a conflict."""
    if request.action is Action.RECUSE:
        if request.conflict is None or not request.conflict.declared:
            refuse("conflict_undeclared", "Say which conflict there is.")
    elif request.review is None or request.review.conflict is None:
        refuse("conflict_undeclared")


def check_capacity_missing(dossier: Dossier, request: Request) -> None:
    """Whoever is assigned holds the role."""
    asked, person = request.assignment, request.person
    if asked is None or person is None or person.id != asked.person_id:
        refuse("capacity_missing", "Nobody was named.")
    if Role(asked.capacity.value) not in person.held:
        refuse("capacity_missing", f"{person.name} is no {asked.capacity.value.replace('_', ' ')}.")


def check_credentials_unverified(dossier: Dossier, request: Request) -> None:
    """The account is active, and for all but lay reviewers an admin has verified the credentials."""
    person = request.person
    capacity = request.assignment.capacity if request.assignment else None
    capacity = request.review.capacity if request.review else capacity
    if person is None or not person.active:
        refuse("credentials_unverified")
    if capacity is not Capacity.LAY_REVIEWER and not (person.verified and person.credentials.strip()):
        refuse("credentials_unverified", f"Those of {person.name} are not.")


def check_specialty_missing(dossier: Dossier, request: Request) -> None:
    """A reviewer is asked for one of his or her own specialties."""
    asked, person = request.assignment, request.person
    if asked is None or person is None:
        refuse("specialty_missing")
    if asked.capacity is Capacity.REVIEWER and asked.specialty not in person.specialties:
        refuse("specialty_missing", f"{person.name} has: {', '.join(person.specialties) or 'none'}.")


def check_already_assigned(dossier: Dossier, request: Request) -> None:
    """Nobody is asked twice, and nobody who was recused is asked again."""
    for one in dossier.assigned:
        if request.assignment is not None and one.person_id == request.assignment.person_id:
            refuse("conflict_declared" if one.recused else "already_assigned")


def check_saw_verdicts(dossier: Dossier, request: Request) -> None:
    """Where verdicts on this revision were given, whoever may read them is asked no more."""
    if request.person is not None and request.given_on(dossier) and request.person.roles & SEES_EVERYTHING:
        refuse("saw_verdicts")


def check_review_stands(dossier: Dossier, request: Request) -> None:
    """Whoever is released was asked, is not recused, and has given no review."""
    asked = assignment_of(dossier, request.assignment.person_id) if request.assignment else None
    if asked is None:
        refuse("not_assigned", "That person was not asked.")
    if asked.recused:
        refuse("conflict_declared")
    if any(one.reviewer_id == asked.person_id for one in request.given_on(dossier)):
        refuse("review_stands")


def assignment_of(dossier: Dossier, person_id: str) -> Assignment | None:
    """What a person was asked to do, or None."""
    return next((one for one in dossier.assigned if one.person_id == person_id), None)
