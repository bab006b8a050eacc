"""Members of a series that one mark tells apart: type 1 and type 2, hepatitis B and C, stage I and stage IV."""

from __future__ import annotations

import re
from functools import lru_cache

_SERIES = "type|stage|grade|class|group|hepatitis|hemophilia|haemophilia|vitamin|factor|influenza|bipolar"
_MARK = r"(?:\d{1,2}|I{1,3}V?|IV|VI{0,3}|[A-K]\d{0,2})"
_ONE = re.compile(
    rf"\b(?P<series>{_SERIES})s? (?P<marks>{_MARK}(?:(?:,? (?:and|or|to)|,|/) ?{_MARK})*)(?![\w-])", re.IGNORECASE
)
_MARKS = re.compile(_MARK, re.IGNORECASE)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


@lru_cache(maxsize=16384)
def designators(text: str) -> frozenset[tuple[str, str]]:
    """The members of series that a text names, each with its series, Roman figures as Arabic ones."""
    found: set[tuple[str, str]] = set()
    for match in _ONE.finditer(text):
        series = match["series"].lower().replace("haemo", "hemo")
        for mark in _MARKS.findall(match["marks"]):
            if mark.isdigit() or mark[0].isupper():
                found.add((series, _ROMAN.get(mark.lower(), mark.lower())))
    return frozenset(found)


def of_another(asked: frozenset[tuple[str, str]], text: str) -> bool:
    """Whether a text names members of a series from which another was asked about, and not that one."""
    if not asked:
        return False
    named = designators(text)
    series = {name for name, _ in asked}
    return bool(named & asked) is False and any(name in series for name, _ in named)
