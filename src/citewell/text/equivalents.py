"""Tells whether two quantities are the same however they are written: 1 g and 1000 mg, one in five and 20%."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from citewell.text.quantities import Quantity, find_quantities
from citewell.text.spelt_figures import in_digits

_MASS = {"kg": 1e9, "g": 1e6, "mg": 1e3, "µg": 1.0, "ng": 1e-3, "pg": 1e-6}
_VOLUME = {"l": 1e3, "dl": 1e2, "ml": 1.0, "µl": 1e-3}
_LENGTH = {"km": 1e6, "m": 1e3, "cm": 10.0, "mm": 1.0, "µm": 1e-3, "nm": 1e-6}
_SPAN = {"weeks": 10080.0, "days": 1440.0, "hours": 60.0, "minutes": 1.0, "seconds": 1 / 60}
_LONG_SPAN = {"decades": 120.0, "years": 12.0, "months": 1.0}
_DIMENSIONS = {
    **{name: ("mass", factor) for name, factor in _MASS.items()},
    **{name: ("volume", factor) for name, factor in _VOLUME.items()},
    **{name: ("length", factor) for name, factor in _LENGTH.items()},
    **{name: ("span", factor) for name, factor in _SPAN.items()},
    **{name: ("long span", factor) for name, factor in _LONG_SPAN.items()},
    "%": ("share", 0.01),
}
_SHARE = re.compile(r"(?:of|in|per) (?P<whole>\d+(?:\.\d+)?(?:e\+?\d+)?)(?P<rest>.*)")
_EXACT = 1e-9

# Units that two compared figures may share, and what stands between them.
_SHARED = frozenset({*_DIMENSIONS, *(f"{name}/days" for name in _MASS), "mmHg", "points", "degrees", "kg/m2"})
_CUES = r"v|vs\.?|versus|against|than|compared (?:with|to)|rather than|instead of"
_SOME = (
    r"(?:under |over |below |above |less than |more than |at least |at most |about |around |roughly |"
    r"approximately |only |just |a |the |for )*"
)
_SHARED |= {"/days", "/weeks", "/months", "/years"}
_BESIDE = re.compile(rf",? \(?(?:{_CUES}|and|or|to) {_SOME}", re.I)
_BEHIND = re.compile(rf",? \(?(?:{_CUES}) {_SOME}", re.I)
_COUNTS = re.compile(
    r"[ -](?!(?:in|of|for|with|on|at|by|from|to|and|or|but|was|were|is|are|had|led|resulted|gave|reduced|in|after|"
    r"before|while|when|among|as|brought|lowered|raised|did|does)\b)[a-z]|\.\d|%",
    re.I,
)
_ALONE = re.compile(r"[,;.)](?!\d)|$")

_PEOPLE = "people|adults|women|men|persons|children|patients|those|individuals|volunteers|participants"
OLDEST = 120
_AGED = re.compile(
    r"\b(?:ages? of|aged?|ages)(?: (?:at least|over|under|below|above|up to|about|around|between|from))* $", re.I
)
_PERSONS = re.compile(
    rf"\b(?:{_PEOPLE})(?: (?:over|under|older than|younger than|above|below|of|at least|aged))+ $", re.I
)
_OLDER = re.compile(r"(?: of age)? (?:or|and) (?:older|over|above|younger|under)\b", re.I)
_CHANGED_FROM = re.compile(
    r"\b(?:f[ae]ll\w*|r[io]s(?:e|es|en|ing)|drop\w*|declin\w*|increas\w*|decreas\w*|reduc\w*|improv\w*|chang\w*|went|"
    r"grew|lower\w*|rais\w*|shorten\w*|lengthen\w*|prolong\w*|down|up)\b[^.;]{0,80}\bfrom $",
    re.I,
)

# How a number can be written that the reader of quantities does not count as one.
_UNIT = "(?:days|weeks|months|years|hours|minutes|mg|g|points)"
_TIME = "(?:day|week|month|year|hour|minute)"
_WRITTEN = (
    (
        re.compile(
            rf"\b(within|after|over|for|at|about|around|than|lasting|last|lasts|every|first|"
            rf"at least) an? (?={_TIME}\b(?! of age))",
            re.I,
        ),
        r"\1 1 ",
    ),
    (re.compile(r"\bnot (?:to )?(?:exceeding|exceed|(?:be )?(?:more|higher|greater) than)(?= \d)", re.I), "at most"),
    (re.compile(r"\b(\d+)-? ?(?:to|or)[- ](\d+)-(day|week|month|year|hour|minute)\b", re.I), r"\1 to \2 \3s"),
    (re.compile(rf"\b({_TIME})s? (\d+)(?= of (?:pregnancy|gestation|life|treatment|therapy)\b)", re.I), r"\2 \1s"),
    (
        re.compile(rf"\b(?:in|during|for|over) (?:the|its|their) (first|last) (?=(?:\w+ )?(?:\d+ )?{_TIME}s?\b)", re.I),
        r"within the \1 ",
    ),
    (re.compile(rf"\bin the (?=\d+ {_TIME}s (?:before|after|following|of)\b)", re.I), "within "),
    (re.compile(rf"\b(first|last|past|next) ({_TIME})\b(?!-)", re.I), r"\1 1 \2"),
    (
        re.compile(r"\b(?:must|should|may|can|do(?:es)?) not (?:exceed|be (?:more|higher|greater) than)\b", re.I),
        "at most",
    ),
    (
        re.compile(r"\b(?:with|to|up to) a maximum of(?= \d)|\bmaximum(?: daily)? dose(?: is| of)?(?= \d)", re.I),
        "at most",
    ),
    (re.compile(r"\bno later than(?= (?:\d|one\b|two\b|three\b|a\b|an\b))", re.I), "within"),
    (re.compile(r"\bup to and including (?:the age of )?(?=\d)", re.I), "up to "),
    (re.compile(r"\b(?:capped at|limited to)(?= \d)", re.I), "at most"),
    (re.compile(rf"\b(?:at|by) ({_TIME}) (\d+)\b(?! (?:to|or|and) \d)(?!-)", re.I), r"at \2 \1s"),
    (re.compile(r"\bexceed(?:s|ed|ing)?(?= \d)", re.I), "more than"),
    (re.compile(r"\b(?:greater|higher) than(?= \d)", re.I), "more than"),
    (re.compile(r"\b(\d+)-(month|week|year)ly\b", re.I), r"every \1 \2s"),
    (re.compile(r"\bonce (?:a year|yearly|annually|every year|each year|per year)\b", re.I), "every 12 months"),
    (re.compile(r"\ban estimated(?= (?:\d|one\b|two\b|half\b))", re.I), "about"),
    (re.compile(rf"\b(\d[\d.]*) or (?:more|longer) (?={_UNIT}\b)", re.I), r"at least \1 "),
    (re.compile(rf"\b(\d[\d.]*) or (?:less|fewer|shorter) (?={_UNIT}\b)", re.I), r"at most \1 "),
    (
        re.compile(
            r"\b(\d[\d.,]*(?:(?: ?[-–] ?| to )[\d.,]+)? ?(?:mg|g|µg|mcg|micrograms?|units|IU|"
            r"m[lL])),? (?:taken |given )?"
            r"once (?:daily|(?:a|per|each|every) day)\b",
            re.I,
        ),
        r"\1 per day",
    ),
    (
        re.compile(
            r"\bdaily ((?:[\w-]+ ){0,2}(?:intake|dose|dosage) (?:[\w-]+ ){1,4}?\d[\d.,]* ?"
            r"(?:g|mg|µg|micrograms|kcal|IU|units))\b(?! (?:per|a|each|daily))",
            re.I,
        ),
        r"\1 per day",
    ),
    (re.compile(r"\b(?:a|one) quarter of an hour\b", re.I), "15 minutes"),
    (re.compile(r"\bhalf an hour\b", re.I), "30 minutes"),
    (
        re.compile(r"\b(at least|more than|over|almost|nearly|about|roughly|approximately) halved\b", re.I),
        r"reduced by \1 half",
    ),
    (re.compile(r"\bhalved\b", re.I), "reduced by half"),
    (re.compile(r"\bdoubl(?:ed|es|ing)\b", re.I), "twofold"),
    (re.compile(r"\b(?:once a|a|each|per) fortnight\b", re.I), "every 2 weeks"),
    (re.compile(r"\bone (?=of\b|side\b|or both\b)", re.I), "a "),
    (re.compile(r"\ba fifth\b(?= of)", re.I), "20%"),
    (re.compile(r"\btwice (?=daily\b|weekly\b|(?:a|per|each|every) (?:day|week|month|year)\b)", re.I), "2 times "),
    (re.compile(r"\bonce (?=daily\b|weekly\b|(?:a|per|each|every) (?:day|week|month|year)\b)", re.I), "1 times "),
    (re.compile(r"\btimes (?:a|per|each|every) day\b", re.I), "times daily"),
    (re.compile(r"\btimes (?:a|per|each|every) week\b", re.I), "times weekly"),
    (re.compile(r"\btimes (?:a|per|each|every) month\b", re.I), "times monthly"),
    (re.compile(r"(?<!times) \b(?:(?:in|per|every|each) 24 hours|(?:a|each) day|daily)\b", re.I), " per day"),
    (re.compile(r"(?<!times) (?:(?:a|each) week|weekly)\b", re.I), " per week"),
    (re.compile(r"(?<!times) (?:a|each) month\b", re.I), " per month"),
    (re.compile(r"(?<!times) (?:(?:a|each) year|yearly|annually)\b", re.I), " per year"),
)


def quantities_of(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text`, with ways of writing them that only comparing needs."""
    return _quantities_of(text)


@lru_cache(maxsize=8192)
def _quantities_of(text: str) -> tuple[Quantity, ...]:
    source = written_plainly(text)
    return _with_shared_units(source, tuple(_apart(source, find_quantities(source))))


def _apart(source: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """The quantities, each end of a change ("raised it from 3% to 5%") as one of its own; ages in years."""
    for quantity in found:
        before = source[: quantity.start]
        to = source.find(" to ", quantity.start, quantity.end)
        if quantity.low != quantity.high and to > 0 and _CHANGED_FROM.search(before[-100:]):
            yield replace(quantity, high=quantity.low, end=to, text=source[quantity.start : to])
            start = to + len(" to ")
            yield replace(quantity, low=quantity.high, start=start, text=source[start : quantity.end])
        elif not quantity.unit and not quantity.label and quantity.high < OLDEST and _is_age(source, quantity):
            yield replace(quantity, unit="years")
        else:
            yield quantity


def _is_age(source: str, quantity: Quantity) -> bool:
    before, behind = source[: quantity.start], source[quantity.end :]
    if _AGED.search(before[-40:]):
        return True
    return bool(_PERSONS.search(before[-60:])) and bool(_OLDER.match(behind) or not _COUNTS.match(behind))


def _with_shared_units(source: str, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities, those without a unit given that of the one they are compared with: "25.1 versus 20.3 months"."""
    units = [quantity.unit for quantity in found]
    for place in range(len(found) - 1, 0, -1):
        first, second = found[place - 1], found[place]
        if not units[place - 1] and units[place] in _SHARED and _BESIDE.fullmatch(source[first.end : second.start]):
            units[place - 1] = units[place]
    for place in range(1, len(found)):
        first, second = found[place - 1], found[place]
        if units[place] or units[place - 1] not in _SHARED or first.label != second.label:
            continue
        between = source[first.end : second.start]
        if _BEHIND.fullmatch(between) and not _COUNTS.match(source, second.end):
            units[place] = units[place - 1]
    for place, second in enumerate(found):
        earlier = [number for number in range(place) if found[number].comparator and units[number]]
        written_so = second.text[:1].isdigit() and second.comparator and not second.label
        if written_so and not units[place] and earlier and _ALONE.match(source, second.end):
            units[place] = units[earlier[-1]]
    return tuple(
        quantity if quantity.unit == unit else replace(quantity, unit=unit)
        for quantity, unit in zip(found, units, strict=True)
    )


def with_asides(text: str, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """The quantities of `text`, "about" also for one in brackets behind another that has it: "about 7% (1 in 14)"."""
    source = written_plainly(text)
    return tuple(
        replace(one, comparator="~") if place and _is_aside(source, found[place - 1], one) else one
        for place, one in enumerate(found)
    )


def _is_aside(source: str, first: Quantity, second: Quantity) -> bool:
    """Whether the second of two figures tells in brackets what is about the first: "about 7% (1 in 14)"."""
    return (
        first.comparator == "~"
        and not second.comparator
        and source[first.end : second.start] == " ("
        and source[second.end : second.end + 1] == ")"
    )


@lru_cache(maxsize=8192)
def written_plainly(text: str) -> str:
    """The text with its numbers in the forms that the reader of quantities knows; `quantities_of` has offsets of it."""
    text = in_digits(text)
    for pattern, written in _WRITTEN:
        text = pattern.sub(written, text)
    return text


def measure(quantity: Quantity) -> tuple[str, float, float]:
    """What is measured and the least and greatest value, in a unit that all ways of writing it share."""
    head, _, rest = quantity.unit.partition("/")
    share = _SHARE.fullmatch(quantity.unit)
    if share and float(share["whole"]) > 0:
        whole = float(share["whole"])
        return f"share{share['rest']}", quantity.low / whole, quantity.high / whole
    if head in _DIMENSIONS:
        name, factor = _DIMENSIONS[head]
        return f"{name}/{rest}" if rest else name, quantity.low * factor, quantity.high * factor
    if not quantity.unit and 0 < quantity.low < 1 and quantity.text[:1].isalpha():
        return "share", quantity.low, quantity.high
    return ("times" if quantity.unit == "fold" else quantity.unit), quantity.low, quantity.high


def same_value(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the values are equal in a shared unit; "about" in the claim allows what it allows."""
    name, low, high = measure(claimed)
    other, other_low, other_high = measure(stated)
    if name != other:
        return False
    if claimed.unit == "%" and _SHARE.fullmatch(stated.unit) and claimed.low == claimed.high:
        return _rounds_to(low, other_low, claimed.low)  # 14 of 200 are 7%
    if claimed.comparator == "~" and (
        not stated.comparator or (stated.comparator == "~" and claimed.unit != stated.unit)
    ):
        return _rounds_to(low, other_low, claimed.low) and _rounds_to(high, other_high, claimed.high)
    return math.isclose(low, other_low, rel_tol=_EXACT) and math.isclose(high, other_high, rel_tol=_EXACT)


def _rounds_to(value: float, exact: float, written: float) -> bool:
    """Whether `exact` is `value` when it is rounded to the digits that are `written`, as "about 70%" rounds 68.4%."""
    digits = f"{written:.10g}"
    place = -len(digits.partition(".")[2]) if "." in digits else len(digits) - len(digits.rstrip("0"))
    step = 10.0**place * (abs(value / written) if written else 1.0)
    return abs(value - exact) <= step / 2 + abs(exact) * _EXACT


def same_quantity(claimed: Quantity, stated: Quantity) -> bool:
    """Whether a claim's quantity is the evidence's: value, unit, comparator and label."""
    if not same_value(claimed, stated):
        return False
    if claimed.comparator != stated.comparator and claimed.comparator != "~":
        return False
    return claimed.label == stated.label or not claimed.label
