"""What a PubMed record says of retractions, concerns, corrections and newer versions: its own, and of others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from citewell.domain.documents import StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.intake import Amendment
from citewell.sources._pubmed_dates import date_in
from citewell.sources._pubmed_text import text_of

REPORTER = "PubMed"

_OWN = {
    "RetractionIn": (DocumentStatus.RETRACTED, ""),
    "RetractedandRepublishedIn": (DocumentStatus.RETRACTED, "Retracted and republished"),
    "PartialRetractionIn": (DocumentStatus.EXPRESSION_OF_CONCERN, "Partial retraction"),
    "ExpressionOfConcernIn": (DocumentStatus.EXPRESSION_OF_CONCERN, ""),
    "ErratumIn": (DocumentStatus.CORRECTED, ""),
    "CorrectedandRepublishedIn": (DocumentStatus.SUPERSEDED, "Corrected and republished"),
    "UpdateIn": (DocumentStatus.SUPERSEDED, "Updated"),
}
"""What a reference from a publication to a notice about it means."""

_OTHERS = {
    "RetractionOf": "RetractionIn",
    "RetractedandRepublishedFrom": "RetractedandRepublishedIn",
    "PartialRetractionOf": "PartialRetractionIn",
    "ExpressionOfConcernFor": "ExpressionOfConcernIn",
    "ErratumFor": "ErratumIn",
    "CorrectedandRepublishedFrom": "CorrectedandRepublishedIn",
    "UpdateOf": "UpdateIn",
}
"""The same references, seen from the notice."""

_NOTICE_TYPES = frozenset(
    {"retraction of publication", "published erratum", "expression of concern", "retraction notice"}
)
_NOTICE_TITLE = re.compile(
    r"(?:(?:author|publisher|editorial)(?:'s)?\s+)?(?:correction|corrigend(?:um|a)|errat(?:um|a)|retraction|"
    r"retraction note"
    r"|(?:notice|statement|expression) of (?:retraction|correction|concern|editorial concern))"
    r"(?:\s+(?:notice|note|statement))?(?:\s+(?:to|for|of|in|on|regarding))?(?:\s+(?:the|article|"
    r"paper)){0,2}\s*(?::|[\"“'‘]|$)",
    re.IGNORECASE,
)
_RETRACTED_TITLE = re.compile(
    r"\W*(RETRACTED|Retracted(?: article)?(?=:)|WITHDRAWN|REMOVED|TEMPORARY REMOVAL)(?!\w)", re.ASCII
)
_SAYS_OF_ANOTHER = re.compile(
    r"\[This (corrects|retracts) the article (?:DOI:? ?(10\.\d{4,9}/[^\]\s]+?)\.?\]|.{0,60}?PMID:? ?([1-9]\d{0,8})\b)"
)
_DOI = re.compile(r"doi:\s*(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"[1-9]\d{0,8}")


def own_notices(references: Sequence[Any], types: Sequence[str], title: str, journal: str) -> tuple[StatusNotice, ...]:
    """The notices about the publication of this record, from its references, its types and its title."""
    notices = []
    for reference in references:
        if (meaning := _OWN.get(reference.get("RefType", ""))) is not None:
            where = text_of(reference.find("RefSource"))
            notices.append(
                StatusNotice(
                    status=meaning[0],
                    date=date_in(where),
                    reference=where,
                    pmid=_pmid(reference),
                    doi=_doi(where),
                    source=REPORTER,
                    reason=text_of(reference.find("Note")) or meaning[1],
                )
            )
    if any(notice.status is DocumentStatus.RETRACTED for notice in notices):
        return tuple(notices)
    if any(name.lower() == "retracted publication" for name in types):
        reason = "The record's publication type is 'Retracted Publication'."
        notices.append(StatusNotice(DocumentStatus.RETRACTED, source=REPORTER, reason=reason))
    elif (marked := _RETRACTED_TITLE.match(title)) is not None:
        notices.append(_by_title(marked[1], journal))
    return tuple(notices)


def _by_title(mark: str, journal: str) -> StatusNotice:
    """A Cochrane review is withdrawn when it is out of date; any other publication when it should not have appeared."""
    status = DocumentStatus.RETRACTED
    if mark == "WITHDRAWN" and "cochrane" in journal.lower():
        status = DocumentStatus.SUPERSEDED
    elif mark == "TEMPORARY REMOVAL":
        status = DocumentStatus.EXPRESSION_OF_CONCERN
    return StatusNotice(status, source=REPORTER, reason=f"The title begins with {mark!r}.")


def is_notice(references: Sequence[Any], types: Sequence[str], title: str) -> bool:
    """Whether the record is itself a notice (a retraction, a correction), which is no evidence."""
    if any(name.lower() in _NOTICE_TYPES for name in types) or _NOTICE_TITLE.match(title):
        return True
    return any(reference.get("RefType") in ("RetractionOf", "ExpressionOfConcernFor") for reference in references)


def amendments(references: Sequence[Any], about: StatusNotice, *, abstract: str) -> Iterator[Amendment]:
    """What a record says of other publications, one amendment for each that it names by an identifier.

    `about` describes the record itself: its date, citation and identifiers.
    """
    told = False
    for reference in references:
        own_type = _OTHERS.get(reference.get("RefType", ""))
        if own_type is None:
            continue
        status, reason = _OWN[own_type]
        pmid, doi = _pmid(reference), _doi(text_of(reference.find("RefSource")))
        if (pmid or doi) and pmid != about.pmid:
            told = True
            yield Amendment(replace(about, status=status, source=REPORTER, reason=reason), doi=doi, pmid=pmid)
    if not told and abstract.startswith("[This ") and (said := _SAYS_OF_ANOTHER.search(abstract)) is not None:
        status = DocumentStatus.CORRECTED if said[1] == "corrects" else DocumentStatus.RETRACTED
        notice = replace(about, status=status, source=REPORTER)
        yield Amendment(notice, doi=(said[2] or "").lower(), pmid=said[3] or "")


def _pmid(reference: Any) -> str:
    written = (reference.findtext("PMID") or "").strip()
    return written if _PMID.fullmatch(written) else ""


def _doi(where: str) -> str:
    match = _DOI.search(where)
    return match[1].rstrip(".,;)]").lower() if match else ""
