"""Terms of a large vocabulary that a question names: which become concepts, under which names, and which do not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from citewell.compose.question import understand
from citewell.compose.terms import with_terms
from citewell.domain.intake import Term
from citewell.domain.questions import Question
from citewell.text.terms import is_telling, meanings, names_in_order, phrase_key
from citewell.text.vocabulary import Concept, Vocabulary

SHIPPED = Vocabulary(
    {
        "cluster headache": Concept("cluster headache", ("histamine headache",)),
        "headache": Concept("headache", ("head pain",), type="symptom"),
        "paracetamol": Concept("paracetamol", ("acetaminophen",), type="drug"),
    }
)
TERMS = [
    Term(
        "D1",
        "Myocardial Infarction",
        ("Heart Attack", "Infarction, Myocardial", "Myocardial Infarct"),
        type="condition",
    ),
    Term("D2", "Pulmonary Disease, Chronic Obstructive", ("COPD", "Chronic Airflow Obstruction"), type="condition"),
    Term("D3", "Acetaminophen", ("APAP", "Hydroxyacetanilide"), type="drug"),
    Term("D4", "Headache, Cluster", ("Horton's Headache", "Ciliary Neuralgia"), type="condition"),
    Term("D5", "Vascular Headaches", ("Headache of the Vessels",), type="condition"),
    Term("D6", "Stroke Volume", ("Ventricular Ejection Volume",)),
    Term("D7", "Stroke", ("Cerebrovascular Accident", "CVA"), type="condition"),
    Term("D8", "Burns", ("Burn Wounds",), type="condition"),
    Term("D9", "Blindness", ("Amaurosis",), type="condition"),
    Term("D10", "Humans", ("Modern Man",)),
    Term("D11", "Mock Fever", ("Twofold Name",), type="condition"),
    Term("D12", "Sham Fever", ("Twofold Name",), type="condition"),
    Term("D13", "Diabetic Complications", ("Diabetes-Related Damage",), type="condition"),
    Term("D14", "Mock Palsy", (), type="condition"),
    Term("D15", "COVID-19", ("Mock Corona Illness",), type="condition"),
    Term("D16", "Pain Relief", ("Analgesia",), type="procedure"),
]


class Listed:
    """A vocabulary's terms in a list."""

    def find(self, phrases: Sequence[str]) -> list[Term]:
        keys = set(map(phrase_key, phrases))
        return [term for term in TERMS if keys & set(map(phrase_key, names_in_order(term)))]


def read(text: str, *, held: bool = True) -> tuple[Vocabulary, list[str]]:
    vocabulary, used = with_terms(text, SHIPPED, Listed(), is_held=lambda concept: held)
    return vocabulary, [term.id for term in used]


def named(text: str, passage: str) -> frozenset[str]:
    """The concepts that a passage has for the one who asked `text`."""
    return read(text)[0].labels(passage)


def test_a_question_in_one_name_finds_the_concept_under_every_other() -> None:
    for asked in ("How is a heart attack treated?", "How is myocardial infarction treated?"):
        for passage in ("After myocardial infarctions aspirin is given.", "A heart attack is an emergency."):
            assert len(named(asked, passage)) == 1
    assert named("How is a heart attack treated?", "Attacks of the heart, infarction of the lung.") == frozenset()


def test_the_concept_keeps_the_askers_words_and_an_abbreviation_is_spelt_out() -> None:
    vocabulary, _ = read("How is a heart attack treated?")
    (part,) = understand(Question("How is a heart attack treated?"), vocabulary).parts
    assert (part.topic, part.concepts, part.intent.value) == ("heart attack", ("heart attack",), "treatment")
    assert "Chronic Obstructive Pulmonary Disease" in read("inhalers in COPD")[0].concepts


@pytest.mark.parametrize(
    ("question", "used"),
    [
        ("heart-attack care", ["D1"]),
        ("Is it the heart? Attack it.", []),
        ("the heart of an attack", []),
        ("What is stroke volume?", []),  # longer than the condition, and of no type that search can use
        ("stroke, what volume?", ["D7"]),
        ("What is a CVA?", []),  # three letters
        ("what is copd", []),  # small letters may be a word
        ("COPDs", ["D2"]),
        ("covid-19 in winter", ["D15"]),
        ("Covid-19 in winter", ["D15"]),
        ("Why does it burn?", []),
        ("blind trials", []),
        ("Humans and modern man", []),
        ("What is the twofold name?", []),  # of two terms
        ("What are diabetic complications?", []),  # its last word asks
        ("mock palsy", []),  # no other name
        ("pain relief in labour", ["D16"]),
        ("Treatment of vascular headaches", []),  # a shipped concept is in it
        ("What is cluster headache?", []),
        ("Horton's headache", []),
        ("x" * 3_000, []),
        ("heart " * 600, []),
        ("?", []),
    ],
)
def test_only_a_whole_name_that_means_one_thing_counts(question: str, used: list[str]) -> None:
    assert read(question)[1] == used


def test_nothing_changes_where_no_term_is_named_or_the_library_has_no_other_name() -> None:
    assert read("What is the capital of France?")[0] is SHIPPED
    assert read("How is a heart attack treated?", held=False) == (SHIPPED, [])


def test_a_term_that_is_a_shipped_concept_lends_it_the_questions_words_only() -> None:
    vocabulary, used = read("Does APAP help in ciliary neuralgia?")
    assert used == ["D3", "D4"]
    assert set(vocabulary.concepts) == set(SHIPPED.concepts)
    assert vocabulary.concepts["paracetamol"] == Concept("paracetamol", ("acetaminophen", "APAP"), type="drug")
    assert vocabulary.labels("APAP in ciliary neuralgia") == {"paracetamol", "cluster headache"}
    assert vocabulary.labels("hydroxyacetanilide") == frozenset()


def test_a_term_under_two_names_in_one_question_is_one_concept() -> None:
    vocabulary, used = read("Is a heart attack the same as a myocardial infarct?")
    assert used == ["D1"]
    assert vocabulary.labels("myocardial infarct") == vocabulary.labels("heart attack") == {"heart attack"}


def test_everyday_words_and_short_abbreviations_are_no_names() -> None:
    telling = ["Heart Attack", "Pain Relief", "Pneumonia", "COPD", "AIDS", "Common Cold", "Shortness of Breath"]
    others = [
        "Other",
        "Lead",
        "Aged",
        "Male",
        "Role",
        "Set",
        "Eye",
        "MI",
        "HIV",
        "IL-2",
        "Shock",
        "Burns",
        "A 23187",
        "Cold",
    ]
    assert [name for name in telling if not is_telling(name)] == []
    assert [name for name in others if is_telling(name)] == []


def test_names_stand_in_the_order_of_a_sentence_and_each_form_once() -> None:
    assert names_in_order(TERMS[0]) == ("Myocardial Infarction", "Heart Attack")
    long = Term("D1", "Mock " * 7, ("Benzoic acid, 4-methyl-", "y" * 121, "…"))
    assert names_in_order(long) == ()


def test_each_group_that_a_term_keeps_apart_is_a_meaning() -> None:
    term = Term("D1", "Pain", ("Ache", "Burning Pain", "Pain, Burning"), apart=(("Burning Pain", "Pain, Burning"), ()))
    assert [(one.label, one.synonyms) for one in meanings(term)] == [
        ("Pain", ("Ache",)),
        ("Burning Pain", ("Pain, Burning",)),
    ]
