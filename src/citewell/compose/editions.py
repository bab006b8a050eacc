"""Editions: a later guideline by the same body on the same subject takes the earlier one's place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.text.normalise import content_stems

# Two titles are on the same subject when they share this much of the shorter one, years and such words apart.
SAME_SUBJECT = 0.75
EARLIER_EDITION = "Earlier edition: reference "
_GUIDANCE = frozenset({EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS, EvidenceKind.CLASSIFICATION})
_EDITION = re.compile(
    r"\b(?:(?:19|20)\d\d|guidelines?|guidance|update[ds]?|edition|version|revision|revised|clinical|practice|"
    r"recommendations?|evidence-based|first|second|third|fourth|1st|2nd|3rd|4th|statement|consensus|policy|report)\b",
    re.IGNORECASE,
)


def same_series(one: Document, other: Document) -> bool:
    """Whether two documents are guidance of one body on one subject from different years."""
    if one.kind not in _GUIDANCE or other.kind not in _GUIDANCE or not one.year or not other.year:
        return False
    bodies = _body(one), _body(other)
    return one.year != other.year and bool(bodies[0]) and bodies[0] == bodies[1] and _same_subject(one, other)


def edition_notes(documents: Iterable[tuple[int, Document]]) -> list[str]:
    """A line for each cited document that a later one of its series, cited too, has taken the place of.

    `documents` come with their reference numbers. One that its source already marks as superseded is left out.
    """
    cited = list(documents)
    notes = []
    for number, document in cited:
        later = [
            (other.year or 0, place)
            for place, other in cited
            if same_series(document, other) and (other.year or 0) > (document.year or 0)
        ]
        if later and document.status is not DocumentStatus.SUPERSEDED:
            notes.append(
                f"{EARLIER_EDITION}[{number}] is by the same body on the same subject as [{max(later)[1]}]; where they "
                "differ, the later one holds."
            )
    return notes


def _same_subject(one: Document, other: Document) -> bool:
    first, second = _subject(one), _subject(other)
    fewer = min(len(first), len(second))
    return fewer > 0 and len(first & second) / fewer >= SAME_SUBJECT


def _subject(document: Document) -> set[str]:
    body = set(content_stems(document.organisation))
    return set(content_stems(_EDITION.sub(" ", document.title))) - body


def _body(document: Document) -> str:
    return " ".join(re.sub(r"\([^)]*\)", " ", document.organisation).lower().split())
