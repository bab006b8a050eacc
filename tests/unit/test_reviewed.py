"""What is told of a review, worked out once for every page and file."""

from __future__ import annotations

from dataclasses import replace

from tests.boarding import EDDA, RAJ, RUTH, Board, reworded

from citewell.domain.exporting import ExportMaterial
from citewell.domain.people import MACHINE
from citewell.domain.reviewing import Action, BoardRecord, Conflict
from citewell.exports.markdown import MarkdownExporter
from citewell.reviewed import NOT_COVERED, not_covered, tell_review
from citewell.store.keys import key_id

REASON = "A reference was retracted on 3 November."


def record_of(board: Board) -> BoardRecord:
    return BoardRecord(board.dossier, tuple(board.reviews))


def test_an_article_without_a_board_has_the_caution_and_no_name() -> None:
    told = tell_review(Board().article, None)
    assert "has not been reviewed by a person" in told.caution
    assert (told.people, told.stands, told.mark) == ((), False, "")


def test_only_those_are_named_whose_reviews_the_approval_rests_on() -> None:
    board = Board()
    board.submit()
    board.assign(RUTH, RAJ)
    board.review(RUTH)
    board.do(Action.RECUSE, RAJ, conflict=Conflict(declared=True, statement="I sell the device."))
    board.do(Action.APPROVE, EDDA)
    board.do(Action.PUBLISH, EDDA)
    told = tell_review(board.article, record_of(board))
    assert [one.name for one in told.signers] == ["Ruth"]
    assert "after review by Ruth." in told.caution
    assert not any("Raj" in line for line in told.lines)


def test_a_text_with_mended_typing_errors_is_approved_and_says_what_was_approved() -> None:
    board = Board()
    board.publish(RUTH)
    approved, dossier = board.article, board.dossier
    mended = reworded(approved, f"{approved.direct_answer[0].text} ")
    moved = replace(dossier, digest=mended.digest, published_digest=mended.digest)
    told = tell_review(mended, BoardRecord(moved, tuple(board.reviews)))
    assert (told.approved, told.mended_from) == (True, approved.digest)
    assert [one.name for one in told.signers] == ["Ruth"]
    assert any(approved.digest in line for line in told.lines)


def test_the_approved_text_keeps_its_names_while_a_later_revision_is_on_its_way() -> None:
    board = Board()
    board.publish(RUTH)
    first, submitted = board.article, board.dossier.submitted_at
    board.do(Action.REOPEN, MACHINE, reason=REASON, claim_ids=(first.claims[0].id, "c-of-no-claim"))
    told = tell_review(first, record_of(board))
    assert (told.approved, told.stands, told.touched) == (True, False, (first.claims[0].id,))
    assert told.notice == f"Reopened on {told.notice.removeprefix('Reopened on ').partition(':')[0]}: {REASON}"
    assert submitted
    board.do(Action.REVISE, MACHINE, proposal=reworded(first, "Exercise may ease headache from the neck."))
    assert not tell_review(board.article, record_of(board)).approved
    assert "Ruth" in tell_review(first, record_of(board)).caution


def test_what_people_write_is_text_in_a_file_and_nothing_else() -> None:
    board = Board()
    board.submit()
    board.assign(RUTH)
    board.review(RUTH, conflict=Conflict(declared=False, statement="<b>None</b> [x](http://evil.example)\u202e"))
    board.do(Action.APPROVE, EDDA)
    board.do(Action.PUBLISH, EDDA)
    text = MarkdownExporter().export(ExportMaterial(board.article, record=record_of(board))).decode()
    assert "&lt;b&gt;None&lt;/b&gt; \\[x\\]" in text
    assert "\u202e" not in text


def test_the_key_in_a_bundle_has_the_id_that_the_instance_shows() -> None:
    from citewell.exports.proof import KEY_LENGTH

    assert len(key_id(bytes(32)).removeprefix("k-")) == KEY_LENGTH


def test_words_that_are_harder_than_their_profile_allows_are_no_part_of_an_approval() -> None:
    board = Board()
    assert not_covered(board.article, record_of(board), "easy_read") == ""
    board.publish(RUTH)
    told = {reader: not_covered(board.article, record_of(board), reader) for reader in ("", "patient", "easy_read")}
    assert told == {"": "", "patient": "", "easy_read": NOT_COVERED}
    assert not_covered(board.article, None, "easy_read") == ""


def test_what_an_approval_covers_stays_while_a_later_revision_is_read_anew() -> None:
    board = Board()
    board.publish(RUTH)
    first = board.article
    board.do(Action.REOPEN, MACHINE, reason=REASON)
    board.do(Action.REVISE, MACHINE, proposal=reworded(first, "Exercise may ease headache from the neck."))
    board.dossier = replace(board.dossier, readers=("easy_read",))
    told = {reader: not_covered(first, record_of(board), reader) for reader in ("", "patient", "easy_read")}
    assert told == {"": "", "patient": "", "easy_read": NOT_COVERED}
    earlier = replace(board.dossier.published, reviewers=(), readers=()) if board.dossier.published else None
    unknown = BoardRecord(replace(board.dossier, published=earlier), tuple(board.reviews))
    assert not_covered(first, unknown, "patient") == NOT_COVERED
