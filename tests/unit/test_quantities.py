"""Numbers are read with what a reader would check: unit, range, comparator, label."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("A BMI of 18.5 to 25 kg/m2 in 12 people", ["18.5..25 kg/m2", "12"]),
        ("30 m2 of floor, 350 cells/mm^3, 8 µg/m³", ["30 m2", "350 cells/mm3", "8 µg/m3"]),
        ("platelets 150–400 × 10^9/L", ["1.5e+11..4e+11 /l"]),
        ("3 to 5 x 10^-5 and 10^-5 to 10^-3", ["3e-05..5e-05", "1e-05..0.001"]),
        ("P < 5 × 10^-8 (n = 2)", ["<5e-08 {p}", "2 {n}"]),
        ("counts (× 10^9/L) of 4 and 10⁶ cells", ["1e+09 /l", "4", "1e+06"]),
        ("2^3 and 2^n; pain^12 and 3.0^a; 10^99999 of 6", ["8", "2", "3", "10", "6"]),
        ("5 mg kg-1 day-1 for 3 days", ["5 mg/kg/days", "3 days"]),
        ("2 mg-3 mg, then 4 weeks-2 months", ["2..3 mg", "4 weeks", "2 months"]),
        ("60/min at 120/80 mmHg, 24 mg/5 ml", ["60 /minutes", "120", "80 mmHg", "24 mg/5 ml"]),
        ("I^2 = 90% and I² of 40%", ["90 % {I2}", "40 % {I2}"]),
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
    "notations",
    [
        ("25 kg/m2", "25 kg/m^2", "25 kg/m²", "25 kg/m(2)", "25 kg / m2", "25 kg m-2", "25 kg·m⁻²", "25 kg m^−2"),
        (
            "60 mL/min/1.73 m2", "60 mL/min/1.73 m^2", "60 ml/min/1·73 m²", "60 mL/min per 1.73m2",
            "60 mL min-1 1.73 m-2",
        ),
        ("4.5 × 10^9/L", "4.5x10^9/l", "4.5 × 10⁹/L", "4·5 × 10^9 per litre", "4.5 × 10(9)/L", "4.5×10^9 L−1"),
        ("10^-3", "10^−3", "10⁻³", "1 × 10^-3", "0.001"),
        ("2·10^5", "2 × 10^5", "200,000", "200 000"),
        ("5 mg/kg/day", "5 mg kg-1 day-1", "5 mg·kg−1·day−1", "5 mg/kg a day", "5 mg kg^-1 day^-1"),
        ("200 cells/mm3", "200 cells/mm³", "200 cells per mm^3"),
        ("30 m2", "30 m^2", "30 square metres"),
    ],
)  # fmt: skip
def test_a_quantity_is_the_same_in_every_notation_and_read_to_its_end(notations: tuple[str, ...]) -> None:
    found = [find_quantities(f"It was {text} in all.") for text in notations]
    assert [[quantity.text for quantity in quantities] for quantities in found] == [[text] for text in notations]
    assert len({quantity.key for quantities in found for quantity in quantities}) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I2 was high", ("I2",)),
        ("I^2 was high", ("I2",)),
        ("I² was high", ("I2",)),
        ("25 kg/m2, kg/m^2 or kg/m²", ()),
        ("4 x10^9/L by 5 mg kg-1 of IL-6", ("IL-6",)),
    ],
)
def test_a_name_is_the_same_in_every_notation_and_units_are_no_names(text: str, names: tuple[str, ...]) -> None:
    assert find_codes(text) == names


@given(st.text(alphabet="10^⁻⁹²x× .-/mgkgL()", max_size=40))
def test_numbers_and_powers_in_any_order_are_read_without_failing_and_in_their_order(text: str) -> None:
    places = [(quantity.start, quantity.end) for quantity in find_quantities(text)]
    assert places == sorted(places)
    assert all(start < end <= len(text) for start, end in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))


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
