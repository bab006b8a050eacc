"""A question is not refused because a library has what it asks in other words, in a paper as a whole, or in animals."""

from __future__ import annotations

import pytest

from citewell import wiring
from citewell.compose.bench import may_ask_bench
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.everyday_names import EverydayNames
from citewell.compose.opening import Material
from citewell.compose.pools import pools_together
from citewell.compose.question import understand
from citewell.compose.select import is_about
from citewell.compose.terms import with_terms
from citewell.compose.things import Thing, telling_things
from citewell.compose.wording import BENCH, bench_notes
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence, Question, QuestionPart
from citewell.text.coverage import NO_SIGNS, Unit, coverage, question_units, read_signs, signs_within, spelt_signs
from citewell.text.passages import split_document
from citewell.text.same_words import same_stems

VOCABULARY = wiring.read_vocabulary()


def part_of(question: str) -> QuestionPart:
    return understand(Question(question), VOCABULARY).parts[0]


def units_of(question: str, *texts: str) -> tuple[Unit, ...]:
    return question_units(
        part_of(question),
        vocabulary=VOCABULARY,
        occurrences=lambda word: sum(word.lower() in text.lower() for text in texts),
        passages=1000,
        pool=[read_signs(text, VOCABULARY) for text in texts],
    )


def things_of(question: str, *texts: str) -> list[Thing]:
    return telling_things(part_of(question), units_of(question, *texts), vocabulary=VOCABULARY)


def paper(title: str, *parts: tuple[str, str]) -> Document:
    blocks = tuple(Block(text, section_path=("Abstract", heading)) for heading, text in parts)
    return Document(title.replace(" ", "-"), title, blocks, "test", year=2021)


def candidates_of(question: str, document: Document, *, near: float, bench: bool = False) -> list[Candidate]:
    evidence = [
        Evidence(passage, document, score=1.0, rank=rank, similarity=near)
        for rank, passage in enumerate(split_document(document))
    ]
    texts = [f"{one.passage.title} {one.passage.text}" for one in evidence]
    units = units_of(question, *texts)
    return make_candidates(extract_claims(evidence), evidence, units=units, vocabulary=VOCABULARY, bench=bench)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the heart damaged in sarcoidosis?", "Cardiac sarcoidosis was found in a tenth."),
        ("Is pruritus inherited?", "A third were itchy."),
        ("Can a toddler have a wart?", "Verrucae are common in children."),
        ("kidney cancer", "Renal cancers are often found by chance."),
        ("Do people swap opioids for cannabis?", "Cannabis was used as a substitute for opioids."),
    ],
)
def test_what_a_text_has_in_other_words_counts_as_named(question: str, text: str) -> None:
    assert coverage(units_of(question, text), read_signs(text, VOCABULARY), NO_SIGNS) > 0.9


def test_who_asks_about_a_narrow_word_is_not_answered_by_every_wider_one_the_other_way_round() -> None:
    assert "nodul" in same_stems("lump")
    assert "lump" not in same_stems("nodul")


def test_the_teeth_of_a_baby_are_no_baby_teeth() -> None:
    text = "Baby teeth are lost from the age of six."
    assert ("babi", "teeth") in {unit.name for unit in units_of("When are baby teeth lost?", text)}
    assert ("babi", "teeth") not in {unit.name for unit in units_of("How are my baby's teeth cleaned?", text)}


def test_an_abbreviation_is_found_by_its_letters_and_by_its_long_form() -> None:
    text, short = "IMRT spared the lung.", {"IMRT": "intensity-modulated radiotherapy"}
    signs = spelt_signs(text, short, VOCABULARY)
    assert {"imrt", "radiotherapi"} <= signs.stems
    assert signs.stems <= signs_within(text, VOCABULARY, abbreviations=short).stems


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Can I fly after a heart attack?", "Myocardial infarction in passengers"),
        ("My daughter has brittle bones", "Osteogenesis imperfecta in girls"),
        ("Are water tablets safe?", "Diuretics in heart failure"),
    ],
)
def test_an_everyday_name_is_found_by_the_name_that_papers_have(question: str, name: str) -> None:
    vocabulary, terms = with_terms(question, VOCABULARY, EverydayNames(), is_held=lambda concept: True, tells=bool)
    assert terms
    assert vocabulary.labels(question) & vocabulary.labels(name)


def test_an_everyday_name_of_what_the_library_lacks_adds_nothing() -> None:
    vocabulary, terms = with_terms("brittle bones", VOCABULARY, EverydayNames(), is_held=lambda concept: False)
    assert not terms
    assert vocabulary is VOCABULARY


def test_what_lies_beyond_a_treatment_need_not_be_told_with_it() -> None:
    text = "hypertrophic cardiomyopathy beta blockers septal ablation"
    both = things_of("Do beta blockers help hypertrophic cardiomyopathy?", text)
    beyond = things_of("What helps hypertrophic cardiomyopathy beyond beta blockers?", text)
    assert len(both) == len(beyond) + 1 == 2


def test_of_two_illnesses_in_doubt_one_is_enough_and_of_two_treatments_compared_it_is_not() -> None:
    document = paper("Croup in infants", ("Results", "A barking cough was the first sign of croup in most infants."))
    doubt, compared = "Is it croup or epiglottitis?", "Is dexalone or budesorin better?"
    text = "croup epiglottitis dexalone budesorin"
    pool = next(
        pools_together(
            candidates_of(doubt, document, near=0.5), part_of(doubt), things_of(doubt, text), vocabulary=VOCABULARY
        )
    )
    assert pool
    document = paper("Dexalone in croup", ("Results", "Dexalone shortened the stay in hospital by a day."))
    pools = pools_together(
        candidates_of(compared, document, near=0.5), part_of(compared), things_of(compared, text), vocabulary=VOCABULARY
    )
    assert not any(pools)


def test_a_paper_on_what_was_asked_answers_although_no_sentence_names_both_things() -> None:
    question = "Does embolization of a varicocele cure infertility?"
    document = paper(
        "Semen after embolization of a varicocele",
        ("Background", "Varicocele is found in a third of men with infertility."),
        ("Results", "Sperm count rose in five of eight studies."),
    )
    text = f"{document.title} infertility varicocele"
    pools = list(
        pools_together(
            candidates_of(question, document, near=0.8),
            part_of(question),
            things_of(question, text),
            vocabulary=VOCABULARY,
        )
    )
    assert "Sperm count rose in five of eight studies." in [one.claim.text for pool in pools for one in pool]


MICE = paper(
    "Brindrin suppresses homing of T cells in mice",
    ("Results", "Brindrin suppressed homing of T cells to the gut in mice."),
)


def test_work_on_animals_answers_only_where_it_is_asked_to() -> None:
    question = "What does brindrin do to homing of T cells?"
    assert not any(map(is_about, candidates_of(question, MICE, near=0.8)))
    assert any(map(is_about, candidates_of(question, MICE, near=0.8, bench=True)))


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("What does brindrin do to homing of T cells?", True),
        ("KLF8 in resistant breast tumours", True),
        ("How does autophagy end?", True),
        ("Does brindrin help colitis?", False),
        ("Is brindrin safe in pregnancy?", False),
        ("Which dose of brindrin is given?", False),
        ("What do T cells do in pregnancy?", False),
    ],
)
def test_what_is_asked_of_patients_is_not_answered_from_animals(question: str, may: bool) -> None:
    assert may_ask_bench(part_of(question)) is may


def test_the_reader_is_told_where_an_answer_rests_on_animals() -> None:
    question = "What does brindrin do to homing of T cells?"
    found = tuple(candidates_of(question, MICE, near=0.8, bench=True))
    assert bench_notes([Material(part_of(question), found, bench=True)]) == (BENCH,)
    assert bench_notes([Material(part_of(question), found)]) == ()
    assert bench_notes([Material(part_of(question), (), bench=True)]) == ()


def test_what_happened_in_the_askers_childhood_asks_about_no_child() -> None:
    assert "children" in part_of("Is migraine common in children?").concepts
    assert "children" not in part_of("I had migraine as a child. Will it come back?").concepts
