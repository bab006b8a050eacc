"""Of two figures that a quote gives of two sides, each stays with its side, and more with the greater."""

from __future__ import annotations

import pytest

from citewell.checks import comparison_matches, sides_match
from citewell.checks.comparing import Pair


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Nausea affected 18% on ginger against 30% on placebo.",
            "Nausea affected 30% on ginger.",
        ),
        (
            "Zinc lozenges shortened colds compared with placebo (4.1 vs 6.9 days).",
            "Colds lasted 6.9 days with zinc lozenges and 4.1 days with placebo.",
        ),
        (
            "Gauze was non-inferior to silver dressings: infection occurred in 6% and 8% of burns, respectively.",
            "Infection occurred in 6% of burns with silver dressings and 8% with gauze.",
        ),
        (
            "Bracing lowered the yearly rate of sprains from 2.4 with tape to 1.1.",
            "The yearly rate of sprains was 2.4 with bracing and 1.1 with tape.",
        ),
    ],
)
def test_figures_given_to_the_other_side_are_found(quote: str, claim: str) -> None:
    assert [one.contradicts for one in sides_match.compare(Pair(claim, quote))] == [True]


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Nausea affected 18% on ginger against 30% on placebo.",
            "Of those on placebo 30% had nausea, but only 18% of those on ginger.",
        ),
        (
            "Zinc lozenges shortened colds compared with placebo (4.1 vs 6.9 days).",
            "Colds were shorter with zinc lozenges than with placebo (4.1 against 6.9 days).",
        ),
        (
            "Gauze was non-inferior to silver dressings: infection occurred in 6% and 8% of burns, respectively.",
            "Infection occurred in 8% of burns with silver dressings.",
        ),
    ],
)
def test_figures_beside_their_own_side_pass(quote: str, claim: str) -> None:
    assert list(sides_match.compare(Pair(claim, quote))) == []


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("Gel is preferred to tablets for the knee.", "Tablets are preferred to gel for the knee."),
        ("Iron should be given before zinc.", "Zinc should be given before iron."),
        (
            "Both stitches held, but wound leaks were more common after stapling.",
            "Wound leaks were more common after suturing than after stapling.",
        ),
        (
            "Headache was more frequent with the spray than with the lozenge.",
            "Headache was more frequent with the lozenge than with the spray.",
        ),
        (
            "Glue held in 93% of children versus 71% with strips.",
            "Strips held in more children than glue did.",
        ),
        ("Honey was inferior to silver for healing.", "Honey was superior to silver for healing."),
    ],
)
def test_sides_of_a_comparison_that_have_changed_places_are_found(quote: str, claim: str) -> None:
    assert comparison_matches.compare(Pair(claim, quote))


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Headache was more frequent with the spray than with the lozenge.",
            "Headache was less frequent with the lozenge than with the spray.",
        ),
        (
            "Manipulation gave greater reductions in pain than massage.",
            "Pain was reduced more by manipulation than by massage.",
        ),
        (
            "Keyhole surgery had fewer wound infections than open surgery but more abscesses.",
            "Keyhole surgery had more abscesses than open surgery.",
        ),
        (
            "Denervation lowered pressure by 8 mmHg versus 2 mmHg after a sham procedure.",
            "Pressure dropped more after denervation than after the sham procedure.",
        ),
        ("Iron should be given before zinc.", "Before zinc, iron should be given."),
    ],
)
def test_a_comparison_from_its_other_side_passes(quote: str, claim: str) -> None:
    assert list(comparison_matches.compare(Pair(claim, quote))) == []
