"""Records of the board survive being kept, and refuse what they may not hold."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.boarding import EDDA, PETRA, RAJ, REASON, RUTH, SAM, WITH_DOSE, Board, article_of, objecting

from citewell.domain.errors import RecordError
from citewell.domain.review_codec import kept_from_json, kept_to_json
from citewell.domain.reviewing import Action, Approval, Conflict, Decision, Dossier, Review, TieBreak


def full_board() -> Board:
    board = Board(article_of(*WITH_DOSE))
    board.submit()
    board.assign(RUTH, RAJ, PETRA)
    board.review(RUTH, PETRA)
    board.review(RAJ, **objecting(board.article))
    board.do(Action.BREAK_TIE, EDDA, tie_break=board.tie_break(Decision.APPROVE))
    board.do(Action.APPROVE, EDDA)
    board.do(Action.PUBLISH, EDDA)
    return board


def test_dossiers_reviews_approvals_and_tie_breaks_come_back_as_they_were() -> None:
    board = full_board()
    tie_break, approval = board.dossier.tie_break, board.dossier.approval
    assert tie_break is not None
    assert approval is not None
    assert kept_from_json(Dossier, kept_to_json(board.dossier)) == board.dossier
    assert kept_from_json(TieBreak, kept_to_json(tie_break)) == tie_break
    assert kept_from_json(Approval, kept_to_json(approval)) == approval
    assert [kept_from_json(Review, kept_to_json(one)) for one in board.reviews] == board.reviews
    board.do(Action.WITHDRAW, SAM, reason=REASON)
    assert kept_from_json(Dossier, kept_to_json(board.dossier)) == board.dossier


def test_a_record_of_an_earlier_version_takes_defaults_and_anything_else_is_refused() -> None:
    dossier = Board().dossier
    kept = json.loads(kept_to_json(dossier))
    del kept["tombstones"]
    assert kept_from_json(Dossier, json.dumps(kept)) == dossier
    for bad in (
        "[]",
        "nonsense",
        json.dumps(kept | {"state": "blessed"}),
        json.dumps(kept | {"revision": "1"}),
        json.dumps(kept | {"approved": True}),
        json.dumps(kept | {"risks": {}}),
    ):
        with pytest.raises(RecordError):
            kept_from_json(Dossier, bad)


def test_a_dossier_needs_an_author_a_revision_and_a_digest_and_a_declaration_needs_words() -> None:
    dossier = Board().dossier
    for fields in ({"author_id": ""}, {"revision": 0}, {"digest": ""}, {"id": "1"}):
        with pytest.raises(RecordError):
            replace(dossier, **fields)
    with pytest.raises(RecordError):
        Conflict(declared=False, statement=" ")
