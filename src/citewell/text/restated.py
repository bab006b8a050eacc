"""Tells whether a figure restates one of another text: a range's end, the rest of a share, a span of time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from citewell.text.equivalents import measure, same_value
from citewell.text.quantities import Quantity

TOLERANCE = 0.04  # "about six and a half weeks" stands for 45 days
BESIDE = 60

_MASS = frozenset({"mg", "g", "µg", "ng", "IU", "units", "ml", "mmol"})
_DAYS = {"days": 1.0, "weeks": 7.0, "hours": 1 / 24}
_MONTHS = {"months": 1.0, "years": 12.0, "decades": 120.0}
# How many days a month may be said to have: four weeks, thirty days, or a twelfth of a year of 52 weeks or 365 days.
_MONTH_DAYS = (28.0, 30.0, 364 / 12, 365 / 12)
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "": "", "~": "~"}
_DENIAL = re.compile(
    r"\b(?:not|no|none|never|without|neither|nor|n't|cannot|lack(?:s|ed|ing)?|absent|absence|fail(?:s|ed|ures?)?|miss(?:es|ed|ing)?|"
    r"negative|free|surviv\w+|alive|lived|un\w{4,}|escap\w+|avoid\w*|spared|rest|remainder|"
    r"intact|lost|died|dead)\b|\b(?:in|ab|non-?)(?:correct|normal|complete|effective|adequate)\w*"
)
_IN_ALL = re.compile(r"\b(?:total|together|combined|altogether|in all|overall|either|sum|all told)\b", re.I)
_CHANGED_BY = re.compile(
    r"\b(?:by|relative|fewer|less|more|lower|higher|reduction|increase|cut|drop|fall|rise|fell|rose)\b", re.I
)
_AGED = re.compile(r"\b(?:aged?(?: of)?|(?:man|woman|person|patient|boy|girl|adult|somebody|someone|child) of) $", re.I)
_MEASURED = frozenset(
    {"mmHg", "%", "kg/m2", "mmol/l", "µmol/l", "g/l", "g/dl", "mg/dl", "ng/ml", "µg/l", "°C", "ml/minutes", "nmol/l"}
)
_GIVEN = re.compile(
    r"\b(?:dos\w+|give[ns]?|tak\w+|receiv\w+|start\w*|prescri\w+|administer\w*|titrat\w+|target\w*|infus\w+)\b", re.I
)
_THRESHOLD = re.compile(
    r"\b(?:begin\w*|start\w*|threshold|cut-?off|defin\w+|limit\w*|reach\w*|until|unless|exceed\w*|at least|only|"
    r"from)\b",
    re.I,
)
_SET_APART = re.compile(
    r"\b(?:same|equal\w*|alike|similar\w*|differ\w*|identical\w*|lowest|highest|best|worst|least|most|none|neither|no)\b",
    re.I,
)
_LATER = re.compile(r" (?:ago|earlier|after|into|since|before|old|following|from)\b", re.I)
_THE = re.compile(
    r"\b(?:the|these|those|all|of the|both|any|either|any of the|(?:one|each|all|none|neither|any) of(?: the)?) $", re.I
)
_ASIDE_CUT = re.compile(r"[;.] |, (?:though|although|while|whereas|but) |: ")
_INTO = re.compile(r"\b(?:into|in|by|of|are|were|include|has|have) $", re.I)
_SORTS = re.compile(
    r" (?:[a-z-]+ )?(?:groups|types|kinds|forms|classes|categories|parts|ways|features|factors|domains|"
    r"reasons|approaches|things|conditions|criteria|steps|stages|options)\b[^.;]{0,30}[,:(]",
    re.I,
)
_FEW = 6
_PERIODS = {"hours": 24.0, "days": 1.0, "weeks": 1 / 7}


def restates(quantity: Quantity, stated: Sequence[Quantity], claim: str, quote: str) -> bool:
    """Whether `quantity` of `claim` says what a figure of `stated`, the figures of `quote`, says or implies.

    Both texts are as `written_plainly` leaves them. Nothing here lets a dose be another dose.
    """
    before = claim[max(0, quantity.start - BESIDE) : quantity.start]
    return (
        any(_is_end(quantity, one) or _is_as_long(quantity, one, before, quote) for one in stated)
        or _is_rest(quantity, stated, claim, quote)
        or _is_an_instance(quantity, stated, claim)
        or _is_a_days_dose(quantity, stated, claim)
        or _is_interval(quantity, stated, claim, quote)
        or _is_total(quantity, stated, claim)
        or _is_relative(quantity, stated, claim)
        or any(_is_nearly(quantity, one, claim) for one in stated)
        or _counts_named(quantity, stated, before, claim, quote)
    )


def _is_end(quantity: Quantity, one: Quantity) -> bool:
    """Whether "within three years" or "at least half" is an end of a range that the other text gives."""
    if one.low == one.high or quantity.low != quantity.high or quantity.label != one.label:
        return False
    name, value, _ = measure(quantity)
    other, low, high = measure(one)
    if name != other or one.comparator.strip("~"):
        return False
    return (quantity.comparator == "<=" and math.isclose(value, high)) or (
        quantity.comparator == ">=" and math.isclose(value, low)
    )


def _is_as_long(quantity: Quantity, one: Quantity, before: str, quote: str) -> bool:
    """Whether two spans of time are the same: 90 days and three months, "in" and "within" it."""
    if quantity.label != one.label or not _same_span(quantity, one):
        return False
    if quantity.comparator in (one.comparator, "~"):
        return True
    if one.comparator == "<=" and not quantity.comparator:
        return True  # what happens within a time happens in it; no dose is a time
    if quantity.comparator == "<=" and not one.comparator:
        return bool(re.search(r"\b(?:at|by) $", quote[max(0, one.start - 4) : one.start]))
    if not quantity.comparator and one.comparator == ">":
        return before.lower().rstrip().endswith("over")
    if quantity.comparator == ">" and not one.comparator:
        behind = quote[max(0, one.start - 6) : one.start].lower().rstrip()
        return behind.endswith("over")
    return False


def _same_span(quantity: Quantity, one: Quantity) -> bool:
    if quantity.unit in {*_DAYS, *_MONTHS} and same_value(quantity, one):
        return True
    for first, second in ((quantity, one), (one, quantity)):
        if first.unit in _MONTHS and second.unit in _DAYS:
            lengths = [(_MONTHS[first.unit] * days, _DAYS[second.unit]) for days in _MONTH_DAYS]
            if any(
                math.isclose(first.low * days, second.low * unit)
                and math.isclose(first.high * days, second.high * unit)
                for days, unit in lengths
            ):
                return True
    return False


def _is_rest(quantity: Quantity, stated: Sequence[Quantity], claim: str, quote: str) -> bool:
    """Whether a share is what another leaves of the whole, said of those of whom the other denies it.

    Only one of the two clauses may deny: 70% had no relapse, 30% had one.
    """
    name, value, high = measure(quantity)
    if name != "share" or value != high or quantity.label:
        return False
    around = clause_around(claim, quantity)
    for one in stated:
        other, low, top = measure(one)
        if other != "share" or low != top or one.label or not 0 < low < 1:
            continue
        if not _agrees_with(quantity, 1 - low, one):
            continue
        denied = len(_DENIAL.findall(around.lower())) - len(_DENIAL.findall(clause_around(quote, one).lower()))
        if denied % 2:
            return True
    return False


def clause_around(text: str, quantity: Quantity) -> str:
    """The clause of a text that a figure stands in."""
    start = max(
        (
            match.end()
            for match in re.finditer(
                r"[;:.](?=\s)|, (?:and|but|while|whereas|against|compared) ", text[: quantity.start]
            )
        ),
        default=0,
    )
    end = re.search(r"[;:.](?=\s|$)|, (?:and|but|while|whereas|against|compared) ", text[quantity.end :])
    return text[start : quantity.end + (end.start() if end else len(text))]


def _agrees_with(quantity: Quantity, exact: float, one: Quantity) -> bool:
    """Whether a share is `exact`, by the digits it has, its limit turned round where the other has one."""
    value = measure(quantity)[1]
    turned = _TURNED[one.comparator]
    if quantity.comparator not in (turned, "~"):
        near = exact / value if value else 0.0
        return (quantity.comparator == ">" and 1 < near < 1.3 and turned in ("", ">", ">=")) or (
            quantity.comparator == "<" and 0.77 < near < 1 and turned in ("", "<", "<=")
        )
    if quantity.comparator == "~":
        return abs(value - exact) <= max(0.02, TOLERANCE * exact)
    digits = len(f"{quantity.low:.10g}".partition(".")[2]) + 2 if quantity.unit == "%" else 3
    return abs(value - exact) <= 0.5 * 10.0**-digits + 1e-9


def _is_an_instance(quantity: Quantity, stated: Sequence[Quantity], claim: str) -> bool:
    """Whether somebody's age or measured value lies where the other text says what holds: 80 years, from 75 on."""
    if quantity.comparator or quantity.label or quantity.low != quantity.high:
        return False
    before = claim[max(0, quantity.start - BESIDE) : quantity.start]
    if _THRESHOLD.search(clause_around(claim, quantity)):
        return False
    age = quantity.unit in ("years", "") and bool(_AGED.search(before))
    if quantity.unit in ("days", "weeks", "months", "years", "hours", "minutes"):
        value = bool(_LATER.match(claim, quantity.end))
    else:
        value = "/" in quantity.unit or quantity.unit in _MEASURED
        value = value and quantity.unit.partition("/")[2] not in ("days", "kg/days", "kg", "weeks")
        value = value and not _GIVEN.search(clause_around(claim, quantity))
    if not age and not value:
        return False
    name, said, _ = measure(quantity)
    held = False
    for one in stated:
        other, low, high = measure(one)
        same = (one.unit in ("years", "") and one.low < 120) if age else name == other
        if not same or one.label or (one.low == one.high and one.comparator in ("", "~")):
            continue
        if one.comparator in (">", ">="):
            inside = said > high or (one.comparator == ">=" and said == high)
        elif one.comparator in ("<", "<="):
            inside = said < low or (one.comparator == "<=" and said == low)
        else:
            inside = low <= said <= high
        if not inside:
            return False  # another class of values: which of the two is meant cannot be told
        held = True
    return held


def _is_a_days_dose(quantity: Quantity, stated: Sequence[Quantity], claim: str) -> bool:
    """Whether a day's dose is the single dose of the other text times how often a day it is given."""
    unit = quantity.unit.partition("/")[0]
    if unit not in _MASS or not (quantity.unit.endswith("/days") or re.match(r" per day\b", claim[quantity.end :])):
        return False
    name, low, high = measure(quantity)
    name = name.removesuffix("/days")
    times = [one for one in stated if one.unit == "times/days" and one.low == one.high and one.low > 1]
    for one in stated:
        other, single_low, single_high = measure(one)
        if other != name or one.comparator != quantity.comparator or "/" in one.unit:
            continue
        behind = next((often for often in times if 0 <= often.start - one.end < BESIDE), None)
        if behind and math.isclose(low, single_low * behind.low) and math.isclose(high, single_high * behind.low):
            return True
    return False


def _is_interval(quantity: Quantity, stated: Sequence[Quantity], claim: str, quote: str) -> bool:
    """Whether "three times daily" and "every 8 hours", "four times a year" and "every 3 months" are the same."""
    for first, second, text in ((quantity, stated, quote), *(((one, (quantity,), claim)) for one in stated)):
        head, _, period = first.unit.partition("/")
        if head != "times" or first.low != first.high:
            continue
        for one in second:
            if not re.search(r"\bevery $", text[max(0, one.start - 8) : one.start], re.I):
                continue
            if (period == "days" and one.unit == "hours" and math.isclose(first.low * one.low, 24)) or (
                period == "years" and one.unit == "months" and math.isclose(first.low * one.low, 12)
            ):
                return True
    return False


def _is_total(quantity: Quantity, stated: Sequence[Quantity], claim: str) -> bool:
    """Whether a figure is said to be the sum of two or three of the other text, and is."""
    if quantity.comparator not in ("", "~") or quantity.low != quantity.high or not _IN_ALL.search(claim):
        return False
    name, value, _ = measure(quantity)
    points = [
        low
        for other, low, high in (measure(one) for one in stated if not one.comparator)
        if other == name and low == high
    ]
    return any(
        math.isclose(sum(some), value, rel_tol=1e-9) for size in (2, 3) for some in combinations(points[:6], size)
    )


def _is_relative(quantity: Quantity, stated: Sequence[Quantity], claim: str) -> bool:
    """Whether a share is by how much of itself one of two figures is less than, or exceeds, the other."""
    name, value, high = measure(quantity)
    around = claim[max(0, quantity.start - BESIDE) : quantity.end + BESIDE]
    if name != "share" or value != high or not _CHANGED_BY.search(around):
        return False
    word = not quantity.text[:1].isdigit() or quantity.comparator == "~"
    for one, other in _pairs(stated):
        change = abs(one - other) / max(one, other)
        near = abs(value - change) <= (TOLERANCE if word and quantity.comparator == "~" else 0.012 if word else 0.005)
        if near and change > 0:
            return True
    return False


def _pairs(stated: Sequence[Quantity]) -> Iterator[tuple[float, float]]:
    points = [one for one in stated if one.low == one.high and not one.comparator and not one.label]
    for first, second in combinations(points, 2):
        (name, value, _), (other, second_value, _) = measure(first), measure(second)
        if name == other and name and "times" not in name and value > 0 and second_value > 0:
            yield value, second_value


def _is_nearly(quantity: Quantity, one: Quantity, claim: str) -> bool:
    """Whether "about" rounds what the other text gives in another unit, or with a sign that the claim says in words."""
    if quantity.comparator != "~" or one.comparator.strip("~") or quantity.label != one.label:
        return False
    name, low, high = measure(quantity)
    other, exact_low, exact_high = measure(one)
    if name != other or not low or quantity.unit.partition("/")[0] in _MASS:
        return False
    if exact_low < 0 < low:
        exact_low, exact_high = -exact_low, -exact_high
    written = quantity.unit != one.unit or quantity.low != int(quantity.low) or one.low < 0
    return written and all(
        abs(value - exact) <= TOLERANCE * exact for value, exact in ((low, exact_low), (high, exact_high))
    )


def _counts_named(quantity: Quantity, stated: Sequence[Quantity], before: str, claim: str, quote: str) -> bool:
    """Whether a small number only counts what the other text names one after the other: "the two drugs"."""
    if quantity.unit or quantity.label or quantity.comparator or not quantity.low.is_integer():
        return False
    if _SET_APART.search(_ASIDE_CUT.split(claim[quantity.end :])[0]) or _SET_APART.search(
        _ASIDE_CUT.split(claim[: quantity.start])[-1]
    ):
        return False  # what is said of the things together needs more than their names
    count = int(quantity.low)
    sorts = _INTO.search(before) and _SORTS.match(claim, quantity.end)
    if (
        not 2 <= count <= _FEW
        or not (_THE.search(before) or sorts)
        or any(one.low == count and not one.unit for one in stated)
    ):
        return False
    listed = len(re.findall(r", |\b(?:and|or|than|versus|but|whereas|while|with|against)\b", quote)) + 1
    behind = re.match(r"(?: of)?(?: the)? [a-z]", claim[quantity.end :].replace("-", " ", 1))
    return bool(behind) and listed >= count
