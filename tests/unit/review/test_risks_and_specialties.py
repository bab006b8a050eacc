"""What makes an article high risk, which specialties it belongs to, and who may therefore review it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.boarding import EDDA, PETRA, RAJ, RUTH, article_of, person

from citewell.domain.people import Role
from citewell.domain.questions import Emergency
from citewell.review.risks import risk_rules, risks_of
from citewell.review.specialties import GENERAL, label_of, matching_reviewers, specialties, specialties_of

PLAIN = "Exercise eases headache that comes from the neck."

RISKY = [
    ("doses", "Amitriptyline 10 mg is taken at night."),
    ("doses", "Give 5–10 mL/kg of fluid."),
    ("doses", "Take one tablet in the morning."),
    ("doses", "It is given twice daily."),
    ("doses", "Inhale 2 puffs every 4 hours."),
    ("doses", "The maximum dose is not known."),
    ("doses", "Insulin 0.5 units/kg per day is started."),
    ("doses", "1,000 IU of vitamin D are enough."),
    ("pregnancy", "It is avoided in pregnant women."),
    ("pregnancy", "Breast-feeding can go on."),
    ("pregnancy", "Foetal growth is followed."),
    ("children", "In children the evidence is weak."),
    ("children", "It is not for people under 12 years."),
    ("children", "A 6-month-old infant was treated."),
    ("children", "Adolescents had fewer attacks."),
    ("oncology", "Metastatic disease was excluded."),
    ("oncology", "A tumour presses on the nerve."),
    ("anticoagulation", "Apixaban was stopped two days before."),
    ("anticoagulation", "Low-molecular-weight heparin is continued."),
    ("anticoagulation", "The INR is measured."),
    ("emergencies", "Thunderclap headache needs help at once."),
    ("emergencies", "Call 112."),
    ("emergencies", "It may be a sign of stroke."),
]
ORDINARY = [
    PLAIN,
    "Half of the patients improved within six weeks.",
    "The trial had 200 adults in 12 centres.",
    "Pain fell by 2.3 points on a scale of 10.",
    "Manual therapy may help some adults.",
    "The joint at C1-C2 was involved in 11.2.1 of the classification.",
    "Follow-up lasted 12 months.",
]


@pytest.mark.parametrize(("name", "text"), RISKY)
def test_a_risk_is_seen_in_a_claim_and_told_with_its_words(name: str, text: str) -> None:
    article = article_of(PLAIN, text)
    risk = next(one for one in risks_of(article) if one.name == name)
    assert risk.claim_ids == (article.claims[1].id,)
    assert risk.seen
    assert all(word in text.lower() for word in risk.seen)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_claim_has_no_risk(text: str) -> None:
    assert risks_of(article_of(text)) == ()


def test_a_risk_is_seen_in_the_question_and_in_a_quote_whose_word_the_claim_leaves_out() -> None:
    asked = risks_of(article_of(PLAIN, question="How is headache treated in pregnancy?"))
    assert [(one.name, one.claim_ids) for one in asked] == [("pregnancy", ())]
    article = article_of("Exercise eases headache in children.")
    cut = replace(article.direct_answer[0], text="Exercise eases headache.")
    assert [one.name for one in risks_of(replace(article, direct_answer=(cut,)))] == ["children"]


def test_an_emergency_read_in_the_question_counts_by_itself() -> None:
    sign = Emergency("thunderclap", "the worst headache ever", "Call for help.", "A guideline", "https://example.org")
    assert [one.name for one in risks_of(replace(article_of(PLAIN), emergencies=(sign,)))] == ["emergencies"]


def test_only_doses_ask_for_a_pharmacist_and_every_named_specialty_exists() -> None:
    assert [rule.name for rule in risk_rules() if rule.pharmacist] == ["doses"]
    assert {rule.name for rule in risk_rules()} == {
        "doses", "pregnancy", "children", "oncology", "anticoagulation", "emergencies"
    }  # fmt: skip
    assert all(name in specialties() for rule in risk_rules() for name in rule.specialties)
    assert all(rule.reason.endswith(".") for rule in risk_rules())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How is cervicogenic headache treated?", {"neurology"}),
        ("Which decompression for Chiari malformation?", {"neurosurgery"}),
        ("Anaemia in kidney disease?", {"haematology", "nephrology"}),
        ("Asthma inhalers in children?", {"respiratory", "paediatrics"}),
        ("Anemia and edema?", {"haematology"}),
        ("What helps against warts?", {"dermatology"}),
    ],
)
def test_the_question_tells_the_specialty(question: str, expected: set[str]) -> None:
    assert expected <= set(specialties_of(article_of("It is seldom needed.", question=question)))


def test_where_nothing_fits_it_is_general_practice() -> None:
    assert specialties_of(article_of("It is seldom needed.", question="What is it?")) == (GENERAL,)
    assert label_of(GENERAL) == "General practice"
    assert label_of("alchemy") == "alchemy"


def test_a_word_within_another_tells_no_specialty() -> None:
    assert "otolaryngology" not in specialties_of(article_of("It is early.", question="Early treatment years later?"))


def test_reviewers_are_proposed_who_are_verified_and_match_best_first() -> None:
    both = person("Bob", Role.REVIEWER, specialties=("neurology", "neurosurgery"))
    unverified = replace(RAJ, verified=False)
    found = matching_reviewers(["neurology", "neurosurgery"], [RUTH, unverified, both, PETRA, EDDA])
    assert found == [both, RUTH]
