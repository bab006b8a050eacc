"""Turns one loose record of {_id, title, text} and friends into a document, or says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from citewell.domain.documents import Block, Document
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.sources._clean import CLEAN

LONGEST_ID = 200
TITLE_WORDS = 12

KIND_ALIASES = {
    EvidenceKind.GUIDELINE: "practice guideline, clinical guideline, clinical practice guideline, guidance",
    EvidenceKind.CONSENSUS: "consensus statement, expert consensus, position statement, scientific statement",
    EvidenceKind.CLASSIFICATION: "diagnostic criteria, nosology",
    EvidenceKind.SYSTEMATIC_REVIEW: "meta analysis, systematic review and meta analysis, cochrane review",
    EvidenceKind.RANDOMISED_TRIAL: "rct, randomised controlled trial, randomised clinical trial",
    EvidenceKind.COHORT: (
        "cohort study, prospective cohort, retrospective cohort, observational study, case control study, "
        "case series, cross sectional study"
    ),
    EvidenceKind.NARRATIVE_REVIEW: "review, review article, literature review, overview",
    EvidenceKind.DRUG_LABEL: "label, product label, prescribing information, summary of product characteristics",
    EvidenceKind.PATIENT_INFORMATION: "patient leaflet, patient education handout, patient education",
}
STATUS_ALIASES = {
    DocumentStatus.CURRENT: "active, published, approved, in force, valid",
    DocumentStatus.CORRECTED: "erratum, corrigendum",
    DocumentStatus.SUPERSEDED: "replaced, outdated, archived",
    DocumentStatus.EXPRESSION_OF_CONCERN: "concern",
    DocumentStatus.RETRACTED: "retraction, retracted publication, withdrawn",
}


class UnusableRecord(Exception):
    """Why a record is no document, and what its owner can do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def read_record(record: Mapping[str, object], *, collection: str) -> Document:
    """The document that a record describes; raises UnusableRecord.

    Unknown fields are left alone, an unknown kind is "other", a record without a title is called by
    its first words, and one that has only a title is that title. Everything else that is present must
    be right: a status or an identifier that is misread would be shown as true.
    """
    identifier = read_identifier(record)
    title, text = _text(record, "title"), _text(record, "text", lines=True)
    only_title = not _has_words(text)
    if only_title and not _has_words(title):
        raise UnusableRecord("It has no text.", 'Give it one, as in {"_id": "1", "title": "", "text": "..."}.')
    return Document(
        id=identifier,
        title=title or _first_words(text),
        blocks=(Block(text=title, locator="title") if only_title else Block(text=text),),
        collection=collection,
        kind=_kind(_text(record, "kind")),
        authors=_authors(record),
        organisation=_text(record, "organisation"),
        journal=_text(record, "journal"),
        year=_year(record),
        doi=_matching(
            _text(record, "doi"),
            name="doi",
            pattern=r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)",
            example="10.1000/182",
        ),
        pmid=_matching(
            _number_or_text(record, "pmid"),
            name="pmid",
            pattern=r"(?:PMID:?\s*)?([1-9]\d{0,8})",
            example="12221344",
        ),
        pmcid=_matching(
            _text(record, "pmcid"),
            name="pmcid",
            pattern=r"(?:PMCID:?\s*)?(PMC[1-9]\d{0,8})",
            example="PMC1738184",
        ).upper(),
        url=_matching(
            _text(record, "url"),
            name="url",
            pattern=r"(https?://[^\s/]\S*)",
            example="https://example.org/paper",
        ),
        country=_text(record, "country"),
        licence=_text(record, "licence"),
        status=_status(_text(record, "status")),
        note="Only its title was given." if only_title else "",
        source="jsonl",
    )


def read_identifier(record: Mapping[str, object]) -> str:
    """The record's `_id` as text; raises UnusableRecord when it is missing or cannot name a document."""
    identifier = _number_or_text(record, "_id")
    if not identifier:
        raise UnusableRecord('It has no "_id".', 'Give every record an "_id" of its own.')
    if any(character.isspace() for character in identifier):
        raise UnusableRecord(
            f"Its _id has spaces in it: {brief(identifier)}.",
            f"Write it as {brief('_'.join(identifier.split()))}.",
        )
    if len(identifier) > LONGEST_ID:
        raise UnusableRecord(f"Its _id has {len(identifier)} characters.", f"Use at most {LONGEST_ID}.")
    return identifier


def brief(value: object) -> str:
    """A value as it may be shown in a message: quoted, without control characters, at most 60 characters."""
    shown = ascii(value[:60] + "..." if isinstance(value, str) and len(value) > 63 else value)
    return shown if len(shown) <= 80 else shown[:77] + "..."


def _text(record: Mapping[str, object], name: str, *, lines: bool = False) -> str:
    value = record.get(name)
    if value is None or value != value:  # NaN is how tables write a gap
        return ""
    if not isinstance(value, str):
        raise UnusableRecord(f'Its "{name}" is no text: {brief(value)}.', f'Put quotes around the value of "{name}".')
    clean = value.replace("\r\n", "\n").replace("\r", "\n").translate(CLEAN).strip()
    return clean if lines else " ".join(clean.split())


def _number_or_text(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(record, name)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _first_words(text: str) -> str:
    words = text.split(maxsplit=TITLE_WORDS)
    return " ".join(words) if len(words) <= TITLE_WORDS else " ".join(words[:TITLE_WORDS]) + " …"


def _authors(record: Mapping[str, object]) -> str:
    value = record.get("authors")
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(filter(None, (_text({"name": name}, "name") for name in value)))
    return _text(record, "authors")


def _year(record: Mapping[str, object]) -> int | None:
    """The year out of 2019, "2019", "2019-05-01" or "2019 May"."""
    written = _number_or_text(record, "year")
    if not written:
        return None
    match = re.fullmatch(r"(\d{4})(?:[-/. ].*)?", written)
    if match is None or not 1600 <= int(match.group(1)) <= 2100:
        raise UnusableRecord(f"Its year is {brief(written)}.", "Write four digits, or leave the year out.")
    return int(match.group(1))


def _matching(written: str, *, name: str, pattern: str, example: str) -> str:
    if not written:
        return ""
    match = re.fullmatch(pattern, written, re.IGNORECASE | re.ASCII)
    if match is None:
        raise UnusableRecord(f"Its {name} is {brief(written)}.", f"Write it as in {example}, or leave it out.")
    return match.group(1)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z]+", words.casefold()))


def _kind(written: str) -> EvidenceKind:
    plain = re.sub(r"analyses\b", "analysis", _plain(written).replace("randomized", "randomised"))
    for kind in EvidenceKind:
        names = [_plain(kind.value), *KIND_ALIASES.get(kind, "").split(", ")]
        if plain and (plain in names or plain.removesuffix("s") in names):
            return kind
    return EvidenceKind.OTHER


def _status(written: str) -> DocumentStatus:
    plain = _plain(written)
    for status in DocumentStatus:
        if plain in {_plain(status.value), *STATUS_ALIASES[status].split(", ")}:
            return status
    if written:
        raise UnusableRecord(f"Its status is {brief(written)}.", f"Use one of: {', '.join(DocumentStatus)}.")
    return DocumentStatus.CURRENT
