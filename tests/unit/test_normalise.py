"""Texts that differ only in form compare as equal; negations are never dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.text.identity import claim_id
from citewell.text.normalise import STOP_WORDS, content_stems, normalise, stem, stems_to_index, words
from citewell.text.quotes import describe_difference, differs_at, locate, without_insertions


def test_dashes_quotes_spaces_and_compatible_characters_take_one_form() -> None:
    assert normalise("“C1–C2”\u00a0 ﬁxation − it’s\n5 µg") == '"C1-C2" fixation - it\'s 5 μg'
    assert normalise("ICHD-3", fold_case=True) == "ichd-3"


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("haemorrhage", "hemorrhage"),
        ("oedema", "edema"),
        ("randomised", "randomized"),
        ("tumours", "tumors"),
        ("anaesthesia", "anesthesia"),
        ("paediatric", "pediatric"),
        ("leukaemia", "leukemia"),
        ("diarrhoea", "diarrhea"),
        ("manoeuvres", "maneuvers"),
        ("centres", "centers"),
        ("fibre", "fiber"),
        ("analysed", "analyzed"),
        ("ischaemic", "ischemic"),
        ("oesophageal", "esophageal"),
        ("foetal", "fetal"),
        ("behaviour", "behavior"),
        ("aetiology", "etiology"),
        ("millimetres", "millimeters"),
        ("mobilisation", "mobilization"),
        ("dysaesthesia", "dysesthesia"),
        ("gynaecology", "gynecology"),
        ("programme", "program"),
    ],
)
def test_british_and_american_spellings_have_one_stem(british: str, american: str) -> None:
    assert stem(british) == stem(american)


@pytest.mark.parametrize("word", ["exercise", "disease", "advise", "precise", "comprised", "rise", "metabolism"])
def test_words_that_only_look_british_are_left_alone(word: str) -> None:
    assert "z" not in stem(word)


def test_content_stems_keep_negations_and_drop_function_words() -> None:
    assert content_stems("It isn't the headaches that can't be treated without drugs.") == (
        "not",
        "headach",
        "not",
        "treat",
        "without",
        "drug",
    )
    assert STOP_WORDS.isdisjoint({"no", "not", "nor", "never", "without", "neither", "none", "cannot", "against"})


@pytest.mark.parametrize("typed", ["p16INK4a", "p16 INK4a", "p16"])
def test_a_name_with_letters_set_high_is_found_however_it_is_typed(typed: str) -> None:
    assert set(content_stems(typed)) <= set(content_stems("the expression of p16^INK4a in tumours"))


def test_a_quote_is_found_letter_for_letter_or_not_at_all() -> None:
    assert locate("neck pain", "The neck pain came first.") == (4, 13)
    assert locate("Neck pain", "The neck pain came first.") is None
    assert locate("", "text") is None


def test_the_first_difference_is_named() -> None:
    assert differs_at("same", "same") is None
    assert differs_at("block", "black") == 2
    assert differs_at("block", "blocks") == 5
    assert "block" in describe_difference("a block", "a black")


def test_editorial_insertions_are_told_from_the_sources_own_brackets() -> None:
    assert without_insertions("That trial [Jull, 2002] ended [12].", "That trial ended [12].") == (
        "That trial ended [12].",
        ("Jull, 2002",),
    )


def test_a_claims_id_changes_with_any_letter_of_text_quote_or_place() -> None:
    base = claim_id("Text.", [("p#01", "Text.", 0, 5)])
    others = {
        claim_id("Texts", [("p#01", "Text.", 0, 5)]),
        claim_id("Text.", [("p#02", "Text.", 0, 5)]),
        claim_id("Text.", [("p#01", "Text,", 0, 5)]),
        claim_id("Text.", [("p#01", "Text.", 1, 6)]),
        claim_id("Text.", []),
    }
    assert len(others | {base}) == 6
    assert base == claim_id("Text.", [("p#01", "Text.", 0, 5)])
    assert len(base) == 13
    assert base[0] == "c"


@given(
    st.text(alphabet=st.sampled_from("^aeBnt'’.,-–_/ \n\u00a0019²ßéﬁΣ(s%\\\u2028`"), max_size=60) | st.text(max_size=60)
)
def test_indexed_words_are_the_stems_of_the_words_whatever_stands_between_them(text: str) -> None:
    """What is looked up piece by piece, for speed, is what each word by itself would give."""
    assert stems_to_index(text).split() == [stem(word) for word in words(text) if word not in STOP_WORDS]
