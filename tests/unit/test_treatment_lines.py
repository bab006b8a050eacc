"""Treatment by line: what a claim advises, at the place that it or its source gives, and nothing that it denies."""

from __future__ import annotations

import pytest
from tests.building import citation, claim

from citewell.compose.lines import claim_lines
from citewell.domain.articles import TreatmentLine
from citewell.domain.enums import PassageTopic
from citewell.text.vocabulary import Concept, Vocabulary

VOCABULARY = Vocabulary(
    {
        "migraine": Concept("migraine"),
        "nerve block": Concept("nerve block", type="procedure"),
        "manual therapy": Concept("manual therapy", type="procedure"),
        "pregabalin": Concept("pregabalin", type="drug"),
    }
)


def read(text: str, topic: PassageTopic | None = None, *, strength: str = "") -> list[TreatmentLine]:
    return claim_lines(claim(citation(1, "a#1", text, "", strength=strength)), topic=topic, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        (
            "Physical therapy is regarded as first line for migraine and nerve block as a further therapeutic option.",
            PassageTopic.FIRST_LINE,
            [(1, "Physical therapy"), (2, "nerve block")],
        ),
        ("The guideline recommends nerve block.", PassageTopic.SECOND_LINE, [(2, "nerve block")]),
        ("First-line treatment of gout is colchicine.", None, [(1, "colchicine")]),
        ("Metformin is the first-line drug for adults with type 2 diabetes.", None, [(1, "Metformin")]),
        ("Lithium is recommended as second-line therapy.", None, [(2, "Lithium")]),
        ("Splenectomy may be considered in refractory cases.", None, [(4, "Splenectomy")]),
        ("Cholecystectomy is recommended for people with symptoms.", None, [(5, "Cholecystectomy")]),
        ("Offer amitriptyline or topiramate.", PassageTopic.FIRST_LINE, [(1, "amitriptyline")]),
        (
            "Many people can be managed with exercise therapy, with or without manual therapy.",
            PassageTopic.FIRST_LINE,
            [(1, "exercise therapy")],
        ),
    ],
)
def test_an_advised_option_stands_at_its_place(
    text: str, topic: PassageTopic | None, expected: list[tuple[int, str]]
) -> None:
    assert [(line.order, line.option) for line in read(text, topic)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The guideline advises against nerve block.",
        "Do not offer pregabalin.",
        "Pregabalin is not recommended as first-line treatment.",
        "Nerve block should be avoided as first-line therapy.",
        "No drug is recommended as first line.",
        "There is insufficient evidence to recommend nerve block first line.",
        "Whether nerve block is a first-line option is controversial.",
        "Pregabalin is contraindicated as initial treatment.",
        "Manual therapy was judged to have very limited benefit as first-line treatment.",
        "Forty people were randomised to first-line pregabalin or placebo.",
        "First-line pregabalin was ineffective in mice.",
        "Stop pregabalin before first-line treatment is considered.",
    ],
)
def test_what_a_claim_denies_doubts_or_only_reports_is_no_line(text: str) -> None:
    assert read(text, PassageTopic.FIRST_LINE) == []
    assert read(text) == []


def test_an_option_that_is_only_compared_with_is_no_line() -> None:
    lines = read("The guideline recommends pregabalin rather than nerve block as first-line treatment.")
    assert [line.option for line in lines] == ["pregabalin"]


def test_a_strength_against_is_no_line() -> None:
    text = "Manual therapy is an option."
    assert read(text, PassageTopic.FIRST_LINE, strength="recommended option")
    assert read(text, PassageTopic.FIRST_LINE, strength="do not offer") == []


def test_without_a_label_or_words_of_order_nothing_is_listed() -> None:
    assert read("The guideline recommends pregabalin for migraine.") == []


def test_a_source_that_labels_another_topic_is_taken_at_its_word() -> None:
    assert read("First-line treatment is pregabalin.", PassageTopic.SAFETY) == []


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("In adults with migraine, pregabalin is recommended first line.", "In adults with migraine"),
        ("Pregabalin is recommended first line for migraine.", "migraine"),
        ("If nerve block fails, pregabalin can be considered second line.", "If nerve block fails"),
        ("Pregabalin is suggested as first-line treatment during pregnancy.", "during pregnancy"),
        (
            "Nerve block is a second-line option for migraine unless the person takes warfarin.",
            "migraine; unless the person takes warfarin",
        ),
    ],
)
def test_whom_and_which_terms_travel_with_the_option(text: str, population: str) -> None:
    (line,) = read(text)
    assert line.population == population


def test_strength_certainty_and_numbers_are_the_citations() -> None:
    (line,) = read("The guideline recommends nerve block.", PassageTopic.SECOND_LINE, strength="weak for")
    assert (line.strength, line.citations, line.name) == ("weak for", (1,), "Second-line")
