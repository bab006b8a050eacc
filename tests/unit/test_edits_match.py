"""A claim that is nearly its quote is refused when the few words that differ turn it, wherever else they stand."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from training.pairs import perturbed

from citewell.checks.comparing import make_pair
from citewell.checks.edits_match import compare
from citewell.checks.verdict import judge_text
from citewell.domain.enums import Verdict
from citewell.wiring import read_vocabulary

WRITTEN = Path(__file__).parents[1] / "data" / "probes" / "written-dev.jsonl"

QUOTES = {
    "cold": "Most sore throats clear up within a week without antibiotics.",
    "pump": "A pump is not needed below 30 mL, and above 60 mL it is fitted within 2 days.",
    "types": "Type 1 is given insulin from the start; in type 2 there is time for tablets, which may be tried.",
}


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("cold", "Most sore throats do not clear up within a week without antibiotics."),
        ("cold", "Most sore throats clear up within a week with antibiotics."),
        ("pump", "A pump is not needed above 30 mL, and above 60 mL it is fitted within 2 days."),
        ("pump", "A pump is not needed below 60 mL, and above 60 mL it is fitted within 2 days."),
        ("pump", "A pump is not needed below 30 mL, and above 60 mL it is not fitted within 2 days."),
        ("types", "Type 1 is given insulin from the start; in type 1 there is time for tablets, which may be tried."),
        ("types", "Type 1 is given insulin from the start; in type 2 there is no time for tablets."),
        ("types", "Type 1 is given insulin from the start; in type 2 there is time for tablets, which will be tried."),
    ],
)
def test_a_few_words_that_turn_a_sentence_are_seen(quote: str, claim: str) -> None:
    assert compare(make_pair(claim, QUOTES[quote], None))


@pytest.mark.parametrize(
    ("quote", "claim"),
    [
        ("cold", "Without antibiotics, most sore throats clear up within a week."),
        ("cold", "Most sore throats clear up in 7 days without antibiotics."),
        ("pump", "A pump is not needed under 30 mL."),
        ("pump", "No pump is needed below 30 mL, and above 60 mL it is fitted within two days."),
    ],
)
def test_other_words_for_the_same_are_let_be(quote: str, claim: str) -> None:
    assert not compare(make_pair(claim, QUOTES[quote], None))


def test_small_changes_to_sentences_of_all_medicine_are_caught() -> None:
    """Figures, units, negations, directions and limits changed by machine in sentences written for other tests."""
    evidence = list(dict.fromkeys(json.loads(line)["evidence"] for line in WRITTEN.read_text("utf-8").splitlines()))
    passed, made = Counter[str](), Counter[str]()
    vocabulary = read_vocabulary()
    for text in evidence[::12]:
        for pair in perturbed(text, chance=random.Random(text)):
            if pair.kind in ("number", "unit", "negation", "direction", "threshold"):
                made[pair.kind] += 1
                passed[pair.kind] += judge_text(pair.claim, [text], vocabulary).verdict is Verdict.SUPPORTED
    assert min(made.values()) >= 20
    assert not +passed
