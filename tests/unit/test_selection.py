"""What selection makes of texts that nobody has labelled: headings cut off, furniture passed over, topics told."""

from __future__ import annotations

import pytest

from citewell.compose.candidates import extract_claims
from citewell.compose.focus import aboutness
from citewell.compose.passed_over import is_bench_work, is_passed_over, without_heading
from citewell.compose.roles import Role, guess_role
from citewell.compose.topics import find_topic
from citewell.domain.documents import Block, Document
from citewell.domain.enums import PassageTopic
from citewell.domain.questions import Evidence
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit
from citewell.text.normalise import content_stems
from citewell.text.passages import split_document


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "Making a Diagnosis In most cases, a doctor can tell by looking.",
            "In most cases, a doctor can tell by looking.",
        ),
        ("Blood Tests Some people need a blood test first.", "Some people need a blood test first."),
        ("Why It Is Done : Your doctor may advise surgery.", "Your doctor may advise surgery."),
        ("Marfan syndrome is a disorder of connective tissue.", "Marfan syndrome is a disorder of connective tissue."),
        ("The drug Aspirin is given daily.", "The drug Aspirin is given daily."),
        ("Hemophilia A and hemophilia B are inherited.", "Hemophilia A and hemophilia B are inherited."),
        ("Do Not Use In : People with asthma may react badly.", "Do Not Use In : People with asthma may react badly."),
        ("Not Advised Some people need a scan.", "Not Advised Some people need a scan."),
        (
            "Who Should Take It Only If Your doctor agrees, take it.",
            "Who Should Take It Only If Your doctor agrees, take it.",
        ),
    ],
)
def test_a_heading_glued_to_a_sentence_is_cut_off(written: str, read: str) -> None:
    assert without_heading(written) == read


def test_the_quote_keeps_the_glued_heading_so_that_it_stays_letter_for_letter() -> None:
    text = "Blood Tests Some people with gout need a blood test first."
    document = Document("d", "Gout", (Block(text),), "test")
    evidence = [Evidence(one, document, score=1.0, rank=0) for one in split_document(document)]
    (claim,) = extract_claims(evidence)
    assert claim.text == "Some people with gout need a blood test first."
    assert claim.citations[0].quote == text


@pytest.mark.parametrize(
    "sentence",
    [
        "Oral medicines for gout include the following.",
        "Scientists are investigating new ways to treat gout.",
        "Further studies of gout in women are needed.",
        "Nineteen patients with gout were tested before treatment.",
        "Of the 41,895 patients with stroke, 8 in 100 had a fracture.",
        "Cox regression models were used to estimate the risk.",
    ],
)
def test_furniture_and_the_set_up_of_a_study_are_passed_over(sentence: str) -> None:
    assert is_passed_over(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Allopurinol lowers uric acid in people with gout.", "Adults with gout should be offered allopurinol."],
)
def test_findings_and_advice_are_not(sentence: str) -> None:
    assert not is_passed_over(sentence)
    assert not is_bench_work(sentence)


def test_a_topic_is_told_by_the_sentence_and_by_the_question_above_it() -> None:
    assert find_topic("Treatment includes antibiotics and surgery to drain the abscess.") in {
        PassageTopic.FIRST_LINE,
        PassageTopic.SURGERY,
    }
    title = "What is the outlook for gout ?"
    assert find_topic("Most people do well.", title=title) is PassageTopic.PROGNOSIS


def test_work_on_cells_and_mice_is_told_from_advice_on_people() -> None:
    assert is_bench_work("The compound reduced inflammation in mice and in cell lines.")


def test_how_a_study_was_done_is_told_by_its_words_alone() -> None:
    assert guess_role("We searched four databases and two reviewers extracted the data.") is Role.DONE


def test_a_condition_among_examples_is_named_in_passing() -> None:
    keys = (Unit("gout", 1.0),)

    def about(text: str) -> float:
        return aboutness(keys, TextSigns.of_stems(content_stems(text)), text, title=NO_SIGNS, share=0.0)

    assert about("Pain can have many causes, such as injury, gout, or infection.") < about("Gout causes sudden pain.")
