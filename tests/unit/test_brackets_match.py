"""What is listed in brackets for one thing is not listed for another."""

from __future__ import annotations

import pytest

from citewell.checks.brackets_match import compare
from citewell.checks.comparing import Pair

QUOTE = "Care is either local (heat, tape or massage) or general (rest, sleep and counselling)."


@pytest.mark.parametrize(
    "claim",
    [
        "Care is either local (rest, sleep and counselling) or general (heat, tape or massage).",
        "General care, such as heat and tape, differs from local care (sleep, counselling).",
    ],
)
def test_lists_that_changed_places_are_found(claim: str) -> None:
    assert [one.contradicts for one in compare(Pair(claim, QUOTE))] == [True]


@pytest.mark.parametrize(
    "claim",
    [
        "Care is either general (counselling, rest and sleep) or local (massage, heat or tape).",
        "Local care, such as massage, is one sort of care.",
        "Care is either local or general.",
    ],
)
def test_lists_that_stay_with_their_thing_pass(claim: str) -> None:
    assert compare(Pair(claim, QUOTE)) == []
