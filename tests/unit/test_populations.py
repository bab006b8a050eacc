"""An answer for everybody is no answer for the people that a question names: they are listed as not found."""

from __future__ import annotations

import pytest

from citewell.app import App
from citewell.compose.populations import asked_populations, names_them
from citewell.domain.enums import ArticleStatus


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Is ibuprofen safe in pregnancy?", "in pregnancy"),
        ("I am pregnant. Can I fly?", "in pregnancy"),
        ("warfarin second trimester", "in pregnancy"),
        ("codeine while breastfeeding", "while breastfeeding"),
        ("Which dose of paracetamol for infants?", "in children"),
        ("paediatric migraine treatment", "in children"),
        ("My toddler has a fever, what helps?", "in children"),
        ("gabapentin in elderly patients", "in older people"),
        ("metformin with eGFR below 30", "in kidney disease"),
        ("naproxen in renal impairment", "in kidney disease"),
        ("Can I take it with my bad kidneys?", "in kidney disease"),
        ("paracetamol in liver failure", "in liver disease"),
        ("postpartum thyroiditis", "after childbirth"),
        ("burnout in nurses", "in health workers"),
        ("sleep problems among medical students", "in students"),
        ("hepatitis C in prisoners", "in prisoners"),
    ],
)
def test_the_people_of_a_question_are_heard(question: str, label: str) -> None:
    assert label in [people.label for people in asked_populations(question)]


@pytest.mark.parametrize(
    "question",
    [
        "Can I pass haemophilia on to my children?",
        "How do I avoid getting pregnant?",
        "Is baby aspirin useful after a stroke?",
        "What is the Child-Pugh score?",
        "I had measles as a child. Can I get it again?",
        "How is gout treated?",
        "athlete's foot cream",
        "What do nurses do when a drip leaks?",
    ],
)
def test_words_for_somebody_else_name_no_people(question: str) -> None:
    assert asked_populations(question) == ()


@pytest.mark.parametrize(
    ("question", "statement", "named"),
    [
        ("ibuprofen in pregnancy", "Ibuprofen should be avoided from 20 weeks of gestation.", True),
        ("ibuprofen in pregnancy", "Ibuprofen relieves pain.", False),
        ("migraine in children", "In adolescents, rest helps.", True),
        ("migraine in children", "In adults, rest helps.", False),
        ("metformin in renal impairment", "Reduce the dose when creatinine clearance is low.", True),
        ("metformin in renal impairment", "Metformin lowers glucose.", False),
        ("gabapentin in the elderly", "People over 75 years need less.", True),
        ("codeine while breastfeeding", "Codeine passes into breast milk.", True),
    ],
)
def test_a_statement_speaks_of_them_by_its_own_words(question: str, statement: str, named: bool) -> None:
    people = asked_populations(question)
    assert people
    assert all(names_them(one, [statement]) is named for one in people)


# One thing asked of people whom nothing in the library is about.
WITHOUT_EVIDENCE = [
    ("How is cervicogenic headache treated while breastfeeding?", "while breastfeeding"),
    ("Is radiofrequency ablation for cervicogenic headache safe in renal impairment?", "in kidney disease"),
    ("What helps occipital neuralgia in patients with liver cirrhosis?", "in liver disease"),
    ("Does manual therapy help cervicogenic headache in patients on dialysis?", "in kidney disease"),
    ("How is occipital neuralgia treated in pregnancy?", "in pregnancy"),
    ("occipital nerve block while breastfeeding", "while breastfeeding"),
]
# And of people whom it speaks of.
WITH_EVIDENCE = [
    ("Which headaches in children call for imaging?", "in children"),
    ("Does Chiari malformation in children improve without surgery?", "in children"),
    ("How is cervicogenic headache treated in pregnancy?", "in pregnancy"),  # nerve block needs special care in it
]


@pytest.mark.parametrize(("question", "label"), WITHOUT_EVIDENCE)
def test_people_whom_the_direct_answer_does_not_name_are_not_found(starter_app: App, question: str, label: str) -> None:
    article = starter_app.ask(question, keep=False)
    assert article.status in {ArticleStatus.PARTLY_ANSWERED, ArticleStatus.NO_SOURCE_FOUND}
    if article.status is ArticleStatus.PARTLY_ANSWERED:
        assert any(missing.topic.endswith(f"({label})") for missing in article.not_found)


@pytest.mark.parametrize(("question", "label"), WITH_EVIDENCE)
def test_people_whom_the_direct_answer_names_are_found(starter_app: App, question: str, label: str) -> None:
    article = starter_app.ask(question, keep=False)
    assert article.direct_answer
    assert not any(missing.topic.endswith(f"({label})") for missing in article.not_found)
