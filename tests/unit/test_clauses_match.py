"""What a quote says of two things in two clauses is not exchanged between them."""

from __future__ import annotations

import pytest

from citewell.checks.clauses_match import compare
from citewell.checks.comparing import Pair
from citewell.text.canonical import read_meaning
from citewell.text.clauses import AFFIRMED, DENIED, clauses_of, with_figures


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Itching is common with the patch, whereas blistering is rare.",
            "Blistering is common with the patch, whereas itching is rare.",
        ),
        (
            "The syrup shortened the cough but had no effect on fever.",
            "The syrup had no effect on the cough but shortened the fever.",
        ),
        (
            "Dry eczema is treated with ointments; weeping eczema needs soaks.",
            "Weeping eczema is treated with ointments, while dry eczema needs soaks.",
        ),
        (
            "Relapse was seen in 12% of patients after excision and in 31% of those after curettage.",
            "Relapse was seen in 31% of patients after excision and in 12% of those after curettage.",
        ),
        (
            "Splinting eased pain but did not improve grip strength.",
            "Splinting improved grip strength but left pain unchanged.",
        ),
    ],
)
def test_halves_of_two_clauses_that_are_exchanged_are_found(quote: str, claim: str) -> None:
    assert [difference.contradicts for difference in compare(Pair(claim, quote))] == [True]


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        (
            "Itching is common with the patch, whereas blistering is rare.",
            "With the patch blistering is rare, but itching is common.",
        ),
        (
            "The syrup shortened the cough but had no effect on fever.",
            "Fever was not affected by the syrup, although the cough was shorter.",
        ),
        (
            "Even in spring, 40% of boys and 52% of girls had low vitamin D.",
            "Low vitamin D was found in 40% of boys and 52% of girls even in spring.",
        ),
        (
            "If ibuprofen fails, naproxen may be tried; neither is given in late pregnancy.",
            "Naproxen may be tried if ibuprofen fails, and neither is given in late pregnancy.",
        ),
    ],
)
def test_clauses_told_in_another_order_pass(quote: str, claim: str) -> None:
    assert compare(Pair(claim, quote)) == []


def test_a_clause_without_its_own_subject_has_that_of_the_one_before() -> None:
    text = "Digoxin lowered admissions but did not reduce deaths."
    first, second = clauses_of(text, read_meaning(text).text)
    assert first.subject == second.subject == ("digoxin",)
    assert (first.verdict, second.verdict) == (AFFIRMED, DENIED)


def test_intervals_of_confidence_are_no_figures_of_a_clause() -> None:
    text = "Death fell by 20% (95% CI 10% to 30%; p = 0.01)."
    assert with_figures(text, read_meaning(text).text).count("#") == 1
