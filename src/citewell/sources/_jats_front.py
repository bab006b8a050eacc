"""The particulars of a JATS article: title, people, journal, dates, identifiers, licence, publication types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from citewell.sources._jats_terms import LINK, read_licence, read_publication_types
from citewell.sources._jats_text import text_of

MOST_AUTHORS = 6
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_ELECTRONIC = ("epub", "epub-ppub", "epreprint", "electronic")
_NOT_PUBLICATION = frozenset(
    "pmc-release nihms-submitted preprint update retracted corrected accepted received".split()
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_MONTHS = {
    name: f"{number:02d}" for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says of an article; empty where it says nothing."""

    title: str
    authors: str
    organisation: str
    journal_name: str
    journal: str
    published: str
    doi: str
    pmid: str
    pmcid: str
    url: str
    licence: str
    language: str
    version: str
    article_type: str
    publication_types: tuple[str, ...]


def read_front(article: Any) -> Front:
    """The particulars of an article; of its own, not of the answers and letters inside it."""
    front = article.find("front")
    meta = front.find("article-meta") if front is not None else None
    if meta is None:
        meta = article.makeelement("article-meta")
    journal = front.find("journal-meta") if front is not None else None
    identifiers = _identifiers(meta)
    authors, organisation = _authors(meta)
    published, issued = _dates(meta)
    article_type = article.get("article-type", "").strip().lower()
    return Front(
        title=_title(meta),
        authors=authors,
        organisation=organisation,
        journal_name=_journal_name(journal),
        journal=_reference(journal, meta, year=issued[:4] or published[:4]),
        published=published,
        doi=identifiers.get("doi", ""),
        pmid=identifiers.get("pmid", ""),
        pmcid=identifiers.get("pmcid", ""),
        url=_address(identifiers, meta),
        licence=read_licence(meta),
        language=_language(article),
        version=text_of(meta.find("article-version")),
        article_type=article_type,
        publication_types=read_publication_types(article_type, meta),
    )


def plain_doi(written: str) -> str:
    """The DOI in an address or a text, in lower case; empty if there is none."""
    found = _DOI.search(written)
    if found is None:
        return ""
    doi = found[0].rstrip(".,;")
    return (doi[:-1] if doi.endswith(")") and doi.count(")") > doi.count("(") else doi).lower()


def _title(meta: Any) -> str:
    group = meta.find("title-group")
    if group is None:
        return ""
    title, subtitle = text_of(group.find("article-title")), text_of(group.find("subtitle"))
    if title and subtitle and subtitle.lower() not in title.lower():
        return f"{title} {subtitle}" if title.endswith((":", "?", "!")) else f"{title.rstrip('.')}: {subtitle}"
    return title or subtitle


def _identifiers(meta: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in meta.findall("article-id"):
        kind, written = element.get("pub-id-type", ""), text_of(element).replace(" ", "")
        if kind == "doi":
            found.setdefault("doi", plain_doi(written))
        elif kind == "pmid" and re.fullmatch(r"[1-9]\d{0,8}", written, re.ASCII):
            found.setdefault("pmid", written)
        elif kind in ("pmc", "pmcid") and (number := re.fullmatch(r"(?i)(?:pmc)?([1-9]\d{0,9})", written, re.ASCII)):
            found.setdefault("pmcid", f"PMC{number[1]}")
    return found


def _authors(meta: Any) -> tuple[str, str]:
    """The authors, and the body that wrote it where no person did."""
    people: list[str] = []
    bodies: list[str] = []
    for group in meta.findall("contrib-group"):
        for contributor in group.findall("contrib"):
            if contributor.get("contrib-type", "author") != "author":
                continue
            name = contributor.find("name")
            if name is None:
                name = contributor.find("name-alternatives/name")
            if name is not None:
                people.append(_name(name))
            elif (spelt := contributor.find("string-name")) is not None:
                people.append(_name(spelt) if spelt.find("surname") is not None else text_of(spelt))
            elif (collaboration := contributor.find("collab")) is not None:
                bodies.append(_collaboration(collaboration))
    for element in meta.findall("contrib-group/collab"):
        bodies.append(_collaboration(element))
    people, bodies = [name for name in people if name], [name for name in dict.fromkeys(bodies) if name]
    names = people + bodies
    shown = ", ".join(names[:MOST_AUTHORS]) + (", et al." if len(names) > MOST_AUTHORS else "")
    return shown, (bodies[0] if bodies and not people else "")


def _name(element: Any) -> str:
    """ "Smith J", with initials as PubMed writes them."""
    surname, given = text_of(element.find("surname")), text_of(element.find("given-names"))
    initials = (
        given.replace(".", "")
        if _are_initials(given)
        else "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
    )
    return " ".join(
        filter(None, (surname, initials.replace(" ", "").replace("-", ""), text_of(element.find("suffix"))))
    )


def _are_initials(given: str) -> bool:
    letters = re.sub(r"[\s.-]", "", given)
    return len(letters) <= 3 and letters.isupper()


def _collaboration(element: Any) -> str:
    named = [child for child in element if child.tag in ("institution", "named-content")]
    if element.find("contrib-group") is None:
        return text_of(element)
    own = " ".join((element.text or "").split())
    return own or (text_of(named[0]) if named else "")


def _dates(meta: Any) -> tuple[str, str]:
    """The earliest electronic date of publication, else the earliest; and the date of the issue."""
    electronic: list[str] = []
    others: list[str] = []
    issues: list[str] = []
    for element in meta.findall("pub-date"):
        kinds = {element.get("pub-type", ""), element.get("date-type", "")}
        date = _date(element)
        if not date or kinds & _NOT_PUBLICATION:
            continue
        if kinds & set(_ELECTRONIC) or element.get("publication-format") == "electronic":
            electronic.append(date)
        else:
            others.append(date)
        if kinds & {"ppub", "collection", "epub-ppub"}:
            issues.append(date)
    return min(electronic or others, default=""), min(issues, default="")


def _date(element: Any) -> str:
    year = text_of(element.find("year"))
    if not re.fullmatch(r"(?:1[6-9]|20|21)\d\d", year, re.ASCII):
        return ""
    written = text_of(element.find("month")).lower()
    month = _MONTHS.get(written[:3], "") or (
        f"{int(written):02d}" if written.isdecimal() and 1 <= int(written) <= 12 else ""
    )
    day = text_of(element.find("day"))
    if not month:
        return year
    return f"{year}-{month}-{int(day):02d}" if day.isdecimal() and 1 <= int(day) <= 31 else f"{year}-{month}"


def _reference(journal: Any, meta: Any, *, year: str) -> str:
    """ "PLoS Med 2012;9(1):e1001300", as far as it is known."""
    name = _journal_name(journal)
    if not name:
        return ""
    volume, issue = text_of(meta.find("volume")), text_of(meta.find("issue"))
    first, last = text_of(meta.find("fpage")), text_of(meta.find("lpage"))
    pages = f"{first}-{last}" if first and last and first != last else first or text_of(meta.find("elocation-id"))
    place = f"{volume}({issue})" if volume and issue else volume or (f"({issue})" if issue else "")
    place = f"{place}:{pages}" if place and pages else place or pages
    when = f"{year};{place}" if year and place else year or place
    return f"{name} {when}".strip()


def _journal_name(journal: Any) -> str:
    if journal is None:
        return ""
    title = text_of(next(journal.iter("journal-title"), None))
    for element in journal.iter("abbrev-journal-title", "journal-id"):
        kind = element.get("journal-id-type", "") if element.tag == "journal-id" else "nlm-ta"
        short = text_of(element)
        if kind in ("nlm-ta", "iso-abbrev") and short and short.lower() != title.lower() and short != short.lower():
            return short
    return title


def _address(identifiers: dict[str, str], meta: Any) -> str:
    if identifiers.get("doi"):
        return f"https://doi.org/{identifiers['doi']}"
    if identifiers.get("pmcid"):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifiers['pmcid']}/"
    if identifiers.get("pmid"):
        return f"https://pubmed.ncbi.nlm.nih.gov/{identifiers['pmid']}/"
    own = next((element.get(LINK, "") for element in meta.findall("self-uri")), "")
    return own if re.fullmatch(r"https?://[^\s/]\S*", own) else ""


def _language(article: Any) -> str:
    code = article.get(LANGUAGE, "").strip().lower().partition("-")[0]
    return code if len(code) == 2 and code.isalpha() else ""
