"""Dates as PubMed writes them, as ISO dates as far as they are known."""

from __future__ import annotations

import re
from typing import Any

_MONTHS = {
    name: f"{number:02d}" for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_WRITTEN = re.compile(
    r"\b(1[6-9]\d\d|20\d\d)(?!\d)(?:\s+([A-Za-z]{3})[a-z]*(?:\s*[-/]\s*([A-Za-z]{3})[a-z]*)?(?:\s+(\d{1,2})(?![\d-]))?)?"
)
_YEAR = re.compile(r"1[6-9]\d\d|20\d\d")
_LONGEST_ISSUE = 3


def date_in(written: str) -> str:
    """The date at the beginning of a MedlineDate ("2019 Nov-Dec") or in a reference ("Lancet. 2021 Jul 3;398:1").

    An issue of up to three months has the date of its first month; one of more has only its year.
    """
    match = _WRITTEN.search(written)
    if match is None:
        return ""
    year, first, last, day = match.groups()
    month = _MONTHS.get((first or "").lower(), "")
    until = _MONTHS.get((last or "").lower(), "")
    if until and (int(until) - int(month or until)) % 12 >= _LONGEST_ISSUE:
        month = ""
    return _joined(year, month, "" if until else day or "")


def date_of(element: Any) -> str:
    """The date in the Year, Month and Day of an element, or in its MedlineDate; empty where there is none."""
    if element is None:
        return ""
    parts = {child.tag: (child.text or "").strip() for child in element}
    year = parts.get("Year", "")
    if not _YEAR.fullmatch(year):
        return date_in(parts.get("MedlineDate", "") or year)
    month = parts.get("Month", "")
    number = _MONTHS.get(month[:3].lower(), "")
    if not number and month.isdecimal() and 1 <= int(month) <= 12:
        number = month.zfill(2)
    return _joined(year, number, parts.get("Day", ""))


def finer(issue: str, online: str) -> str:
    """The date of the issue, made finer where the article came online on a day within it; else whichever there is."""
    return online if not issue or online.startswith(issue) else issue


def _joined(year: str, month: str, day: str) -> str:
    if not month:
        return year
    if not day.isdecimal() or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return f"{year}-{month}-{int(day):02d}"
