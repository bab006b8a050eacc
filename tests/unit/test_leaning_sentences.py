"""Sentences of pages that cannot be read alone: they lean on what stood around them, or lost their lines or marks."""

from __future__ import annotations

import pytest

from citewell.compose.aspects import is_furniture
from citewell.compose.leaning import (
    has_glued_range,
    leans,
    leaves_open_of_whom,
    runs_on,
    without_stray_bracket,
)
from citewell.compose.lists import is_cut_list
from citewell.compose.passed_over import without_heading


@pytest.mark.parametrize(
    "sentence",
    [
        "Can come back years later as a painful rash called brindle rash.",
        "Studies so far suggest that it does not put people at a higher risk of cancer.",
        "Rarely, it grows in other parts of the body.",
        "In brindle fever, it happens within days.",
        "Use them on bread and rice.",
        "Joint replacement and tendon repair are examples.",
        "The main aim of a control programme should be these three goals.",
        "So, if you fall into one of the groups at risk, have an eye exam every year.",
        "Or, they may cause side effects.",
        "Nearly 9 million of them are children.",
        "A health worker will then give treatment as needed.",
        "If you do, prednisone is the main treatment.",
        "In others, however, doctors may not find the cause.",
        "A third type develops only during pregnancy.",
        "Many can be treated with medicine.",
        "Primary care doctors -- those who treat people before others do.",
        "You might hear it in one or both ears.",
        "Treatment Goals: Manage Pain, Improve Function Treatment plans ease pain.",
        "Medicines Used to Treat Scabies Products are lotions.",
        "HIV infection Being infected with the virus raises the risk.",
        "How the cells look under a microscope.",
        "Whether there was bleeding of the tumour.",
        "A test to show whether you have another condition with the same symptoms.",
        "Signs of an aura include dizziness and loss of balance These symptoms can last for an hour.",
        "Leg Ulcers Sores Fever Pain Chills Cough Rash are common.",
        "Ways to do it are Kidney Transplant A kidney transplant puts a healthy kidney into the body.",
        "The usual dose is 1525 mg once a week.",
        "Between 3040 percent of people recover.",
    ],
)
def test_a_sentence_that_needs_what_stood_around_it_is_passed_over(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Brindle fever can come back years later as a painful rash.",
        "Studies suggest that allopurinol does not raise the risk of cancer.",
        "In brindle fever, it is important to drink enough.",
        "Take allopurinol with food.",
        "A blood test to show whether the liver is inflamed may be done.",
        "Whether surgery helps depends on the size of the tumour.",
        "What causes brindle fever is unknown.",
        "Mutations in the EDN3, EDNRB, MITF, PAX3, SNAI2 and SOX10 genes can cause the syndrome.",
        "The American College of Rheumatology recommends a biopsy.",
        "Vitamin A is stored in the liver.",
        "The dose is 1500 mg a day.",
        "It was first described in 1999 in Norway.",
        "Two kinds, brindle and harbour fever, are known, and these two kinds differ.",
    ],
)
def test_a_sentence_that_stands_alone_is_kept(sentence: str) -> None:
    assert not leans(sentence)


def test_a_figure_whose_dash_was_lost_is_no_dose() -> None:
    assert has_glued_range("methotrexate at low doses (1525 mg once weekly)")
    assert not has_glued_range("methotrexate at low doses (15-25 mg once weekly)")
    assert not has_glued_range("amoxicillin 1000 mg twice daily for 14 days")


def test_a_share_of_people_says_which_people() -> None:
    assert leaves_open_of_whom("About 5 percent of people have died.")
    assert not leaves_open_of_whom("About 5 percent of people with brindle fever have died.")
    assert not leaves_open_of_whom("Fewer than 100 cases have been reported.")


def test_the_bracket_of_an_aside_that_began_earlier_is_left_off() -> None:
    assert without_stray_bracket("Avoid grapefruit juice.)") == "Avoid grapefruit juice."
    assert without_stray_bracket("Avoid juice (of grapefruit.)") == "Avoid juice (of grapefruit.)"


def test_a_capital_on_words_that_the_page_has_without_one_begins_another_sentence() -> None:
    around = "People often have brindle fevers in spring."
    assert runs_on("Being over sixty Brindle fever may also follow a cold.", around)
    assert not runs_on("The rash is called Brindle fever by sailors.", around)


def test_a_list_with_one_item_left_is_a_cut_list() -> None:
    assert is_cut_list("Common signs and symptoms of asthma include: Coughing.")
    assert not is_cut_list("Common signs of asthma include: coughing, wheezing and a tight chest.")


@pytest.mark.parametrize(
    ("written", "around", "read"),
    [
        ("Radiation therapy Radiation therapy is given daily.", "", "Radiation therapy is given daily."),
        ("Types of Psoriasis Psoriasis occurs in five forms.", "", "Psoriasis occurs in five forms."),
        (
            "Diagnostic Tests Brindle fever can be hard to tell.",
            "Others with brindle fever can be well.",
            "Brindle fever can be hard to tell.",
        ),
        ("FOLLOW-UP TESTS A second test is done.", "", "A second test is done."),
        ("DO NOT STOP Taking it at once is unsafe.", "", "DO NOT STOP Taking it at once is unsafe."),
        ("Hands Osteoarthritis of the hands runs in families.", "x", "Osteoarthritis of the hands runs in families."),
        ("Outlook Asthma has no cure.", "Mild asthma comes and goes.", "Asthma has no cure."),
        ("Kidney Failure is a condition.", "In kidney failure, the failure is slow.", "Kidney Failure is a condition."),
        ("Hepatitis B is an infection.", "The b form.", "Hepatitis B is an infection."),
        ("American Heart Association is a body.", "An association.", "American Heart Association is a body."),
    ],
)
def test_a_heading_is_cut_off_where_the_page_itself_shows_that_it_is_one(written: str, around: str, read: str) -> None:
    assert without_heading(written, around) == read


@pytest.mark.parametrize(
    "sentence",
    [
        "If the information is available, the table below includes how often the symptom is seen.",
        "You can read about the signs of brindle fever from the institute.",
        "Check out the information here.",
        "Scientists are continually improving scans of the brain.",
        "Significant advances in treating brindle fever continue to be made.",
        "There are many kinds of brindle fever.",
        "Prednisone may cause side effects.",
        "Certain factors affect prognosis and treatment options.",
        "More detailed information about brindle fever is available through an institute.",
    ],
)
def test_a_sentence_on_its_page_or_without_content_is_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


def test_a_sentence_with_content_is_no_furniture() -> None:
    assert not is_furniture("Prednisone may cause thinning of the bones.")
    assert not is_furniture("There are two kinds of brindle fever: the dry and the wet.")
    assert not is_furniture("Researchers found that allopurinol lowers uric acid.")
