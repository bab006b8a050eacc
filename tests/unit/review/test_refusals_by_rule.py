"""Each rule of the board refuses its case and names itself; what is in order passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.boarding import (
    ANNA,
    EDDA,
    ERIK,
    LEE,
    NO_CONFLICT,
    PETRA,
    RAJ,
    REASON,
    RUTH,
    SAM,
    WITH_DOSE,
    Board,
    article_of,
    objecting,
    person,
    reworded,
)

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Finding
from citewell.domain.enums import DocumentStatus, Severity
from citewell.domain.errors import ReviewRefused
from citewell.domain.people import MACHINE, Role
from citewell.domain.reviewing import (
    Action,
    Answer,
    Capacity,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Judgement,
    ReviewState,
)
from citewell.review.request import Reading, Request
from citewell.review.rules import rules
from citewell.review.transitions import steps

CONFLICT = Conflict(declared=True, statement="My clinic is paid by the maker.")
LATER = person("Ludo", Role.REVIEWER, verified=False)
NINA = person("Nina", Role.AUTHOR)
SKIN = person("Dora", Role.REVIEWER, specialties=("dermatology",))
EDITED = "Exercise may ease headache that comes from the neck."


def drafted(**article: object) -> Board:
    return Board(with_digest(replace(Board().article, **article))) if article else Board()  # type: ignore[arg-type]


def reviewed(*people: object, article: tuple[str, ...] = ()) -> Board:
    """An article under review by some people."""
    board = Board(article_of(*article)) if article else Board()
    board.submit()
    board.assign(*people)  # type: ignore[arg-type]
    return board


def disagreeing() -> Board:
    board = reviewed(RUTH, RAJ)
    board.review(RUTH)
    board.review(RAJ, **objecting(board.article))
    return board


def done(*people: object, article: tuple[str, ...] = ()) -> Board:
    board = reviewed(*people, article=article)
    board.review(*people)  # type: ignore[arg-type]
    return board


def approved() -> Board:
    board = Board()
    board.approve(RUTH)
    return board


def published() -> Board:
    board = Board()
    board.publish(RUTH)
    return board


def lay_reading(grade: float) -> Reading:
    return Reading("patient", grade, 6.0, "For learning only.", lay=True)


def check(board: Board, **fields: object) -> Request:
    return board.request(Action.CHECK, ANNA, **fields)


def give(board: Board, who: object = RUTH, **fields: object) -> Request:
    return board.review_request(who, **fields)  # type: ignore[arg-type]


def approve(board: Board, who: object = EDDA, **fields: object) -> Request:
    return board.request(Action.APPROVE, who, **fields)  # type: ignore[arg-type]


def ask(board: Board, who: object, **fields: object) -> Request:
    asked = board.asked(who, **fields)  # type: ignore[arg-type]
    return board.request(Action.ASSIGN, EDDA, assignment=asked, person=who)


def retracted(board: Board) -> tuple:  # type: ignore[type-arg]
    first, *others = board.article.references
    return (replace(first, status=DocumentStatus.RETRACTED), *others)


def unresolved(board: Board) -> tuple:  # type: ignore[type-arg]
    return board.article.references[1:]


def objected() -> Board:
    board = reviewed(RUTH)
    board.review(RUTH, **objecting(board.article))
    return board


def half_done() -> Board:
    board = reviewed(RUTH, RAJ)
    board.review(RUTH)
    return board


def otherwise_approved() -> Board:
    """Approved, but the approval names another text."""
    board = approved()
    assert board.dossier.approval is not None
    board.dossier = replace(board.dossier, approval=replace(board.dossier.approval, digest=STALE))
    return board


def withdrawn() -> Board:
    board = published()
    board.do(Action.WITHDRAW, SAM, reason=REASON)
    return board


def checked() -> Board:
    board = Board()
    board.do(Action.CHECK, ANNA)
    return board


def edit(board: Board, action: Action, who: object = ANNA, **fields: object) -> Request:
    return board.request(action, who, **({"proposal": reworded(board.article, EDITED)} | fields))  # type: ignore[arg-type]


def untie(board: Board, **fields: object) -> Request:
    return board.request(Action.BREAK_TIE, EDDA, **({"tie_break": board.tie_break(Decision.APPROVE)} | fields))


FAILED = Finding("negation_matches", Severity.ERROR, Board().article.claims[0].id, "A not is lost.")
STALE = "0" * 64

CASES: list[tuple[str, Callable[[], Board], Callable[[Board], Request]]] = [
    ("no_such_step", Board, lambda b: approve(b)),
    ("person_only", lambda: done(RUTH), lambda b: approve(b, MACHINE)),
    ("role_missing", lambda: done(RUTH), lambda b: approve(b, SAM)),
    ("role_missing", lambda: done(RUTH), lambda b: approve(b, replace(EDDA, second_factor=False))),
    ("role_missing", lambda: done(RUTH), lambda b: approve(b, replace(EDDA, active=False))),
    ("not_own_dossier", Board, lambda b: b.request(Action.CHECK, person("Nina", Role.AUTHOR))),
    ("stale_digest", Board, lambda b: check(b, digest=STALE)),
    ("stale_digest", Board, lambda b: check(b, article=reworded(b.article, EDITED))),
    ("stale_digest", Board, lambda b: check(b, article=replace(b.article, question="Another question?"))),
    ("stale_digest", Board, lambda b: check(b, article=None)),
    ("no_claims", lambda: drafted(direct_answer=(), sections=()), check),
    ("checks_failed", Board, lambda b: check(b, findings=(FAILED,))),
    ("checks_failed", Board, lambda b: check(b, findings=None)),
    ("source_retracted", lambda: drafted(references=retracted(Board())), check),
    ("source_retracted", Board, lambda b: check(b, standing={"doc-2": DocumentStatus.RETRACTED})),
    ("source_retracted", Board, lambda b: check(b, standing=None)),
    ("number_unresolved", lambda: drafted(references=unresolved(Board())), check),
    ("disclaimer_missing", Board, lambda b: check(b, readings=(Reading("patient", 5.0, 6.0, " "),))),
    ("disclaimer_missing", Board, lambda b: check(b, readings=())),
    ("hard_to_read", Board, lambda b: check(b, readings=(lay_reading(6.2),))),
    ("hard_to_read", Board, lambda b: check(b, readings=(lay_reading(float("nan")),))),
    ("nothing_changed", Board, lambda b: b.request(Action.REVISE, ANNA, proposal=b.article)),
    ("nothing_changed", Board, lambda b: b.request(Action.REVISE, ANNA)),
    ("own_article", lambda: done(RUTH), lambda b: approve(b, replace(EDDA, id=ANNA.id))),
    ("own_article", lambda: reviewed(RUTH), lambda b: ask(b, replace(RAJ, id=ANNA.id))),
    ("own_article", lambda: reviewed(RUTH), lambda b: give(b, replace(RUTH, id=ANNA.id))),
    ("approver_reviewed", lambda: done(ERIK), lambda b: approve(b, ERIK)),
    ("approver_reviewed", disagreeing, lambda b: b.request(Action.BREAK_TIE, replace(EDDA, id=RAJ.id))),
    ("reviewer_edits", approved, lambda b: b.request(Action.MEND_TYPOS, EDDA, proposal=reworded(b.article, EDITED))),
    ("capacity_missing", lambda: reviewed(RUTH), lambda b: ask(b, EDDA)),
    ("capacity_missing", lambda: reviewed(RUTH), lambda b: ask(b, RAJ, capacity=Capacity.PHARMACIST)),
    ("credentials_unverified", lambda: reviewed(RUTH), lambda b: ask(b, LATER)),
    ("credentials_unverified", lambda: reviewed(RUTH), lambda b: ask(b, replace(RAJ, credentials=""))),
    ("credentials_unverified", lambda: reviewed(RUTH), lambda b: replace(
        give(b), person=replace(RUTH, verified=False))),
    ("specialty_missing", lambda: reviewed(RUTH), lambda b: ask(b, RAJ, specialty="oncology")),
    ("already_assigned", lambda: reviewed(RUTH), lambda b: ask(b, RUTH)),
    ("saw_verdicts", lambda: done(RUTH), lambda b: ask(b, ERIK)),
    ("not_assigned", lambda: reviewed(RUTH), lambda b: give(b, RAJ)),
    ("not_assigned", lambda: reviewed(RUTH), lambda b: give(b, specialty="oncology")),
    ("already_reviewed", lambda: done(RUTH), give),
    ("review_stands", lambda: done(RUTH), lambda b: b.request(Action.RELEASE, EDDA, assignment=b.asked(RUTH))),
    ("stale_digest", lambda: reviewed(RUTH), lambda b: replace(give(b), digest=STALE)),
    ("stale_digest", lambda: reviewed(RUTH), lambda b: give(b, digest=STALE)),
    ("stale_release", lambda: reviewed(RUTH), lambda b: replace(give(b), release="another")),
    ("not_own_review", lambda: reviewed(RUTH, RAJ), lambda b: give(b, reviewer_id=RAJ.id)),
    ("not_own_review", lambda: reviewed(RUTH), lambda b: give(b, credentials="Professor")),
    ("conflict_undeclared", lambda: reviewed(RUTH), lambda b: give(b, conflict=None)),
    ("conflict_undeclared", lambda: reviewed(RUTH), lambda b: b.request(Action.RECUSE, RUTH, conflict=NO_CONFLICT)),
    ("conflict_declared", lambda: reviewed(RUTH), lambda b: give(b, conflict=CONFLICT)),
    ("claims_unjudged", lambda: reviewed(RUTH), lambda b: give(b, verdicts=())),
    ("claims_unjudged", lambda: reviewed(RUTH), lambda b: give(b, verdicts=give(b).review.verdicts[:1])),  # type: ignore[union-attr]
    ("claims_unjudged", lambda: reviewed(RUTH), lambda b: give(b, verdicts=give(b).review.verdicts * 2)),  # type: ignore[union-attr]
    ("claims_unjudged", lambda: reviewed(RUTH), lambda b: give(b, verdicts=(ClaimVerdict("c0", Judgement.CORRECT),
                                                                            *give(b).review.verdicts))),  # type: ignore[union-attr]
    ("comment_missing", lambda: reviewed(RUTH), lambda b: give(
        b, verdicts=tuple(ClaimVerdict(one.id, Judgement.UNSAFE, " ") for one in b.article.claims))),
    ("checklist_open", lambda: reviewed(RUTH), lambda b: give(b, checklist=())),
    ("checklist_open", lambda: reviewed(RUTH), lambda b: give(
        b, checklist=(*give(b).review.checklist, ChecklistAnswer("doses", Answer.GOOD)))),  # type: ignore[union-attr]
    ("decision_ungrounded", lambda: reviewed(RUTH), lambda b: give(
        b, **{**objecting(b.article), "decision": Decision.APPROVE})),
    ("decision_ungrounded", lambda: reviewed(RUTH), lambda b: give(b, decision=Decision.REQUEST_CHANGES)),
    ("review_awaited", lambda: reviewed(RUTH), approve),
    ("reviews_missing", lambda: done(PETRA), approve),
    ("reviews_missing", lambda: done(RUTH, article=WITH_DOSE), approve),
    ("specialists_missing", lambda: done(RUTH, SKIN, PETRA, article=WITH_DOSE), approve),
    ("pharmacist_missing", lambda: done(RUTH, RAJ, article=WITH_DOSE), approve),
    ("reviews_disagree", disagreeing, approve),
    ("no_disagreement", lambda: done(RUTH), lambda b: b.request(Action.BREAK_TIE, EDDA,
                                                               tie_break=b.tie_break(Decision.APPROVE))),
    ("reason_missing", disagreeing, lambda b: b.request(
        Action.BREAK_TIE, EDDA, tie_break=replace(b.tie_break(Decision.APPROVE), reason="yes"))),
    ("reason_missing", lambda: done(RUTH), lambda b: b.request(Action.REQUEST_CHANGES, EDDA, reason="see above")),
    ("reason_missing", published, lambda b: b.request(Action.WITHDRAW, SAM)),
    ("stale_digest", lambda: done(RUTH), lambda b: approve(b, digest=STALE)),
    ("stale_release", lambda: done(RUTH), lambda b: approve(b, release="another")),
    ("source_retracted", lambda: done(RUTH), lambda b: approve(b, standing={"doc-1": DocumentStatus.RETRACTED})),
    ("checks_failed", lambda: done(RUTH), lambda b: approve(b, findings=(FAILED,))),
    ("date_out_of_range", lambda: done(RUTH), lambda b: approve(b, next_review="2029-11-03")),
    ("date_out_of_range", lambda: done(RUTH), lambda b: approve(b, next_review="2026-11-02")),
    ("date_out_of_range", lambda: done(RUTH), lambda b: approve(b, next_review="soon")),
    ("date_out_of_range", lambda: done(RUTH, RAJ, PETRA, article=WITH_DOSE), lambda b: approve(
        b, next_review="2027-06-01")),
    ("source_retracted", approved, lambda b: b.request(
        Action.PUBLISH, EDDA, standing={"doc-1": DocumentStatus.RETRACTED})),
    ("stale_digest", approved, lambda b: b.request(Action.PUBLISH, EDDA, digest=STALE)),
    ("not_typo", approved, lambda b: b.request(Action.MEND_TYPOS, ANNA, proposal=reworded(b.article, EDITED))),
    ("not_due", published, lambda b: b.request(Action.CALL_DUE, MACHINE, at="2027-11-01T00:00:00+00:00")),
    ("no_successor", published, lambda b: b.request(Action.SUPERSEDE, EDDA)),
    ("no_successor", published, lambda b: b.request(Action.SUPERSEDE, EDDA, successor=b.dossier)),
    ("changes_asked", objected, approve),
    ("stale_digest", lambda: reviewed(RUTH), lambda b: replace(ask(b, RAJ), digest=STALE)),
    ("own_article", disagreeing, lambda b: b.request(Action.BREAK_TIE, replace(EDDA, id=ANNA.id))),
    ("review_awaited", half_done, untie),
    ("stale_digest", disagreeing, lambda b: untie(b, digest=STALE)),
    ("approval_void", otherwise_approved, lambda b: edit(b, Action.MEND_TYPOS)),
    ("not_own_dossier", approved, lambda b: edit(b, Action.MEND_TYPOS, NINA)),
    ("nothing_changed", approved, lambda b: edit(b, Action.MEND_TYPOS, proposal=b.article)),
    ("stale_digest", approved, lambda b: edit(b, Action.MEND_TYPOS, digest=STALE)),
    ("approval_void", otherwise_approved, lambda b: b.request(Action.PUBLISH, EDDA)),
    ("stale_release", approved, lambda b: b.request(Action.PUBLISH, EDDA, release="another")),
    ("not_assigned", lambda: reviewed(RUTH), lambda b: b.request(Action.RECUSE, RAJ, conflict=CONFLICT)),
    ("reason_missing", Board, lambda b: b.request(Action.REJECT, EDDA)),
    ("stale_digest", Board, lambda b: b.request(Action.REJECT, EDDA, reason=REASON, digest=STALE)),
    ("own_article", lambda: reviewed(RUTH), lambda b: b.request(
        Action.RELEASE, replace(EDDA, id=ANNA.id), assignment=b.asked(RUTH))),
    ("stale_digest", lambda: reviewed(RUTH), lambda b: b.request(
        Action.RELEASE, EDDA, assignment=b.asked(RUTH), digest=STALE)),
    ("reason_missing", published, lambda b: b.request(Action.REOPEN, MACHINE)),
    ("own_article", objected, lambda b: b.request(Action.REQUEST_CHANGES, replace(EDDA, id=ANNA.id), reason=REASON)),
    ("stale_digest", objected, lambda b: b.request(Action.REQUEST_CHANGES, EDDA, reason=REASON, digest=STALE)),
    ("not_own_dossier", Board, lambda b: edit(b, Action.REVISE, NINA)),
    ("reason_missing", withdrawn, lambda b: edit(b, Action.REVISE, EDDA)),
    ("stale_digest", Board, lambda b: edit(b, Action.REVISE, digest=STALE)),
    ("not_own_dossier", checked, lambda b: b.request(Action.SUBMIT, NINA)),
    ("stale_digest", checked, lambda b: b.request(Action.SUBMIT, ANNA, digest=STALE)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "board", "request_of"), CASES, ids=[f"{place}-{case[0]}" for place, case in enumerate(CASES)]
)
def test_a_request_against_a_rule_is_refused_with_its_name_and_remedy(
    rule: str, board: Callable[[], Board], request_of: Callable[[Board], Request]
) -> None:
    made = board()
    request = request_of(made)
    with pytest.raises(ReviewRefused) as refused:
        made.do(request.action, request.actor, **_fields(request))
    assert refused.value.rule == rule
    assert rules()[rule].sentence in refused.value.message or rule in ("checks_failed", "source_retracted",
                                                                      "number_unresolved")  # fmt: skip
    assert refused.value.remedy or rule in ("checks_failed", "source_retracted", "number_unresolved")


def _fields(request: Request) -> dict[str, object]:
    names = [name for name in Request.__dataclass_fields__ if name not in ("action", "actor")]
    return {name: getattr(request, name) for name in names}


def test_every_rule_of_every_step_has_a_case_here() -> None:
    tried = {(request_of(board()).action, rule) for rule, board, request_of in CASES}
    assert {(step.action, name) for step in steps() for name in step.policies} <= tried
    assert {rule for rule, _, _ in CASES} == set(rules())


def test_what_the_reviews_or_the_tie_break_do_not_approve_is_not_approved() -> None:
    board = reviewed(RUTH)
    board.review(RUTH, **objecting(board.article))
    with pytest.raises(ReviewRefused, match="rule changes_asked"):
        board.do(Action.APPROVE, EDDA)
    board = disagreeing()
    board.do(Action.BREAK_TIE, EDDA, tie_break=board.tie_break(Decision.REQUEST_CHANGES))
    with pytest.raises(ReviewRefused, match="rule changes_asked"):
        board.do(Action.APPROVE, EDDA)


def test_a_tie_broken_for_approval_lets_it_pass_with_the_reason_on_the_approval_until_another_is_asked() -> None:
    board = disagreeing()
    board.do(Action.BREAK_TIE, EDDA, tie_break=board.tie_break(Decision.APPROVE))
    asked = replace(board)
    asked.dossier = board.dossier
    board.do(Action.APPROVE, EDDA)
    assert board.dossier.approval is not None
    assert board.dossier.approval.tie_break == REASON
    third = person("Theo", Role.REVIEWER)
    asked.assign(third)
    asked.review(third, **objecting(asked.article, Judgement.UNSAFE))
    with pytest.raises(ReviewRefused, match="rule reviews_disagree"):
        asked.do(Action.APPROVE, EDDA)


def test_an_approval_of_another_text_does_not_publish_this_one() -> None:
    board = approved()
    board.dossier = replace(board.dossier, digest=STALE)
    with pytest.raises(ReviewRefused, match="rule approval_void"):
        board.do(Action.PUBLISH, EDDA, article=None)


def test_any_edit_makes_a_new_revision_and_voids_approval_reviews_and_tie_break() -> None:
    board = approved()
    board.do(Action.REVISE, ANNA, proposal=reworded(board.article, EDITED))
    assert (board.dossier.state, board.dossier.revision, board.dossier.approval) == (ReviewState.DRAFT, 2, None)
    board.submit()
    board.assign(RAJ)
    with pytest.raises(ReviewRefused, match="rule review_awaited"):
        board.do(Action.APPROVE, EDDA)


def test_who_edited_a_revision_as_an_editor_approves_no_later_one() -> None:
    board = Board()
    board.do(Action.REVISE, EDDA, proposal=reworded(board.article, EDITED))
    board.do(Action.CHECK, ANNA)
    board.do(Action.SUBMIT, ANNA)
    with pytest.raises(ReviewRefused, match="rule own_article"):
        board.assign(RUTH)


def test_a_reopened_article_that_is_submitted_unchanged_is_reviewed_anew() -> None:
    board = published()
    board.do(Action.REOPEN, MACHINE, reason=REASON)
    board.submit()
    board.assign(RUTH)
    with pytest.raises(ReviewRefused, match="rule review_awaited"):
        board.do(Action.APPROVE, EDDA)
    board.review(RUTH)
    assert board.do(Action.APPROVE, EDDA).approval is not None


def test_a_mended_typing_error_keeps_the_approval_and_the_way_to_it() -> None:
    board = Board(article_of("Patients recieve  exercise for headache.", "Manual therapy may help some adults."))
    board.publish(RUTH)
    before = board.dossier
    board.do(Action.MEND_TYPOS, ANNA, proposal=reworded(board.article, "Patients receive exercise for headache."))
    assert board.dossier.state is ReviewState.PUBLISHED
    assert board.dossier.published_digest == board.dossier.digest != before.digest
    assert [(one.from_digest, one.to_digest) for one in board.dossier.mends] == [(before.digest, board.dossier.digest)]
    assert board.dossier.approval == before.approval


def test_high_risk_is_approved_by_two_specialists_and_a_pharmacist_for_six_months() -> None:
    board = done(RUTH, RAJ, PETRA, article=WITH_DOSE)
    board.do(Action.APPROVE, EDDA)
    approval = board.dossier.approval
    assert approval is not None
    assert approval.next_review == "2027-05-02"
    assert set(approval.reviewer_ids) == {RUTH.id, RAJ.id, PETRA.id}


def test_an_ordinary_article_is_approved_by_one_reviewer_for_twelve_months_and_a_lay_reviewer_may_join() -> None:
    board = done(RUTH, LEE)
    board.do(Action.APPROVE, EDDA, next_review="")
    assert board.dossier.next_review == "2027-11-02"
    assert board.dossier.reviewed_at == "2026-11-02"
