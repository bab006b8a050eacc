"""Treatment by line as pages show it: a ladder for each condition asked about, and no words twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.materials import example_article

from citewell.compose.clinical import OTHERS, treatment_ladders
from citewell.compose.reading import quoted_grade
from citewell.domain.articles import Article, TreatmentLine, Understood
from citewell.domain.enums import Intent
from citewell.domain.questions import Pico


def _asked(*topics: str) -> tuple[Understood, ...]:
    return tuple(Understood(f"How is {topic} treated?", topic, Intent.TREATMENT, Pico()) for topic in topics)


def _line(article: Article, order: int, option: str, population: str, place: int) -> TreatmentLine:
    claim = article.claims[place]
    return TreatmentLine(order, f"Line {order}", population, option, "", "", claim.id, (claim.citations[0].reference,))


@pytest.fixture
def article() -> Article:
    article = example_article()
    first, second = article.claims[:2]
    claims = (replace(first, text="Exercises help in shingles."), replace(second, text="Surgery suits broken hips."))
    article = replace(article, direct_answer=claims, sections=(), understood=_asked("shingles", "a broken hip"))
    lines = (_line(article, 1, "exercises", "For shingles", 0), _line(article, 5, "surgery", "If it is displaced", 1))
    return replace(article, lines=lines)


def test_an_operation_for_one_condition_is_no_later_line_for_the_other(article: Article) -> None:
    ladders = treatment_ladders(article)

    assert [(ladder.condition, [step.order for step in ladder.steps]) for ladder in ladders] == [
        ("Shingles", [1]),
        ("A broken hip", [5]),
    ]


def test_a_claim_that_names_neither_condition_stands_under_neither(article: Article) -> None:
    titles = tuple(replace(reference, title="Untitled") for reference in article.references)
    silent = replace(article.claims[1], text="Surgery suits a slipped disc.")
    article = replace(article, direct_answer=(article.claims[0], silent), references=titles)

    assert [ladder.condition for ladder in treatment_ladders(article)] == ["Shingles", OTHERS]


def test_one_condition_has_one_ladder_without_a_heading(article: Article) -> None:
    ladders = treatment_ladders(replace(article, understood=_asked("shingles")))

    assert [ladder.condition for ladder in ladders] == [""]
    assert [option.population for step in ladders[0].steps for option in step.options] == ["", "if it is displaced"]


@pytest.mark.parametrize(
    ("grade", "shown"),
    [
        ("consider (NICE-style wording)", "“consider” (NICE-style wording)"),
        ("Grade 1B", "“Grade 1B”"),
        ("Class I (a) or (b)", "“Class I (a) or (b)”"),
    ],
)
def test_a_remark_on_a_grade_stands_outside_of_what_is_quoted(grade: str, shown: str) -> None:
    assert quoted_grade(grade) == shown
