"""A question is read for what it asks, whom it is about and what is compared; an unclear one is asked back."""

from __future__ import annotations

import pytest

from citewell import wiring
from citewell.compose.question import understand
from citewell.domain.enums import Intent
from citewell.domain.questions import Question, QuestionPart
from citewell.evaluation.understanding import measure_understanding, read_labelled_intents
from citewell.text.vocabulary import Concept, Vocabulary

NOTHING_KNOWN = Vocabulary()


def first_part(text: str, vocabulary: Vocabulary = NOTHING_KNOWN) -> QuestionPart:
    return understand(Question(text), vocabulary).parts[0]


@pytest.mark.parametrize("half", ["dev", "heldout"])
@pytest.mark.parametrize("vocabulary", [NOTHING_KNOWN, wiring.read_vocabulary()], ids=["no vocabulary", "vocabulary"])
def test_intents_and_pico_are_read_with_the_vocabulary_and_without_it(half: str, vocabulary: Vocabulary) -> None:
    measured = measure_understanding(read_labelled_intents(half), lambda text: understand(Question(text), vocabulary))
    assert measured["questions"] >= 130
    assert measured["intent_accuracy"] >= 0.93
    for slot in ("populations", "conditions", "interventions", "comparators"):
        assert measured["slots"][slot]["recall"] >= 0.88, slot
        assert measured["slots"][slot]["precision"] >= 0.75, slot


def test_two_treatments_and_what_they_are_for_are_told_apart() -> None:
    part = first_part("Is naproxen better than paracetamol for ankle sprain in teenagers?")
    assert part.intent is Intent.COMPARISON
    assert part.pico.interventions == ("naproxen",)
    assert part.pico.comparators == ("paracetamol",)
    assert part.pico.conditions == ("ankle sprain",)
    assert part.pico.populations == ("teenagers",)


@pytest.mark.parametrize(
    ("text", "asks_for_warning_signs"),
    [
        ("Is a swollen knee an emergency?", True),
        ("How is renal colic treated in the emergency department?", False),
        ("How is emergency contraception taken while breastfeeding?", False),
    ],
)
def test_a_place_or_a_drug_called_emergency_asks_for_no_warning_signs(text: str, asks_for_warning_signs: bool) -> None:
    assert ("red-flags" in first_part(text).focus) is asks_for_warning_signs


def test_a_long_message_is_searched_by_its_question_and_keeps_whom_it_is_about() -> None:
    text = (
        "Hello, I'm 34 and have had neck trouble since March. My GP said it would pass. I went to two osteopaths. "
        "Does cervicogenic headache need an MRI?"
    )
    understanding = understand(Question(text), wiring.read_vocabulary())
    assert [part.text for part in understanding.parts] == ["Does cervicogenic headache need an MRI"]
    assert "34" in understanding.parts[0].pico.populations


@pytest.mark.parametrize("text", ["help", "treatment?", "what about the dose", "side effects?", "treatment in kids"])
def test_a_question_about_nothing_is_asked_back_with_questions_that_are_clear(text: str) -> None:
    vocabulary = wiring.read_vocabulary()
    asked = understand(Question(text), vocabulary).clarification
    assert asked is not None
    assert 2 <= len(asked.choices) <= 5
    for choice in asked.choices:
        assert understand(Question(choice), vocabulary).clarification is None


def test_the_choices_keep_the_population_and_name_only_what_the_library_has() -> None:
    asked = understand(
        Question("treatment in kids"),
        wiring.read_vocabulary(),
        is_held=lambda concept: concept.label in {"migraine", "occipital neuralgia"},
    ).clarification
    assert asked is not None
    assert set(asked.choices) == {
        "How is migraine treated in children?",
        "How is occipital neuralgia treated in children?",
    }


@pytest.mark.parametrize(
    "text", ["What is the capital of France?", "my router password", "gca dx", "my neck hurts when I turn my head"]
)
def test_a_question_that_names_its_subject_is_not_asked_back(text: str) -> None:
    assert understand(Question(text), wiring.read_vocabulary()).clarification is None


def test_an_abbreviation_of_two_meanings_is_asked_back_with_both() -> None:
    vocabulary = Vocabulary(
        {
            "mitral stenosis": Concept("mitral stenosis", ("MS",)),
            "multiple sclerosis": Concept("multiple sclerosis", ("MS",)),
        }
    )
    asked = understand(Question("How is MS treated?"), vocabulary).clarification
    assert asked is not None
    assert asked.choices == ("How is mitral stenosis treated?", "How is multiple sclerosis treated?")


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("otitis externa vs otitis media", Intent.DIFFERENTIAL),
        ("Crohn disease versus coeliac disease", Intent.DIFFERENTIAL),
        ("COPD vs asthma", Intent.DIFFERENTIAL),
        ("ibuprofen vs naproxen", Intent.COMPARISON),
        ("aspirin versus clopidogrel after a stroke", Intent.COMPARISON),
        ("Is surgery better than physiotherapy for meniscal tears?", Intent.COMPARISON),
    ],
)
def test_two_diseases_are_told_apart_and_two_treatments_are_compared(question: str, intent: Intent) -> None:
    assert understand(Question(question), wiring.read_vocabulary()).parts[0].intent is intent
