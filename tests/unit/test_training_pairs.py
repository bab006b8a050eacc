"""The pairs that models are trained on carry the verdict that their words deserve."""

from __future__ import annotations

import random

import pytest
from training.measure_entailers import macro_f1
from training.pairs import CONTRADICTED, NOT_ENOUGH, SUPPORTED, perturbed


def made(fact: str) -> dict[str, tuple[str, str]]:
    return {pair.kind: (pair.claim, pair.verdict) for pair in perturbed(fact, chance=random.Random(3))}


@pytest.mark.parametrize(
    ("fact", "kind", "claim", "verdict"),
    [
        ("Pain is common.", "verbatim", "Pain is common.", SUPPORTED),
        ("Pain is common.", "negation", "Pain is not common.", CONTRADICTED),
        ("Surgery should not be offered.", "negation", "Surgery should be offered.", CONTRADICTED),
        ("Pain was higher in one arm.", "direction", "Pain was lower in one arm.", CONTRADICTED),
        ("It takes at least a day.", "threshold", "It takes at most a day.", CONTRADICTED),
        ("It lasted weeks.", "unit", "It lasted months.", CONTRADICTED),
        ("It was seen in adults.", "population", "It was seen in children.", NOT_ENOUGH),
        ("It may help.", "certainty", "It will help.", NOT_ENOUGH),
    ],
)
def test_a_fact_is_made_wrong_in_one_way_at_a_time(fact: str, kind: str, claim: str, verdict: str) -> None:
    assert made(fact)[kind] == (claim, verdict)


def test_a_changed_number_is_another_number_and_a_year_stays() -> None:
    claim, verdict = made("In 2019 there were 40 people.")["number"]
    assert verdict == CONTRADICTED
    assert claim.startswith("In 2019 there were ")
    assert "40" not in claim.split()
    assert "number" not in made("It was said in 2019.")


def test_macro_f1_worked_by_hand() -> None:
    # a: precision 1/2, recall 1/1, F1 2/3. b: precision 1/1, recall 1/2, F1 2/3. c never occurs.
    assert macro_f1(["a", "b", "b"], ["a", "a", "b"]) == pytest.approx(2 / 3)
    assert macro_f1(["a", "b"], ["c", "c"]) == 0.0
