"""A claim that is nearly its quote keeps the people that the quote is about."""

from __future__ import annotations

import pytest

from citewell.checks.comparing import make_pair
from citewell.checks.people_kept import compare
from citewell.wiring import read_vocabulary


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("Pregnant women should avoid isotretinoin.", "Women should avoid isotretinoin."),
        ("Women who are breastfeeding should not take codeine.", "Women should not take codeine."),
        ("Children with croup should be given dexamethasone.", "People with croup should be given dexamethasone."),
        ("In patients with renal impairment, the dose is halved.", "The dose is halved."),
        ("In adults over 60 kg the dose is 10 mg.", "The dose is 10 mg."),
        ("For people aged 80 or more, the dose is 2.5 mg.", "The dose is 2.5 mg."),
        ("In infants with reflux, feeds are thickened.", "In reflux, feeds are thickened."),
        ("Screening is offered to people with a first-degree relative with bowel cancer.", "Screening is offered."),
    ],
)
def test_people_left_out_of_a_sentence_are_missed(quote: str, claim: str) -> None:
    assert compare(make_pair(claim, quote, read_vocabulary()))


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("Pregnant women should avoid isotretinoin.", "Isotretinoin should be avoided in pregnancy."),
        ("Children with croup should be given dexamethasone.", "Dexamethasone should be given in childhood croup."),
        ("In patients with gout, the dose is halved.", "The dose is halved in gout."),
        ("In adults over 60 kg the dose is 10 mg.", "The dose is 10 mg above 60 kg."),
        ("Aspirin helps. In children with fever, paracetamol is given.", "Aspirin helps."),
    ],
)
def test_people_named_otherwise_or_of_another_sentence_are_not(quote: str, claim: str) -> None:
    assert not compare(make_pair(claim, quote, read_vocabulary()))
