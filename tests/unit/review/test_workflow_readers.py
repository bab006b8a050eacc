"""Which reader profiles an approval covers: those whose wording kept to its grade when the revision was checked."""

from __future__ import annotations

from tests.boarding import ANNA, Board

from citewell.domain.reviewing import Action
from citewell.review.request import Reading


def test_a_profile_whose_wording_is_too_hard_is_no_part_of_what_is_checked() -> None:
    readings = (
        Reading("easy_read", 5.5, 4.0, "For learning only.", lay=True),
        Reading("patient", 5.9, 6.0, "For learning only.", lay=True),
        Reading("specialist", 16.0, 99.0, "For learning only."),
    )
    board = Board()
    board.do(Action.CHECK, ANNA, readings=readings)

    assert board.dossier.readers == ("patient", "specialist")
