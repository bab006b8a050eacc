"""What may change under an approval: nothing that a reader could read otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.boarding import article_of, reworded

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Citation, Finding, Side
from citewell.domain.enums import EvidenceKind, Severity
from citewell.review.distance import osa_distance
from citewell.review.typos import changes_beyond_typos, only_typos, wording_change

QUOTE = (
    "Low-load exercise for cervicogenic headache should be offered; craniovertebral instability is rare, hypertension "
    "and hydralazine are discussed, and prednisone was not stopped."
)
CITED = (Citation("doc", "doc#01", "Abstract", QUOTE, 0, len(QUOTE)),)

MENDS = [
    ("Exercise  helps most adults .", "Exercise helps most adults."),
    ("Exercise helps adults", "Exercise helps adults."),
    ("Exercise helps adults..", "Exercise helps adults."),
    ("Exercise helps,, adults say", "Exercise helps, adults say"),
    ("The patient’s headache eases", "The patient's headache eases"),
    ("exercise helps adults", "Exercise helps adults"),
    ("It helps. exercise is safe", "It helps. Exercise is safe"),
    ("Patients recieve exercise", "Patients receive exercise"),
    ("Seperate exercises help", "Separate exercises help"),
    ("Exercise for cervicogencic headache", "Exercise for cervicogenic headache"),
    ("Rarely, craniovertberal instability", "Rarely, craniovertebral instability"),
]
CHANGES = [
    ("Do not stop warfarin", "Do stop warfarin"),
    ("It is safe", "It is not safe"),
    ("Give 5 mg", "Give 50 mg"),
    ("Give 1.5 mg", "Give 15 mg"),
    ("Give 1,5 mg", "Give 1.5 mg"),
    ("Give 1 5 mg", "Give 15 mg"),
    ("Give 5 mg", "Give 5 mcg"),
    ("Give 5 mg", "Give 5 g"),
    ("Give 5 mg", "Give 5 Mg"),
    ("A change of -5 points", "A change of 5 points"),
    ("A range of 10-20", "A range of 10–20"),
    ("P < 0.05", "P > 0.05"),
    ("P < 0.05", "P 0.05"),
    ("at least 5 ± 2", "at least 5 2"),
    ("1/2 tablet", "12 tablet"),
    ("No, warfarin is needed", "No warfarin is needed"),
    ("Patients, who smoke, need it", "Patients who smoke need it"),
    ("Adults, taking aspirin, need it", "Adults taking aspirin need it"),
    ("Give aspirin, heparin", "Give aspirin heparin"),
    ("It helps adults: children need less", "It helps adults children need less"),
    ("Is it safe?", "Is it safe"),
    ("It works (weak recommendation)", "It works weak recommendation"),
    ("The hypotension is treated", "The hypertension is treated"),
    ("Give hydroxyzine", "Give hydralazine"),
    ("Give prednisolone", "Give prednisone"),
    ("The casual relationship", "The causal relationship"),
    ("Exercise may help", "Exercise can help"),
    ("Exercise helps patients", "Exercise helps patient"),
    ("It is inoperable", "It is in operable"),
    ("Nonpregnant adults", "Non-pregnant adults"),
    ("Given to us", "Given to US"),
    ("It helps in march", "It helps in March"),
    ("The left artery", "The right artery"),
    ("Weekly methotrexate", "Daily methotrexate"),
    ("Ileum", "Ilium"),
    ("Abduction of the arm", "Adduction of the arm"),
    ("Intramuscular injection", "Intermuscular injection"),
    ("Craniotomy is done", "Craniostomy is done"),
    ("Give it twice", "Give it thrice"),
    ("Exercise helps", "Exercise helps adults"),
    ("", "Exercise"),
    ("5 µg", "5 mg"),
    ("Vitamin B12", "Vitamin B 12"),
    ("Exercise helps. Not in children", "Exercise helps not in children"),
]


@pytest.mark.parametrize(("before", "after"), MENDS)
def test_a_slip_may_be_mended(before: str, after: str) -> None:
    assert wording_change(before, after, citations=CITED) == ""


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_what_can_be_read_otherwise_is_a_change_in_both_directions(before: str, after: str) -> None:
    assert wording_change(before, after, citations=CITED)
    assert wording_change(after, before, citations=CITED)


def test_a_word_of_the_quote_is_never_mended_into_another() -> None:
    assert wording_change("craniovertebral pain", "craniovertberal pain", citations=CITED)
    assert wording_change("Exercise for cervicogencic headache", "Exercise for cervicogenic headache")


def test_only_the_wording_of_claims_may_differ() -> None:
    article = article_of("Patients recieve exercise.", "Manual therapy may help.")
    mended = reworded(article, "Patients receive exercise.")
    assert only_typos(article, mended)
    assert not only_typos(article, reworded(article, "Patients receive exercise.", quote="Patients receive it."))
    for fields in (
        {"question": "How is it treated?"},
        {"notes": ("Another note.",)},
        {"references": mended.references[:1]},
        {"sections": ()},
        {"disagreements": ()},
    ):
        other = with_digest(replace(mended, **fields))  # type: ignore[arg-type]
        assert only_typos(article, other) is (fields == {"disagreements": ()})


def test_findings_and_sides_follow_the_claim_that_they_name() -> None:
    article = article_of("Patients recieve exercise.", "Manual therapy may help.")
    first = article.claims[0]
    finding = Finding("old_source", Severity.NOTICE, first.id, "The source is old.")
    article = with_digest(replace(article, findings=(finding,)))
    mended = reworded(article, "Patients receive exercise.")
    assert "findings" in changes_beyond_typos(article, mended)
    moved = with_digest(replace(mended, findings=(replace(finding, target=mended.claims[0].id),)))
    assert changes_beyond_typos(article, moved) == ""
    assert Side("yes", first.id, first.text, "Trial", 2020, EvidenceKind.COHORT, "", "").statement == first.text


def test_the_distance_counts_letters_more_less_other_or_swapped() -> None:
    pairs = {("ca", "abc"): 3, ("kitten", "sitting"): 3, ("recieve", "receive"): 1, ("", "abc"): 3, ("same", "same"): 0}
    assert {pair: osa_distance(*pair) for pair in pairs} == pairs


words = st.sampled_from("not no 5 5.0 mg mcg may should children adults warfarin left right , . < > - ( ) only".split())


@settings(max_examples=300)
@given(st.lists(words, min_size=1, max_size=8), st.lists(words, min_size=1, max_size=8))
def test_two_texts_of_loaded_words_are_never_taken_for_each_other(first: list[str], second: list[str]) -> None:
    kept = [[word for word in one if word not in ",."] for one in (first, second)]
    if kept[0] != kept[1]:
        assert wording_change(" ".join(first), " ".join(second))


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_a_text_is_no_change_of_itself(text: str) -> None:
    assert wording_change(text, text) == ""
