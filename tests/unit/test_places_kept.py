"""Two things that have changed places are told from phrases that only stand elsewhere."""

from __future__ import annotations

import pytest

from citewell.checks.comparing import Pair
from citewell.checks.places_kept import compare

PAIN = "Mean pain fell from 7.4 before the injection to 2.1 at 24 hours and was 3.6 at 6 months."
STONES = "The drug helped stones of 5 to 10 mm to pass more often than placebo did, but not stones under 4 mm."
PEN = "The pen is injected into the outer thigh, through clothing if necessary, and never into the buttock."
EFFECT = "Massage had a small effect on stiffness at 3 months but none on grip strength."


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (PAIN, "Mean pain fell from 7.4 before the injection to 3.6 at 24 hours and was 2.1 at 6 months."),
        (
            STONES,
            "The drug helped stones under 4 mm to pass more often than placebo did, but not stones of 5 to 10 mm.",
        ),
        (PEN, "The pen is injected into the outer thigh, into the buttock if necessary, and never through clothing."),
        (EFFECT, "Massage had a small effect on grip strength at 3 months but none on stiffness."),
        (
            "Bleeding led to stopping in 2.4% with edoxaban and 0.8% with aspirin.",
            "Bleeding led to stopping in 0.8% with edoxaban and 2.4% with aspirin.",
        ),
    ],
)
def test_two_things_in_each_others_place_are_found(quote: str, claim: str) -> None:
    assert compare(Pair(claim, quote))


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (PAIN, "Before the injection mean pain was 7.4; it fell to 2.1 at 24 hours and was 3.6 at 6 months."),
        (PAIN, "At 6 months pain was 3.6; at 24 hours it had been 2.1."),
        (STONES, "The drug did not help stones under 4 mm."),
        (EFFECT, "At 3 months massage had a small effect on stiffness but none on grip strength."),
        ("Urate crystals cause gout.", "Gout is caused by urate crystals."),
        ("Advice raised abstinence from 3% to 5%.", "Abstinence was raised by advice (5% versus 3%)."),
        ("Relief came back in 12 of 14 patients (86%).", "Relief came back in 86% of patients (12 of 14)."),
        (
            "Bleeding led to stopping in 2.4% with edoxaban and 0.8% with aspirin.",
            "With aspirin bleeding led to stopping in 0.8%, and with edoxaban in 2.4%.",
        ),
    ],
)
def test_what_only_stands_elsewhere_is_left_alone(quote: str, claim: str) -> None:
    assert not compare(Pair(claim, quote))
