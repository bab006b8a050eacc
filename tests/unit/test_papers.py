"""What papers say is read alone, from the paper that is on what was asked, and with its abbreviations explained."""

from __future__ import annotations

import pytest

from citewell.checks.context import CheckContext
from citewell.checks.entailment import check_entailment
from citewell.checks.registry import run_checks
from citewell.compose.abstracts import far_and_near
from citewell.compose.answering import answer_score, may_come_second
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.outlines import outline_for
from citewell.compose.passed_over import is_passed_over, says_unknown
from citewell.compose.roles import Role, find_role
from citewell.compose.select import on_topic
from citewell.domain.documents import Block, Document
from citewell.domain.enums import EvidenceKind, Intent, PassageTopic
from citewell.domain.questions import Evidence, QuestionPart
from citewell.engines.lexical_entailer import LexicalEntailer
from citewell.text.abbreviations import explained, with_long_forms
from citewell.text.canonical import NO_VOCABULARY
from citewell.text.context import dangling_reference
from citewell.text.coverage import Unit
from citewell.text.openings import with_work_named, without_ties
from citewell.text.passages import split_document

NAME = "Kim J et al., 2021"


def paper(
    name: str, title: str, *parts: tuple[str, str], kind: EvidenceKind = EvidenceKind.OTHER, authors: str = ""
) -> Document:
    blocks = tuple(Block(text, section_path=("Abstract", heading)) for heading, text in parts)
    return Document(name, title, blocks, "test", kind=kind, authors=authors, year=2021)


def evidence_of(*found: tuple[Document, float | None]) -> list[Evidence]:
    passages = [(passage, document, near) for document, near in found for passage in split_document(document)]
    return [
        Evidence(passage, document, score=1.0, rank=rank, part=0, similarity=near, coverage=1.0, vector=None)
        for rank, (passage, document, near) in enumerate(passages)
    ]


def candidates(*found: tuple[Document, float | None], units: tuple[str, ...], weight: float = 1.0) -> list[Candidate]:
    evidence = evidence_of(*found)
    asked = [Unit(name, weight) for name in units]
    return make_candidates(extract_claims(evidence), evidence, units=asked, vocabulary=NO_VOCABULARY)


def texts(found: list[Candidate]) -> list[str]:
    return [one.claim.text for one in found]


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        ("In conclusion, alphadrin relieved migraine.", "Alphadrin relieved migraine."),
        ("However, alphadrin did not relieve migraine.", "Alphadrin did not relieve migraine."),
        ("We found that alphadrin relieved migraine.", "Alphadrin relieved migraine."),
        ("The findings of this study showed that nurses sleep less.", "Nurses sleep less."),
        ("This systematic review and meta-analysis found that pain fell.", "Pain fell."),
        ("It was shown that 140 of 469 people had surgery (29.9%; Table 3).", "140 of 469 people had surgery (29.9%)."),
        ("Pain fell by half (Figs 2 and 3; Table S4).", "Pain fell by half."),
        ("Overall survival was three months.", "Overall survival was three months."),
    ],
)
def test_what_only_ties_a_sentence_to_its_text_is_taken_off(sentence: str, alone: str) -> None:
    assert without_ties(sentence) == alone


@pytest.mark.parametrize(
    "sentence",
    [
        "Our small pilot study showed that alphadrin helps.",
        "The results of two uncontrolled studies showed that alphadrin helps.",
        "Our results suggest that alphadrin may help.",
        "The study showed that alphadrin helps.",
        "Alphadrin (10 mg daily) helped most adults (Group A).",
    ],
)
def test_what_limits_or_doubts_a_finding_is_never_taken_off(sentence: str) -> None:
    assert without_ties(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Our results suggest that alphadrin may help.", f"Our results [{NAME}] suggest that alphadrin may help."),
        ("We recommend alphadrin in adults.", f"We [{NAME}] recommend alphadrin in adults."),
        (
            "In adults with migraine, we did not observe any effect.",
            f"In adults with migraine, we [{NAME}] did not observe any effect.",
        ),
    ],
)
def test_who_speaks_is_named_where_the_words_must_stay(sentence: str, named: str) -> None:
    assert with_work_named(sentence, NAME) == named
    assert dangling_reference(sentence) is not None
    assert dangling_reference(named) is None


def test_naming_who_speaks_hides_no_other_gap() -> None:
    sentence = "Our results suggest that these patients do well."
    assert with_work_named(sentence, NAME) == sentence
    assert dangling_reference(sentence) is not None


def test_an_explained_abbreviation_is_no_name_of_a_work() -> None:
    assert dangling_reference("The trial of RAO [retinal artery occlusion] found these patients worse.") is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Colorectal cancer (CC) is common.", {"CC": "Colorectal cancer"}),
        ("Disability-adjusted life years (DALYs) were lost.", {"DALY": "Disability-adjusted life years"}),
        ("It combines radioimmunotherapy (RIT) with rest.", {"RIT": "radioimmunotherapy"}),
        ("Patients with chronic kidney disease (CKD) came.", {"CKD": "chronic kidney disease"}),
        ("The Rome Foundation (UK) and others (see Ref. A) met.", {}),
    ],
)
def test_long_forms_are_read_whole(text: str, found: dict[str, str]) -> None:
    assert explained(text) == found


def test_long_forms_are_put_behind_abbreviations_that_a_sentence_does_not_explain() -> None:
    short = {"RAO": "retinal artery occlusion", "CI": "confidence interval"}
    assert with_long_forms("RAO was rare (95% CI 1 to 2). RAO recurred.", short).startswith(
        "RAO [retinal artery occlusion] was rare (95% CI 1 to 2)."
    )
    assert (
        with_long_forms("Retinal artery occlusion (RAO) was rare.", short) == "Retinal artery occlusion (RAO) was rare."
    )
    assert with_long_forms("PRAO was rare.", short) == "PRAO was rare."


STROKE = paper(
    "p",
    "Alphadrin and retinal artery occlusion",
    ("Background", "Retinal artery occlusion (RAO) is feared by many adults with migraine."),
    ("Conclusions", "In conclusion, alphadrin raised the risk of RAO in adults by 12%."),
    authors="Kim J, Lee S",
)


def test_claims_with_explained_abbreviations_stand_and_invented_meanings_fall() -> None:
    evidence = evidence_of((STROKE, None))
    [claim] = [one for one in extract_claims(evidence) if "12%" in one.text]
    assert claim.text == "Alphadrin raised the risk of RAO [Retinal artery occlusion] in adults by 12%."
    context = CheckContext({item.passage.id: item.passage for item in evidence}, {STROKE.id: STROKE})
    assert run_checks([claim], context) == ()
    assert check_entailment([claim], LexicalEntailer()) == ()
    altered = type(claim)(claim.id, claim.text.replace("Retinal artery", "Renal artery"), claim.citations)
    assert any(finding.rule == "words_match" for finding in run_checks([altered], context))


@pytest.mark.parametrize(
    "sentence",
    [
        "We included 12 studies with 566 people in the final analysis.",
        "Seventeen studies met the inclusion criteria.",
        "Trials recruited healthy older people.",
        "The median [IQR] age was 75.0 [69.7-81.1] years, and 448 participants (53.2%) were women.",
        "Egger tests for all outcomes were non-significant.",
        "Studies were shown to have high heterogeneity.",
        "There is a need for trials in critical care.",
        "The primary outcome occurred in 132 (47.8%) of those given alphadrin (HR 1.21, 95% CI 0.95-1.55).",
        "For all other outcomes, the evidence was inadequate.",
        "Findings were similar for other outcomes.",
        "Frequency of adverse effects of alphadrin and the safety of treatment were evaluated.",
        "HIV is an exclusion criterion for most trials of alphadrin.",
    ],
)
def test_what_was_set_up_or_leans_on_what_is_not_there_is_no_answer(sentence: str) -> None:
    assert is_passed_over(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "By logistic regression analyses, shift work was associated with hypertension (OR 1.76, 95% CI 1.11-2.80).",
        "The primary outcome of death occurred in 5% of adults given alphadrin.",
        "The mean age at onset is 30 years.",
        "Patients need to be treated early.",
        "Alphadrin reduced pain more than placebo despite high heterogeneity between trials (MD -7.1).",
    ],
)
def test_results_with_their_figures_are_kept(sentence: str) -> None:
    assert not is_passed_over(sentence)


def test_that_something_was_unknown_before_a_study_is_no_claim_and_that_it_stays_unknown_is_one() -> None:
    unknown = "The benefit of alphadrin in migraine remains unclear in adults."
    assert says_unknown(unknown)
    before = paper("a", "Alphadrin for migraine", ("Background", unknown))
    after = paper("b", "Alphadrin for migraine", ("Conclusions", unknown))
    assert extract_claims(evidence_of((before, None))) == []
    assert [claim.text for claim in extract_claims(evidence_of((after, None)))] == [unknown]


def test_the_paper_nearest_in_meaning_answers_though_it_has_other_words() -> None:
    noise = paper(
        "noise", "Noise at work and hypertension", ("Conclusions", "Noise at work raised hypertension by 7%.")
    )
    diet = paper("diet", "Salt and blood", ("Conclusions", "Salt raised blood pressure in adults."))
    found = candidates((noise, 0.75), (diet, 0.4), units=("blood", "pressur"), weight=0.4)
    part = QuestionPart("noisy work and blood pressure", "blood pressure", Intent.CAUSE, terms=("blood", "pressure"))
    assert texts(on_topic(found, part, vocabulary=NO_VOCABULARY)) == ["Noise at work raised hypertension by 7%."]


def test_nothing_is_far_or_near_without_vectors_and_a_weak_likeness_is_far() -> None:
    one, other = (paper(name, "Title", ("Results", "Alphadrin helped adults a lot.")) for name in "ab")
    assert far_and_near(evidence_of((one, None), (other, None))) == (frozenset(), frozenset())
    assert far_and_near(evidence_of((one, 0.45), (other, 0.42))) == (frozenset("ab"), frozenset())
    assert far_and_near(evidence_of((one, 0.8), (other, 0.55))) == (frozenset("b"), frozenset("a"))


def test_background_is_never_shown_as_what_was_found_on_treatment() -> None:
    known = "Alphadrin is recommended as the first-line treatment of migraine in adults."
    study = paper("a", "Alphadrin for migraine", ("Background", known))
    guideline = paper("b", "Alphadrin for migraine", ("Background", known), kind=EvidenceKind.GUIDELINE)
    [one] = candidates((study, None), units=("migrain", "alphadrin"))
    [other] = candidates((guideline, None), units=("migrain", "alphadrin"))
    assert one.topic is None
    assert other.topic is PassageTopic.FIRST_LINE
    part = QuestionPart("alphadrin for migraine", "migraine", Intent.TREATMENT, terms=("alphadrin", "migraine"))
    assert not may_come_second(one, part, first=0.1)


def test_yes_or_no_is_answered_by_the_effect_before_the_advice() -> None:
    study = paper(
        "a",
        "Betalin deficiency and migraine",
        ("Results", "Betalin deficiency increased the risk of migraine (OR 2.93)."),
        ("Conclusions", "Careful monitoring is needed for adults with betalin deficiency and migraine."),
    )
    found = candidates((study, 0.8), units=("betalin", "migrain"))
    part = QuestionPart(
        "Does betalin deficiency cause migraine", "migraine", Intent.GENERAL, terms=("betalin", "migraine")
    )
    best = max(found, key=lambda one: answer_score(one, part, outline_for(part)))
    assert best.claim.text == "Betalin deficiency increased the risk of migraine (OR 2.93)."


def test_a_paper_on_another_drug_is_not_what_was_meant_however_near() -> None:
    other = paper("a", "Betadrin for colitis", ("Conclusions", "Betadrin brought remission of colitis in adults."))
    found = candidates((other, 0.8), units=("alphadrin", "colit"))
    assert [one.meant for one in found] == [False]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Symptoms improved in both groups (median score, 14 vs 7).", "in both groups"),
        ("The significant difference occurred after one week.", "The significant difference"),
    ],
)
def test_figures_in_brackets_name_no_groups_and_a_difference_needs_its_sides(sentence: str, words: str) -> None:
    assert dangling_reference(sentence) == words


def test_a_direct_answer_names_by_itself_what_was_asked_about() -> None:
    trial = paper(
        "a",
        "Alphadrin to prevent migraine",
        (
            "Results",
            "Alphadrin prevented migraine in more adults than placebo. The number needed to treat was 5.9 adults.",
        ),
    )
    found = candidates((trial, 0.8), units=("alphadrin", "migrain", "prevent"))
    part = QuestionPart(
        "Does alphadrin prevent migraine", "migraine", Intent.PREVENTION, terms=("alphadrin", "migraine")
    )
    best = max(found, key=lambda one: answer_score(one, part, outline_for(part)))
    assert best.claim.text.startswith("Alphadrin prevented")


def test_how_common_something_is_is_not_answered_by_advice() -> None:
    survey = paper(
        "a",
        "Migraine in adults",
        ("Results", "Migraine was found in 12% of adults."),
        ("Conclusions", "Watching migraine in adults more closely is recommended."),
    )
    found = candidates((survey, 0.8), units=("migrain", "adult"))
    part = QuestionPart(
        "How common is migraine in adults", "migraine", Intent.EPIDEMIOLOGY, terms=("migraine", "adults")
    )
    best = max(found, key=lambda one: answer_score(one, part, outline_for(part)))
    assert best.claim.text == "Migraine was found in 12% of adults."


def test_an_abbreviation_that_stands_for_something_unusual_is_explained_though_it_looks_familiar() -> None:
    assert with_long_forms("SD was rare.", {"SD": "sexual dysfunction"}) == "SD [sexual dysfunction] was rare."
    assert with_long_forms("It was 3 (SD 1).", {"SD": "standard deviation"}) == "It was 3 (SD 1)."


def test_a_title_that_stands_as_a_sentence_is_no_claim() -> None:
    title = "Does Alphadrin Relieve Migraine in Adults: A Systematic Review"
    document = paper("a", title, ("Conclusions", f"{title}. Alphadrin relieved migraine in adults."))
    assert [claim.text for claim in extract_claims(evidence_of((document, None)))] == [
        "Alphadrin relieved migraine in adults."
    ]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Authors' conclusions", Role.CONCLUDED),
        ("Discussion", Role.CONCLUDED),
        ("Background and aims", Role.KNOWN),
        ("Methods and results", Role.FOUND),
        ("Recent findings", Role.FOUND),
        ("Selection criteria", Role.DONE),
        ("Level of evidence", Role.DONE),
        ("Case presentation", Role.DONE),
    ],
)
def test_headings_of_abstracts_tell_the_role(heading: str, role: Role) -> None:
    assert find_role("Alphadrin relieved migraine.", 0, section_path=("Abstract", heading)) is role


def test_a_discussion_outside_an_abstract_concludes_nothing_by_its_heading() -> None:
    assert find_role("Alphadrin relieved migraine.", 0, section_path=("Discussion",)) is Role.OTHER


def test_two_ways_that_another_sentence_names_point_outside() -> None:
    assert dangling_reference("There was no difference between the two modes of repair.") == "between the two modes"
    assert dangling_reference("Of the two drugs, alphadrin and betadrin, only alphadrin helped.") is None
    assert dangling_reference("Pain fell with both drugs (alphadrin and betadrin).") is None


def test_no_long_form_is_guessed_for_two_letters_or_a_familiar_abbreviation() -> None:
    assert explained("Random-effects models and effect measure (MD) were used.") == {}
    assert explained("Those with sexual dysfunction (SD) came.") == {"SD": "sexual dysfunction"}
    assert explained("They had extracorporeal membrane oxygenation (ECMO).") == {
        "ECMO": "extracorporeal membrane oxygenation"
    }


def test_a_number_needed_to_treat_needs_the_treatment_beside_it() -> None:
    assert dangling_reference("The number needed to treat to prevent 1 case of migraine was 5.9 patients.") is not None


def test_background_alone_answers_nothing_on_what_helps() -> None:
    known = "Alphadrin has a long history in the care of adults with migraine in many countries."
    study = paper("a", "Alphadrin for migraine", ("Background", known))
    found = candidates((study, None), units=("migrain", "alphadrin"))
    terms = ("alphadrin", "migraine")
    helps = QuestionPart("alphadrin for migraine", "migraine", Intent.TREATMENT, terms=terms)
    tells = QuestionPart("what is alphadrin", "migraine", Intent.DEFINITION, terms=terms)
    assert on_topic(found, helps, vocabulary=NO_VOCABULARY) == []
    assert texts(on_topic(found, tells, vocabulary=NO_VOCABULARY)) == [known]


def test_a_single_word_and_a_compound_one_may_be_abbreviated() -> None:
    assert explained("Resistant tuberculosis (TB) spread.") == {"TB": "tuberculosis"}
    assert explained("Those with chronic rhinosinusitis (CRS) came.") == {"CRS": "chronic rhinosinusitis"}


def test_the_label_and_the_connective_before_a_conclusion_are_no_loss() -> None:
    document = Document(
        "one",
        "Alphadrin",
        (Block("Conclusions: In conclusion, alphadrin may lower pain in adults.", section_path=("Abstract",)),),
        "test",
    )
    [passage] = split_document(document)
    context = CheckContext({passage.id: passage}, {document.id: document})
    [claim] = extract_claims([Evidence(passage, document, score=1.0, rank=0)])
    assert claim.text == "Alphadrin may lower pain in adults."
    assert run_checks([claim], context) == ()
