"""Numbers are read with what a reader would check: unit, range, comparator, label."""

from __future__ import annotations

import pytest

from citewell.text.numerals import find_codes
from citewell.text.quantities import exclusive, find_quantities


def read(text: str) -> list[str]:
    """Each quantity as "comparator low[..high] unit {label}"."""
    shown = []
    for quantity in find_quantities(text):
        number = f"{quantity.low:g}" if quantity.low == quantity.high else f"{quantity.low:g}..{quantity.high:g}"
        label = f" {{{quantity.label}}}" if quantity.label else ""
        shown.append(f"{quantity.comparator}{number} {quantity.unit}".strip() + label)
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prevalence ranges from 0.7% to 13.8%.", ["0.7..13.8 %"]),
        ("It was 65-95% in one and 1.0–4.6 % in two reviews.", ["65..95 %", "1", "1..4.6 %", "2"]),
        ("Tonsils 3-5 mm low, 5 mm or more.", ["3..5 mm", ">=5 mm"]),
        (
            "MD -10.88 on a 100-point scale, 95% CI -17.94 to -3.82.",
            ["-10.88 {mean difference}", "100 points", "-17.94..-3.82 {95% CI}"],
        ),
        ("odds ratio 1.74, 95% CI 1.26-2.41", ["1.74 {odds ratio}", "1.26..2.41 {95% CI}"]),
        ("OR, 0.40 [95% CI, 0.31-0.52]", ["0.4 {odds ratio}", "0.31..0.52 {95% CI}"]),
        (
            "relative risk [RR] = 7.52; 95% confidence interval [CI], 3.63-15.56",
            ["7.52 {relative risk}", "3.63..15.56 {95% CI}"],
        ),
        ("7·71% (95% CI 7·43–7·91)", ["7.71 %", "7.43..7.91 {95% CI}"]),
        ("(p<0.05), p = 0.084, P=.01", ["<0.05 {p}", "0.084 {p}", "0.01 {p}"]),
        ("59+/-14 msec and 10.9 ± 0.6%", ["59", "14 ms {SD}", "10.9", "0.6 % {SD}"]),
        ("at least two of four lines of evidence", [">=2 of 4"]),
        ("Thirty of those 34 people (88%)", ["30 of 34", "88 %"]),
        ("about 1 in 14 people; one in five", ["~1 in 14", "1 in 5"]),
        ("about 3 per 100,000 patients", ["~3 per 100000"]),
        ("17,236 citations and 14 336 relatives, 2.4 million variants", ["17236", "14336", "2.4e+06"]),
        (
            "Half of them, three quarters, a third of patients, twice as many",
            ["0.5", "0.75", "0.333333", "2 times"],
        ),
        ("twenty-six studies, thirty-four experts", ["26", "34"]),
        ("ibuprofen 400 mg, 2 mg/kg per day, 50 µg daily", ["400 mg", "2 mg/kg/days", "50 µg/days"]),
        ("fell by 4 percentage points to 4 per cent", ["4 percentage points", "4 %"]),
        ("fell from 8.1 to 2.4 at 2 months", ["8.1", "2.4", "2 months"]),
        ("at 1 and 3 months", ["1 months", "3 months"]),
        ("aged 18 to 65 years; a 5-year-old girl", ["18..65 years", "5 years"]),
        (
            "under 50 years, more than 3 months, up to 20%, no more than 3 days",
            ["<50 years", ">3 months", "<=20 %", "<=3 days"],
        ),
        ("people over 60; over 6 weeks they improved", [">60", "6 weeks"]),
        ("with follow-up to 3 months", ["3 months"]),
        ("between 5 and 10 mg", ["5..10 mg"]),
        ("the angle was 120 degrees at 42 °C in the 1980s", ["120 degrees", "42 °C", "1980 decade"]),
        ("the first, 2nd and 3rd nerve; no one knows another one", []),
        ("In 2019 the 2010 cases (1990-2015)", ["2019 calendar", "2010", "1990..2015 calendar"]),
    ],
)
def test_quantities_are_read_whole(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "ICHD-3",
        "C1-C2",
        "C1/2",
        "C2-3",
        "SNNOOP10",
        "COVID-19",
        "B12",
        "CG150",
        "H1N1",
        "IL-6",
        "p53",
        "11.2.1",
        "A11.2.5",
        "5-HT",
        "omega-3",
        "type 2",
        "Level III",
        "Grade C",
        "P2Y12",
        "NCT00001832",
    ],
)
def test_names_with_digits_are_names_and_no_quantities(name: str) -> None:
    text = f"The study of {name} was small."
    assert find_quantities(text) == ()
    assert find_codes(text) == (name,)


def test_quantities_point_to_their_place_in_the_text() -> None:
    text = "It rose to 7·43–7·91 % in 2 years."
    assert [text[quantity.start : quantity.end] for quantity in find_quantities(text)] == [
        "7·43–7·91 %",
        "2 years",
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("4.1%", "0.17%", True),
        ("1.0% to 4.6%", "0.7% to 13.8%", False),
        ("about 4%", "4.1%", False),
        ("more than 50%", "40%", True),
        ("at least 50%", "60%", False),
        ("under 3 months", "6 months", True),
        ("4%", "9 years", False),
        ("p = 0.04", "0.9", False),
    ],
)
def test_quantities_exclude_each_other_only_in_one_unit_and_without_overlap(
    one: str, other: str, expected: bool
) -> None:
    (first,), (second,) = find_quantities(one), find_quantities(other)
    assert exclusive(first, second) is expected
    assert exclusive(second, first) is expected
