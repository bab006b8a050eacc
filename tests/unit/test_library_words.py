"""A question is read by the library's own words: what it misspells, and what it abbreviates."""

from __future__ import annotations

import pytest

from citewell.compose.abbreviations import long_form, with_abbreviations
from citewell.compose.question import understand
from citewell.domain.questions import Question
from citewell.text.misspelt import nearest_word
from citewell.text.vocabulary import Vocabulary

TITLES = {
    "psoriasis": 20,
    "parapsoriasis": 2,
    "sarcoidosis": 5,
    "prednisone": 3,
    "prednisolone": 3,
    "metoprolol": 1,
    "hydroxyzine": 2,
    "hydralazine": 2,
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("psorasis", "psoriasis"),
        ("Psoraisis", "psoriasis"),
        ("sarcodosis", "sarcoidosis"),
        ("psoriasis", None),
        ("gout", None),
        ("xylophone", None),
        ("prednisolne", None),  # prednisone lies as near, and a drug is not guessed
        ("metoprolal", "metoprolol"),
    ],
)
def test_a_word_that_the_library_lacks_is_read_as_the_one_that_it_can_be(written: str, read: str | None) -> None:
    assert nearest_word(written, TITLES) == read


def test_the_asker_is_told_and_a_word_of_the_library_is_left_alone() -> None:
    def read(text: str, known: set[str]) -> tuple[str, tuple[str, ...]]:
        found = understand(
            Question(text),
            Vocabulary(),
            is_known=lambda word: word in known,
            nearest=lambda word: nearest_word(word, TITLES),
        )
        return found.parts[0].text, found.notes

    assert read("How is psorasis treated?", set()) == (
        "How is psoriasis treated",
        ('Read "psorasis" as "psoriasis".',),
    )
    assert read("How is psorasis treated?", {"psorasis"}) == ("How is psorasis treated", ())


TEXTS = ["Amyotrophic lateral sclerosis (ALS) is rare.", "People with amyotrophic lateral sclerosis (ALS), often old."]


def test_an_abbreviation_is_spelt_out_as_the_library_spells_it_out() -> None:
    vocabulary, told = with_abbreviations("What is the outlook for ALS?", Vocabulary(), lambda word: TEXTS)
    assert told == (("ALS", "amyotrophic lateral sclerosis"),)
    assert vocabulary.labels("Treatment of ALS") == {"amyotrophic lateral sclerosis"}
    assert not vocabulary.labels("the (KOK-al) disease")


def test_one_text_tells_an_abbreviation_only_by_its_initials() -> None:
    assert long_form("ALS", TEXTS[:1]) == "amyotrophic lateral sclerosis"
    assert long_form("TB", ["Tuberculosis (TB) is caught from a cough."]) is None


def test_an_abbreviation_is_left_alone_where_the_library_is_not_of_one_mind() -> None:
    assert long_form("MS", ["mitral stenosis (MS)", "mitral stenosis (MS)", *["multiple sclerosis (MS)"] * 2]) is None
    assert long_form("RA", ["He came to (RA)", "see page (RA)"]) is None
    vocabulary, told = with_abbreviations("how is acne treated", Vocabulary(), lambda word: TEXTS)
    assert told == ()
    assert not vocabulary.concepts


def test_a_word_of_asking_is_put_right_although_some_text_of_the_library_has_the_same_slip() -> None:
    titles = {**TITLES, "symptoms": 900, "marfan": 3, "syndrome": 500}
    read = understand(
        Question("symtoms of marfan"),
        Vocabulary(),
        is_known=lambda word: True,
        nearest=lambda word: nearest_word(word, titles),
    )
    assert 'Read "symtoms" as "symptoms".' in read.notes
