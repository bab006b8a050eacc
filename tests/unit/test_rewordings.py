"""A claim may say its quote otherwise: each means by which it is followed, and what must not slip through beside it."""

from __future__ import annotations

import pytest

from citewell.checks.verdict import judge_text
from citewell.domain.enums import Verdict
from citewell.text.equivalents import quantities_of

TRUE = [
    ("Survival was 25.1 months against 20.3 months in women.", "Survival was 25.1 versus 20.3 months in women."),
    ("Fewer than one in four controls had neck pain.", "Neck pain was present in 23.2% of controls."),
    ("The difference in relapse was 4.9 percentage points.", "Relapse occurred in 16.3% and 21.2% of adults."),
    ("The drug is contraindicated in gout.", "Metformin is contraindicated in gout."),
    ("AMD progressed in adults.", "Age-related macular degeneration progressed in adults."),
    ("Neck imaging findings suggest disease.", "Imaging findings in the neck suggest disease."),
    ("In adults over 65, survival was similar with both.", "No difference in survival in adults over 65 with both."),
    (
        "The society restricts scans of the foot to gout that stays, rather than scanning all toes.",
        "The society has limited scans of the foot to gout that stays, instead of scanning every toe.",
    ),
    ("The evidence for copper in gout is insufficient.", "There is insufficient evidence for copper in gout."),
    (
        "In gout, flares over a long winter were not cut significantly more by milk than by water.",
        "Milk did not cut flares of gout over a long winter significantly more than water.",
    ),
    ("It helps in gout that resisted tablets.", "It helps in gout resistant to tablets."),
    (
        "Ibuprofen is not advised in the third trimester of pregnancy.",
        "Ibuprofen is not advised in the last three months of pregnancy.",
    ),
    ("Women should stop iron in pregnancy.", "Pregnant women should stop iron."),
    ("A headache is diagnosed only after excluding overuse.", "Overuse is excluded before a headache is diagnosed."),
    ("Most warts heal on their own.", "Most warts heal spontaneously."),
    (
        "How gout should be managed is controversial, above all in the old.",
        "There is controversy about how to manage gout, especially in the old.",
    ),
    ("Croup is not the same as asthma.", "Croup differs from asthma."),
    ("A cyst that causes no symptoms needs no scan.", "A cyst without symptoms needs no scan."),
    (
        "For a bunion there are two kinds of care, local (heat, tape) and general (rest, sleep).",
        "Care of bunions is either local (heat, tape) or general (rest, sleep), as a long tradition has it.",
    ),
    ("Scans are not indicated in all cases of gout.", "Scans are not always indicated in gout."),
    (
        "Gout from diuretics is listed under drug reactions rather than under primary gout.",
        "Gout from diuretics is listed under drug reactions and not as primary gout.",
    ),
    (
        "About 7% (1 in 14) of the people with a torn tendon in a large cohort were at least 60 years old.",
        "In a large cohort (n = 2391) about 1 in 14 people with a torn tendon was aged 60 years or more.",
    ),
]
WRONG = [
    ("Milk works better than water in gout.", "Milk or water may be used in gout."),
    ("Milk made no difference to gout.", "Milk reduced flares of gout."),
    ("Gout is the commonest disease of the toe.", "Gout is a disease of the toe."),
    ("Milk slowed recovery from gout.", "Milk speeds recovery from gout."),
    ("If you vomit, keep taking metformin.", "If you vomit, pause metformin."),
    ("A test after milk may be false-positive.", "A test after milk may be false-negative."),
    ("Croup is the same as asthma.", "Croup is not the same as asthma."),
    ("Milk relieves gout in all people.", "Milk relieves gout in most people."),
    (
        "Milk cut flares of gout significantly more than water.",
        "Milk did not cut flares of gout significantly more than water.",
    ),
    ("It helps in gout.", "It helps in gout resistant to tablets."),
    ("Survival was 25.1 versus 20.3 weeks in women.", "Survival was 25.1 versus 20.3 months in women."),
    ("More than one in four controls had neck pain.", "Neck pain was present in 23.2% of controls."),
    ("The difference in relapse was 5.9 percentage points.", "Relapse occurred in 16.3% and 21.2% of adults."),
    ("Insulin is contraindicated in gout.", "Metformin is contraindicated in gout."),
    ("Surgery should be delayed until antibiotics are given.", "Antibiotics should be delayed until surgery is given."),
    ("The review found 608 papers.", "The review found 22 papers with 608 patients."),
    ("Bleeding was significantly rarer in adults.", "Bleeding did not differ significantly in adults."),
    ("Severe malnutrition may be treated at home.", "Uncomplicated severe malnutrition may be treated at home."),
    ("Screening is advised once in men.", "Screening is advised once in men who have ever smoked."),
    ("Any bleeding was seen in 3% of adults.", "Bleeding that led to transfusion was seen in 3% of adults."),
    ("Adults took 5 mg of apixaban every day.", "Apixaban 5 mg twice daily was given to adults."),
    ("Stop the drug below 45 mg in adults.", "Review the drug below 45 mg in adults and stop it below 30 mg."),
]


@pytest.mark.parametrize(("claim", "quote"), TRUE)
def test_what_is_only_said_otherwise_passes(claim: str, quote: str) -> None:
    judged = judge_text(claim, [quote])
    assert judged.verdict is Verdict.SUPPORTED, judged.differences


@pytest.mark.parametrize(("claim", "quote"), WRONG)
def test_what_says_something_else_is_refused(claim: str, quote: str) -> None:
    assert judge_text(claim, [quote]).verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("10 days rather than 5 were enough", [(10, "days"), (5, "days")]),
        ("raised it from 3% to 5%", [(3, "%"), (5, "%")]),
        ("children below the age of five may", [(5, "years")]),
        ("a 3- to 5-day course", [(3, "days")]),
    ],
)
def test_a_unit_is_read_where_the_text_gives_it_once(text: str, told: list[tuple[float, str]]) -> None:
    assert [(quantity.low, quantity.unit) for quantity in quantities_of(text)] == told
