"""In research papers a finding comes before its background, and what answers nobody's question is left out."""

from __future__ import annotations

import pytest

from citewell.compose.abstracts import spelt_out
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.passed_over import is_of_animals, is_on_animals, is_passed_over, without_heading
from citewell.compose.roles import Role
from citewell.compose.saying import asks_whether
from citewell.compose.select import on_topic
from citewell.domain.documents import Block, Document
from citewell.domain.enums import Intent
from citewell.domain.questions import Evidence, QuestionPart
from citewell.text.abbreviations import explained, written_out
from citewell.text.canonical import NO_VOCABULARY
from citewell.text.context import dangling_reference
from citewell.text.coverage import Unit
from citewell.text.passages import split_document


def candidates(
    *parts: tuple[str, str], title: str, units: tuple[str, ...], mesh: tuple[str, ...] = ()
) -> list[Candidate]:
    blocks = tuple(Block(text, section_path=("Abstract", heading)) for heading, text in parts)
    document = Document("d", title, blocks, "test", mesh=mesh)
    evidence = [
        Evidence(passage, document, score=1.0, rank=number, part=0, similarity=None, coverage=1.0, vector=None)
        for number, passage in enumerate(split_document(document))
    ]
    asked = [Unit(name, 1.0) for name in units]
    return make_candidates(extract_claims(evidence), evidence, units=asked, vocabulary=NO_VOCABULARY)


def by_text(found: list[Candidate], words: str) -> Candidate:
    return next(one for one in found if words in one.claim.text)


TRIAL = (
    ("Background", "Migraine is a frequent complaint, and its relief by alphadrin is an important goal of care."),
    ("Conclusions", "Alphadrin relieved migraine within two hours in more adults than placebo did."),
)


def test_what_a_study_found_is_worth_more_than_what_was_known_before_it() -> None:
    found = candidates(*TRIAL, title="Alphadrin for migraine", units=("migrain", "alphadrin"))
    known, concluded = by_text(found, "frequent complaint"), by_text(found, "relieved migraine")
    assert (known.role, concluded.role) == (Role.KNOWN, Role.CONCLUDED)
    assert concluded.relevance > known.relevance


def test_a_result_is_about_what_its_title_names() -> None:
    found = candidates(
        ("Results", "Topical betadrin had the highest rate of regrowth, followed by oral gammadrin."),
        title="Treatments for alopecia: a network meta-analysis",
        units=("alopecia",),
    )
    part = QuestionPart(
        text="best treatment of alopecia", topic="alopecia", intent=Intent.TREATMENT, terms=("alopecia",)
    )
    assert len(on_topic(found, part, vocabulary=NO_VOCABULARY)) == 1


@pytest.mark.parametrize(
    ("title", "text", "mesh"),
    [
        ("Alphadrin eases migraine in mice", "Alphadrin relieved migraine within two hours.", ()),
        ("Alphadrin and migraine", "Alphadrin relieved migraine in rats. The rats were awake.", ()),
        ("Alphadrin and migraine", "Alphadrin relieved migraine within two hours.", ("Animals", "Migraine")),
    ],
)
def test_what_was_found_in_animals_answers_nothing_on_people(title: str, text: str, mesh: tuple[str, ...]) -> None:
    found = candidates(("Results", text), title=title, units=("migrain", "alphadrin"), mesh=mesh)
    part = QuestionPart("alphadrin for migraine", "migraine", Intent.TREATMENT, terms=("alphadrin", "migraine"))
    assert on_topic(found, part, vocabulary=NO_VOCABULARY) == []


def test_a_study_of_people_stays_one_though_it_names_animals_once() -> None:
    assert not is_of_animals("In mice it works. Of 90 patients, adults aged 40 improved; other patients did not.")
    assert is_of_animals("The mice and rats of each patient-like model improved.")
    assert not is_on_animals("Fish oil in pregnancy")


@pytest.mark.parametrize(
    "sentence",
    [
        "Further controlled studies should be carried out on alphadrin in children.",
        "Data regarding the effects of alphadrin in pregnant women are limited.",
        "Group n (%), Alphadrin: 11 (22.0); Group n (%), Placebo: 18 (36.0); P value: 0.028.",
        "There was not any significant correlation between success and sex (p = 0.292) or age (p = 0.380).",
        "UC: usual care, MT: manual therapy, NP: neck pain, SP: shoulder pain.",
        "The ALPHA trial is a double-blind study designed to show that alphadrin is superior.",
        "Smith evaluated the efficacy of alphadrin in a double-blind trial.",
        "The findings of their study support alphadrin in adults.",
    ],
)
def test_set_up_tables_and_calls_for_research_are_no_answers(sentence: str) -> None:
    assert is_passed_over(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Alphadrin reduced migraine days compared with placebo (P = 0.02).",
        "No significant difference between alphadrin and betadrin was found in children with migraine.",
        "Smith evaluated the efficacy of alphadrin and found no effect on migraine.",
        "Evidence on alphadrin shows that it relieves migraine in adults.",
        "Doses were as follows: adults 10 mg daily, and no more than 20 mg in all.",
    ],
)
def test_findings_are_kept(sentence: str) -> None:
    assert not is_passed_over(sentence)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Pain fell equally in both groups after six weeks of treatment.", "in both groups"),
        ("The incidence of serious adverse events was similar between treatment groups.", "between treatment groups"),
        ("The intervention lowered blood pressure after three months.", "The intervention"),
    ],
)
def test_groups_that_another_sentence_names_point_outside(sentence: str, words: str) -> None:
    assert dangling_reference(sentence) == words


@pytest.mark.parametrize(
    "sentence",
    [
        "Pain fell in the group given alphadrin for six weeks.",
        "Pain fell more with alphadrin than with placebo, and harms were alike between the groups.",
        "Warning signs include changed use of arms or legs.",
        "Only one of seven trials of massage had an untreated control group.",
    ],
)
def test_groups_that_are_named_do_not(sentence: str) -> None:
    assert dangling_reference(sentence) is None


def test_abbreviations_are_read_as_what_the_abstract_says_they_stand_for() -> None:
    text = "Retinal artery occlusion (RAO) is rare. Ten people (UK) had magnetic resonance imaging (MRI, 3 T)."
    assert explained(text) == {"RAO": "Retinal artery occlusion", "MRI": "magnetic resonance imaging"}
    assert written_out("RAO was rare.", explained(text)) == "Retinal artery occlusion was rare."
    assert written_out("PRAOX was rare.", explained(text)) == "PRAOX was rare."


def test_a_sentence_that_spells_its_words_out_is_worth_more_than_one_that_does_not() -> None:
    short = {"RAO": "retinal artery occlusion", "BRAO": "branch retinal artery occlusion"}
    assert spelt_out("Migraine raised the risk of retinal artery occlusion.", short, asked=frozenset()) == 1.0
    assert spelt_out("Migraine raised the risk of RAO [retinal artery occlusion].", short, asked=frozenset()) == 1.0
    assert spelt_out("Migraine raised the risk of RAO.", short, asked=frozenset()) < 1.0
    assert spelt_out("Migraine raised the risk of RAO.", short, asked=frozenset({"rao"})) == 1.0
    once, twice = "RAO was rare.", "RAO and BRAO were rare."
    assert spelt_out(twice, short, asked=frozenset()) < spelt_out(once, short, asked=frozenset())


def test_a_yes_or_no_question_is_answered_by_what_names_the_same_things() -> None:
    assert asks_whether("Does alphadrin relieve migraine")
    assert not asks_whether("What relieves migraine")
    found = candidates(
        ("Conclusions", "Alphadrin relieved migraine in adults. Rest is often advised for migraine."),
        title="Care of migraine",
        units=("migrain", "alphadrin"),
    )
    part = QuestionPart(
        "Does alphadrin relieve migraine", "migraine", Intent.TREATMENT, terms=("alphadrin", "migraine")
    )
    kept = [one.claim.text for one in on_topic(found, part, vocabulary=NO_VOCABULARY)]
    assert kept == ["Alphadrin relieved migraine in adults."]


def test_a_label_is_taken_off_a_conclusion() -> None:
    assert without_heading("Conclusion: SAHA lowers the dose.") == "SAHA lowers the dose."
