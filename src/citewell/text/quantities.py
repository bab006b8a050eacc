"""Reads the quantities of a text with what matters for checking them: unit, range, comparator, label."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from citewell.text.numerals import Numeral, find_numerals, plain
from citewell.text.units import TIME_UNITS, read_unit

SHARED_UNITS = TIME_UNITS | {"%", "mg", "mm", "points", "degrees"}  # as in "at 1 and 3 months"
ABOUT = 0.1  # "about 4%" stands for 4% give or take a tenth of it


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range as a text states it.

    `low` equals `high` unless it is a range. `unit` is one of the spellings of `units`, or "of 4" /
    "in 14" for a share, "calendar" for a year of the calendar, or empty for a count. `comparator` is one
    of "", "~", "<", "<=", ">", ">=". `label` says what is measured where the text does: "p", "odds
    ratio", "95% CI", "n" and so on. `start` and `end` are offsets of `text` in the whole text.
    """

    low: float
    high: float
    unit: str
    comparator: str
    label: str
    start: int
    end: int
    text: str

    @property
    def key(self) -> tuple[float, float, str, str, str]:
        """What two mentions of the same quantity have in common."""
        return (self.low, self.high, self.unit, self.comparator, self.label)


_BEFORE = (
    (">=", r"at least|no (?:less|fewer|lower) than|not (?:less|fewer) than|a minimum of|minimum|≥|>=|⩾"),
    ("<=", r"at most|no (?:more|greater|higher) than|not (?:more|greater) than|up to|a maximum of|maximum|"
           r"within|≤|<=|⩽|as many as"),
    (">", r"(?:more|greater|higher|larger|longer|older|later|heavier|better) than|over|above|exceeding|"
          r"exceeds|>|beyond"),
    ("<", r"(?:less|fewer|lower|smaller|shorter|younger|earlier) than|under|below|<"),
    ("~", r"about|approximately|approx\.?|around|roughly|some|ca\.?|circa|nearly|almost|close to|~|≈|"
          r"an estimated"),
)  # fmt: skip
_COMPARATORS = [
    (
        sign,
        re.compile(
            rf"(?:(?<![A-Za-z-])|(?=[^\w\s]))(?:{words})"
            r"(?: the age of| age| the (?:past|last|first|next))? ?$",
            re.I,
        ),
    )
    for sign, words in _BEFORE
]
_AFTER = (
    (
        ">=",
        re.compile(
            r"(?: of age)?(?: or (?:more|greater|higher|longer|later)|(?: or| and) (?:older|over|above|up))\b|"
            r"\+(?!\s*/?-?\d)"
        ),
    ),
    (
        "<=",
        re.compile(r"(?: of age)?(?: or (?:less|fewer|lower|shorter|earlier)|(?: or| and) (?:younger|under|below))\b"),
    ),
)
_LABELS = (
    ("p", r"\b[pP](?:[- ]?values?)?(?:\s*for \w+)?"),
    ("odds ratio", r"(?i:\bodds ratios?)(?: \[?\(?a?OR[)\]]?)?|\ba?ORs?\b"),
    ("hazard ratio", r"(?i:\bhazard ratios?)(?: \[?\(?a?HR[)\]]?)?|\ba?HRs?\b"),
    ("rate ratio", r"(?i:\brate ratios?)(?: \[?\(?I?RR[)\]]?)?|\bIRRs?\b"),
    ("relative risk", r"(?i:\b(?:relative risks?|risk ratios?))(?: \[?\(?a?RR[)\]]?)?|\ba?RRs?\b"),
    ("standardised mean difference", r"(?i:\bstandardi[sz]ed mean differences?)(?: \(SMD\))?|\bSMDs?\b"),
    ("mean difference", r"(?i:\bmean differences?)(?: \(W?MD\))?|\bW?MDs?\b"),
    ("SD", r"\bSDs?\b|(?i:\bstandard deviations?)(?: \(SD\))?|\+/-|±"),
    ("SE", r"\bSEM?s?\b|(?i:\bstandard errors?)"),
    ("n", r"\b[nN]"),
    ("I2", r"\bI(?:\^?2|²)"),
    ("AUC", r"\bAUCs?\b|(?i:\barea under the curve)(?: \(AUC\))?"),
)
_JOIN = r"(?:\s*[\])]?\s*(?:was|were|is|of|,|:|=|≈)?\s*[<>≤≥=~]{0,2}\s*)$"
_SYMBOL = r"\s*[=<>≤≥]{1,2}\s*$"
_LABELLED = [(name, re.compile(rf"(?:{words})(?:{_SYMBOL if name == 'n' else _JOIN})")) for name, words in _LABELS]
_INTERVAL = re.compile(
    r"(?<![\d.])(?P<level>\d{2}(?:\.\d)?) ?%[ -]*(?:empirical |bootstrap |adjusted )?(?:CIs?|CrIs?|"
    r"confidence intervals?|credible intervals?|HDI)\b"
    r"(?: ?[(\[](?:\d+% )?C[Ir]I?[)\]])?"
    r"[\s,:=(\[]*(?:of |from |was |is |ranged from )?"
)
_RANGE_JOIN = re.compile(r"(?:\s*[-–]\s*|\s+(?:to|through|up to)\s+)$")
_INTERVAL_JOIN = re.compile(r"\s*(?:-|–|to|,|;|and|/)\s*")
_BETWEEN = re.compile(r"\bbetween\s+(?:about |approximately |the ages of |ages )?$", re.I)
_CHANGE = re.compile(
    r"\b(?:f[ae]ll|fallen|r[io]se|risen|rising|drop\w*|declin\w*|increas\w*|decreas\w*|reduc\w*|improv\w*|"
    r"chang\w*|"
    r"went|grew|correct\w*|lower\w*|rais\w*|falling|moved|shift\w*|dates?|search\w*|publi\w*|"
    r"correction)\b[^.;]{0,70}"
    r"\bfrom\s+(?:about |approximately |a |baseline |(?:a )?(?:mean|median) (?:of )?)*$",
    re.I,
)
_OF = re.compile(r"\s+(?:out )?of\s+(?:the |those |these |all )?$")
_IN = re.compile(r"\s+in\s+(?:every )?$")
_COUNTED = re.compile(
    r"\s+(?:[a-z-]+\s+){0,2}?(?:people|patients|adults|children|men|women|participants|subjects|"
    r"individuals|persons|"
    r"cases|controls|births|deaths|volunteers|infants|articles|citations|studies|records)\b"
)
_AGED = re.compile(
    r"\b(?:people|patients|adults|those|women|men|children|aged?|persons|individuals)\s+(?:aged |"
    r"of )?over\s*$",
    re.I,
)


@lru_cache(maxsize=8192)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; names such as ICHD-3 or C1-C2 and ordinals are none."""
    source = plain(text)
    intervals = {match.end(): match for match in _INTERVAL.finditer(source)}
    levels = [match.start() for match in intervals.values()]
    numerals = [numeral for numeral in find_numerals(text) if numeral.start not in levels]
    found: list[Quantity] = []
    at = previous = 0
    while at < len(numerals):
        if numerals[at].start < previous:  # the count inside a unit such as "per 100,000"
            at += 1
            continue
        quantity, used = _read(text, source, numerals[at : at + 2], previous=previous, intervals=intervals)
        found.append(quantity)
        previous = quantity.end
        at += used
    return tuple(found)


def exclusive(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities of the same unit and label cannot both be true of one thing."""
    if first.unit != second.unit or first.label != second.label:
        return False
    (low, high), (other_low, other_high) = bounds(first), bounds(second)
    return high < other_low or other_high < low


def bounds(quantity: Quantity) -> tuple[float, float]:
    """The values that a quantity allows, its comparator taken into account."""
    low, high = quantity.low, quantity.high
    if quantity.comparator in (">", ">="):
        high = math.inf
    elif quantity.comparator in ("<", "<="):
        low = -math.inf
    elif quantity.comparator == "~":
        low, high = low - abs(low) * ABOUT, high + abs(high) * ABOUT
    return low, high


def _read(
    text: str, source: str, numerals: list[Numeral], *, previous: int, intervals: dict[int, re.Match[str]]
) -> tuple[Quantity, int]:
    """The quantity that starts with the first numeral, and how many numerals it takes."""
    first = numerals[0]
    unit, end = _unit(source, first)
    before = source[previous : first.start]
    label = _label(source, first, previous=previous, intervals=intervals)
    comparator = _comparator(before, source[end : end + 24], unit)
    low = high = first.value
    used = 1
    if len(numerals) == 2:
        second = numerals[1]
        second_unit, second_end = _unit(source, second)
        gap = source[end : second.start]
        shared = _shared_power(first, second, unit)
        if _is_range(before, gap, unit, second_unit, interval=label.endswith("CI")) and shared <= second.value:
            low, high, unit, end, used = shared, second.value, second_unit or unit, second_end, 2
            comparator = comparator or _comparator("", source[end : end + 24], unit)
        elif not unit and re.fullmatch(r"\s(?:and|or)\s", gap) and second_unit.split("/")[0] in SHARED_UNITS:
            unit = second_unit
        elif not unit and _is_share(gap, first, second, second_unit):
            joined = "of" if _OF.match(gap) else "in"
            unit, end, used = f"{joined} {second.value:g}", second.end, 2
    return Quantity(low, high, unit, comparator, label, first.start, end, text[first.start : end]), used


def _shared_power(first: Numeral, second: Numeral, unit: str) -> float:
    """The value of the first number if the power of ten behind the second is for both: 150-400 × 10^9."""
    alone = not second.power or first.power or first.word or unit
    return first.value if alone else float(Decimal(str(first.value)).scaleb(second.power))


def _unit(source: str, numeral: Numeral) -> tuple[str, int]:
    unit, end = read_unit(source, numeral.end)
    if unit:
        if unit == "years":
            old = re.compile(r"[ -](?:old|of age)\b").match(source, end)
            end = old.end() if old else end
        return unit, end
    if numeral.word in ("twice", "doubled", "doubles", "tripled") or numeral.word.endswith("fold"):
        return "times", end
    whole = numeral.value.is_integer() and 1900 <= numeral.value <= 2099 and numeral.end - numeral.start == 4
    if whole and not numeral.word and not _COUNTED.match(source, numeral.end):
        return "calendar", end
    return "", end


def _label(source: str, numeral: Numeral, *, previous: int, intervals: dict[int, re.Match[str]]) -> str:
    for end in range(numeral.start, max(previous, numeral.start - 3) - 1, -1):
        if end in intervals:
            return f"{intervals[end]['level']}% CI"
    before = source[max(previous, numeral.start - 60) : numeral.start]
    for name, pattern in _LABELLED:
        if pattern.search(before):
            return name
    return ""


def _comparator(before: str, after: str, unit: str) -> str:
    for sign, pattern in _COMPARATORS:
        if pattern.search(before):
            during = sign == ">" and before.rstrip().lower().endswith("over") and unit in TIME_UNITS
            return "" if during and not _AGED.search(before) else sign
    return next((sign for sign, pattern in _AFTER if pattern.match(after)), "")


def _is_range(before: str, gap: str, unit: str, second_unit: str, *, interval: bool) -> bool:
    if unit and unit != second_unit and (second_unit or "-" not in gap):
        return False
    if (unit == "calendar") != (second_unit == "calendar"):
        return False
    if interval:
        return bool(_INTERVAL_JOIN.fullmatch(gap))
    if re.fullmatch(r"\s+and\s+", gap):
        return bool(_BETWEEN.search(before))
    return bool(_RANGE_JOIN.fullmatch(gap)) and not _CHANGE.search(before)


def _is_share(gap: str, first: Numeral, second: Numeral, second_unit: str) -> bool:
    """Whether two numbers read as "two of four" or "1 in 14"."""
    if not 0 <= first.value < second.value or second_unit not in ("", "calendar"):
        return False
    if _OF.fullmatch(gap):
        return first.value.is_integer() or "out" in gap
    return first.value.is_integer() and bool(_IN.fullmatch(gap)) and first.value <= 10 and second_unit == ""
