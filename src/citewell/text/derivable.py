"""Tells whether a figure follows by plain arithmetic from figures of another text: 4.9 points from 16.3% and 21.2%."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from citewell.text.equivalents import measure
from citewell.text.quantities import Quantity

RATIOS = frozenset({"hazard ratio", "odds ratio", "rate ratio", "relative risk"})
NEAR = 1.3  # a limit that a claim sets around a share ("over half") lies no farther from it than this factor
ROUNDED = 0.08  # "about three in four" stands for 77%, by at most this part of it
MOST_ROUNDED = 0.04  # and by at most so many hundredths of the whole

_DIFFERENCE = re.compile(
    r"\b(?:by|differ\w*|drop\w*|f[ae]ll\w*|rose|rise|longer|shorter|more|fewer|less|higher|lower|gain\w*|increas\w+|"
    r"decreas\w+|reduc\w+|points|later|earlier|extra|gap|lengthen\w*|prolong\w*|cut|lowered|raised)\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:reduc\w+|lower\w*|less|fewer|cut\w*|decreas\w+|f[ae]ll\w*|drop\w*|smaller)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:increas\w+|higher|more|rais\w+|rose|greater|larger)\b", re.IGNORECASE)
_BESIDE = 70  # characters around a figure in which the word stands that makes a difference of it


def is_derived(quantity: Quantity, stated: Sequence[Quantity], text: str) -> bool:
    """Whether `quantity` of `text` follows from `stated`: a limit around a share, a difference, a ratio of two."""
    around = text[max(0, quantity.start - _BESIDE) : quantity.end + _BESIDE]
    if quantity.low != quantity.high:
        return False
    name, value, _ = measure(quantity)
    if name == "share" and (_is_limit(quantity, stated) or _is_rounded(quantity, stated)):
        return True
    if name == "share" and any(_agrees(quantity, one, value) for one in _risks_less(stated, around)):
        return True
    if name == "times" or (value == 0.5 and name == "share"):
        return any(_agrees(quantity, ratio, value) for ratio in _ratios(stated, halves=name == "share"))
    if _DIFFERENCE.search(around):
        return any(_agrees(quantity, one, value) for one in _differences(stated, name))
    return False


def _agrees(quantity: Quantity, exact: float, value: float) -> bool:
    """Whether the figure is `exact` in the digits that it is written with; "about" rounds more freely."""
    if quantity.comparator not in ("", "~"):
        return False
    if quantity.comparator == "~":
        return abs(value - exact) <= ROUNDED * abs(exact)
    digits = len(f"{quantity.low:.10g}".partition(".")[2])
    scale = abs(value / quantity.low) if quantity.low else 1.0
    return abs(value - exact) <= (0.5 * 10.0**-digits if digits else 1e-9) * scale + 1e-9


def _shares(stated: Iterable[Quantity]) -> Iterator[float]:
    for one in stated:
        name, low, high = measure(one)
        if name == "share" and low == high and not one.comparator and not one.label:
            yield low


def _is_limit(quantity: Quantity, stated: Sequence[Quantity]) -> bool:
    """Whether "over half", "fewer than one in four" is true of a share that the text gives as such, and near it."""
    limit = measure(quantity)[1]
    for share in _shares(stated):
        if not limit or not share or max(limit / share, share / limit) > NEAR:
            continue
        if (quantity.comparator in (">", ">=") and share > limit) or (
            quantity.comparator in ("<", "<=") and share < limit
        ):
            return True
    return False


def _is_rounded(quantity: Quantity, stated: Sequence[Quantity]) -> bool:
    """Whether "about three in four" is a share that the text gives more exactly; only fractions are so free."""
    if quantity.comparator != "~" or quantity.unit == "%":
        return False
    value = measure(quantity)[1]
    return any(abs(value - share) <= min(ROUNDED * share, MOST_ROUNDED) for share in _shares(stated))


def _risks_less(stated: Iterable[Quantity], around: str) -> Iterator[float]:
    """By how much each ratio of risks differs from one, where the words beside the figure say the same direction."""
    for one in stated:
        if one.label in RATIOS and one.low == one.high:
            if one.low < 1 and _LESS.search(around) and not _MORE.search(around):
                yield 1 - one.low
            if one.low > 1 and _MORE.search(around) and not _LESS.search(around):
                yield one.low - 1


def _pairs(stated: Iterable[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    points = [one for one in stated if one.low == one.high and not one.comparator.strip("~") and one.unit != "calendar"]
    for first, second in combinations(points, 2):
        if first.label == second.label and first.label in ("", "n"):
            yield first, second


def _differences(stated: Sequence[Quantity], name: str) -> Iterator[float]:
    for first, second in _pairs(stated):
        (one, value, _), (other, second_value, _) = measure(first), measure(second)
        if name == "percentage points" and one == other == "share" and first.unit == second.unit == "%":
            yield abs(first.low - second.low)
        elif one == other == name and name not in ("", "share"):
            yield abs(value - second_value)


def _ratios(stated: Sequence[Quantity], *, halves: bool) -> Iterator[float]:
    for first, second in _pairs(stated):
        (one, value, _), (other, second_value, _) = measure(first), measure(second)
        if "times" in one:
            continue  # once daily for twice daily is no half of anything
        if one == other and value > 0 and second_value > 0 and not math.isclose(value, second_value):
            ratio = max(value, second_value) / min(value, second_value)
            yield 1 / ratio if halves else ratio
