"""A denial that is lost or added between two texts is found."""

from __future__ import annotations

import time

import pytest

from citewell.checks import negation_matches
from citewell.checks.comparing import make_pair
from citewell.text.negation import compare_negations, negations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A positive block is not required.", ("not(requir)",)),
        ("It doesn't help and cannot be advised.", ("not(help)", "not(advis)")),
        ("No single clinical test shows risk.", ("no(singl clinic test)",)),
        ("Neither drug nor exercise helped.", ("neither(drug)", "neither(exercis help)")),
        ("There is a lack of evidence.", ("lack(evid)",)),
        ("The block failed to relieve pain.", ("fail(reliev pain)",)),
        ("Evidence is insufficient to judge imaging.", ("insufficient(judg imag)",)),
        ("Chiari malformation without symptoms is common.", ("without(symptom common)",)),
        ("Symptoms are rarely present.", ("rarely(present)",)),
        ("The panel advises against surgery.", ("against(surgeri)",)),
        ("He denies fever.", ("deny(fever)",)),
        ("It is not without risk.", ("not(risk)", "without(risk)")),
        ("It is not only safe but cheap.", ()),
        ("No more than 3 days passed, as No. 5 says.", ()),
        ("It allows no more than a guess.", ("no(guess)",)),
        ("It is advised with or without surgery.", ("either(surgeri)",)),
        ("It is common in those without.", ("without(common)",)),
    ],
)
def test_denials_are_found_with_what_they_deny(text: str, expected: tuple[str, ...]) -> None:
    assert negations(text) == expected


@pytest.mark.parametrize(
    ("claim", "source", "lost", "added"),
    [
        ("Exercise is safe.", "Exercise is not safe.", 1, 0),
        ("Exercise is not safe.", "Exercise is safe.", 0, 1),
        ("Exercise isn't safe.", "Exercise is not safe.", 0, 0),
        ("A did help but B did not.", "A did not help but B did.", 1, 1),
        ("Exercise does not fail to help.", "Exercise does not help.", 0, 1),
        ("Exercise is safe.", "Exercise is safe. Surgery does not prevent stroke.", 0, 0),
        ("Care is exercise with drugs.", "Care is exercise with or without drugs.", 1, 0),
        ("Nausea was present in migraine.", "Nausea was rarely present in migraine.", 1, 0),
    ],
)
def test_lost_and_added_denials_are_counted(claim: str, source: str, lost: int, added: int) -> None:
    found = compare_negations(claim, source)
    assert (len(found[0]), len(found[1])) == (lost, added)


def test_a_text_of_nothing_but_denials_is_compared_in_seconds() -> None:
    claim, quote = "not " * 2000 + "headache.", "not " * 2000 + "pain."
    pair = make_pair(claim, quote, None)
    used = time.process_time()
    negation_matches.compare(pair)
    assert time.process_time() - used < 4
