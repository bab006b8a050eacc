"""A library of one's own texts alone: twelve made-up documents of several sentences on two topics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citewell.app import App, read_settings
from citewell.compose.wording import RESTATED
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus, Fidelity

TEXTS = Path(__file__).parents[1] / "data" / "own_collection.jsonl"

# Each question with words that its answer has to say, and whether they have to come first.
ANSWERED = [
    ("Which vein should be chosen for venepuncture?", "Choose the median cubital vein first", True),
    ("How is the skin cleaned before venepuncture?", "chlorhexidine 2% in alcohol 70%", True),
    ("Which needle size is used for venepuncture in adults?", "21 gauge", True),
    ("How long may the tourniquet stay on?", "no longer than 60 seconds", False),
    ("What is the frequency of haematoma after venepuncture?", "3.1% of 1,240 punctures", False),
    ("What are the complications of venepuncture?", "points to a nerve injury", False),
    ("How long is pressure kept on the site in people who take anticoagulants?", "five minutes", True),
    ("What is the Solvane sensor?", "estimates the volume of urine", True),
    ("How accurate is the Solvane sensor?", "differed from catheter volume by 31 mL", False),
    ("Is the Solvane sensor approved for children?", "not approved for children under 12 years", True),
    ("Does the Solvane sensor reduce catheterisation after hip surgery?", "11% with the Solvane sensor", True),
    ("Can the Solvane sensor be worn in an MRI scanner?", "Do not wear the Solvane sensor", False),
]
REFUSED = [
    "How is cervicogenic headache treated?",
    "How is a lumbar puncture done?",
    "What is the dose of paracetamol in children?",
    "How is the Velmara sensor calibrated?",
    "How is type 2 diabetes diagnosed?",
    "What is the capital of France?",
]


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> App:
    where = {
        "CITEWELL_LIBRARY": str(tmp_path_factory.mktemp("own") / "library"),
        "CITEWELL_CACHE": str(cache_folder),
        "CITEWELL_STARTER": "off",
    }
    app = App(read_settings(where))
    report = app.add([str(TEXTS)])
    assert (len(report.added), report.rejections) == (12, [])
    return app


@pytest.fixture(scope="module")
def articles(own_app: App) -> list[Article]:
    return [own_app.ask(question, keep=False) for question, _, _ in ANSWERED]


@pytest.mark.parametrize(("question", "said", "first"), ANSWERED, ids=[row[0] for row in ANSWERED])
def test_a_question_is_answered_in_the_texts_own_words(own_app: App, question: str, said: str, first: bool) -> None:
    article = own_app.ask(question, keep=False)
    assert article.status is not ArticleStatus.NO_SOURCE_FOUND
    claims = article.direct_answer[:1] if first else article.claims
    assert any(said in claim.text for claim in claims), [claim.text for claim in article.claims]


@pytest.mark.parametrize("question", REFUSED)
def test_a_question_outside_the_texts_is_refused(own_app: App, question: str) -> None:
    article = own_app.ask(question, keep=False)
    assert article.status is ArticleStatus.NO_SOURCE_FOUND
    assert article.claims == ()
    assert article.references == ()
    assert "12 passages of 12 publications" in article.not_found[0].searched


def test_quotes_are_whole_sentences_inside_longer_passages(own_app: App, articles: list[Article]) -> None:
    texts = {row["_id"]: row["text"] for row in map(json.loads, TEXTS.read_text("utf-8").splitlines())}
    inside = 0
    for article in articles:
        for claim in article.claims:
            for item in claim.citations:
                passage = own_app.index.read([item.passage_id])[item.passage_id][0]
                assert passage.text[item.start : item.end] == item.quote
                assert item.quote in texts[item.document_id]
                assert item.quote[0].isupper()
                assert item.quote[-1] in ".)"
                inside += item.start > 0
    assert inside >= 10


def test_a_sentence_that_needs_the_one_before_it_is_no_claim(articles: list[Article]) -> None:
    said = {claim.text for article in articles for claim in article.claims}
    assert "It is large and moves little under the skin." not in said
    assert "This was not seen on the day unit." not in said


def test_every_article_is_proven_by_the_library(own_app: App, articles: list[Article]) -> None:
    for article in articles:
        assert [item for item in own_app.verify(article) if item.severity == "error"] == []


def test_nothing_is_called_restated(articles: list[Article]) -> None:
    for article in articles:
        assert {reference.fidelity for reference in article.references} == {Fidelity.VERBATIM}
        assert RESTATED not in article.notes


def test_no_word_of_the_starter_library_comes_in(own_app: App, articles: list[Article]) -> None:
    assert {document.collection for document in own_app.documents()} == {"own_collection"}
    cited = {reference.document_id for article in articles for reference in article.references}
    assert cited <= {document.id for document in own_app.documents()}
