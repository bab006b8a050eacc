"""The table of the workflow: every state has an owner and a way out, and nothing leads past the reviews."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.boarding import (
    ANNA,
    EDDA,
    ERIK,
    LEE,
    ORDINARY,
    PETRA,
    RAJ,
    REASON,
    RUTH,
    SAM,
    WITH_DOSE,
    Board,
    article_of,
    objecting,
    review_of,
    reworded,
)

from citewell.domain.errors import ReviewRefused
from citewell.domain.people import MACHINE, OPERATOR, VISITOR, Actor, ActorKind, Role, Scope
from citewell.domain.reviewing import Action, Capacity, Conflict, Decision, Dossier, ReviewState
from citewell.review.policies import BEFORE_ALL, POLICIES, can_step, check_actor, check_step, is_offered, why_not
from citewell.review.request import Request
from citewell.review.rules import rules
from citewell.review.transitions import READER_STEPS, find_step, states, steps, steps_from
from citewell.review.workflow import EFFECTS, advance

KEY = Actor(ActorKind.API_KEY, "k-1", "A program", scopes=frozenset(Scope))
DECIDING = (Action.REVIEW, Action.BREAK_TIE, Action.APPROVE, Action.PUBLISH, Action.WITHDRAW, Action.REJECT)


def test_every_state_has_a_row_with_words_for_readers_and_every_action_a_step_and_an_effect() -> None:
    assert set(states()) == set(ReviewState)
    assert all(row.reader and row.step in ("", *READER_STEPS) for row in states().values())
    assert {step.action for step in steps()} == set(Action) == set(EFFECTS)


@pytest.mark.parametrize("state", ReviewState)
def test_every_state_has_a_way_out_that_its_owner_or_an_editor_may_take(state: ReviewState) -> None:
    out = [step for step in steps_from(state) if step.next is not state]
    assert out
    assert any(step.roles & {states()[state].owner, Role.EDITOR} for step in out)
    assert any(states()[state].owner in step.roles for step in steps_from(state))


def test_every_state_is_reached_and_from_every_state_an_approved_article_is_in_reach() -> None:
    def reached(start: ReviewState) -> set[ReviewState]:
        found, waiting = {start}, [start]
        while waiting:
            for step in steps_from(waiting.pop()):
                if step.next not in found:
                    found.add(step.next)
                    waiting.append(step.next)
        return found

    assert reached(ReviewState.DRAFT) == set(ReviewState)
    assert all(ReviewState.PUBLISHED in reached(state) for state in ReviewState)


def test_a_state_and_an_action_are_one_step() -> None:
    pairs = [(step.state, step.action) for step in steps()]
    assert len(pairs) == len(set(pairs))


def test_every_rule_of_a_step_has_a_function_and_a_sentence_and_every_function_is_used() -> None:
    used = {name for step in steps() for name in step.policies}
    assert used == set(POLICIES) == set(rules()) - set(BEFORE_ALL)


def test_approved_is_entered_only_from_under_review_and_that_only_from_submitted_and_that_only_from_auto_checked() -> (
    None
):
    def into(state: ReviewState) -> set[ReviewState]:
        return {step.state for step in steps() if step.next is state and step.state is not state}

    assert into(ReviewState.APPROVED) == {ReviewState.UNDER_REVIEW}
    assert into(ReviewState.UNDER_REVIEW) == {ReviewState.SUBMITTED}
    assert into(ReviewState.SUBMITTED) == {ReviewState.AUTO_CHECKED}
    assert into(ReviewState.PUBLISHED) == {ReviewState.APPROVED}


def test_no_walk_of_the_table_publishes_what_was_not_submitted_reviewed_and_approved_since_its_last_edit() -> None:
    """Every pair of a state and what has been done to the revision in it, from every start."""
    marks = {ReviewState.SUBMITTED: "s", ReviewState.UNDER_REVIEW: "u", ReviewState.APPROVED: "a"}
    waiting = [(ReviewState.DRAFT, "")]
    seen = set(waiting)
    while waiting:
        state, done = waiting.pop()
        for step in steps_from(state):
            if step.action in (Action.REVISE, Action.REOPEN, Action.CHECK, Action.WITHDRAW):
                after = ""
            else:
                mark = marks.get(step.next, "")
                after = done if mark in done else done + mark
            if step.next is ReviewState.APPROVED:
                assert after == "sua"
            if step.next is ReviewState.PUBLISHED:
                assert after == "sua"
            if (step.next, after) not in seen:
                seen.add((step.next, after))
                waiting.append((step.next, after))


@pytest.mark.parametrize("actor", [MACHINE, KEY, OPERATOR, VISITOR], ids=lambda actor: actor.name)
def test_no_machine_and_no_key_decides_anything_in_any_state(actor: Actor) -> None:
    board = Board()
    for state, action in itertools.product(ReviewState, DECIDING):
        with pytest.raises(ReviewRefused) as refused:
            check_actor(_in_state(board.dossier, state), board.request(action, actor))
        assert refused.value.rule in ("person_only", "no_such_step")


@pytest.mark.parametrize("action", Action)
def test_a_step_is_refused_to_every_role_that_the_table_does_not_name(action: Action) -> None:
    board = Board()
    for step in (one for one in steps() if one.action is action):
        dossier = _in_state(board.dossier, step.state)
        for role in Role:
            actor = Actor(ActorKind.PERSON, "p-22222222", "Somebody", roles=frozenset({role}))
            request = board.request(action, actor)
            if role in step.roles:
                assert check_actor(dossier, request) == step
            else:
                with pytest.raises(ReviewRefused, match="rule role_missing"):
                    check_actor(dossier, request)


def test_what_refuses_the_request_hides_the_button_where_it_depends_on_who_and_when() -> None:
    board = Board()
    board.submit()
    board.assign(RUTH)
    assert is_offered(board.dossier, board.request(Action.REVIEW, RUTH))
    assert not is_offered(board.dossier, board.request(Action.REVIEW, RAJ))
    assert not is_offered(board.dossier, board.request(Action.APPROVE, ANNA))
    assert not is_offered(board.dossier, board.request(Action.PUBLISH, EDDA))


def test_everything_that_is_still_open_is_told_at_once() -> None:
    board = Board(article_of(*WITH_DOSE))
    board.submit()
    board.assign(RUTH)
    board.review(RUTH)
    open_rules = [refused.rule for refused in why_not(board.dossier, board.request(Action.APPROVE, EDDA))]
    assert open_rules == ["reviews_missing", "specialists_missing", "pharmacist_missing"]


_PLAIN = [Action.CHECK, Action.SUBMIT, Action.APPROVE, Action.PUBLISH, Action.REQUEST_CHANGES]


@pytest.mark.slow
@pytest.mark.parametrize("texts", [ORDINARY, WITH_DOSE], ids=["ordinary", "high risk"])
def test_no_sequence_of_steps_reaches_approved_without_the_needed_reviews_by_other_people(
    texts: tuple[str, ...],
) -> None:
    """Every way through a small world, the rules themselves deciding: whenever something is approved, all holds."""
    start = Board(article_of(*texts))
    seen: set[object] = set()
    waiting: list[tuple[Dossier, Board]] = [(start.dossier, start)]
    approved = 0
    while waiting:
        dossier, board = waiting.pop()
        for request in _attempts(dossier, board):
            if not can_step(dossier, request):
                continue
            after = advance(dossier, request)
            reviews = [*board.reviews, request.review] if request.review else board.reviews
            if after.state in (ReviewState.APPROVED, ReviewState.PUBLISHED):
                approved += 1
                _assert_rightly_approved(after, reviews, high_risk=texts is WITH_DOSE)
            key = (after.state, after.digest, frozenset(one.person_id for one in after.assigned),
                   frozenset((one.reviewer_id, one.digest, one.decision) for one in reviews),
                   after.tie_break and after.tie_break.decision, after.written_by, after.published_digest)  # fmt: skip
            if key not in seen:
                seen.add(key)
                later = Board(request.proposal or board.article, list(reviews), board.minute + 1)
                later.dossier = after
                waiting.append((after, later))
    assert approved > 10
    assert len(seen) > 100


def _attempts(dossier: Dossier, board: Board) -> Iterator[Request]:
    """Every action by everybody who may think of it, with the content filled in; one edit is enough."""
    for who in (ANNA, EDDA, ERIK):
        yield from (board.request(action, who, reason=REASON) for action in _possible(dossier, _PLAIN))
        if dossier.revision == 1 and who is not EDDA and not dossier.risks and _possible(dossier, [Action.REVISE]):
            proposal = reworded(board.article, "Exercise may ease headache that comes from the neck.")
            yield board.request(Action.REVISE, who, proposal=proposal)
        if _possible(dossier, [Action.BREAK_TIE]):
            for decision in (Decision.APPROVE, Decision.REQUEST_CHANGES):
                yield board.request(Action.BREAK_TIE, who, tie_break=board.tie_break(decision, who))
    asked = (RUTH, PETRA, ERIK) if dossier.risks else (RUTH, ERIK, ANNA)
    for other in asked if _possible(dossier, [Action.ASSIGN]) else ():
        yield board.request(Action.ASSIGN, EDDA, assignment=board.asked(other), person=other)
    for who in (*asked, RAJ)[: 3 if dossier.risks else 4] if _possible(dossier, [Action.REVIEW]) else ():
        for fields in ({}, objecting(board.article)):
            review = review_of(dossier, board.article, who, at=board.now, **fields)
            yield board.request(Action.REVIEW, who, person=who, review=review)


def _possible(dossier: Dossier, actions: list[Action]) -> list[Action]:
    return [action for action in actions if find_step(dossier.state, action) is not None]


def _assert_rightly_approved(dossier: Dossier, reviews: list, *, high_risk: bool) -> None:  # type: ignore[type-arg]
    approval = dossier.approval
    assert approval is not None
    assert (approval.digest, approval.release) == (dossier.digest, dossier.release)
    given = [one for one in reviews if one.digest == dossier.digest]
    reviewers = {one.reviewer_id for one in given if one.capacity is Capacity.REVIEWER}
    assert len(reviewers) >= (2 if high_risk else 1)
    assert not high_risk or any(one.capacity is Capacity.PHARMACIST for one in given)
    assert not dossier.authors & {*approval.reviewer_ids, approval.approver_id}
    assert approval.approver_id not in {one.reviewer_id for one in reviews}
    decisions = {one.decision for one in given}
    assert decisions == {Decision.APPROVE} or (dossier.tie_break and dossier.tie_break.decision is Decision.APPROVE)


def _in_state(dossier: Dossier, state: ReviewState) -> Dossier:
    return replace(dossier, state=state)


def test_a_withdrawn_article_comes_back_only_as_a_new_revision_and_nobody_else_withdraws() -> None:
    board = Board()
    board.publish(RUTH)
    with pytest.raises(ReviewRefused, match="role_missing"):
        check_step(board.dossier, board.request(Action.WITHDRAW, EDDA, reason=REASON))
    board.do(Action.WITHDRAW, SAM, reason=REASON)
    assert {step.action for step in steps_from(board.dossier.state)} == {Action.REVISE}
    assert board.dossier.approval is None


def test_a_lay_reviewer_alone_is_not_enough() -> None:
    board = Board()
    board.submit()
    board.assign(LEE)
    board.review(LEE)
    with pytest.raises(ReviewRefused, match="reviews_missing"):
        board.do(Action.APPROVE, EDDA)


def test_a_conflict_declared_later_takes_the_review_out_again() -> None:
    board = Board()
    board.submit()
    board.assign(RUTH)
    board.review(RUTH)
    board.do(Action.RECUSE, RUTH, conflict=Conflict(declared=True, statement="I lead a company that sells it."))
    with pytest.raises(ReviewRefused, match="reviews_missing"):
        board.do(Action.APPROVE, EDDA)
