"""The units that clinical numbers carry, each in one spelling."""

from __future__ import annotations

import re

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
    if not name or (name == "decade" and start != position):
        return "", position
    parts = [name]
    while name not in ("%", "percentage points", "points", "times", "fold", "decade", "degrees"):
        joined = _PER.match(source, end)
        if not joined:
            break
        further, after = _one(source, joined.end())
        if not further or (further in TIME_UNITS and parts[-1] in TIME_UNITS):
            break
        parts.append(further)
        end = after
    adverb = _ADVERB.match(source, end)
    if adverb and name not in TIME_UNITS and name not in ("%", "points"):
        parts.append(_DAILY[adverb[1]])
        end = adverb.end()
    return "/".join(parts), end


def _one(source: str, position: int) -> tuple[str, int]:
    match = _UNIT.match(source, position)
    if not match or match.lastgroup is None:
        return "", position
    name = _NAMES[int(match.lastgroup[1:])]
    if name == "seconds" and match[0] == "s" and source[position - 1 : position].isdigit():
        name = "decade"
    return name, match.end()
