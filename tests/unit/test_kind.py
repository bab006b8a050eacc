"""The kind of evidence is read from what a publication says of itself, and the reader is told from which words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.enums import EvidenceKind
from citewell.sources._kind import KindReading, read_kind
from citewell.sources._kind_words import plain_words

GUIDELINE, CONSENSUS, CLASSIFICATION = EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS, EvidenceKind.CLASSIFICATION
REVIEW, TRIAL, COHORT = EvidenceKind.SYSTEMATIC_REVIEW, EvidenceKind.RANDOMISED_TRIAL, EvidenceKind.COHORT
NARRATIVE, PATIENTS, OTHER = EvidenceKind.NARRATIVE_REVIEW, EvidenceKind.PATIENT_INFORMATION, EvidenceKind.OTHER

TITLES = [
    ("Guidelines for the management of neck pain in adults", GUIDELINE),
    ("Vestibular migraine: a clinical practice guideline", GUIDELINE),
    ("2031 guidelines on the treatment of gout", GUIDELINE),
    ("Adherence to guidelines for the management of neck pain", OTHER),
    ("How far do guidelines for the treatment of gout agree? An appraisal", OTHER),
    ("Feline pain: guidelines for the treatment of cats", OTHER),
    ("Headache after whiplash: an expert consensus statement", CONSENSUS),
    ("Recommendations of the Nordic Society of Spine Surgery for neck braces", CONSENSUS),
    ("Danish recommendations for the treatment of neck pain", CONSENSUS),
    ("New diagnostic criteria for cervicogenic headache", CLASSIFICATION),
    ("Manual therapy for neck pain: a systematic review and meta-analysis", REVIEW),
    ("Manual therapy for neck pain: a systematic review of randomised trials", REVIEW),
    ("Metaanalysis of nerve blocks", REVIEW),
    ("Meta analysis of nerve blocks", REVIEW),
    ("A genome-wide meta-analysis of migraine", OTHER),
    ("A case report and systematic review of atlas fractures", OTHER),
    ("Protocol for a systematic review of nerve blocks", OTHER),
    ("Exercise for neck pain: a randomised controlled trial", TRIAL),
    ("Exercise for neck pain: a randomized, sham-controlled trial", TRIAL),
    ("Exercise for neck pain: study protocol for a randomised controlled trial", OTHER),
    ("Rationale and design of a randomised trial of exercise", OTHER),
    ("Exercise for neck pain: secondary analysis of a randomised trial", OTHER),
    ("Exercise for neck pain: a non-randomised trial", OTHER),
    ("Sleep and neck pain: a Mendelian randomisation study", OTHER),
    ("Some concerns about a randomised trial of exercise", OTHER),
    ("Nerve block in rats: a randomised controlled trial", OTHER),
    ("Whiplash and later headache: a prospective cohort study", COHORT),
    ("Whiplash and later headache: a case-control study", COHORT),
    ("Whiplash and later headache: a retrospective chart review", COHORT),
    ("Lameness in dairy cows: a cohort study", OTHER),
    ("Headache in nurses: a cross-sectional study", OTHER),
    ("Reply to: Whiplash and later headache, a cohort study", OTHER),
    ("The neck and the head: a narrative review", NARRATIVE),
    ("Recent advances in nerve stimulation", NARRATIVE),
    ("A pharmacist's medication review in a ward", OTHER),
    ("Neck pain: information for patients", PATIENTS),
    ("Range of motion after fusion of C1 and C2", OTHER),
]

ABSTRACTS = [
    ("Methods: Eighty patients were randomly assigned to exercise or to advice.", TRIAL),
    ("METHODS: In this double-blind, randomized trial, 80 adults took one of two drugs.", TRIAL),
    ("Eighty patients will be randomly assigned to exercise or to advice.", OTHER),
    ("Forty mice were randomly assigned to two diets, as patients might be.", OTHER),
    ("Forty beagles were randomised to saline or drug.", OTHER),
    ("Patients of a large trial were randomised in 2011. This is a post hoc analysis of their sleep.", OTHER),
    ("Medical records of patients were read; a nomogram was built after they were randomly divided.", OTHER),
    ("We conducted a retrospective cohort study of 300 patients.", COHORT),
    ("This retrospective study included 200 subjects.", COHORT),
    ("The effect was measured in 40 plants, respectively.", OTHER),
    (
        "We performed a systematic review. PubMed and Embase were searched to May 2020. Twelve studies were included.",
        REVIEW,
    ),
    (
        "Search methods: We searched widely.\nSelection criteria: Trials of any drug.\nMain results: Six studies.",
        REVIEW,
    ),
    ("This review describes what is known of the joints of the neck.", NARRATIVE),
    ("This review board approved the study. We found that 95% CI widths differ.", OTHER),
    ("Ethics and dissemination: Patients are being randomised. Approval was given.", OTHER),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_a_title_tells_the_kind(title: str, kind: EvidenceKind) -> None:
    assert read_kind(title=title).kind is kind


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_the_reason_quotes_the_title_as_it_is_written(title: str, kind: EvidenceKind) -> None:
    reading = read_kind(publication_types=["Journal Article"], title=title)
    assert reading.inferred == bool(reading.reason)
    if reading.reason:
        assert reading.reason.split('"')[1] in title
    if kind is not OTHER:
        assert reading.inferred


@pytest.mark.parametrize(("abstract", "kind"), ABSTRACTS)
def test_where_the_title_is_silent_the_abstract_tells(abstract: str, kind: EvidenceKind) -> None:
    reading = read_kind(title="Pain and movement", abstract=abstract)
    assert reading.kind is kind
    assert reading.inferred == bool(reading.reason)


def test_british_and_american_spelling_count_alike() -> None:
    for british, american in [("randomised", "randomized"), ("Randomised", "Randomized")]:
        for title, kind in TITLES:
            assert read_kind(title=title.replace(british, american)).kind is kind


def test_stated_types_come_before_words_and_the_strongest_counts() -> None:
    reading = read_kind(publication_types=["Journal Article", "Review", "Meta-Analysis"], title="A cohort study")
    assert reading == KindReading(REVIEW, "publication type 'Meta-Analysis'", inferred=False)
    assert read_kind(publication_types=["randomized controlled trial"], title="A cohort study").kind is TRIAL


def test_a_stated_letter_or_case_report_is_no_trial_whatever_it_speaks_of() -> None:
    for stated in ("Letter", "Editorial", "Comment", "Case Reports", "Randomized Controlled Trial, Veterinary"):
        reading = read_kind(publication_types=[stated], title="A randomised controlled trial of exercise")
        assert reading == KindReading(OTHER, f"publication type {stated!r}", inferred=False)


def test_a_stated_review_whose_title_says_systematic_is_one_and_the_reader_is_told_that_this_was_inferred() -> None:
    reading = read_kind(publication_types=["Review"], title="Nerve blocks: a systematic review")
    assert (reading.kind, reading.inferred) == (REVIEW, True)
    reading = read_kind(publication_types=["Review"], title="Nerve blocks: a cohort study")
    assert (reading.kind, reading.inferred) == (NARRATIVE, False)


def test_a_protocol_is_no_trial_even_when_it_is_indexed_as_one() -> None:
    reading = read_kind(
        publication_types=["Randomized Controlled Trial"], title="Exercise: protocol for a randomised trial"
    )
    assert (reading.kind, reading.inferred) == (OTHER, True)
    types = ["Clinical Trial Protocol", "Randomized Controlled Trial"]
    assert read_kind(publication_types=types, title="Exercise").kind is OTHER


def test_a_body_that_gives_recommendations_makes_a_consensus() -> None:
    title = "Recommendations on neck braces"
    assert read_kind(title=title, organisation="Society of Spine Surgery").kind is CONSENSUS
    assert read_kind(title=title).kind is OTHER


def test_a_title_of_which_nothing_can_be_said_is_other_without_a_reason() -> None:
    assert read_kind(title="Pain and movement") == KindReading(OTHER, "", inferred=False)


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.text(max_size=20))
def test_any_text_has_a_kind(title: str, abstract: str, types: list[str], organisation: str) -> None:
    reading = read_kind(publication_types=types, title=title, abstract=abstract, organisation=organisation)
    assert isinstance(reading.kind, EvidenceKind)
    assert not reading.inferred or reading.reason


@given(st.text(alphabet="aizs –‑’metanlyrdoARandomizedMeta Analysis"))
def test_the_spelling_that_is_read_is_as_long_as_the_text(text: str) -> None:
    assert len(plain_words(text)) == len(text)


@pytest.mark.parametrize("words", ["a ", "this ", "randomised ", "review ", "we performed a ", ": a ", "case-control "])
def test_a_text_made_to_take_long_does_not(words: str) -> None:
    started = time.perf_counter()
    read_kind(title=words * 20_000, abstract=words * 100_000)
    assert time.perf_counter() - started < 2
