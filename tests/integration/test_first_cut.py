"""The first cut saves time and changes no answer: what is chosen of its claims is what is chosen of all claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from citewell.app import App
from citewell.compose.candidates import extract_claims, make_candidates
from citewell.compose.first_cut import extract_fitting
from citewell.compose.select import on_topic
from citewell.domain.documents import Block, Document
from citewell.domain.enums import Intent
from citewell.domain.questions import Evidence, Question, QuestionPart
from citewell.gathering import read_question, search
from citewell.retrieval.search import Search
from citewell.text.coverage import Unit, key_units, read_signs, signs_within
from citewell.text.passages import split_document
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

QUESTIONS = (
    "How is cervicogenic headache treated?",
    "What are the red flags of neck pain in older adults?",
    "Is manipulation of the neck safe?",
    "cervicogenic headache or migraine: how to tell them apart?",
    "How common is Chiari malformation in children?",
    "Does indomethacin help?",
    "What is the outlook after whiplash?",
    "How is gout treated?",
)


def chosen(
    evidence: Sequence[Evidence], found: Search, vocabulary: Vocabulary, *, cut: bool
) -> list[tuple[str, float]]:
    claims = extract_claims(evidence)
    if cut:
        claims = extract_fitting(evidence, units=found.units, vocabulary=vocabulary)
    made = make_candidates(claims, evidence, units=found.units, vocabulary=vocabulary)
    return [(one.claim.id, one.relevance) for one in on_topic(made, found.part, vocabulary=vocabulary)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("labelled", ["all labelled", "none labelled", "some labelled"])
def test_of_the_first_cut_the_same_is_chosen_as_of_everything(starter_app: App, question: str, labelled: str) -> None:
    engines = starter_app.engines
    for found in search(read_question(Question(question), engines=engines), engines=engines):
        evidence = [
            item
            if labelled == "all labelled" or (labelled == "some labelled" and place % 2)
            else replace(item, passage=replace(item.passage, topic=None))
            for place, item in enumerate(found.evidence)
        ]
        expected = chosen(evidence, found, engines.vocabulary, cut=False)
        assert chosen(evidence, found, engines.vocabulary, cut=True) == expected


def papers(*texts: tuple[str, str], similarity: Sequence[float]) -> list[Evidence]:
    found: list[Evidence] = []
    for number, (title, text) in enumerate(texts):
        document = Document(f"paper-{number}", title, (Block(text, section_path=("Abstract",)),), "test")
        found += [
            Evidence(one, document, score=1.0 - 0.1 * number, rank=len(found), similarity=similarity[number])
            for one in split_document(document)
        ]
    return found


@pytest.mark.parametrize("similarity", [(0.9, 0.8, 0.7), (0.7, 0.9, 0.8), (0.8, 0.7, 0.9), (0.6, 0.6, 0.6)])
def test_the_claims_by_which_others_are_measured_are_kept(similarity: tuple[float, ...]) -> None:
    evidence = papers(
        ("Gout", "Urate crystals cause gout. Colchicine relieves gout in most adults."),
        ("Joints in old age", "Acute flares of the joints in adults respond well to colchicine and to rest."),
        ("Gouty arthritis (GA)", "GA is painful in most adults. People with GA should drink enough. It is rare."),
        similarity=similarity,
    )
    part = QuestionPart("colchicine for acute flares of gout", "gout", Intent.TREATMENT)
    units = (Unit("gout", 1.0), Unit("colchicin", 0.8), Unit("acut", 0.8), Unit("flare", 0.8))
    found = Search(part, 0, part.text, units, tuple(evidence))
    expected = chosen(evidence, found, Vocabulary(), cut=False)
    assert expected
    assert chosen(evidence, found, Vocabulary(), cut=True) == expected


def test_sentences_that_name_nothing_asked_about_are_left_unread(starter_app: App) -> None:
    engines = starter_app.engines
    (found, *_) = search(read_question(Question(QUESTIONS[0]), engines=engines), engines=engines)
    evidence = [replace(item, passage=replace(item.passage, topic=None)) for item in found.evidence]
    kept = extract_fitting(evidence, units=found.units, vocabulary=engines.vocabulary)
    assert key_units(found.units)
    assert 0 < len(kept) < len(extract_claims(evidence))


@pytest.mark.parametrize(
    "text",
    [
        "Pain in the neck. Headache follows.",
        "The patient has neck. Pain arteries are spared.",
        "Cervicogenic headache, CGH, responds to exercise.Manipulation of the neck is another matter.",
    ],
)
def test_what_a_text_may_name_holds_what_each_of_its_sentences_names(starter_app: App, text: str) -> None:
    vocabulary = starter_app.engines.vocabulary
    bound = signs_within(text, vocabulary)
    for span in split_sentences(text):
        own = read_signs(span.of(text), vocabulary)
        assert own.labels <= bound.labels
        assert own.stems <= bound.stems
        assert own.pairs <= bound.pairs
