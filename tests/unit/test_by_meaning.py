"""A question in a lay person's words is answered by what means the same, and by nothing that is on another thing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from citewell import wiring
from citewell.compose.by_meaning import nearest_in_meaning
from citewell.compose.candidates import Candidate
from citewell.compose.question import understand
from citewell.compose.things import Thing, telling_things
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence, Question, QuestionPart
from citewell.text.coverage import Unit, heading, key_units, question_units, read_signs
from citewell.text.ordinary import is_common
from citewell.text.passages import split_document

VOCABULARY = wiring.read_vocabulary()


def part_of(question: str) -> QuestionPart:
    return understand(Question(question), VOCABULARY).parts[0]


def evidence_of(*documents: Document, similarity: float) -> list[Evidence]:
    passages = [(passage, document) for document in documents for passage in split_document(document)]
    return [
        Evidence(passage, document, score=1.0, rank=rank, similarity=similarity)
        for rank, (passage, document) in enumerate(passages)
    ]


def units_of(question: str, evidence: Sequence[Evidence]) -> tuple[Unit, ...]:
    texts = [f"{item.passage.title} {item.passage.text}".lower() for item in evidence]
    return question_units(
        part_of(question),
        vocabulary=VOCABULARY,
        occurrences=lambda word: sum(word.lower() in text for text in texts),
        passages=1000,
        pool=[read_signs(item.passage.text, VOCABULARY) for item in evidence],
        titles=[read_signs(heading(item.passage), VOCABULARY) for item in evidence],
    )


def things_of(question: str, evidence: Sequence[Evidence]) -> list[Thing]:
    return telling_things(part_of(question), units_of(question, evidence), vocabulary=VOCABULARY)


def names_of(things: Sequence[Thing]) -> list[list[object]]:
    return [[unit.name for unit in thing] for thing in things]


def page(title: str, text: str) -> Document:
    return Document(title.replace(" ", "-"), title, (Block(text),), "test", year=2020)


GOUT = page(
    "What causes Vellard disease ?",
    "Vellard disease is passed on by one altered gene. Boys with the altered gene have it. It is broken down slowly.",
)


@pytest.mark.parametrize("word", ["catching", "dirty", "broken", "sick", "shuffles", "faulty"])
def test_a_word_of_everyday_speech_is_common_in_any_form(word: str) -> None:
    assert is_common(word)


@pytest.mark.parametrize("word", ["sickness", "tumour", "numbness", "tremor", "warfarin", "stone", "shock", "rash"])
def test_the_name_of_a_sign_or_treatment_is_not_common(word: str) -> None:
    assert not is_common(word)


def test_a_rare_everyday_word_is_no_second_thing_and_no_key() -> None:
    question = "Is Vellard passed on with a broken gene?"
    evidence = evidence_of(GOUT, similarity=0.7)
    assert ["broken"] not in names_of(things_of(question, evidence))
    assert "broken" not in {unit.name for unit in key_units(units_of(question, evidence))}


def test_an_everyday_word_that_a_title_joins_to_a_name_is_part_of_it() -> None:
    evidence = evidence_of(page("Dirty lung syndrome", "Dirty lung is rare. The lung is dirty."), similarity=0.7)
    assert ("dirti", "lung") in {unit.name for unit in units_of("Is dirty lung rare?", evidence)}
    other = evidence_of(page("Lung disease", "The air is dirty. The lung is ill."), similarity=0.7)
    assert ("dirti", "lung") not in {unit.name for unit in units_of("Is dirty lung rare?", other)}


def nearest(question: str, document: Document, *, alike: float, similarity: float = 0.8) -> list[Candidate]:
    evidence = evidence_of(document, similarity=similarity)
    return nearest_in_meaning(
        evidence,
        part_of(question),
        units=units_of(question, evidence),
        things=things_of(question, evidence),
        vocabulary=VOCABULARY,
        likeness=lambda texts: [alike - 0.2 * ("Boys" in text) for text in texts],
    )


def test_the_sentences_nearest_in_meaning_are_taken_where_words_find_none() -> None:
    found = nearest("Do parents hand Vellard down?", GOUT, alike=0.8)
    assert [one.claim.text for one in found] == ["Vellard disease is passed on by one altered gene."]


def test_what_means_something_else_is_not_taken() -> None:
    assert nearest("Do parents hand Vellard down?", GOUT, alike=0.5) == []
    assert nearest("Do parents hand Vellard down?", GOUT, alike=0.8, similarity=0.5) == []


def test_a_publication_that_does_not_name_the_rarest_thing_is_not_taken_however_near() -> None:
    assert nearest("Does zelbutinib slow Vellard disease?", GOUT, alike=0.95) == []
