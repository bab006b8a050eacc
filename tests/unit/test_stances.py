"""The stand that a statement takes: for or against, on what works, what is required, what is better than sham."""

from __future__ import annotations

import pytest

from citewell.compose.stances import find_stances

SHAM = "whether it works better than sham or placebo"


@pytest.mark.parametrize(
    ("text", "favours"),
    [
        ("Pain fell more with acupuncture, which was superior to sham.", True),
        ("Against placebo, the patch showed a fall in attacks of two a month.", True),
        ("Zinc was no better than placebo for the common cold.", False),
        ("Attacks fell in both the real-stimulation and the sham group.", False),
        ("Pain scores did not differ between arthroscopy and placebo.", False),
        ("The drug was not superior to placebo at one year.", False),
    ],
)
def test_a_statement_stands_for_or_against_more_than_sham_or_placebo(text: str, favours: bool) -> None:
    assert [stance.favours for stance in find_stances(text) if stance.measure == SHAM] == [favours]


@pytest.mark.parametrize(
    "text",
    [
        "Patients were randomised to the drug or to placebo.",
        "The sham group had ten visits as well.",
        "Nausea was more common with placebo than had been expected.",
    ],
)
def test_naming_a_sham_or_a_placebo_is_no_stand(text: str) -> None:
    assert not [stance for stance in find_stances(text) if stance.measure == SHAM]
