"""Lay and technical names are one thing; a kind may be named less precisely, never another kind."""

from __future__ import annotations

import pytest

from citewell.checks.comparing import make_pair
from citewell.checks.words_match import compare
from citewell.text.canonical import key_of
from citewell.text.lay_terms import is_broader, is_kin, named_otherwise


@pytest.mark.parametrize(
    ("claim", "evidence", "keys"),
    [
        ("a broken shinbone", "fracture of the tibia", {key_of("shinbone")}),
        ("low potassium was common", "hypokalaemia was common", {key_of("low"), key_of("potassium")}),
        ("high potassium was common", "hypokalaemia was common", set()),
        ("a spinal tap was done", "lumbar puncture was done", {key_of("tap")}),
    ],
)
def test_a_thing_named_otherwise_is_known(claim: str, evidence: str, keys: set[str]) -> None:
    assert keys <= named_otherwise((claim,), (evidence,)) if keys else not named_otherwise((claim,), (evidence,))


@pytest.mark.parametrize(
    ("word", "evidence", "broader"),
    [
        ("antibiotic", ("amoxicillin",), True),
        ("antibiotic", ("aciclovir",), False),
        ("infection", ("pyelonephritis",), True),
        ("pyelonephritis", ("infection",), False),
        ("kidney", ("nephrotic", "syndrome"), True),
        ("liver", ("nephrotic", "syndrome"), False),
    ],
)
def test_a_more_general_word_stands_for_its_kinds_only(word: str, evidence: tuple[str, ...], broader: bool) -> None:
    assert is_broader(word, evidence) is broader


def test_words_of_one_root_are_kin_and_medicines_never() -> None:
    assert is_kin("degenerative", ("degeneration",))
    assert is_kin("parkinsonian", ("parkinsonism",))
    assert not is_kin("prednisone", ("prednisolone",))
    assert not is_kin("painless", ("painful",))


@pytest.mark.parametrize(
    ("claim", "quote", "passes"),
    [
        ("Low calcium occurred in a tenth of the girls.", "Hypocalcaemia was seen in 10% of the girls.", True),
        ("High calcium occurred in a tenth of the girls.", "Hypocalcaemia was seen in 10% of the girls.", False),
        (
            "Most of the boys lost their rash on the antibiotic.",
            "The rash of most boys went with flucloxacillin.",
            True,
        ),
        (
            "Most of the boys lost their rash on the antifungal.",
            "The rash of most boys went with flucloxacillin.",
            False,
        ),
        ("No antibiotic cleared the rash in boys.", "Flucloxacillin never cleared the rash in boys.", False),
    ],
)
def test_claims_may_use_such_words(claim: str, quote: str, passes: bool) -> None:
    assert (compare(make_pair(claim, quote, None)) == []) is passes
