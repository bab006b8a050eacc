"""References taken apart for reference managers: names, journal, volume, issue, pages, identifiers.

Articles keep authors as one line ("Jull G, Trott P, et al.") and the journal with its particulars ("Spine
2002;27(17):1835-1843"), which is how MEDLINE writes both. What does not read so stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from citewell.compose.citing import reference_marks, safe_address
from citewell.compose.reading import clean
from citewell.domain.articles import Reference
from citewell.domain.enums import DocumentStatus

_INITIALS = re.compile(
    r"(?P<family>.+?)\s+(?P<given>[^\W\d_]{1,4}(?:-[^\W\d_]{1,2})?)(?:\s+(?P<suffix>Sr|Jr|2nd|3rd|II|III|IV))?"
)
_JOURNAL = re.compile(
    r"(?P<title>.+?),?\s+(?P<year>(?:1[6-9]|20|21)\d\d)"
    r"(?:\s*;\s*(?P<volume>[^():;,\s]+(?:\s(?:Suppl|Pt)\.?\s?\w*)?)?\s*(?:\((?P<issue>[^()]{1,40})\))?"
    r"(?:\s*:\s*(?P<pages>[\w.–-]+))?)?(?:\s.*|[.;,]*)"
)
_RANGE = re.compile(r"([A-Za-z]{0,3})(\d+)[-–]\1(\d+)")
_NO_JOURNAL = frozenset({"web page", "web site", "website"})
_DAY = re.compile(r"(?:\d{1,2}\s)?[A-Z][a-z]+\s\d{4}")
STANDING = {
    DocumentStatus.CORRECTED: "corrected since",
    DocumentStatus.SUPERSEDED: "superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "expression of concern",
    DocumentStatus.RETRACTED: "RETRACTED",
}


class Form(Enum):
    """What a publication is to a reference manager."""

    JOURNAL_ARTICLE = "journal article"
    WEB_PAGE = "web page"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Name:
    """A person, or in `body` an organisation or a name that cannot be taken apart; `printed` is it as written."""

    printed: str
    family: str = ""
    initials: str = ""
    suffix: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A reference in its parts, all of them clean and on one line; `complete` says that no author is left out.

    `standing` is what has become of it ("RETRACTED"), or empty; `note` that and all else that a reader must know.
    """

    key: str
    number: int
    form: Form
    title: str
    names: tuple[Name, ...]
    complete: bool
    container: str
    volume: str
    issue: str
    pages: str
    year: int | None
    doi: str
    pmid: str
    pmcid: str
    url: str
    kind: str
    standing: str
    note: str


def publications_of(references: Sequence[Reference]) -> tuple[Publication, ...]:
    """Every reference in its order, each with a key of its own."""
    keys: list[str] = []
    for reference in references:
        plain = re.sub(r"[^A-Za-z0-9.:-]+", "-", reference.document_id).strip("-.:") or "reference"
        keys.append(plain if plain not in keys else f"{plain}-{reference.number}")
    return tuple(_publication(one, key, references) for one, key in zip(references, keys, strict=True))


def short_pages(pages: str) -> str:
    """A range without the digits that repeat: "1051-1070" as "1051-70", "S148-S155" as "S148-55"."""
    found = _RANGE.fullmatch(pages)
    if not found:
        return pages
    letters, first, last = found.groups()
    if len(first) != len(last) or first == last:
        return f"{letters}{first}-{last}" if first != last else f"{letters}{first}"
    same = next(place for place in range(len(first)) if first[place] != last[place])
    return f"{letters}{first}-{last[same:]}"


def _publication(reference: Reference, key: str, references: Sequence[Reference]) -> Publication:
    names, complete = _names(clean(reference.authors))
    journal = _journal(clean(reference.journal))
    if body := clean(reference.organisation).strip(" ,"):
        known_already = body == journal["title"] or any(body == one.printed for one in names)
        names += () if known_already else (Name(body, body=body),)
    doi = clean(reference.doi).replace(" ", "")
    pmid = reference.pmid if re.fullmatch(r"\d{1,9}", reference.pmid, re.ASCII) else ""
    pmcid = reference.pmcid if re.fullmatch(r"PMC\d{1,9}", reference.pmcid, re.ASCII) else ""
    url = safe_address(reference.url)
    known = journal["volume"] or doi or pmid or pmcid
    form = Form.JOURNAL_ARTICLE if journal["title"] and known else Form.WEB_PAGE if url else Form.REPORT
    return Publication(
        key=key,
        number=reference.number,
        form=form,
        title=clean(reference.title),
        names=names,
        complete=complete,
        container=journal["title"],
        volume=journal["volume"],
        issue=journal["issue"],
        pages=journal["pages"].replace("–", "-"),
        year=reference.year,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        url=url,
        kind=reference.kind.label,
        standing=STANDING.get(reference.status, ""),
        note="; ".join(reference_marks(reference, references)),
    )


def _names(line: str) -> tuple[tuple[Name, ...], bool]:
    """The persons and bodies of an author line, and whether it names all of them."""
    written = [name.strip() for name in re.split(r"[,;]", re.sub(r"\s+et al\b\.?", ", et al.", line)) if name.strip()]
    named = [name for name in written if name.rstrip(".").lower() != "et al"]
    return tuple(map(_name, named)), len(named) == len(written)


def _name(written: str) -> Name:
    found = _INITIALS.fullmatch(written)
    if found is None or not found["given"].isupper() or " and " in found["family"]:
        return Name(written, body=written)
    return Name(written, found["family"], found["given"], found["suffix"] or "")


def _journal(written: str) -> dict[str, str]:
    """The journal's title and the volume, issue and pages in it."""
    none = {"volume": "", "issue": "", "pages": ""}
    if written.lower() in _NO_JOURNAL:
        return {"title": "", **none}
    found = _JOURNAL.fullmatch(written)
    if found is None:
        return {"title": written, **none}
    parts = {name: (found[name] or "").strip() for name in ("title", "volume", "issue", "pages")}
    if _DAY.fullmatch(parts["issue"]):
        parts["issue"] = ""
    return parts
