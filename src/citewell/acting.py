"""The steps of the review by their names, as commands and programs ask for them: one door for both, to the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.people import Actor
from citewell.domain.reviewing import Action, Capacity, Comment, Decision, Dossier
from citewell.review.forms import FilledForm
from citewell.review.permissions import FOR_ACTION, Permission, check_may
from citewell.review.rules import refuse

if TYPE_CHECKING:
    from citewell.board import Board
    from citewell.store.comments import CommentStore

LEAST_DIGEST = 12
PLAIN = frozenset(
    {
        Action.SUBMIT,
        Action.REQUEST_CHANGES,
        Action.APPROVE,
        Action.REJECT,
        Action.PUBLISH,
        Action.CALL_DUE,
        Action.REOPEN,
        Action.SUPERSEDE,
        Action.WITHDRAW,
    }
)
"""Steps that need a word at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, with what the step takes; `digest` is that of the revision that was read."""

    action: Action
    digest: str = ""
    reason: str = ""
    person: str = ""
    capacity: Capacity = Capacity.REVIEWER
    specialty: str = ""
    due: str = ""
    decision: Decision | None = None
    next_review: str = ""
    successor: str = ""
    claims: tuple[str, ...] = ()
    edits: Mapping[str, str] = field(default_factory=dict)
    review: FilledForm | None = None


def take_up(board: Board, actor: Actor, digest: str) -> Dossier:
    """Take an article up as its author. Raises ReviewRefused for anybody who may not."""
    if not actor.is_person:
        refuse("person_only", "An article has a person as its author.")
    check_may(actor, Permission.AUTHOR)
    return board.open(digest, actor)


def act(board: Board, dossier_id: str, actor: Actor, asked: Asked) -> Dossier:
    """Take a step; raises ReviewRefused with the rule's name, UserError where something that it needs is missing."""
    if actor.is_person:
        check_may(actor, FOR_ACTION[asked.action])
    dossier = board.dossiers.get(dossier_id)
    digest = whole_digest(dossier, asked.digest)
    if asked.action in PLAIN:
        return board.step(
            asked.action,
            dossier_id,
            actor,
            digest=digest,
            release=dossier.release,
            reason=asked.reason,
            next_review=asked.next_review,
            successor=asked.successor,
            claim_ids=asked.claims,
        )
    if asked.action is Action.CHECK:
        return board.check(dossier_id, actor, digest=digest)
    if asked.action is Action.ASSIGN:
        return board.assign(
            dossier_id,
            actor,
            person=_given(asked.person, "person"),
            capacity=asked.capacity,
            digest=digest,
            specialty=asked.specialty,
            due=asked.due,
        )
    if asked.action is Action.RELEASE:
        return board.release(dossier_id, actor, person=_given(asked.person, "person"), digest=digest)
    if asked.action is Action.RECUSE:
        return board.recuse(dossier_id, actor, statement=asked.reason)
    if asked.action is Action.BREAK_TIE:
        if asked.decision is None:
            raise UserError("The decision is missing.", remedy=f"Name one of: {', '.join(Decision)}.")
        return board.break_tie(dossier_id, actor, digest=digest, decision=asked.decision, reason=asked.reason)
    if asked.action is Action.REVIEW:
        return _give(board, dossier_id, actor, asked.review)
    if not asked.edits:
        raise UserError(
            "There is nothing to change.", remedy="Give the text of a claim, or an empty one to take it out."
        )
    if asked.action is Action.MEND_TYPOS:
        return board.mend_typos(dossier_id, actor, digest=digest, edits=asked.edits)
    return board.revise(dossier_id, actor, digest=digest, edits=asked.edits, reason=asked.reason)


def say(board: Board, comments: CommentStore, dossier_id: str, actor: Actor, claim_id: str, text: str) -> Comment:
    """Keep a comment on a claim of the working revision. Raises ReviewRefused, NotFoundError, UserError."""
    if not actor.is_person:
        refuse("person_only", "A comment has a person's name.")
    check_may(actor, Permission.COMMENT)
    dossier = board.dossiers.get(dossier_id)
    if claim_id not in {one.id for one in board.article(dossier).claims}:
        raise NotFoundError(
            "The working revision has no such claim.", remedy="Open the dossier; it may have moved on since."
        )
    return comments.add(dossier, claim_id, text, by=actor)


def whole_digest(dossier: Dossier, digest: str) -> str:
    """The working revision's digest where this is it or begins it, or is empty; else as it was given, to be refused."""
    known = dossier.digest
    return known if not digest or (len(digest) >= LEAST_DIGEST and known.startswith(digest)) else digest


def _give(board: Board, dossier_id: str, actor: Actor, form: FilledForm | None) -> Dossier:
    if form is None:
        raise UserError("The review is missing.", remedy="Fill in the form that citewell review form DOSSIER prints.")
    if not actor.is_person:
        refuse("person_only")
    return board.review(
        dossier_id,
        actor,
        digest=form.digest,
        release=form.release,
        verdicts=form.verdicts,
        checklist=form.checklist,
        conflict=form.conflict,
        decision=form.decision,
        started_at=form.started_at,
    )


def _given(value: str, name: str) -> str:
    if not value:
        raise UserError(f"The {name} is missing.", remedy="Name an e-mail address or a person's id.")
    return value
