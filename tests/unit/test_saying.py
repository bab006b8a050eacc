"""Two ways of saying the same are one statement; statements that differ in anything that matters stay two."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from citewell.compose.candidates import extract_claims, make_candidates
from citewell.compose.merge import merge_statements
from citewell.compose.saying import read_saying, says_the_same
from citewell.domain.documents import Block, Document
from citewell.domain.questions import Evidence
from citewell.text.canonical import NO_VOCABULARY
from citewell.text.passages import split_document

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "merge_pairs.jsonl").read_text("utf-8").splitlines()
]
LEAST_RECALL = {"dev": 0.65, "heldout": 0.50}
"""A missed pair is shown twice, which harms nobody; a wrong one would put words into a publication's mouth."""


def same(one: str, other: str) -> bool:
    return says_the_same(read_saying(one), read_saying(other))


def evidence_of(name: str, text: str) -> Evidence:
    document = Document(id=name, title=f"Report {name}", blocks=(Block(text),), collection="test")
    return Evidence(
        passage=split_document(document)[0],
        document=document,
        score=1.0,
        rank=1,
        part=0,
        similarity=None,
        coverage=1.0,
        vector=None,
    )


def test_there_are_enough_pairs_of_each_sort() -> None:
    counted = Counter((pair["half"], pair["same"]) for pair in PAIRS)
    assert len(PAIRS) >= 130
    assert all(number >= 30 for number in counted.values())


@pytest.mark.parametrize("half", ["dev", "heldout"])
def test_no_near_but_different_pair_is_taken_for_the_same(half: str) -> None:
    apart = [pair for pair in PAIRS if pair["half"] == half and not pair["same"]]
    assert [pair["id"] for pair in apart if same(pair["one"], pair["other"])] == []


@pytest.mark.parametrize("half", ["dev", "heldout"])
def test_same_statements_in_other_words_are_found(half: str) -> None:
    alike = [pair for pair in PAIRS if pair["half"] == half and pair["same"]]
    assert sum(same(pair["one"], pair["other"]) for pair in alike) >= LEAST_RECALL[half] * len(alike)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair["id"]))
def test_sameness_holds_both_ways(pair: dict[str, str]) -> None:
    assert same(pair["one"], pair["other"]) == same(pair["other"], pair["one"])


def test_who_acts_on_whom_is_kept() -> None:
    assert same("Drug alpha increases drug beta.", "Drug beta is increased by drug alpha.")
    assert not same("Drug alpha increases drug beta.", "Drug beta increases drug alpha.")
    assert not same("Anxiety is more frequent than anger.", "Anger is more frequent than anxiety.")


def test_a_claim_carries_every_publication_that_says_it_and_each_publication_once() -> None:
    texts = [
        "Hand washing reduces the transmission of respiratory viruses.",
        "Hand washing decreases transmission of respiratory viruses.",
        "Transmission of respiratory viruses is reduced by hand washing.",
        "The transmission of respiratory viruses is lowered by hand washing.",
        "Hand washing lowers the transmission of respiratory viruses.",
        "Hand washing reduced transmission of respiratory viruses.",
        "Hand washing does not reduce the transmission of respiratory viruses.",
    ]
    evidence = [evidence_of(f"d{number}", text) for number, text in enumerate(texts)]
    candidates = make_candidates(extract_claims(evidence), evidence, units=(), vocabulary=NO_VOCABULARY)
    merged = merge_statements([*candidates, *candidates])
    assert [len(one.claim.citations) for one in merged] == [6, 1]
