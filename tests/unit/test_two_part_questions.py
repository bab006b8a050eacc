"""Of a question with two parts, one of them without evidence, that one is named as not found and the other answered."""

from __future__ import annotations

import pytest

from citewell.app import App
from citewell.domain.enums import ArticleStatus

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
