"""A figure may be written otherwise or follow from the evidence; what only looks alike is another figure."""

from __future__ import annotations

import pytest

from citewell.checks.comparing import make_pair
from citewell.checks.numbers_match import compare
from citewell.text.equivalents import quantities_of

SAME = [
    ("Walking improved at half a year in those who trained.", "At 6 months the trained group walked farther."),
    ("The cast stays on for a month and a half after the operation.", "After surgery, wear the cast for 6 weeks."),
    ("Wait three-quarters of an hour before lying down.", "Patients should stay upright for 45 minutes."),
    ("Two nurses in five had been bitten by a patient's dog.", "Dog bites were reported by 40% of the nurses."),
    ("The tablet is not to go above 40 mg in any 24-hour period.", "Take no more than 40 mg per day of this tablet."),
    ("Cataract was commonest in people in their seventies.", "Cataract peaked in people aged 70 to 79 years."),
    ("Ninety days after the fall most had gone home.", "Most patients were home three months after falling."),
    ("The wound heals inside two weeks.", "Healing of such wounds takes up to 14 days."),
    ("At least a third lost their sense of smell.", "Smell was lost by one third to one half of patients."),
    ("Four in five boys had no second fit.", "A second fit was seen in 20% of boys."),
    ("An 82-year-old should be offered the vaccine.", "Offer the vaccine to adults aged 75 or over."),
    ("A sodium of 118 mmol/L calls for admission.", "Admit patients whose sodium is below 120 mmol/L."),
    ("Altogether a treated girl swallows 150 mg a day of that syrup.", "Give 50 mg of the syrup three times daily."),
    ("The drops are put in every six hours.", "Use the drops four times daily."),
    (
        "Either of the two ointments soothed the sore skin by morning.",
        "Zinc ointment and lanolin ointment brought relief.",
    ),
    ("Nosebleeds fell by a third with the spray.", "The spray lowered nosebleeds from 30 to 20 a year."),
    ("Check the pressure every other day.", "The pressure is checked every 2 days."),
    ("Stage 2 wounds need a dressing.", "Dress wounds of stages 2 and 3."),
]
OTHER = [
    ("Walking improved at half a year in those who trained.", "At 5 months the trained group walked farther."),
    ("Altogether a treated girl swallows 100 mg a day of that syrup.", "Give 50 mg of the syrup three times daily."),
    ("The tablet is not to go above 60 mg in any 24-hour period.", "Take no more than 40 mg per day of this tablet."),
    ("A sodium of 124 mmol/L calls for admission.", "Admit patients whose sodium is below 120 mmol/L."),
    ("A 60-year-old should be offered the vaccine.", "Offer the vaccine to adults aged 75 or over."),
    ("Four in five boys had a second fit.", "A second fit was seen in 20% of boys."),
    ("Two nurses in three had been bitten by a patient's dog.", "Dog bites were reported by 40% of the nurses."),
    ("Give 30 mg of the syrup.", "Give up to 50 mg of the syrup, once."),
    ("The drops are put in every eight hours.", "Use the drops four times daily."),
    ("Stop the tablet at a clearance of 40 ml/min.", "Review it below 60 ml/min and stop it below 30 ml/min."),
    ("Nosebleeds fell by a half with the spray.", "The spray lowered nosebleeds from 30 to 20 a year."),
    ("The clinic is held monthly.", "The clinic is held every year at the school, and yearly visits are booked there."),
    ("Stage 4 wounds need a dressing.", "Dress wounds of stages 2 and 3."),
]


@pytest.mark.parametrize(("claim", "quote"), SAME)
def test_a_figure_that_follows_is_the_same(claim: str, quote: str) -> None:
    assert compare(make_pair(claim, quote, None)) == []


@pytest.mark.parametrize(("claim", "quote"), OTHER)
def test_a_figure_that_does_not_follow_is_another(claim: str, quote: str) -> None:
    assert compare(make_pair(claim, quote, None)) != []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one nurse in eight", [(1, "of 8")]),
        ("a year and a half later", [(1.5, "years")]),
        ("every three or four weeks", [(3, "weeks")]),
        ("at 6 or 12 months", [(6, "months"), (12, "months")]),
        ("three-fifths were boys", [(3, "of 5")]),
        ("a third dose", []),
        ("one in a thousand births", [(1, "of 1000")]),
        ("twenty-four girls", [(24, "")]),
    ],
)
def test_figures_in_words_are_read_as_digits(text: str, told: list[tuple[float, str]]) -> None:
    assert [(quantity.low, quantity.unit) for quantity in quantities_of(text)] == told
