"""What a direct answer is drawn to: whom the question is on, what it compares, and what a long message means by it."""

from __future__ import annotations

import pytest
from tests.building import citation, claim

from citewell.compose.intents import find_intent
from citewell.compose.lines import claim_lines
from citewell.compose.question import understand
from citewell.compose.whom import status_fit
from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import Question
from citewell.text.vocabulary import Concept, Vocabulary

VOCABULARY = Vocabulary(
    {
        "headache": Concept("headache", type="symptom", synonyms=("headaches",)),
        "gout": Concept("gout"),
        "stroke": Concept("stroke"),
        "spinal manipulation": Concept("spinal manipulation", type="procedure", synonyms=("manipulate",)),
        "neck": Concept("neck", type="anatomy"),
        "colchicine": Concept("colchicine", type="drug"),
        "spinal fusion": Concept("spinal fusion", type="procedure", synonyms=("fusion",)),
    }
)


@pytest.mark.parametrize(
    ("asked", "statement", "fits"),
    [
        ("Outlook of gallstones found by chance", "Of people without symptoms, 2% a year develop pain.", True),
        ("Outlook of gallstones found by chance", "Half of people with symptomatic gallstones have pain again.", False),
        ("Outlook of incidental gallstones", "Asymptomatic stones are usually left alone.", True),
        ("Outlook of symptomatic gallstones", "Asymptomatic stones are usually left alone.", False),
    ],
)
def test_a_finding_without_symptoms_is_answered_by_people_without_symptoms(
    asked: str, statement: str, fits: bool
) -> None:
    assert (status_fit(asked, statement) > 0) is fits
    assert status_fit("Outlook of gallstones", statement) == 0


@pytest.mark.parametrize(
    "question",
    [
        "How do I tell gout from septic arthritis?",
        "How can you tell asthma from COPD?",
        "Is there a way to tell migraine from tension-type headache?",
    ],
)
def test_telling_one_condition_from_another_asks_for_the_differential(question: str) -> None:
    row = find_intent(question.replace("How can you", "How do you"))
    assert row is not None
    assert row.intent is Intent.DIFFERENTIAL


def test_both_sexes_named_to_be_compared_are_no_words_to_look_for() -> None:
    part = understand(Question("Does gout affect more men than women, and how common is it?"), VOCABULARY).parts[0]
    assert not {"men", "women"} & set(part.terms)
    alone = understand(Question("How common is gout in women?"), VOCABULARY).parts[0]
    assert "women" in alone.terms


MESSAGE = (
    "I have had headaches for three months. My physiotherapist wants to manipulate my neck but my mother had a stroke "
    "and I am worried. I work at a computer. Is it safe?"
)


def test_a_long_message_asks_about_what_is_proposed_and_not_about_a_relatives_illness() -> None:
    (part,) = understand(Question(MESSAGE), VOCABULARY).parts
    assert part.intent is Intent.SAFETY
    assert "spinal manipulation" in part.concepts
    assert "headache" in part.concepts
    assert "stroke" not in part.concepts


def test_pieces_of_a_message_are_joined_without_double_punctuation() -> None:
    for part in understand(Question("I take colchicine for gout. It hurts! Is that common?"), VOCABULARY).parts:
        assert ".," not in part.text
        assert "!," not in part.text


def test_an_operation_offered_beside_watching_is_not_listed_without_it() -> None:
    text = (
        "Gout without symptoms or signs may be managed by clinical surveillance or by posterior fusion, "
        "whichever the person prefers."
    )
    (line,) = claim_lines(claim(citation(1, "a#1", text, "")), topic=PassageTopic.SURGERY, vocabulary=VOCABULARY)
    assert line.option.startswith("clinical surveillance or")
    assert line.population == "Gout without symptoms or signs"


def test_a_line_keeps_the_sign_that_narrows_its_condition() -> None:
    text = "Fusion is recommended for gout with irreducible cord compression."
    (line,) = claim_lines(claim(citation(1, "a#1", text, "")), topic=PassageTopic.SURGERY, vocabulary=VOCABULARY)
    assert line.population == "gout with irreducible cord compression"
