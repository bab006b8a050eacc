"""The units that clinical numbers carry, each in one spelling."""

from __future__ import annotations

import re

_LENGTHS = (
    ("m", "m", ""), ("cm", "cm", "centi"), ("mm", "mm", "milli"), ("km", "km", "kilo"), ("µm", "um", "micro"),
    ("nm", "nm", "nano"), ("dm", "dm", "deci"),
)  # fmt: skip
# Left the spelling used in records, right what is read as it. Single letters are told apart by case.
_SPELLINGS = {
    "percentage points": r"percentage[ -]points?|%[ -]points?",
    "%": r"%|per ?cent\b|percent\b",
    "mmHg": r"mm ?Hg\b",
    "cmH2O": r"cm ?H2O\b",
    "mg": r"mg\b|milligrams?\b|milligrammes?\b",
    "µg": r"µg\b|mcg\b|ug\b|micrograms?\b",
    "ng": r"ng\b|nanograms?\b",
    "pg": r"pg\b|picograms?\b",
    "kg": r"kg\b|kilograms?\b|kilos?\b",
    "g": r"g\b|grams?\b|grammes?\b",
    "ml": r"m[lL]\b|millilit(?:er|re)s?\b",
    "dl": r"d[lL]\b|decilit(?:er|re)s?\b",
    "µl": r"µ[lL]\b|microlit(?:er|re)s?\b",
    "l": r"[lL]\b|lit(?:er|re)s?\b",
    **{
        f"{name}{power}": rf"(?:{short}|{name})(?:\^?{power}|{high}|\({power}\))(?!\w)|{worded} {long}met(?:er|re)s?\b"
        for power, high, worded in ((2, "²", "square"), (3, "³", "cubic"))
        for name, short, long in _LENGTHS
    },
    "mm": r"mm\b|millimet(?:er|re)s?\b",
    "cm": r"cm\b|centimet(?:er|re)s?\b",
    "km": r"km\b|kilomet(?:er|re)s?\b",
    "µm": r"µm\b|um\b|micromet(?:er|re)s?\b|microns?\b",
    "nm": r"nm\b|nanomet(?:er|re)s?\b",
    "m": r"m\b|met(?:er|re)s?\b",
    "mmol": r"mmol\b|millimoles?\b",
    "µmol": r"µmol\b|umol\b|micromoles?\b",
    "nmol": r"nmol\b",
    "pmol": r"pmol\b",
    "mM": r"mM\b",
    "µM": r"µM\b|uM\b",
    "nM": r"nM\b",
    "IU": r"IU\b|[Ii]nternational units?\b",
    "units": r"U\b|units?\b",
    "mEq": r"mEq\b",
    "kDa": r"kDa\b",
    "kcal": r"kcal\b",
    "Gy": r"Gy\b",
    "mSv": r"mSv\b",
    "kHz": r"kHz\b",
    "MHz": r"MHz\b",
    "Hz": r"Hz\b",
    "years": r"years?\b|yrs?\b|y\b",
    "decades": r"decades?\b",
    "months": r"months?\b|mos?\b",
    "weeks": r"weeks?\b|wks?\b",
    "days": r"days?\b|d\b",
    "hours": r"hours?\b|hrs?\b|h\b",
    "minutes": r"minutes?\b|mins?\b",
    "seconds": r"seconds?\b|secs?\b|s\b",
    "ms": r"ms\b|msec\b|milliseconds?\b",
    "°C": r"(?:° ?|degrees? )(?:C\b|Celsius\b|centigrade\b)",
    "°F": r"(?:° ?|degrees? )(?:F\b|Fahrenheit\b)",
    "degrees": r"°|degrees?\b",
    "points": r"points?\b",
    "fold": r"fold\b",
    "times": r"times\b",
    "decade": r"s\b",
}
_NAMES = list(_SPELLINGS)
_UNIT = re.compile("|".join(f"(?P<u{index}>{_SPELLINGS[name]})" for index, name in enumerate(_NAMES)))
_SPACE = re.compile(r"[ \u2009]?(?:-(?=[a-zA-Z%°µ]))?")
_PER = re.compile(r" ?/ ?| (?:per|a|each|every) ")
_PER_ONE = re.compile(r" ?/ ?| per ")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)[ \u2009]?")
_SIZED = re.compile(r"[µmd]?l|[kcdmnµ]?m[23]")
_TIMES = re.compile(r"[ \u2009]?[·⋅∙×*.]?[ \u2009]?")
_INVERSE = re.compile(
    r"\^ ?(?P<bracket>\()?[-–](?P<caret>[123])(?(bracket)\))(?!\d)|⁻(?P<high>[¹²³])|[-–] ?(?P<plain>[123])(?![.,]?\w)"
)
_COUNTED = re.compile(
    r"[ \u2009]?(cells?|copies|colonies|CFU|PFU|particles|molecules|platelets|parasites|leu[ck]ocytes|neutrophils|"
    r"lymphocytes|eosinophils|events?|episodes?|beats?|breaths?|attacks?|bleeds?|counts?)\b"
)
_PER_COUNT = re.compile(
    r"(?: \w+){0,2}? (?:per|in every) (?P<count>\d{1,3}(?:[,\u2009]\d{3})+|"
    r"10+)(?:[- ](?P<of>[a-z]+-years?))?\b"
)
_DAILY = {"daily": "days", "weekly": "weeks", "monthly": "months", "yearly": "years", "hourly": "hours"}
_ADVERB = re.compile(r" (daily|weekly|monthly|yearly|hourly)\b")
TIME_UNITS = frozenset({"decades", "years", "months", "weeks", "days", "hours", "minutes", "seconds", "ms"})


def read_unit(source: str, position: int, *, spaced: bool = True) -> tuple[str, int]:
    """The unit that follows `position` and where it ends; ("", position) when none does.

    `source` must have passed `numerals.plain`. "30 mg/kg a day" gives "mg/kg/days", "3 per 100,000"
    gives "per 100000".
    """
    per_count = _PER_COUNT.match(source, position)
    if per_count:
        count = per_count["count"].replace(",", "").replace("\u2009", "")
        return f"per {count}" + (f" {per_count['of']}" if per_count["of"] else ""), per_count.end()
    space = _SPACE.match(source, position)
    start = space.end() if space else position
    name, end = _one(source, start)
    if not name:
        return _counted(source, position)
    if name == "decade" and start != position:
        return "", position
    power, after_power = _inverse(source, end)
    if power and not _one(source, after_power + source.startswith(" ", after_power))[0]:
        parts, end = ["", _raised(name, power)], after_power
    else:
        parts = [name]
    if name not in ("%", "percentage points", "points", "times", "fold", "decade", "degrees"):
        end = _add_denominators(source, end, parts)
    adverb = _ADVERB.match(source, end)
    if adverb and name not in TIME_UNITS and name not in ("%", "points"):
        parts.append(_DAILY[adverb[1]])
        end = adverb.end()
    return "/".join(parts), end


def _counted(source: str, position: int) -> tuple[str, int]:
    """The unit of a bare count or of counted things: "/l" in "10^9/L", "cells/mm3"."""
    noun = _COUNTED.match(source, position)
    parts = [noun[1].lower() if noun else ""]
    start = noun.end() if noun else position
    end = _add_denominators(source, start, parts, joined_by=_PER_ONE)
    return ("/".join(parts), end) if len(parts) > 1 else ("", position)


def _add_denominators(source: str, end: int, parts: list[str], *, joined_by: re.Pattern[str] = _PER) -> int:
    """Add what a unit is divided by to `parts`, as in "/kg", " per 1.73 m2" or " kg-1"; returns where it ends."""
    while True:
        joined = joined_by.match(source, end)
        size = _SIZE.match(source, joined.end()) if joined else None
        start = size.end() if size else joined.end() if joined else end
        further, after = _one(source, start) if joined else ("", end)
        if size and not _SIZED.fullmatch(further):
            return end
        if not further:
            sign = _TIMES.match(source, end)
            start = sign.end() if sign else end
            size = _SIZE.match(source, start)
            further, after = _one(source, size.end() if size else start)
            power, after = _inverse(source, after) if further else (0, after)
            if not power or (size and power == 1):
                return end
            further = _raised(further, power)
        if further in TIME_UNITS and parts[-1] in TIME_UNITS:
            return end
        parts.append(f"{float(size[1]):g} {further}" if size else further)
        end = after


def _inverse(source: str, position: int) -> tuple[int, int]:
    """The power that a unit before `position` is divided by, 1 for "kg-1" and 2 for "m⁻²", and where it ends."""
    match = _INVERSE.match(source, position)
    if match is None:
        return 0, position
    return "¹²³".index(match["high"]) + 1 if match["high"] else int(match["caret"] or match["plain"]), match.end()


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}{power}"


def _one(source: str, position: int) -> tuple[str, int]:
    match = _UNIT.match(source, position)
    if not match or match.lastgroup is None:
        return "", position
    name = _NAMES[int(match.lastgroup[1:])]
    if name == "seconds" and match[0] == "s" and source[position - 1 : position].isdigit():
        name = "decade"
    return name, match.end()
