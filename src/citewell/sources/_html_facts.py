"""Reads what a page says of itself: its meta tags, its JSON-LD, its canonical address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from citewell.sources._clean import single_spaced

MOST_AUTHORS = 6
_LONGEST_FACT = 1000
_LONGEST_SCRIPT = 2**20
_DATE = re.compile(r"((?:1[6-9]|20|21)\d\d)(?:[-/.](0?[1-9]|1[0-2]))?(?:[-/.](0?[1-9]|[12]\d|3[01]))?(?![\d])")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.\d{4,9}/[^\s\"'<>]+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/\"'<>]+[^\s\"'<>]*")
_BODY_NAMES = re.compile(
    r"\b(?:association|society|college|academy|federation|institute|agency|ministry|department|organi[sz]ation|"
    r"council|committee|centers?|centres?|commission|foundation|network|university|hospital|group|panel|force|"
    r"service|nhs|who|board|authority)\b",
    re.IGNORECASE,
)
_GUIDELINES = ("MedicalGuideline", "MedicalGuidelineRecommendation", "MedicalGuidelineContraindication")
_TEXT_TYPES = (
    *_GUIDELINES,
    *"MedicalWebPage ScholarlyArticle MedicalScholarlyArticle Article TechArticle NewsArticle".split(),
    *"Report Guide BlogPosting WebPage".split(),
)
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)/(\d\.\d)|publicdomain/zero)", re.IGNORECASE)


@dataclass(slots=True)
class PageFacts:
    """What a page states; everything is empty where it states nothing."""

    title: str = ""
    headline: str = ""
    authors: str = ""
    organisation: str = ""
    journal: str = ""
    published: str = ""
    modified: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    language: str = ""
    licence: str = ""
    publication_types: tuple[str, ...] = ()
    is_guideline: bool = False


@dataclass(slots=True)
class _Said:
    """Meta tags by name in small letters, and the page's JSON-LD, the record nearest to the text first."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    record: Mapping[str, object] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    def all(self, *names: str) -> list[str]:
        return next((self.meta[name] for name in names if name in self.meta), [])


def page_facts(root: Any) -> PageFacts:
    """The facts of a page, from what is most exact (citation_* tags) to what is least (its title bar)."""
    said = _Said(meta=_meta(root), record=_record(root))
    record, first = said.record, said.first
    people, bodies = _authors(said)
    journal = first("citation_journal_title", "prism.publicationname")
    publisher = _name(record.get("publisher")) or first(
        "dc.publisher", "dcterms.publisher", "citation_technical_report_institution", "citation_publisher"
    )
    organisation = ", ".join(bodies) or publisher or first("og:site_name", "application-name")
    return PageFacts(
        title=first("citation_title", "dc.title", "dcterms.title") or _text(record, "headline", "name"),
        headline=first("og:title", "twitter:title"),
        authors=people,
        organisation="" if journal and not bodies else organisation,
        journal=journal,
        published=iso_date(
            first("citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate")
            or first("dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date", "dcterms.created")
            or _text(record, "datePublished")
            or first("article:published_time", "citation_year")
        ),
        modified=iso_date(
            _text(record, "dateModified")
            or first("dcterms.modified", "dc.date.modified", "article:modified_time", "og:updated_time")
        ),
        doi=_doi(said),
        pmid=match[0] if (match := re.fullmatch(r"[1-9]\d{0,8}", first("citation_pmid"))) else "",
        url=_url(root, said),
        language=_language(root, said),
        licence=_licence(root, said),
        publication_types=tuple(said.all("citation_article_type", "dc.type", "dcterms.type"))[:5],
        is_guideline=any(kind in _GUIDELINES for kind in _types(record)),
    )


def iso_date(written: str) -> str:
    """The date as far as it is given, in ISO form; empty for what is no date that begins with its year."""
    match = _DATE.match(written.strip())
    return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""


def _meta(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or tag.get("http-equiv") or "").strip().lower()
        content = single_spaced((tag.get("content") or "")[:_LONGEST_FACT])
        if name and content:
            values = found.setdefault(name, [])
            if len(values) < 200:
                values.append(content)
    return found


def _record(root: Any) -> Mapping[str, object]:
    """The JSON-LD record of the text itself; empty where there is none that can be read."""
    records: list[Mapping[str, object]] = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
            try:
                records += _records(json.loads(script.text[:_LONGEST_SCRIPT]), depth=0)
            except (ValueError, RecursionError):
                continue
    ranked = [(rank, item) for item in records for rank, kind in enumerate(_TEXT_TYPES) if kind in _types(item)]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else {}


def _records(value: object, *, depth: int) -> Iterator[Mapping[str, object]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _records(item, depth=depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _records(value.get(name), depth=depth + 1)


def _types(record: Mapping[str, object]) -> list[str]:
    value = record.get("@type")
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _text(record: Mapping[str, object], *names: str) -> str:
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return single_spaced(value[:_LONGEST_FACT])
    return ""


def _name(value: object) -> str:
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    if isinstance(value, dict):
        return _text(value, "name", "legalName")
    return single_spaced(value[:_LONGEST_FACT]) if isinstance(value, str) and "://" not in value else ""


def _authors(said: _Said) -> tuple[str, list[str]]:
    """People as "Smith J, Jones K", at most six, and the bodies among the authors."""
    value = said.record.get("author")
    stated = [
        (_name(item), "Organization" in str(_types(item)) if isinstance(item, dict) else False)
        for item in (value if isinstance(value, list) else [value])
    ]
    names = said.all("citation_author", "citation_authors", "dc.creator", "dcterms.creator")
    listed = [(name, False) for written in names for name in re.split(r"\s*;\s*", written)]
    if not listed and not any(name for name, _ in stated):
        unmarked = said.all("author", "article:author")
        listed = [(name, False) for name in unmarked if "://" not in name and "@" not in name]
    people: list[str] = []
    bodies: list[str] = []
    for name, is_body in listed or stated:
        if name:
            (bodies if is_body or _BODY_NAMES.search(name) else people).append(name)
    written_names = list(dict.fromkeys(map(short_author, people)))
    more = " et al." if len(written_names) > MOST_AUTHORS else ""
    return ", ".join(written_names[:MOST_AUTHORS]) + more, bodies[:3]


def short_author(name: str) -> str:
    """A person's name as "Smith J"; one that is written so already, or is a single word, stays."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        words = name.split()
        if len(words) < 2 or re.fullmatch(r"[A-Z]{1,3}", words[-1]):
            return name
        small = next((at for at, word in enumerate(words[1:], 1) if word.islower()), len(words) - 1)
        family, given = " ".join(words[small:]), " ".join(words[:small])
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part and part[0].isalpha()).upper()
    if re.fullmatch(r"[A-Z]{1,3}", given):
        initials = given
    return f"{family} {initials}".strip()


def _doi(said: _Said) -> str:
    record = said.record
    candidates = [
        *said.all("citation_doi"),
        *said.all("prism.doi"),
        *said.all("dc.identifier"),
        *said.all("dcterms.identifier"),
    ]
    for name in ("identifier", "sameAs", "@id"):
        value = record.get(name)
        for item in value if isinstance(value, list) else [value]:
            candidates.append(_text(item, "value", "@id") if isinstance(item, dict) else str(item or ""))
    for written in candidates:
        if match := _DOI.fullmatch(written.strip()):
            return unquote(match[1]).lower()
    return ""


def _url(root: Any, said: _Said) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (found := _address(link.get("href") or "")):
            return found
    return _address(said.first("og:url", "citation_abstract_html_url", "dc.identifier.uri")) or _address(
        _text(said.record, "url", "@id")
    )


def _address(written: str) -> str:
    return written.strip() if _ADDRESS.fullmatch(written.strip()) else ""


def language_code(written: str) -> str:
    """The two letters of a language out of "en-GB"; empty for anything else."""
    match = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", written)
    return match[1].lower() if match else ""


def _language(root: Any, said: _Said) -> str:
    holders = [root, *root.iter("html")]
    stated = next((item.get("lang") for item in holders if item.get("lang")), "")
    return language_code(stated) or language_code(
        said.first("citation_language", "dc.language", "dcterms.language", "content-language", "og:locale")
        or _text(said.record, "inLanguage")
    )


def _licence(root: Any, said: _Said) -> str:
    for link in root.iter("a", "link"):
        if "license" in (link.get("rel") or "").lower().split():
            words = single_spaced(" ".join(map(str, link.itertext())))
            return licence_name(link.get("href") or "") or words[:200]
    stated = said.first("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights", "rights") or _text(
        said.record, "license"
    )
    return licence_name(stated) or stated[:200]


def licence_name(address: str) -> str:
    """The short name of a Creative Commons licence by its address; empty for any other."""
    match = _CREATIVE_COMMONS.search(address)
    if match is None:
        return ""
    return f"CC {match[1].upper()} {match[2]}" if match[1] else "CC0 1.0"
