"""Who is told when something happens to an article: the people who answer for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from citewell.domain.people import Person, Role
from citewell.domain.reviewing import Dossier
from citewell.review.reopening import Affected, Move

GRAVE = frozenset({Move.RETRACTED, Move.EXPRESSION_OF_CONCERN})
"""Changes that safety officers hear of too."""


def owners_of(dossier: Dossier, people: Iterable[Person]) -> tuple[Person, ...]:
    """The authors, and who approved the text that readers have; every editor where none of them is left.

    An approver who has left is stood in for by every editor: somebody who may decide must hear of it.
    """
    active = [person for person in people if person.active]
    approval = dossier.published or dossier.approval
    approvers = [one for one in active if approval is not None and one.id == approval.approver_id]
    deciding = approvers or [one for one in active if Role.EDITOR in one.roles]
    return _each_once([*(one for one in active if one.id in dossier.authors), *deciding])


def told_of(dossier: Dossier, found: Sequence[Affected], people: Iterable[Person]) -> tuple[Person, ...]:
    """The owners, and the safety officers where a source was retracted or is under an expression of concern."""
    everybody = list(people)
    grave = any(one.change.move in GRAVE for one in found)
    officers = holding(Role.SAFETY_OFFICER, everybody) if grave else ()
    return _each_once([*owners_of(dossier, everybody), *officers])


def holding(role: Role, people: Iterable[Person]) -> tuple[Person, ...]:
    """Active people with a role."""
    return tuple(person for person in people if person.active and role in person.roles)


def _each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())
