"""An answer on treatment is whole: of each condition asked about it tells what a careful clinician looks for."""

from __future__ import annotations

import pytest

from citewell.app import App
from citewell.domain.articles import Article

QUESTION = "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?"
SURGERY = "Craniocervical junction anomaly: treatment"
PICTURES = "Craniocervical junction anomaly: imaging"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


def told(article: Article, heading: str) -> set[str]:
    return {
        citation.passage_id
        for section in article.sections
        if section.heading == heading
        for claim in section.claims
        for citation in claim.citations
    }


@pytest.mark.parametrize(
    ("what", "heading", "facts"),
    [
        (
            "a torn neck artery",
            "Differential diagnosis",
            {"yaghi-2024#03", "keser-2022#01", "chaibi-2019-cad#01", "biller-2014#02"},
        ),
        ("low pressure of the spinal fluid", "Differential diagnosis", {"dantona-2021#05"}),
        ("overuse taken for it", "Differential diagnosis", {"tepper-moh#01"}),
        ("confusion with migraine", "Differential diagnosis", {"barmherzig-2019#01"}),
        ("that a picture proves nothing", "Imaging", {"knackstedt-2012-mri#01", "knackstedt-2012-mri#03"}),
        ("simple pain relief", "Second-line treatment", {"martelletti-2004#07"}),
        ("watching without symptoms", SURGERY, {"mayo-chiari#01"}),
        ("soft tissue by MRI and bone by CT", PICTURES, {"machnowska-2014#01"}),
    ],
)
def test_the_answer_tells_of(what: str, heading: str, facts: set[str], article: Article) -> None:
    assert told(article, heading) & facts, f"says nothing on {what}"


def test_no_further_statement_is_of_a_condition_that_was_not_asked_about(article: Article) -> None:
    cited = {claim.citations[0].passage_id for claim in article.claims}
    assert not cited & {"sih-2023#02", "yaghi-2024#04", "vadod-2023-annals#06", "acr-neck-2019#06"}
    differential = next(section for section in article.sections if section.kind == "differential")
    dangers = [claim for claim in differential.claims if "cervical artery" in claim.text]
    assert len(dangers) == 1  # one statement for each danger that looks alike
