"""Which sentences of a passage can be claims."""

from __future__ import annotations

import pytest

from citewell.compose.candidates import extract_claims
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence
from citewell.text.passages import split_document

SENTENCE = "Exercise reduces headache days in adults with neck pain."


def claims(text: str, *section_path: str) -> list[str]:
    document = Document("d", "A trial", (Block(text, section_path=section_path),), "test")
    evidence = [
        Evidence(passage, document, score=1.0, rank=number, part=0, similarity=None, coverage=1.0, vector=None)
        for number, passage in enumerate(split_document(document))
    ]
    return [claim.text for claim in extract_claims(evidence)]


@pytest.mark.parametrize(
    "path",
    [
        ("Abstract", "Methods"),
        ("Abstract", "OBJECTIVE"),
        ("Abstract", "Main outcome measures"),
        ("Abstract", "Interventions"),
        ("2. Materials and methods", "Statistics"),
        ("Methods/Design",),
        ("Statistical analysis",),
    ],
)
def test_what_a_study_set_out_to_do_is_no_claim(path: tuple[str, ...]) -> None:
    assert claims(SENTENCE, *path) == []


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("Abstract", "Results"),
        ("Abstract", "Methods and Findings"),
        ("Abstract", "Conclusions"),
        ("Recommendations", "Interventions"),
        ("Outcomes of surgery",),
        ("Population health",),
    ],
)
def test_what_it_found_or_recommends_is(path: tuple[str, ...]) -> None:
    assert claims(SENTENCE, *path) == [SENTENCE]


def test_an_item_of_a_list_is_not_torn_from_the_words_above_it() -> None:
    text = (
        f"Do not give the drug if:\nthe patient is pregnant or may be pregnant.\nthe liver is diseased.\n\n{SENTENCE}"
    )
    assert claims(text) == [SENTENCE]
