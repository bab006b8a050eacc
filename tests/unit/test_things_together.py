"""In texts that nobody has labelled, an answer stands on a source in which the things asked about stand together."""

from __future__ import annotations

import pytest

from citewell import wiring
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.pools import pools_together
from citewell.compose.question import understand
from citewell.compose.things import Thing, count_named, telling_things
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence, Question, QuestionPart
from citewell.text.coverage import NO_SIGNS, Unit, question_units, read_signs
from citewell.text.passages import split_document

VOCABULARY = wiring.read_vocabulary()


def part_of(question: str) -> QuestionPart:
    return understand(Question(question), VOCABULARY).parts[0]


def units_of(part: QuestionPart, texts: list[str]) -> tuple[Unit, ...]:
    """Units as a library of these texts and many others on other things would weigh them."""
    return question_units(
        part,
        vocabulary=VOCABULARY,
        occurrences=lambda word: sum(word.lower() in text.lower() for text in texts),
        passages=1000,
        pool=[read_signs(text, VOCABULARY) for text in texts],
    )


def things_of(question: str, texts: list[str]) -> list[Thing]:
    part = part_of(question)
    return telling_things(part, units_of(part, texts), vocabulary=VOCABULARY)


def candidates_of(question: str, documents: list[Document]) -> list[Candidate]:
    part = part_of(question)
    evidence = [Evidence(one, document, 1.0, 0) for document in documents for one in split_document(document)]
    units = units_of(part, [f"{item.passage.title} {item.passage.text}" for item in evidence])
    return make_candidates(extract_claims(evidence), evidence, units=units, vocabulary=VOCABULARY)


def texts_of(pool: object) -> list[str]:
    assert isinstance(pool, list | tuple)
    return [one.claim.text for one in pool]


YOGA = Document(
    "yoga", "Yoga for anxiety in adults", (Block("Yoga lowered anxiety after twelve weeks of lessons."),), "t"
)
HIP = Document("hip", "A fall on the hip during yoga", (Block("Yoga was given up after the fall on the hip."),), "t")
EXAMS = Document("exams", "Anxiety before exams", (Block("Anxiety was greatest on the day before the exam."),), "t")


def test_of_two_things_asked_about_only_sources_with_both_are_chosen_from() -> None:
    question = "Does yoga help anxiety?"
    documents = [HIP, EXAMS, YOGA]
    things = things_of(question, [f"{one.title} {one.blocks[0].text}" for one in documents])
    pools = pools_together(candidates_of(question, documents), part_of(question), things, vocabulary=VOCABULARY)
    assert texts_of(next(pools)) == ["Yoga lowered anxiety after twelve weeks of lessons."]


def test_two_things_that_no_source_has_together_leave_nothing_to_answer_from() -> None:
    question = "Does yoga help anxiety?"
    documents = [HIP, EXAMS]
    things = things_of(question, [f"{one.title} {one.blocks[0].text}" for one in documents])
    candidates = candidates_of(question, documents)
    pools = pools_together(candidates, part_of(question), things, vocabulary=VOCABULARY)
    assert not any(map(texts_of, pools))


def test_where_one_thing_is_asked_about_every_source_may_answer() -> None:
    question = "What is anxiety?"
    things = things_of(question, [EXAMS.title])
    candidates = candidates_of(question, [EXAMS, YOGA])
    assert len(next(iter(pools_together(candidates, part_of(question), things, vocabulary=VOCABULARY)))) == 2


@pytest.mark.parametrize(
    ("question", "texts", "number"),
    [
        ("Is ultrasound reliable for appendicitis?", ["appendicitis", "ultrasound of the wrist"], 2),
        ("How is imaging used in appendicitis?", ["appendicitis", "imaging"], 1),
        ("prevalence of intellectual disability", ["intellectual disability"], 1),
        ("intellectual disability in the Netherlands", ["intellectual disability", "the Netherlands"], 2),
        ("How is postpartum haemorrhage treated?", ["haemorrhage"], 2),
        ("How should I clean my baby's teeth?", ["clean teeth"], 2),
    ],
)
def test_a_compound_is_one_thing_and_people_and_aspects_are_none(question: str, texts: list[str], number: int) -> None:
    assert len(things_of(question, texts)) == number


def test_half_of_a_compound_does_not_name_it() -> None:
    things = things_of("intellectual disability", ["intellectual disability"])
    assert count_named(things, read_signs("intellectual property", VOCABULARY), NO_SIGNS) == 0
    assert count_named(things, read_signs("an intellectual disability", VOCABULARY), NO_SIGNS) == 1


def test_what_is_said_of_others_does_not_answer_for_people_named_by_their_calling() -> None:
    question = "How common is depression in health workers?"
    prison = Document("prison", "Depression in prison", (Block("Depression was found in 53% of inmates."),), "t")
    wards = Document("wards", "Depression on the wards", (Block("Depression was found in 25% of all nurses."),), "t")
    things = things_of(question, ["depression"])
    pools = pools_together(candidates_of(question, [prison, wards]), part_of(question), things, vocabulary=VOCABULARY)
    assert texts_of(next(iter(pools))) == ["Depression was found in 25% of all nurses."]
