"""Dates of review, differences between revisions, what readers see, readers' reports, figures of the board."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.boarding import ANNA, EDDA, PETRA, RAJ, REASON, RUTH, SAM, WITH_DOSE, Board, article_of, objecting, reworded

from citewell.domain.people import MACHINE, Role
from citewell.domain.reviewing import Action, Judgement, ReviewState
from citewell.review.approvals import statement
from citewell.review.dates import days_between, in_range, is_due, latest_review, next_review
from citewell.review.differences import Kind, Piece, differences, share_changed, word_differences
from citewell.review.error_items import ItemState, is_overdue, item_of
from citewell.review.reading_state import reader_state
from citewell.review.statistics import board_figures, days_to_approval

EDITED = "Exercise may ease headache that comes from the neck."


def test_the_next_review_is_in_twelve_months_in_six_for_high_risk_and_in_thirty_six_at_most() -> None:
    assert next_review("2026-11-02", high_risk=False) == "2027-11-02"
    assert next_review("2026-11-02", high_risk=True) == "2027-05-02"
    assert latest_review("2026-11-02", high_risk=False) == "2029-11-02"
    assert latest_review("2026-11-02", high_risk=True) == "2027-05-02"


def test_months_end_on_their_last_day_where_they_are_shorter() -> None:
    assert next_review("2026-08-31", high_risk=True) == "2027-02-28"
    assert next_review("2027-08-29", high_risk=True) == "2028-02-29"
    assert next_review("2028-02-29", high_risk=False) == "2029-02-28"


def test_a_date_is_in_range_after_the_day_of_approval_and_up_to_the_last_day() -> None:
    assert in_range("2029-11-02", approved="2026-11-02", high_risk=False)
    for chosen in ("2029-11-03", "2026-11-02", "", "02/11/2027"):
        assert not in_range(chosen, approved="2026-11-02", high_risk=False)
    assert is_due("2027-11-02", "2027-11-02")
    assert not is_due("2027-11-02", "2027-11-01")
    assert not is_due("", "2027-11-01")
    assert days_between("2026-11-02", "2026-11-12T10:00:00+00:00") == 10


def test_words_that_came_and_went_are_told_and_give_both_texts_back() -> None:
    before, after = "Exercise eases headache a lot.", "Exercise may ease headache."
    pieces = word_differences(before, after)
    assert Piece(Kind.REMOVED, " eases") in pieces
    assert Piece(Kind.ADDED, " may ease") in pieces
    assert "".join(one.text for one in pieces if one.kind is not Kind.ADDED) == before
    assert "".join(one.text for one in pieces if one.kind is not Kind.REMOVED) == after


def test_a_lost_not_is_a_piece_of_its_own() -> None:
    assert word_differences("It is not safe.", "It is safe.") == (
        Piece(Kind.KEPT, "It is"),
        Piece(Kind.REMOVED, " not"),
        Piece(Kind.KEPT, " safe."),
    )


def test_claims_are_told_as_kept_changed_added_and_removed() -> None:
    before = article_of("Exercise eases headache from the neck.", "Manual therapy may help.", "Blocks were tried.")
    after = article_of("Exercise may ease headache from the neck.", "Manual therapy may help.", "A drug was tested.")
    found = differences(before, after)
    assert [one.kind for one in found] == [Kind.CHANGED, Kind.KEPT, Kind.ADDED, Kind.REMOVED]
    assert found[2].documents_added == found[3].documents_removed == ("doc-3",)
    assert share_changed(before, after) == pytest.approx(2 / 3)
    assert share_changed(before, before) == 0
    assert all(one.kind is Kind.KEPT and not one.moved for one in differences(before, before))


def test_a_quote_that_was_exchanged_is_a_change_though_the_words_stay() -> None:
    before = article_of("Exercise eases headache.")
    after = reworded(before, "Exercise eases headache.", quote="Exercise eases headache in most.")
    (found,) = differences(before, after)
    assert (found.kind, found.requoted) == (Kind.CHANGED, True)


def test_readers_see_the_way_and_the_caution_until_it_is_published() -> None:
    board = Board()
    reached = [reader_state(board.dossier, board.dossier.digest).reached]
    board.submit()
    reached.append(reader_state(board.dossier, board.dossier.digest).reached)
    board.assign(RUTH)
    reached.append(reader_state(board.dossier, board.dossier.digest).reached)
    board.review(RUTH)
    board.do(Action.APPROVE, EDDA)
    told = reader_state(board.dossier, board.dossier.digest)
    assert (*reached, told.reached) == (0, 1, 2, 3)
    assert told.caution
    assert not told.indexable
    board.do(Action.PUBLISH, EDDA)
    told = reader_state(board.dossier, board.dossier.digest)
    assert (told.caution, told.indexable, told.approval) == ("", True, board.dossier.approval)


def test_a_reader_of_the_old_page_sees_the_notice_at_once_and_until_a_new_revision_is_published() -> None:
    board = Board()
    board.publish(RUTH)
    old = board.dossier.digest
    board.do(Action.REOPEN, MACHINE, reason=REASON, claim_ids=(board.article.claims[0].id,))
    board.do(Action.REVISE, MACHINE, proposal=reworded(board.article, EDITED))
    told = reader_state(board.dossier, old)
    assert told.notice is not None
    assert told.notice.reason == REASON
    assert not told.indexable
    assert told.approval is not None
    board.approve(RUTH)
    board.do(Action.PUBLISH, EDDA)
    assert reader_state(board.dossier, board.dossier.digest).notice is None
    assert reader_state(board.dossier, old).newer_digest == board.dossier.digest
    assert reader_state(board.dossier, old).caution


def test_a_withdrawn_text_is_a_tombstone_with_its_reason_for_good() -> None:
    board = Board()
    board.publish(RUTH)
    old = board.dossier.digest
    board.do(Action.WITHDRAW, SAM, reason=REASON)
    told = reader_state(board.dossier, old)
    assert (told.tombstone, told.notice and told.notice.reason) == (True, REASON)
    board.do(Action.REVISE, EDDA, proposal=reworded(board.article, EDITED), reason=REASON)
    assert reader_state(board.dossier, old).tombstone
    assert not reader_state(board.dossier, board.dossier.digest).tombstone
    board.do(Action.CHECK, ANNA)
    board.do(Action.SUBMIT, ANNA)
    erna = replace(EDDA, id="p-erna2222", name="Erna")
    board.assign(RUTH, by=erna)
    board.review(RUTH)
    board.do(Action.APPROVE, erna)
    board.do(Action.PUBLISH, erna)
    assert reader_state(board.dossier, old).tombstone
    assert reader_state(board.dossier, board.dossier.digest).indexable


def test_a_due_article_says_so_and_a_superseded_one_names_no_successor_as_itself() -> None:
    board = Board()
    board.publish(RUTH)
    board.do(Action.CALL_DUE, MACHINE, at="2027-11-02T08:00:00+00:00")
    assert "due" in reader_state(board.dossier, board.dossier.digest).words
    other = replace(board.dossier, id="d-2", state=ReviewState.PUBLISHED)
    board.do(Action.SUPERSEDE, EDDA, successor=other)
    told = reader_state(board.dossier, board.dossier.digest)
    assert (told.words, told.indexable, board.dossier.superseded_by) == ("Superseded by a newer article", False, "d-2")


def test_what_is_signed_names_text_release_people_and_date_and_changes_with_any_of_them() -> None:
    board = Board(article_of(*WITH_DOSE))
    board.approve(RUTH, RAJ, PETRA)
    approval = board.dossier.approval
    assert approval is not None
    signed = statement(approval, board.reviews)
    for word in (approval.digest, approval.release, "Edda", "Ruth", "Raj", "Petra", approval.next_review):
        assert word.encode() in signed
    assert statement(approval, list(reversed(board.reviews))) == signed
    assert statement(replace(approval, signature="x", public_key="y"), board.reviews) == signed
    assert statement(replace(approval, digest="0" * 64), board.reviews) != signed
    assert statement(replace(approval, readers=("patient", "nurse")), board.reviews) != signed
    assert statement(replace(approval, reviewers=approval.reviewers[:2]), board.reviews) != signed
    assert statement(replace(approval, approver_credentials="MD"), board.reviews) != signed
    earlier = replace(approval, reviewers=())  # names its people by the reviews alone
    assert statement(earlier, board.reviews[:2]) != statement(earlier, board.reviews)


def report(text: str, board: Board | None = None) -> tuple[Role, str]:
    item = item_of(
        "r-1", digest="0", claim_id="", text=text, reported_at="2026-11-02T10:00:00+00:00",
        dossier=board.dossier if board else None,
    )  # fmt: skip
    return item.owner, item.due


def test_a_report_becomes_an_item_with_an_owner_and_a_date() -> None:
    risky = Board(article_of(*WITH_DOSE))
    risky.publish(RUTH, RAJ, PETRA)
    assert report("The second link is broken.") == (Role.EDITOR, "2026-11-16")
    assert report("The second link is broken.", risky) == (Role.EDITOR, "2026-11-05")
    assert report("This is the wrong dose, it is dangerous.") == (Role.SAFETY_OFFICER, "2026-11-03")


def test_an_open_item_is_overdue_after_its_day() -> None:
    item = item_of("r-1", digest="0", claim_id="", text="A slip.", reported_at="2026-11-02T10:00:00", dossier=None)
    assert not is_overdue(item, "2026-11-16")
    assert is_overdue(item, "2026-11-17")
    assert not is_overdue(replace(item, state=ItemState.UPHELD), "2026-11-17")


def test_the_figures_of_the_board_are_counts_medians_and_shares() -> None:
    board = Board(article_of(*WITH_DOSE))
    board.submit()
    board.assign(RUTH, RAJ)
    board.review(RUTH, started_at="2026-11-02T00:00:00.000000+00:00", given_at="2026-11-02T00:30:00.000000+00:00")
    board.review(RAJ, **objecting(board.article))
    history = [
        ("2026-11-02T00:00:00+00:00", ReviewState.SUBMITTED),
        ("2026-11-04T12:00:00+00:00", ReviewState.APPROVED),
    ]
    figures = board_figures([board.reviews], [history], [(board.article, reworded(board.article, EDITED))])
    assert (figures.reviews, figures.minutes, figures.days_to_approval) == (2, 30.0, 2.5)
    assert figures.judgements[Judgement.WRONG] == 1
    assert figures.changed == 0.5
    assert figures.agreement.share == 0.5
    assert days_to_approval(history[:1]) is None
    assert board_figures([], [], []).minutes is None
