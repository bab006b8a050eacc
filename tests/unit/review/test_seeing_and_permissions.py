"""Who sees whose verdicts, and what each role may do."""

from __future__ import annotations

import pytest
from tests.boarding import ANNA, EDDA, LEE, PETRA, RAJ, REASON, RUTH, SAM, Board, objecting, reworded

from citewell.domain.errors import ReviewRefused
from citewell.domain.people import MACHINE, OPERATOR, VISITOR, Actor, ActorKind, Role, Scope, of_person
from citewell.domain.reviewing import Action
from citewell.review.permissions import FOR_ACTION, Permission, check_may, grants, may
from citewell.review.seeing import reviews_seen, sees_verdicts
from citewell.review.transitions import steps


def half_reviewed() -> Board:
    board = Board()
    board.submit()
    board.assign(RUTH, RAJ)
    board.review(RUTH)
    return board


def test_a_reviewer_sees_no_verdict_of_another_before_giving_his_own() -> None:
    board = half_reviewed()
    assert reviews_seen(of_person(RAJ), board.dossier, board.reviews) == ()
    board.review(RAJ, **objecting(board.article))
    assert sees_verdicts(of_person(RAJ), board.dossier, board.reviews)


def test_earlier_revisions_verdicts_are_hidden_too_but_for_ones_own() -> None:
    board = half_reviewed()
    board.review(RAJ, **objecting(board.article))
    board.do(Action.REQUEST_CHANGES, EDDA, reason=REASON)
    board.do(Action.REVISE, ANNA, proposal=reworded(board.article, "Exercise may ease headache from the neck."))
    board.submit()
    board.assign(RUTH)
    assert [one.reviewer_id for one in reviews_seen(of_person(RUTH), board.dossier, board.reviews)] == [RUTH.id]


def test_authors_others_visitors_and_programs_see_none_while_a_review_runs() -> None:
    board = half_reviewed()
    key = Actor(ActorKind.API_KEY, "k-1", "A program", scopes=frozenset(Scope))
    for viewer in (of_person(ANNA), of_person(LEE), of_person(PETRA), MACHINE, VISITOR, key):
        assert reviews_seen(viewer, board.dossier, board.reviews) == ()
    for viewer in (of_person(EDDA), of_person(SAM)):
        assert sees_verdicts(viewer, board.dossier, board.reviews)


def test_the_author_reads_the_reviews_when_they_are_done() -> None:
    board = half_reviewed()
    board.review(RAJ, **objecting(board.article))
    board.do(Action.REQUEST_CHANGES, EDDA, reason=REASON)
    assert sees_verdicts(of_person(ANNA), board.dossier, board.reviews)


def test_every_permission_has_a_row_and_every_step_is_under_one_that_its_roles_have() -> None:
    assert set(grants()) == set(Permission)
    assert set(FOR_ACTION) == set(Action)
    for step in steps():
        assert step.roles <= grants()[FOR_ACTION[step.action]].roles, step


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (Role.READER, {Permission.ASK}, {Permission.SEE_QUEUE, Permission.AUTHOR}),
        (Role.AUTHOR, {Permission.AUTHOR}, {Permission.REVIEW, Permission.APPROVE}),
        (Role.REVIEWER, {Permission.REVIEW}, {Permission.APPROVE, Permission.AUTHOR}),
        (Role.EDITOR, {Permission.APPROVE, Permission.PUBLISH}, {Permission.WITHDRAW, Permission.MANAGE_ACCOUNTS}),
        (Role.SAFETY_OFFICER, {Permission.WITHDRAW}, {Permission.APPROVE, Permission.PUBLISH}),
        (Role.AUDITOR, {Permission.READ_AUDIT}, {Permission.APPROVE, Permission.AUTHOR, Permission.MANAGE_SETTINGS}),
        (Role.ADMIN, {Permission.MANAGE_ACCOUNTS}, {Permission.APPROVE, Permission.REVIEW, Permission.WITHDRAW}),
    ],
)
def test_a_role_may_do_its_own_and_no_more(role: Role, allowed: set[Permission], refused: set[Permission]) -> None:
    actor = Actor(ActorKind.PERSON, "p-22222222", "Somebody", roles=frozenset({role}))
    assert all(may(actor, one) for one in allowed)
    for one in refused:
        assert not may(actor, one)
        with pytest.raises(ReviewRefused, match="role_missing"):
            check_may(actor, one)


def test_an_auditor_changes_nothing() -> None:
    changing = set(FOR_ACTION.values()) | {
        Permission.MANAGE_ACCOUNTS, Permission.MANAGE_LIBRARY, Permission.MANAGE_SETTINGS, Permission.HANDLE_REPORTS,
    }  # fmt: skip
    assert not any(Role.AUDITOR in grants()[one].roles for one in changing)


def test_a_private_instance_shows_visitors_nothing() -> None:
    assert may(VISITOR, Permission.READ_ARTICLES)
    assert not any(may(VISITOR, one, private=True) for one in Permission)


def test_a_key_does_what_its_scopes_say_and_never_a_step() -> None:
    key = Actor(ActorKind.API_KEY, "k-1", "A program", scopes=frozenset(Scope))
    assert {one for one in Permission if may(key, one)} == {
        Permission.READ_ARTICLES, Permission.READ_LIBRARY, Permission.ASK, Permission.EXPORT, Permission.SEE_QUEUE
    }  # fmt: skip
    with pytest.raises(ReviewRefused, match="person_only"):
        check_may(key, Permission.APPROVE)
    assert not may(Actor(ActorKind.API_KEY, "k-2", "Another", scopes=frozenset({Scope.READ})), Permission.ASK)


def test_the_command_line_manages_accounts_and_decides_nothing() -> None:
    assert may(OPERATOR, Permission.MANAGE_ACCOUNTS)
    assert not any(may(OPERATOR, one) for one in set(FOR_ACTION.values()))
