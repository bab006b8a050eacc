"""Agreement beyond chance, against the worked examples of the publications."""

from __future__ import annotations

from itertools import chain, repeat

import pytest
from tests.boarding import RAJ, RUTH, WITH_DOSE, Board, article_of, objecting

from citewell.domain.reviewing import Judgement
from citewell.review.agreement import agreement_on_claims, cohens_kappa, fleiss_kappa, pooled_agreement


def judged(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """The judgements behind a table of two raters: rows are the first rater's categories."""
    cells = [((row, column), table[row][column]) for row in range(len(table)) for column in range(len(table))]
    pairs = list(chain.from_iterable(repeat(cell, times) for cell, times in cells))
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_cohens_kappa_of_a_table_of_two_hundred_is_as_published() -> None:
    """Cohen 1960: observed 140/200 = 0.70, by chance (120 x 100 + 60 x 60 + 20 x 40)/200² = 0.41, 0.29/0.59 = 0.492."""
    assert cohens_kappa(*judged([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == pytest.approx(0.29 / 0.59)


def test_less_agreement_than_by_chance_is_negative() -> None:
    """Cohen 1960: observed 0.29, by chance 0.20 + 0.09 + 0.06 = 0.35, -0.06/0.65 = -0.09."""
    table = [[25, 13, 12], [12, 2, 16], [3, 15, 2]]
    assert cohens_kappa(*judged(table)) == pytest.approx(-0.06 / 0.65)


FLEISS = """
0 0 0 6 0|0 3 0 0 3|0 1 4 0 1|0 0 0 0 6|0 3 0 3 0|2 0 4 0 0|0 0 4 0 2|2 0 3 1 0|2 0 0 4 0|0 0 0 0 6|1 0 0 5 0
|1 1 0 4 0|0 3 3 0 0|1 0 0 5 0|0 2 0 3 1|0 0 5 0 1|3 0 0 1 2|5 1 0 0 0|0 2 0 4 0|1 0 2 0 3|0 0 0 0 6|0 1 0 5 0|0 2 0 1 3
|2 0 0 4 0|1 0 0 4 1|0 5 0 1 0|4 0 0 0 2|0 2 0 4 0|1 0 5 0 0|0 0 0 0 6"""


def test_fleiss_kappa_of_thirty_patients_and_six_psychiatrists_is_as_published() -> None:
    """Fleiss 1971: shares of the five diagnoses 0.144, 0.144, 0.167, 0.306, 0.239; kappa 0.430."""
    counts = [[int(number) for number in row.split()] for row in FLEISS.split("|")]
    totals = [sum(column) / 180 for column in zip(*counts, strict=True)]
    assert [round(total, 3) for total in totals] == [0.144, 0.144, 0.167, 0.306, 0.239]
    assert fleiss_kappa(counts) == pytest.approx(0.430, abs=0.0005)


def test_kappa_is_undefined_where_chance_agrees_wholly_or_there_is_nothing() -> None:
    assert cohens_kappa([1, 1], [1, 1]) is None
    assert cohens_kappa([], []) is None
    assert fleiss_kappa([]) is None
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    assert fleiss_kappa([[1, 0], [0, 1]]) is None


def test_full_agreement_is_one() -> None:
    assert cohens_kappa([1, 2], [1, 2]) == 1
    assert fleiss_kappa([[3, 0], [0, 3]]) == 1


def test_tables_that_do_not_fit_are_no_figures() -> None:
    with pytest.raises(ValueError, match="same items"):
        cohens_kappa([1], [1, 2])
    with pytest.raises(ValueError, match="as many ratings"):
        fleiss_kappa([[2, 0], [1, 0]])


def test_the_agreement_of_two_reviewers_is_told_claim_by_claim() -> None:
    board = Board(article_of(*WITH_DOSE))
    board.submit()
    board.assign(RUTH, RAJ)
    board.review(RUTH)
    board.review(RAJ, **objecting(board.article, Judgement.UNSAFE))
    agreed = agreement_on_claims(board.reviews)
    assert (agreed.items, agreed.share, agreed.kappa) == (2, 0.5, 0.0)
    assert pooled_agreement([board.reviews, board.reviews[:1]]).items == 2
    assert agreement_on_claims(board.reviews[:1]).kappa is None
