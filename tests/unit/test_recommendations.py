"""Sentences that recommend are found whole, with strength and certainty in the source's own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewell.domain.errors import InputError
from citewell.evaluation.recommendations import measure_recommendations, read_labelled_texts
from citewell.text.recommendations import find_recommendations
from citewell.text.sentences import split_sentences

RECOMMEND = [
    # a grade in words, in codes, in brackets
    ("We recommend a splint at night (strong recommendation, low-certainty evidence).",
     "strong recommendation", "low-certainty evidence", "GRADE"),
    ("We suggest honey for cough (2C).", "2C", "", "GRADE"),
    ("We recommend iron before surgery (1|⊕⊕○○).", "1", "⊕⊕○○", "GRADE"),
    ("The USPSTF recommends counselling for teenagers (B recommendation).", "B recommendation", "", "USPSTF"),
    ("The USPSTF found the evidence on dental checks insufficient. (I statement)", "I statement", "", "USPSTF"),
    ("Aspirin should be continued (Class I, LOE B-R).", "Class I", "LOE B-R", "ACC/AHA"),
    ("Closure is not recommended (Class III: Harm; Level A).", "Class III: Harm", "Level A", "ACC/AHA"),
    ("Rest the foot for a week (Strength of Recommendation: B).", "Strength of Recommendation: B", "", "SORT"),
    ("Children should be seen within a month (Grade of recommendation B, Level 1++).",
     "Grade of recommendation B", "Level 1++", "SIGN/Oxford"),
    ("Level A: Injections should be offered for cramp.", "Level A", "", "AAN"),
    ("A collar may be used after minor sprains (Level III).", "Level III", "", "CNS"),
    ("Record the weight at each visit (good practice point).", "good practice point", "", "good practice"),
    ("Joints should be splinted (expert opinion).", "should be splinted", "expert opinion", "consensus"),
    # a grade in front, and in the fragment behind
    ("Recommendation 4 (strong): Offer a brace.", "strong", "", "GRADE"),
    ("Offer the vaccine to carers. Strength of recommendation: strong. Quality of evidence: low.",
     "strong", "low", "GRADE"),
    ("We recommend thiamine before glucose. (Grade 1B).", "Grade 1B", "", "GRADE"),
    # only the words
    ("Offer a follow-up visit after two weeks.", "Offer", "", "wording"),
    ("Refer adults with new weakness urgently.", "Refer", "", "wording"),
    ("If pain lasts beyond six weeks, refer for imaging.", "refer", "", "wording"),
    ("Dissection should be considered in sudden neck pain.", "should be considered", "", "wording"),
    ("Surgery may be considered when drugs fail.", "may be considered", "", "wording"),
    ("The World Health Organization recommends three doses.", "recommends", "", "reported"),
]  # fmt: skip

DENY = [
    ("Do not offer opioids for tension-type headache.", "Do not offer"),
    ("Opioids should not be used for chronic headache.", "should not be used"),
    ("Routine imaging is not recommended.", "is not recommended"),
    ("Routine antibiotics are no longer recommended.", "are no longer recommended"),
    ("We do not recommend bed rest.", "do not recommend"),
    ("We recommend against a collar.", "recommend against"),
    ("No child under 12 should be given codeine.", "No child under 12 should be given"),
    ("Neither drug should be used in pregnancy.", "Neither drug should be used"),
    ("We recommend that drains not be used.", "recommend that drains not be used"),
    ("We recommend no imaging after a simple faint.", "recommend no imaging"),
    ("Manipulation is contraindicated in instability.", "is contraindicated"),
    ("The panel issued a strong recommendation against codeine.", "strong recommendation against"),
]

DO_NOT_RECOMMEND = [
    "",
    "Patients were recommended to rest.",
    "Participants were advised not to change their diet.",
    "Further research is recommended.",
    "We recommend that future trials report harms.",
    "Future studies should include children.",
    "These results should be confirmed in a larger cohort.",
    "It should be noted that the sample was small.",
    "Be aware that falls are common.",
    "Our results suggest that the gene is involved in pain.",
    "We suggest that these cells arise from the marrow.",
    "Should aspirin be stopped before surgery?",
    "It is unclear whether children should be treated.",
    "If surgery is considered, imaging is done first.",
    "Bed rest was once recommended.",
    "Recommendations for the management of acute pain",
    "When to refer",
    "The marker could be considered as a therapeutic target.",
    "Heart failure was of NYHA class II or III in most.",
    "LEVEL OF EVIDENCE: Level III, retrospective study.",
    "Offer rates varied by site.",
    "Control experiments showed no effect.",
    "This should improve quality of life.",
    "Quality of evidence was rated with GRADE.",
    "The tablets are indicated for the treatment of hypertension.",
]


@pytest.mark.parametrize(("text", "strength", "certainty", "scheme"), RECOMMEND)
def test_a_recommendation_is_found_whole_with_its_grade(text: str, strength: str, certainty: str, scheme: str) -> None:
    (found,) = find_recommendations(text)
    assert text[found.start : found.end] == text
    assert (found.strength, found.certainty, found.scheme) == (strength, certainty, scheme)


@pytest.mark.parametrize(("text", "strength"), DENY)
def test_a_recommendation_against_keeps_its_denial(text: str, strength: str) -> None:
    assert [found.strength for found in find_recommendations(text)] == [strength]


@pytest.mark.parametrize("text", DO_NOT_RECOMMEND)
def test_what_only_looks_like_a_recommendation_is_left(text: str) -> None:
    assert find_recommendations(text) == ()


def test_only_the_recommending_sentences_of_a_text_are_found() -> None:
    text = "Itch was common. Offer an emollient. Costs were not studied. Do not offer steroids by mouth."
    assert [text[found.start : found.end] for found in find_recommendations(text)] == [
        "Offer an emollient.",
        "Do not offer steroids by mouth.",
    ]


def test_list_items_are_found_without_their_marks() -> None:
    text = "• Offer a brace\n• Do not offer a cane\n• Be aware that pain is common"
    assert [(text[found.start : found.end], found.strength) for found in find_recommendations(text)] == [
        ("Offer a brace", "Offer"),
        ("Do not offer a cane", "Do not offer"),
    ]


def test_a_grade_belongs_to_the_sentence_in_front_of_it() -> None:
    text = "We recommend iron. (1B) We suggest zinc. (2C)"
    assert [(text[found.start : found.end], found.strength) for found in find_recommendations(text)] == [
        ("We recommend iron. (1B)", "1B"),
        ("We suggest zinc. (2C)", "2C"),
    ]


def test_two_strengths_in_one_sentence_are_two_recommendations() -> None:
    text = "We recommend rest (strong recommendation) and suggest ice (weak recommendation)."
    found = find_recommendations(text)
    assert [item.strength for item in found] == ["strong recommendation", "weak recommendation"]
    assert {(item.start, item.end) for item in found} == {(0, len(text))}


def test_advice_for_one_thing_and_against_another_shows_both() -> None:
    text = "Offer paracetamol, but do not offer opioids."
    assert [found.strength for found in find_recommendations(text)] == ["Offer", "do not offer"]


def test_the_level_of_evidence_of_a_study_grades_no_recommendation() -> None:
    text = "Surgeons should consider early fixation. Level of evidence: 4."
    (found,) = find_recommendations(text)
    assert (text[found.start : found.end], found.certainty) == ("Surgeons should consider early fixation.", "")


def test_a_sentence_broken_over_lines_is_read_as_one() -> None:
    text = (
        "Patients on long-term lithium therapy in primary care should\nnot be given thiazides (weak\nrecommendation)."
    )
    assert [found.strength for found in find_recommendations(text)] == ["weak\nrecommendation"]


WORDS = st.sampled_from(
    """We recommend suggest against patients should not be offered must may considered Offer Do If is are
    contraindicated (strong recommendation, low-certainty evidence) (1B) [I, A] (Class I, LOE A) Grade B . . , : ; ? \n
    • - no that panel WHO recommends surgery aspirin research studies further (GPP) ⊕⊕○○ Level III evidence 12 ( ) [ ] |
    Quality of evidence: low. Recommendation 4 (weak):""".split(" ")
)
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=300))


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_offsets_and_words_always_stand_in_the_text(text: str) -> None:
    starts = {span.start for span in split_sentences(text)}
    before = 0
    for found in find_recommendations(text):
        whole = text[found.start : found.end]
        assert whole == whole.strip() != ""
        assert found.start in starts or text[: found.start].rstrip().endswith((")", "]"))
        assert found.strength in whole
        assert found.certainty in whole
        assert found.strength or found.certainty
        assert found.scheme
        assert found.start >= before
        before = found.start


def test_a_long_text_without_stops_is_read_in_time() -> None:
    assert find_recommendations("should be offered if (strong, " * 20_000) == ()


def test_the_shipped_sentences_are_read_and_measured() -> None:
    for split in ("dev", "heldout"):
        texts = read_labelled_texts(split)
        assert len(texts) >= 130
        assert len({text.id for text in texts}) == len({text.text for text in texts}) == len(texts)
        assert sum(not text.recommends for text in texts) >= 60
        assert all(text.span in text.text for text in texts)
        assert all(text.strength in text.span and text.certainty in text.span for text in texts)
        assert all(bool(text.strength) == text.recommends for text in texts)
        result = measure_recommendations(texts, find_recommendations)
        assert result["precision"] >= 0.95
        assert result["recall"] >= 0.9
        assert result["strength"] >= 0.95


def test_the_splits_share_no_text() -> None:
    dev, heldout = ({text.text for text in read_labelled_texts(split)} for split in ("dev", "heldout"))
    assert not dev & heldout


def test_measures_count_what_was_found_missed_and_misread(tmp_path: Path) -> None:
    rows = [
        {"text": "Offer a brace today.", "recommends": True, "strength": "Offer", "scheme": "wording"},
        {"text": "Offer a cane today.", "recommends": True, "strength": "should", "scheme": "wording"},
        {"text": "Nothing to find here.", "recommends": True, "strength": "find", "scheme": "wording"},
        {"text": "Offer a chair today.", "recommends": False, "strength": "", "scheme": ""},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text(
        "\n".join(json.dumps({"id": str(n), "certainty": "", "group": "g"} | row) for n, row in enumerate(rows))
    )
    result = measure_recommendations(read_labelled_texts(str(path)), find_recommendations)
    assert (result["precision"], result["recall"], result["strength"]) == (2 / 3, 2 / 3, 1 / 2)
    assert [row["wrong"] for row in result["outcomes"]] == [(), ("strength",), (), ()]
    assert result["groups"]["g"]["recall"] == 2 / 3


def test_an_unreadable_set_names_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("{}\n")
    with pytest.raises(InputError) as caught:
        read_labelled_texts(str(path))
    assert "jsonl" in str(caught.value.remedy)
