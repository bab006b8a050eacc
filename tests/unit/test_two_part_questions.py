"""Of a question with two parts, one of them without evidence, that one is named as not found and the other answered."""

from __future__ import annotations

import pytest

from citewell import wiring
from citewell.app import App
from citewell.compose.question import understand
from citewell.domain.enums import ArticleStatus, Intent
from citewell.domain.questions import Question

# The question, and words of the part that nothing in the library answers.
QUESTIONS = [
    ("How is giant cell arteritis treated? And how do I reset my router password?", "router"),
    ("How is cervicogenic headache diagnosed? What is the capital of France?", "France"),
    ("What is the dose of metformin in type 2 diabetes? How is occipital neuralgia treated?", "metformin"),
    ("What are the red flags of headache? Which antibiotic is given for cystitis?", "cystitis"),
    ("How is spontaneous intracranial hypotension treated? Who won the world cup in 1998?", "world cup"),
    ("How is acute appendicitis diagnosed? How is Chiari malformation diagnosed?", "appendicitis"),
    ("Does manual therapy help cervicogenic headache? How is hypothyroidism treated?", "hypothyroidism"),
    ("How is cervical artery dissection treated? How is velantrine syndrome treated?", "velantrine"),
]


@pytest.mark.parametrize(("question", "unanswerable"), QUESTIONS)
def test_the_part_without_evidence_is_named_and_the_other_answered(
    starter_app: App, question: str, unanswerable: str
) -> None:
    article = starter_app.ask(question, keep=False)
    assert article.status is ArticleStatus.PARTLY_ANSWERED
    assert article.direct_answer
    assert any(unanswerable in missing.topic for missing in article.not_found)
    assert unanswerable.lower() not in " ".join(claim.text for claim in article.direct_answer).lower()


@pytest.mark.parametrize(
    ("question", "clauses", "about"),
    [
        (
            "what is juvenile arthritis and how is it treated?",
            [Intent.DEFINITION, Intent.TREATMENT],
            "juvenile arthritis",
        ),
        (
            "My aunt has shingles, is the baby in danger and how is it treated?",
            [Intent.SAFETY, Intent.TREATMENT],
            "shingles",
        ),
        ("What causes gout and what should I eat?", [Intent.CAUSE, Intent.GENERAL], "gout"),
        ("Is measles contagious and can it be prevented?", [Intent.CAUSE, Intent.PREVENTION], "measles"),
        ("What are the symptoms of lupus, and can I get a tattoo?", [Intent.DIAGNOSIS, Intent.GENERAL], "lupus"),
    ],
)
def test_what_is_asked_of_one_topic_in_several_clauses_stays_one_part_with_an_ask_each(
    question: str, clauses: list[Intent], about: str
) -> None:
    (part,) = understand(Question(question), wiring.read_vocabulary()).parts
    assert [ask.intent for ask in part.asks] == clauses
    assert part.asks[-1].about == about


@pytest.mark.parametrize(
    "question",
    [
        "How is giant cell arteritis diagnosed and treated?",
        "How common are anxiety and depression in survivors of a stroke?",
        "What is the difference between gout and pseudogout?",
        "How is gout treated?",
    ],
)
def test_one_clause_is_one_part_without_asks(question: str) -> None:
    (part,) = understand(Question(question), wiring.read_vocabulary()).parts
    assert part.asks == ()


def test_words_that_only_one_clause_asks_for_are_not_expected_of_all_evidence() -> None:
    (part,) = understand(Question("What causes gout and can I fly?"), wiring.read_vocabulary()).parts
    assert part.terms == ("gout",)
    assert part.topic == "gout"


def test_a_topic_that_only_a_later_clause_names_is_expected_of_the_evidence() -> None:
    question = "I was bitten by a tick and have a rash. Could this be Lyme disease and how is it treated?"
    (part,) = understand(Question(question), wiring.read_vocabulary()).parts
    assert "lyme" in part.terms


@pytest.mark.parametrize(
    ("question", "unanswered", "answered"),
    [
        ("What is occipital neuralgia and can I fly with it?", "can I fly with it", "occipital"),
        ("How is cervicogenic headache diagnosed, and can I get a tattoo?", "can I get a tattoo", "cervicogenic"),
        ("What causes spontaneous intracranial hypotension and is it hereditary?", "is it hereditary", "dur"),
    ],
)
def test_a_clause_that_nothing_answers_is_named_with_its_topic_and_the_others_answered(
    starter_app: App, question: str, unanswered: str, answered: str
) -> None:
    article = starter_app.ask(question, keep=False)
    assert article.status is ArticleStatus.PARTLY_ANSWERED
    assert [missing.topic for missing in article.not_found if missing.topic.endswith(unanswered)]
    assert answered in " ".join(claim.text for claim in article.direct_answer)


def test_of_two_clauses_with_evidence_each_is_answered_directly(starter_app: App) -> None:
    article = starter_app.ask("What causes spontaneous intracranial hypotension and how is it treated?", keep=False)
    said = " ".join(claim.text for claim in article.direct_answer).lower()
    assert "dural" in said
    assert "blood patch" in said
    assert article.status is ArticleStatus.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "My dad lost the feeling in his arm after a stroke. Which connections in the brain break when that happens?",
        "I have giant cell arteritis and my jaw hurts. Can that be the reason?",
    ],
)
def test_a_question_that_points_back_at_what_was_told_is_not_asked_alone(question: str) -> None:
    assert len(understand(Question(question), wiring.read_vocabulary()).parts) == 1


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "What are the treatment options for cervicogenic headache and Chiari malformation management in pregnancy?",
            [
                "What are the treatment options for cervicogenic headache in pregnancy",
                "Chiari malformation management in pregnancy",
            ],
        ),
        (
            "How is migraine treated in children? How is Chiari malformation treated in pregnancy?",
            ["How is migraine treated in children", "How is Chiari malformation treated in pregnancy"],
        ),
        (
            "How is migraine defined? How is Chiari malformation treated in pregnancy?",
            ["How is migraine defined", "How is Chiari malformation treated in pregnancy"],
        ),
    ],
    ids=["of both", "each its own", "of one"],
)
def test_people_named_at_the_end_are_those_of_every_part_that_asks_the_same(question: str, texts: list[str]) -> None:
    parts = understand(Question(question), wiring.read_vocabulary()).parts
    assert [part.text for part in parts] == texts


def test_what_is_said_of_pregnancy_with_one_condition_tells_nothing_of_the_other(starter_app: App) -> None:
    question = "What are the treatment options for cervicogenic headache and os odontoideum management in pregnancy?"
    article = starter_app.ask(question, keep=False)
    assert article.status is ArticleStatus.PARTLY_ANSWERED
    assert "pregnancy" in article.direct_answer[0].text
    assert [missing.topic for missing in article.not_found] == ["os odontoideum management in pregnancy (in pregnancy)"]
