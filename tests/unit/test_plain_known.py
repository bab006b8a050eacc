"""Known words of a reader's text, terms with two senses, and what a lay reader is shown first."""

from __future__ import annotations

import pytest

from citewell.compose.glossary import load_glossary
from citewell.compose.plain.choosing import is_about_research
from citewell.compose.plain.known import known_places, tells_meaning
from citewell.domain.wordings import Explanation

CERVICAL = next(one for one in load_glossary().entries if one.term == "cervical")


def known(text: str, *explained: Explanation) -> list[str]:
    return [text[start:end] for start, end in known_places(text, explained)]


def test_explained_terms_names_and_medicines_are_known_and_nothing_else_is() -> None:
    text = "Arteritis was treated with prednisolone in the Akershus study."
    assert known(text) == ["prednisolone", "Akershus"]
    assert known(text, Explanation("arteritis", "Swelling of an artery.")) == ["Arteritis", "prednisolone", "Akershus"]


def test_an_illness_that_nothing_explains_is_not_known_and_a_sentence_s_first_word_is_no_name() -> None:
    assert known("Hypotension is common. Spontaneous leaks cause it.") == []


def test_letters_written_out_are_not_explained() -> None:
    assert not tells_meaning(Explanation("CRP", "Short for C-reactive protein."))
    assert not tells_meaning(Explanation("magnetic resonance imaging", "The source says “MRI”.", "MRI"))
    assert tells_meaning(Explanation("neck artery", "The source says “cervical artery”. A vessel.", "cervical artery"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("A cervical lesion can cause headache.", "To do with the neck."),
        ("Cervical vertebrae carry the head.", "To do with the neck."),
        ("Cervical cancer is found by a smear.", "To do with the neck of the womb, the narrow part at its lower end."),
        ("Cervical cancer may spread to the neck.", CERVICAL.definition),
        ("Headache in pregnancy and cervical change are common.", CERVICAL.definition),
        ("A cervical lesion was seen.", CERVICAL.definition),
    ],
)
def test_a_term_with_two_senses_is_explained_by_what_stands_beside_it(text: str, meaning: str) -> None:
    assert CERVICAL.meaning_in(text) == meaning


def test_what_tells_of_studies_is_told_apart_from_what_tells_of_the_illness() -> None:
    assert is_about_research("A Cochrane review of 27 trials found similar effects.")
    assert is_about_research("Pain fell (p<0.05).")
    assert not is_about_research("Painkillers can relieve headache in Chiari malformation.")
